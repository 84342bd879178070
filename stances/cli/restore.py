"""`stances restore`: put a backup in the place of the database."""

from __future__ import annotations

import argparse
from pathlib import Path

from stances.cli.options import Commands, add_command
from stances.cli.output import DONE, say


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "restore",
        restore,
        "put a backup in the place of the database, while no server uses it",
        "stances restore var/backups/stances-2026-11-27.db\n"
        "stances restore --replace FILE   (what is there now is kept as a backup)",
    )
    parser.add_argument(
        "file", metavar="FILE", help="a file that stances backup made, or that was made by itself"
    )
    parser.add_argument(
        "--replace", action="store_true", help="also where there is a database with something in it already"
    )


def restore(given: argparse.Namespace) -> int:
    """Put the backup in place."""
    from stances.store.database import restore_database

    kept = restore_database(Path(given.file), replace=given.replace)
    if kept:
        say(f"What was there before is kept as {kept}.")
    say(f"Restored {given.file}.")
    return DONE
