"""The debate of a command: in a file, or in the database, which is created and filled on first use."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from stances.cli.output import say
from stances.dates.day import Day
from stances.errors import BadRequestError, NotFoundError

if TYPE_CHECKING:
    from stances.figures.metadata import Origin
    from stances.formats import FileReading
    from stances.record.record import Record
    from stances.record.vocabulary import Kind
    from stances.store.database import Database, Session

    Subject = tuple[Kind, str]


def read_origin(given: argparse.Namespace) -> Origin:
    """The debate to draw, and the day of its last change if it is in the database. Raises `StancesError`."""
    from stances.figures.metadata import Origin
    from stances.formats import read_path, require_valid

    if given.file is None:
        record, at = load_with_date(given.debate, subject=find_subject(given))
        return Origin(record, Day.of_date(at.date()) if at else None)
    if given.debate is not None:
        raise BadRequestError(
            "A file holds one debate, and --debate names one in the database: give one of them."
        )
    reading = require_valid(read_path(given.file), given.file)
    say_unplaced(reading)
    return Origin(reading.record)


def say_unplaced(reading: FileReading) -> None:
    """Name what a file has and no debate has a place for."""
    for problem in reading.unplaced:
        say(f"  not placed: {problem}")


def find_subject(given: argparse.Namespace) -> Subject | None:
    """The record that a figure or a file is to be of, if it is not the whole debate."""
    from stances.record.vocabulary import Kind

    named = ((kind, getattr(given, kind, None)) for kind in (Kind.DISPUTE, Kind.PARTICIPANT, Kind.CLAIM))
    return next(((kind, slug) for kind, slug in named if slug), None)


def open_filled_database() -> Database:
    """Open the database, to be closed by the caller; on first use, create it and load the shipped debates."""
    from stances.store.database import open_database
    from stances.store.debates import is_empty

    database = open_database()
    with database.read_session() as session:
        empty = is_empty(session)
    if empty:
        _load_shipped(database)
    return database


def _load_shipped(database: Database) -> None:
    from stances.store.importing import load_shipped

    say("Loading the debates that come with stances …")
    with database.write_session() as session:
        for result in load_shipped(session):
            say(f"  {result.debate}: {result.changed} records")


def load_debate(debate: str | None, as_of: str | None = None) -> Record:
    """The debate asked for, or the only one; as of a revision or a day, if that is given. Raises `StancesError`."""
    return load_with_date(debate, as_of)[0]


def load_with_date(
    debate: str | None, as_of: str | None = None, subject: Subject | None = None
) -> tuple[Record, datetime | None]:
    """The same, and when it was last changed; of several debates the only one that has the subject."""
    from stances.store.debates import revised_at

    with open_filled_database() as database, database.read_session() as session:
        record = _read_debate(session, choose_debate(session, debate, subject), as_of)
        return record, revised_at(session, record.debate.slug, record.revision)


def _read_debate(session: Session, debate: str, as_of: str | None) -> Record:
    from stances.store.history import parse_history_point, record_at
    from stances.store.snapshots import Snapshots

    current = Snapshots().current(session, debate)
    return record_at(session, current, parse_history_point(as_of)) if as_of else current


def choose_debate(session: Session, debate: str | None, subject: Subject | None = None) -> str:
    """The slug of the debate asked for, of the only one, or of the only one that has the subject.

    Raises `StancesError` if it was deleted, or none is meant.
    """
    from stances.store.bin import require_kept
    from stances.store.debates import find_debates_with, list_debates

    if debate:
        require_kept(session, debate)
        return debate
    slugs = sorted(debate.slug for debate in list_debates(session))
    if not slugs:
        raise NotFoundError("There is no debate here yet. Load one: stances load FILE.yaml")
    having = find_debates_with(session, *subject) if subject and len(slugs) > 1 else slugs
    if len(having) != 1:
        raise BadRequestError(f"There are several debates; say which with --debate: {', '.join(slugs)}.")
    return having[0]
