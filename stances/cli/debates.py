"""`stances copy`, `close`, `reopen`, `delete`, `undelete` and `bin`: what is done with a debate as a whole."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stances.cli.debate_source import choose_debate, open_filled_database
from stances.cli.options import CommandParser, Commands, add_command, add_debate
from stances.cli.output import DONE, refuse_folder, say, write

if TYPE_CHECKING:
    from stances.store.database import Session


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "copy",
        copy,
        "copy a debate, under another title",
        'stances copy --title "The same, 2027"\n'
        'stances copy --title "For the next class" --slug next-class --no-history\n'
        'stances copy --title "The second half" --people   (who joined is in the copy too)',
    )
    add_debate(parser)
    parser.add_argument("--title", required=True, help="the title of the copy")
    parser.add_argument("--slug", help="its web address (slug); by default made from the title")
    parser.add_argument("--people", action="store_true", help="include the people who joined")
    parser.add_argument(
        "--no-history", dest="history", action="store_false", help="leave out the history and the proposals"
    )
    _add_with_debate(
        commands, "close", close, "close a debate to changes: nobody can save or propose anything"
    )
    _add_with_debate(commands, "reopen", reopen, "reopen a debate to changes")
    parser = _add_with_slug(
        commands,
        "delete",
        delete,
        "delete a debate: for thirty days it can be restored, then it is removed permanently",
        "stances delete my-debate --archive my-debate.archive.json   (keeps a file of it first)",
    )
    parser.add_argument(
        "--archive", metavar="FILE", help="first write it with its whole history to this file"
    )
    _add_with_slug(commands, "undelete", undelete, "restore a deleted debate", "stances undelete my-debate")
    add_command(
        commands, "bin", list_bin, "list the deleted debates, and until when each is kept", "stances bin"
    )


def _add_with_debate(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str
) -> None:
    add_debate(add_command(commands, name, run, words, f"stances {name}\nstances {name} --debate my-debate"))


def _add_with_slug(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str, examples: str
) -> CommandParser:
    """A command that names its debate, also where there is only one."""
    parser = add_command(commands, name, run, words, examples)
    parser.add_argument("debate", metavar="DEBATE", help="its web address (slug)")
    return parser


@contextmanager
def _writing() -> Iterator[Session]:
    with open_filled_database() as database, database.write_session() as session:
        yield session


def _owner() -> str:
    """The name that stands beside what the commands change."""
    from stances.store.access import OWNER_NAME_VARIABLE
    from stances.store.wording import OWNER_NAME

    return os.environ.get(OWNER_NAME_VARIABLE) or OWNER_NAME


def copy(given: argparse.Namespace) -> int:
    """Copy the debate; whoever runs the site owns the copy."""
    from stances.store import access, debates
    from stances.store.snapshots import Snapshots

    with _writing() as session:
        original = Snapshots().current(session, choose_debate(session, given.debate))
        debate = debates.describe_copy(original, given.title, given.slug or "")
        debates.copy(session, original, debate, history=given.history, who=_owner())
        if given.people:
            access.copy_people(session, original.debate.slug, debate.slug)
    say(f"Copied “{original.debate.title}” to “{debate.title}” ({debate.slug}).")
    return DONE


def close(given: argparse.Namespace) -> int:
    """Close the debate to changes."""
    return _set_closed(
        given, True, "“{title}” is closed to changes. To open it again: stances reopen --debate {slug}"
    )


def reopen(given: argparse.Namespace) -> int:
    """Open the debate to changes again."""
    return _set_closed(given, False, "“{title}” is open to changes.")


def _set_closed(given: argparse.Namespace, closed: bool, words: str) -> int:
    from stances.store.debates import set_closed
    from stances.store.snapshots import Snapshots

    with _writing() as session:
        record = Snapshots().current(session, choose_debate(session, given.debate))
        set_closed(session, record, closed, who=_owner())
    say(words.format(title=record.debate.title, slug=record.debate.slug))
    return DONE


def delete(given: argparse.Namespace) -> int:
    """Put the debate into the bin, after its archive is written if that is asked for."""
    from stances.store.archives import write_archive
    from stances.store.bin import delete_debate, list_deleted

    if given.archive:
        refuse_folder(given.archive, f"{given.debate}.archive.json")
    with _writing() as session:
        slug = choose_debate(session, given.debate)
        if given.archive:
            write(write_archive(session, slug), given.archive)
        delete_debate(session, slug, who=_owner())
        (deleted,) = (debate for debate in list_deleted(session) if debate.slug == slug)
    say(
        f"“{deleted.title}” is deleted. Until {deleted.last_day} it can be restored: stances undelete {slug}. Then it is "
        "removed for good by the server."
    )
    return DONE


def undelete(given: argparse.Namespace) -> int:
    """Put the debate back."""
    from stances.store.bin import put_back

    with _writing() as session:
        put_back(session, given.debate)
    say(f"{given.debate} is restored.")
    return DONE


def list_bin(given: argparse.Namespace) -> int:
    """List the deleted debates."""
    from stances.store.bin import list_deleted

    with open_filled_database() as database, database.read_session() as session:
        deleted = list_deleted(session)
    for debate in deleted:
        print(
            f"{debate.slug}: “{debate.title}”, deleted by {debate.deleted_by}, kept until {debate.last_day}"
        )
    if not deleted:
        say("No debate has been deleted in the last thirty days.")
    return DONE
