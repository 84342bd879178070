"""`stances archive`: a whole debate with its history in one file, for another server to take over."""

from __future__ import annotations

import argparse

from stances.cli.debate_source import choose_debate, open_filled_database
from stances.cli.options import Commands, add_command, add_debate, add_output
from stances.cli.output import DONE, refuse_folder, write


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "archive",
        archive,
        "write a debate with its whole history, authors and proposals to one file, for another server",
        "stances archive -o left-opposition.archive.json\n"
        "stances load left-opposition.archive.json   (on the other server; revisions keep their numbers)",
    )
    add_debate(parser)
    add_output(parser)


def archive(given: argparse.Namespace) -> int:
    """Write the archive."""
    from stances.store.archives import write_archive

    refuse_folder(given.output, "debate.archive.json")
    with open_filled_database() as database, database.read_session() as session:
        content = write_archive(session, choose_debate(session, given.debate))
    write(content, given.output)
    return DONE
