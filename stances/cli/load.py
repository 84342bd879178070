"""`stances load`: load debates from files into the database."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from stances.cli.options import Commands, add_command
from stances.cli.output import DONE, FOUND_ERRORS, say
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.store.importing import LoadResult


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "load",
        load,
        "load debates from files into the database",
        "stances load my-debate.yaml\n"
        "stances load debate.archive.json    (with its history: see stances archive)\n"
        "stances load --update               (the shipped debates; changes made here are kept)\n"
        "stances load --update --remove FILE (also removes what the file no longer has)",
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="default: the debates that come with stances"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="add what is new or changed in the file since it was loaded",
    )
    parser.add_argument(
        "--remove", action="store_true", help="with --update: remove the records that the file no longer has"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="load nothing if there is an error in the data quality report, and return 1",
    )


def load(given: argparse.Namespace) -> int:
    """Load the files, all or none; return 1 if `--strict` was given and the check finds errors in one."""
    from stances.store.database import open_database
    from stances.store.importing import list_shipped_files, load_file

    if given.remove and not given.update:
        raise BadRequestError("--remove goes with --update: it removes what the newer file no longer has.")
    files = [Path(name) for name in given.files] or list_shipped_files()
    results: dict[Path, LoadResult] = {}
    with open_database() as database, database.write_session() as session:
        for path in files:
            say(f"Reading {path} …")
            results[path] = load_file(session, path, update=given.update, remove=given.remove)
        refused = given.strict and any(result.errors for result in results.values())
        if refused:
            session.rollback()
    for path, result in results.items():
        _print_errors(path, result) if refused else _print_result(path, result)
    if refused:
        say("Nothing was loaded.")
    return FOUND_ERRORS if refused else DONE


def _print_result(path: Path, result: LoadResult) -> None:
    from stances.record.wording import plural

    say(f"  {result.debate}: {result.state}, {plural(result.changed, 'record', 'records')}")
    _print_errors(path, result)
    if result.file_differs:
        say(
            f"  It was there already. To take over what is new in it: stances load --update {path} "
            "(it lists what the file no longer has; with --remove it removes that too)"
        )
    for name in result.kept:
        say(f"  kept as people changed it here, or refer to it: {name}")
    for name in result.lost:
        say(f"  no longer in the file, and still here: {name}")
    if result.lost:
        these = plural(len(result.lost), "To remove it", "To remove these {count}")
        say(f"  {these}: stances load --update --remove {path}")


def _print_errors(path: Path, result: LoadResult) -> None:
    from stances.record.wording import plural

    if result.errors:
        say(f"  {plural(result.errors, 'error', 'errors')}: see stances check {path}")
