"""`stances load`: load debates from files into the database."""

from __future__ import annotations

import argparse
from pathlib import Path

from stances.cli.options import Commands, add_command
from stances.cli.output import DONE, say


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "load",
        load,
        "load debates from files into the database",
        "stances load my-debate.yaml\nstances load --update   (the shipped debates; what people changed here is kept)",
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="without one: the debates that come with stances"
    )
    parser.add_argument(
        "--update", action="store_true", help="take over what changed in the file since it was loaded"
    )


def load(given: argparse.Namespace) -> int:
    from stances.store.database import open_database
    from stances.store.importing import list_shipped_files, load_file

    files = [Path(name) for name in given.files] or list_shipped_files()
    with open_database().write_session() as session:
        for path in files:
            say(f"Reading {path} …")
            result = load_file(session, path, update=given.update)
            say(f"  {result.debate}: {result.state}, {result.changed} records")
            if result.file_differs:
                say(f"  It was there already. To take over what is new in it: stances load --update {path}")
            for name in result.kept:
                say(f"  kept as people changed it here: {name}")
    return DONE
