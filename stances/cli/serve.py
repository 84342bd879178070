"""`stances serve`: serve the site on this machine, or for its network."""

from __future__ import annotations

import argparse
import gc
import os

from stances.cli.debate_source import open_filled_database
from stances.cli.options import Commands, add_command
from stances.cli.output import DONE, say
from stances.errors import BadRequestError, StancesError

ALL_INTERFACES = "0.0.0.0"  # noqa: S104  (only with --lan)


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "serve",
        serve,
        "serve the site on this machine",
        "stances serve\nstances serve --port 8000\nstances serve --lan --name 'Dr. Weber'   (for a class)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine alone)"
    )
    parser.add_argument(
        "--lan", action="store_true", help="let others on this network in; prints the address for them"
    )
    parser.add_argument("--name", help="the name shown next to your edits (the owner)")
    parser.add_argument(
        "--no-backups",
        dest="backups",
        action="store_false",
        help="keep no backup of each day in backups/ beside the database, nor one before an upgrade",
    )
    parser.add_argument(
        "--port",
        type=_parse_port,
        default=os.environ.get("PORT") or "5000",
        help="default: 5000, or the variable PORT",
    )


def _parse_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port; a port is a number from 1 to 65535")
    return int(text)


def serve(given: argparse.Namespace) -> int:
    """Check database and port, then run the server until it is stopped."""
    gc.enable()
    from stances.store.backups import BACKUPS_VARIABLE, OFF
    from stances.store.engines import is_in_memory
    from stances.store.importing import list_outdated_files

    if is_in_memory():
        raise BadRequestError(
            "DATABASE_URL names a database in memory, which would be empty for every request and gone at the end. "
            "Name a file to serve: sqlite:////path/to/stances.db"
        )
    if not given.backups:
        os.environ[BACKUPS_VARIABLE] = OFF
    host = ALL_INTERFACES if given.lan else given.host
    _check_port_free(host, given.port)
    database = open_filled_database()
    database.check_integrity()
    with database.read_session() as session:
        for path in list_outdated_files(session):
            say(
                f"{path.name} has changed since it was loaded. To take over what is new: stances load --update {path} "
                "(it lists what the file no longer has; with --remove it removes that too)"
            )
    database.close()
    from stances.web.server import run_server

    if given.name:
        os.environ["STANCES_OWNER_NAME"] = given.name
    run_server(host, given.port, say)
    return DONE


def _check_port_free(host: str, port: int) -> None:
    import socket

    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError as error:
        raise StancesError(
            f"Port {port} is reserved for the system. Choose another: stances serve --port 8000"
        ) from error
    except OSError as error:
        raise StancesError(
            f"Port {port} on {host} can't be used ({(error.strerror or str(error)).lower()}). Something else may be "
            f"serving there; choose another: stances serve --port {port + 1 if port < 65535 else 8000}"
        ) from error
