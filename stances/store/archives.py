"""Archives: a whole debate with its history in one JSON file, for another server to take over.

An archive holds the record as it stands, every revision with its number and author, and every proposal; no invitations and no
sessions, which are of one server. Since the numbers stay, every address that cites a revision leads to the same state there.
Reading one replays the history: an archive whose revisions don't follow from each other, or don't lead to its record, is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session, SQLModel

from stances.checks.constraints import describe_violations
from stances.errors import BadRequestError, RefusedError
from stances.formats import FormatError, Problem, find_format
from stances.record.entries import Entry
from stances.record.kinds import MODELS
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.vocabulary import Kind, ProposalState
from stances.store import row_mapper
from stances.store.bin import require_kept
from stances.store.columns import MAX_LINE_LENGTH, MAX_SLUG_LENGTH
from stances.store.edit_codec import decode_edits, encode_edits
from stances.store.site_tables import LoadingRow, ProposalRow, RevisionRow
from stances.store.snapshots import Snapshots
from stances.store.tables import DebateRow

_BEGINNING = re.compile(rb'\s*\{\s*"format"\s*:\s*"stances-archive/')

Line = Annotated[str, Field(max_length=MAX_LINE_LENGTH)]
_debates: Any = DebateRow
_revisions: Any = RevisionRow
_proposals: Any = ProposalRow
_loadings: Any = LoadingRow


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ArchivedRevision(_Part):
    """A revision as its row has it."""

    number: int = Field(gt=0, lt=2**31)
    change: str = Field(max_length=32)
    at: AwareDatetime
    who: Line
    why: Line
    kind: Kind
    slug: str = Field(max_length=MAX_SLUG_LENGTH)
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ArchivedProposal(_Part):
    """A proposal as its row has it, without its number and its author's session."""

    who: Line
    at: AwareDatetime
    why: Line
    base: int = Field(ge=0, lt=2**31)
    edits: list[dict[str, Any]]
    state: ProposalState
    decided_by: Line | None
    decided_at: AwareDatetime | None
    answer: str


class ArchivedLoading(_Part):
    """From which file the debate was loaded, so that a newer edition can still update it."""

    name: Line
    digest: str = Field(max_length=64)
    at: AwareDatetime
    revision: int = Field(ge=0, lt=2**31)


class Archive(_Part):
    """A debate with its history; `record` is in the native format."""

    format: Literal["stances-archive/1"]
    public: bool
    record: dict[str, Any]
    loading: ArchivedLoading | None
    revisions: list[ArchivedRevision] = Field(min_length=1)
    proposals: list[ArchivedProposal]


def is_archive(path: Path) -> bool:
    """Whether a file is an archive, by how it begins; false if it can't be read."""
    try:
        with path.open("rb") as file:
            return _BEGINNING.match(file.read(200)) is not None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return False


def write_archive(session: Session, debate: str) -> bytes:
    """The debate's archive. Raises `NotFoundError`."""
    archive = _make_archive(session, Snapshots().current(session, debate))
    return json.dumps(archive.model_dump(mode="json"), indent=1, ensure_ascii=False).encode() + b"\n"


def _make_archive(session: Session, record: Record) -> Archive:
    debate = record.debate.slug
    return Archive(
        format="stances-archive/1",
        public=session.execute(sa.select(_debates.public).where(_debates.slug == debate)).scalar_one(),
        record=json.loads(find_format("json").encode(record)),
        loading=next(iter(_read_rows(session, _loadings, ArchivedLoading, debate)), None),
        revisions=_read_rows(session, _revisions, ArchivedRevision, debate),
        proposals=_read_rows(session, _proposals, ArchivedProposal, debate),
    )


def copy_history(session: Session, record: Record, slug: str) -> Record:
    """Write a debate once more under another slug, with its history and proposals, and return it.

    The session must hold the write lock, and the slug must be free.
    """
    archive = _make_archive(session, record)
    for revision in archive.revisions:
        if revision.kind is Kind.DEBATE:
            revision.slug = slug
            for version in filter(None, (revision.before, revision.after)):
                version["slug"] = slug
    copied = record.with_edits([record.debate.model_copy(update={"slug": slug})])
    _write_debate(session, archive, copied)
    return copied


def _read_rows(session: Session, rows: Any, part: Any, debate: str) -> list[Any]:
    table = rows.__table__
    columns = [table.c[name] for name in part.model_fields]
    order = [table.c.number] if "number" in part.model_fields else list(table.primary_key.columns)
    wanted = sa.select(*columns).where(table.c.debate == debate).order_by(*order)
    return [part.model_validate(dict(row._mapping)) for row in session.execute(wanted)]


def load_archive(session: Session, path: Path) -> Record:
    """Take over the debate of an archive, with its numbers; return it. The session must hold the write lock.

    Raises `FormatError` for what is no whole archive, and `BadRequestError` if there is a debate of this name.
    """
    archive, record = _read_archive(path)
    slug = record.debate.slug
    require_kept(session, slug)
    if session.execute(sa.select(_debates.slug).where(_debates.slug == slug)).first():
        raise BadRequestError(
            f"There is a debate “{slug}” here already, and an archive is taken over whole or not at all. Load it into another "
            "database: set DATABASE_URL."
        )
    _write_debate(session, archive, record)
    return record


def _write_debate(session: Session, archive: Archive, record: Record) -> None:
    slug = record.debate.slug
    row_mapper.write_debate(session, record.debate)
    session.execute(sa.update(DebateRow).where(_debates.slug == slug).values(public=archive.public))
    row_mapper.insert_entries(session, slug, record.entries())
    _insert(session, RevisionRow, slug, archive.revisions)
    _insert(session, ProposalRow, slug, archive.proposals)
    _insert(session, LoadingRow, slug, [archive.loading] if archive.loading else [])


def _insert(session: Session, rows: type[SQLModel], debate: str, parts: Iterable[BaseModel]) -> None:
    values = [{"debate": debate, **part.model_dump()} for part in parts]
    if values:
        table: sa.Table = rows.__table__  # type: ignore[attr-defined]
        session.connection().execute(sa.insert(table), values)


def _read_archive(path: Path) -> tuple[Archive, Record]:
    """The archive, and the record that it leads to. Raises `FormatError`."""
    try:
        archive = Archive.model_validate_json(path.read_bytes())
    except OSError as error:
        raise _refuse(path, "", f"can't be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise _refuse(path, ".".join(map(str, first["loc"])), explain_mistake(first)) from error
    record = find_format("json").loads(json.dumps(archive.record), str(path))
    if problems := describe_violations(record, list(record.entries())):
        raise _refuse(path, "record", problems[0])
    _check_history(path, archive, record)
    for place, proposal in enumerate(archive.proposals):
        _check_proposal(path, f"proposals.{place}", proposal)
    return archive, record.with_revision(archive.revisions[-1].number)


def _check_history(path: Path, archive: Archive, record: Record) -> None:
    """Refuse revisions that don't follow from each other, or don't lead to the record."""
    state: dict[tuple[Kind, str], Entry] = {}
    last = 0
    for revision in archive.revisions:
        place, key = f"revision {revision.number}", (revision.kind, revision.slug)
        before, after = (
            _read_entry(path, place, revision, data) for data in (revision.before, revision.after)
        )
        if revision.number <= last:
            raise _refuse(path, place, "its number does not come after the one before")
        if before != state.get(key) or before is after:
            raise _refuse(path, place, "it does not follow from the revisions before it")
        last = revision.number
        state.pop(key, None)
        if after is not None:
            state[key] = after
    if state != {(entry.kind_name, entry.slug): entry for entry in (record.debate, *record.entries())}:
        raise _refuse(path, "revisions", "they do not lead to the record that the archive holds")


def _read_entry(path: Path, place: str, revision: ArchivedRevision, data: Any) -> Entry | None:
    if data is None:
        return None
    try:
        entry: Entry = MODELS[revision.kind].model_validate(data)
    except ValidationError as error:
        raise _refuse(path, place, explain_mistake(error.errors()[0])) from error
    if entry.slug != revision.slug:
        raise _refuse(path, place, f"it is about “{revision.slug}” and holds “{entry.slug}”")
    return entry


def _check_proposal(path: Path, place: str, proposal: ArchivedProposal) -> None:
    try:
        proposal.edits = encode_edits(decode_edits(proposal.edits))
    except (BadRequestError, RefusedError) as error:
        raise _refuse(path, place, "its changes can't be read") from error
    if (proposal.state is ProposalState.OPEN) != (proposal.decided_at is None):
        raise _refuse(path, place, "it is decided and has no date of that, or has one and is open")


def _refuse(path: Path, place: str, message: str) -> FormatError:
    return FormatError([Problem(str(path), None, place, "", f"{message}. Nothing was loaded")])
