"""`stances load`: load debates from files into the database."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stances.cli.options import Commands, add_command
from stances.cli.output import DONE, FOUND_ERRORS, say
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.record.import_plan import ImportStep
    from stances.record.record import Record
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
        "stances load --update --remove FILE (also removes what the file no longer has)\n"
        "stances load --into my-debate letters.bib --dry-run\n\n"
        "Every format that stances knows is read; the content tells which one it is. What a debate has no place for\n"
        "is listed with its line. Returns 0 if the files were loaded, 1 if --strict refused them, 2 if one cannot be read.",
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
        "--into",
        metavar="DEBATE",
        help="merge the files into this debate: people, claims and the rest are recognised, what is not stated stays",
    )
    parser.add_argument(
        "--take",
        action="store_true",
        help="with --into: where the file and the debate differ, take what the file says",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be loaded or changed, and save nothing"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="load nothing, and return 1, if there is an error in the data quality report or something has no place",
    )


def load(given: argparse.Namespace) -> int:
    """Load the files, all or none; return 1 if `--strict` was given and something is wrong with one."""
    from stances.store.database import open_database
    from stances.store.importing import import_file, list_shipped_files, load_file

    _check_options(given)
    files = [Path(name) for name in given.files] or list_shipped_files()
    results: dict[Path, LoadResult] = {}
    with open_database() as database, database.write_session() as session:
        for path in files:
            say(f"Reading {path} …")
            if given.into:
                results[path] = import_file(session, path, given.into, take=given.take)
            else:
                results[path] = load_file(session, path, update=given.update, remove=given.remove)
        refused = given.strict and any(result.errors or result.is_partial for result in results.values())
        if refused or given.dry_run:
            session.rollback()
    for path, result in results.items():
        _print_errors(path, result) if refused else _print_result(path, result)
        _print_plan(result)
    if refused or given.dry_run:
        say("Nothing was loaded.")
    return FOUND_ERRORS if refused else DONE


def _check_options(given: argparse.Namespace) -> None:
    if given.remove and not given.update:
        raise BadRequestError("--remove goes with --update: it removes what the newer file no longer has.")
    if given.into and (given.update or not given.files):
        raise BadRequestError(
            "--into goes with a file, and not with --update: it merges the file into a debate."
        )
    if given.take and not given.into:
        raise BadRequestError("--take goes with --into: it decides where the file and the debate differ.")


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


def _print_plan(result: LoadResult) -> None:
    """What became of the entries of a file that was imported into a debate, and what found no place in it."""
    if result.plan:
        for step in result.plan.steps:
            _print_step(step, result.plan.outcome)
    for problem in result.unplaced:
        say(f"  not placed: {problem}")


def _print_step(step: ImportStep, outcome: Record) -> None:
    from stances.record.wording import describe_entry

    what = f"{describe_entry(step.entry, outcome)} ({step.entry.slug})"
    if step.reason:
        say(f"  skipped: {what}: {step.reason}")
    elif step.is_written:
        say(f"  {'new' if step.existing is None else 'changed'}: {what}{_name_fields(step.changed_fields)}")
    if step.conflicts and not step.reason:
        decided = (
            "taken from the file" if step.is_taken else "kept as in the debate (--take takes the file's)"
        )
        say(f"  differs: {what}{_name_fields(step.conflicting_fields)}; {decided}")


def _name_fields(fields: Sequence[str]) -> str:
    from stances.record.wording import field_label

    return f": {', '.join(map(field_label, fields))}" if fields else ""


def _print_errors(path: Path, result: LoadResult) -> None:
    from stances.record.wording import plural

    if result.errors:
        what = f"--debate {result.debate}" if result.plan else path
        say(f"  {plural(result.errors, 'error', 'errors')}: see stances check {what}")
