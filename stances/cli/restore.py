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
        "replace the database by a backup, while no server uses it",
        "stances restore var/backups/stances-2026-11-27.db\n"
        "stances restore --replace FILE   (what is there now is kept as a backup)",
    )
    parser.add_argument("file", metavar="FILE", help="a file made by stances backup, or an automatic backup")
    parser.add_argument("--replace", action="store_true", help="also if the database is not empty")


def restore(given: argparse.Namespace) -> int:
    """Put the backup in place."""
    from stances.store.database import restore_database

    kept = restore_database(Path(given.file), replace=given.replace)
    if kept:
        say(f"The previous database is kept as {kept}.")
    say(f"Restored {given.file}.")
    return DONE
