"""`stances backup`: a copy of the whole database, also while it is being served."""

from __future__ import annotations

import argparse
from pathlib import Path

from stances.cli.options import Commands, add_command
from stances.cli.output import DONE, refuse_folder, say


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "backup",
        back_up,
        "copy the whole database into one file: all debates, their history, invitations and proposals",
        "stances backup                    (into backups/ beside the database)\n"
        "stances backup -o /media/stick/stances.db",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="the file to write; by default in backups/ beside the database"
    )


def back_up(given: argparse.Namespace) -> int:
    """Write the backup; the site may be served meanwhile."""
    from stances.store.database import back_up_database

    if given.output:
        refuse_folder(given.output, "stances.db")
    written = back_up_database(Path(given.output) if given.output else None)
    say(f"Wrote {written} ({written.stat().st_size:,} bytes). To put it back: stances restore {written}")
    return DONE
