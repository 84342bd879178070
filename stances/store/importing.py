"""Debates from files: load one for the first time, update one from a newer version of its file, or import into another.

An update compares three versions of each record: in the file as it was loaded, in the file now, and in the database. Only
records that nobody has changed since are replaced; the others are left alone and named. A record that the file no longer has is
removed only on request, since two people's files for one debate seldom hold the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.checks.constraints import find_violations_of_edit
from stances.checks.run import count_errors
from stances.errors import NotFoundError, RefusedError
from stances.formats import FileReading, Problem, read_path, require_valid
from stances.record.entries import Entry
from stances.record.import_plan import ImportAction, ImportPlan, plan_import
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.references import find_referrers
from stances.record.vocabulary import Kind
from stances.record.wording import describe_entry
from stances.store import wording
from stances.store.archives import is_archive, load_archive
from stances.store.bin import list_deleted, require_kept
from stances.store.changes import Drop, Edit, Put, apply_edits
from stances.store.conflicts import EntryKey
from stances.store.database import PACKAGE_DIR
from stances.store.debates import is_empty
from stances.store.row_mapper import read_record
from stances.store.site_tables import LoadingRow, RevisionRow
from stances.store.snapshots import last_revision

LOADER_NAME = "stances"
"""The author of revisions that loading makes."""


@dataclass(frozen=True)
class LoadResult:
    """What loading did: `state` is created, updated or unchanged; `kept` names records left alone because people changed them.

    `lost` names records that are left alone too, although the file no longer has them. `file_differs` where an existing
    debate was not updated, although its file has changed. `errors` is how many the check finds in the file, and `unplaced` what
    the file has and no debate has a place for. `plan` is that of an import into another debate.
    """

    debate: str
    state: str
    changed: int = 0
    kept: list[str] = field(default_factory=list)
    file_differs: bool = False
    lost: list[str] = field(default_factory=list)
    errors: int = 0
    unplaced: Sequence[Problem] = ()
    plan: ImportPlan | None = None

    @property
    def is_partial(self) -> bool:
        """Whether something of the file is not in the debate."""
        return bool(self.unplaced or (self.plan and self.plan.of(ImportAction.SKIP)))


def list_shipped_files() -> list[Path]:
    """The debates that come with the program: `data/` of a checkout, else of the installed package."""
    folder = PACKAGE_DIR / "data" if (PACKAGE_DIR / "data").is_dir() else PACKAGE_DIR.parent / "data"
    return sorted(folder.glob("*.yaml"))


def load_file(session: Session, path: Path, *, update: bool = False, remove: bool = False) -> LoadResult:
    """Load a data file. An existing debate is left alone, or updated if `update` is set; `remove` removes what the file lost.
    An archive is taken over with its history, where there is no such debate yet.

    Raises `FormatError` for a file that can't be read or is not a valid debate, and `RefusedError` for an update that would
    break rules together with what people changed. Either all is loaded or nothing. The session must hold the write lock.
    """
    if is_archive(path):
        taken_over = load_archive(session, path)
        count = sum(1 for _ in taken_over.entries()) + 1
        return LoadResult(taken_over.debate.slug, "created", count, errors=count_errors(taken_over))
    reading, digest = read_path(path), _hash_file(path)
    record = reading.record
    slug = record.debate.slug
    require_kept(session, slug)
    current = read_record(session, slug, last_revision(session, slug))
    if current is None:
        result = _create(session, reading, path, digest)
        return replace(result, errors=count_errors(record), unplaced=reading.unplaced)
    require_valid(reading, str(path))
    if update:
        result = _update(session, current, record, path.name, digest, remove)
    else:
        result = LoadResult(slug, "unchanged", file_differs=_stored_digest(session, slug) != digest)
    return replace(result, errors=count_errors(record), unplaced=reading.unplaced)


def import_file(session: Session, path: Path, into: str, *, take: bool = False) -> LoadResult:
    """Import a file into another debate, as one change; with `take` the file wins where both say something.

    Raises `FormatError`, `NotFoundError` and `RefusedError`. The session must hold the write lock.
    """
    require_kept(session, into)
    current = read_record(session, into, last_revision(session, into))
    if current is None:
        raise NotFoundError(f"There is no debate “{into}” here to import into.")
    reading = require_valid(read_path(path, current), str(path))
    plan = plan_reading(reading, current, taken=None if take else ())
    outcome = apply_edits(
        session,
        current,
        list(map(Put, plan.put)),
        who=wording.OWNER_NAME,
        why=wording.importing_reason(path.name),
    )
    state = "unchanged" if outcome.revision == current.revision else "updated"
    return LoadResult(
        into,
        state,
        len(plan.put),
        errors=max(0, count_errors(plan.outcome) - count_errors(current)),
        unplaced=reading.unplaced,
        plan=plan,
    )


def plan_reading(
    reading: FileReading, into: Record | None, *, taken: Collection[EntryKey] | None = ()
) -> ImportPlan:
    """Plan an import as `plan_import` does, without the entries that the debate could not contain, each with the reason."""
    plan = plan_import(reading.record, into, taken=taken)
    while reasons := _find_reasons(plan):
        plan = plan.skipping(reasons)
    return plan


def _find_reasons(plan: ImportPlan) -> dict[EntryKey, str]:
    """Why entries of the plan can't be written as they are, by kind and slug."""
    put = plan.put
    keys = {(entry.kind_name, entry.slug) for entry in put}
    reasons: dict[EntryKey, str] = {}
    for hit in find_violations_of_edit(plan.outcome, put):
        for entry in (hit.entry, *hit.others):
            if (key := (entry.kind_name, entry.slug)) in keys:
                reasons.setdefault(key, hit.sentence)
                break
    return reasons


def _read_valid(path: Path) -> FileReading:
    return require_valid(read_path(path), str(path))


def load_shipped(session: Session) -> list[LoadResult]:
    """Load every shipped debate into an empty database; do nothing in any other."""
    return [load_file(session, path) for path in list_shipped_files()] if is_empty(session) else []


def list_outdated_files(session: Session) -> list[Path]:
    """Shipped files that have changed since the debates in this database were loaded from them."""
    names = list_source_files(session)
    return [
        path
        for path in list_shipped_files()
        for debate, name in names.items()
        if name == path.name and file_has_changed(session, path, debate)
    ]


def file_has_changed(session: Session, path: Path, debate: str) -> bool:
    """Whether this file has changed since the debate was loaded from it."""
    table: Any = LoadingRow
    row = session.execute(sa.select(table.digest, table.name).where(table.debate == debate)).one_or_none()
    return row is not None and row.name == path.name and row.digest != _hash_file(path)


def list_source_files(session: Session) -> dict[str, str]:
    """The name of the file that each debate was loaded from."""
    table: Any = LoadingRow
    deleted = {debate.slug for debate in list_deleted(session)}
    rows = session.execute(sa.select(table.debate, table.name))
    return {row.debate: row.name for row in rows if row.debate not in deleted}


def _stored_digest(session: Session, debate: str) -> str | None:
    table: Any = LoadingRow
    digest: str | None = session.execute(sa.select(table.digest).where(table.debate == debate)).scalar()
    return digest


def _hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _create(session: Session, reading: FileReading, path: Path, digest: str) -> LoadResult:
    record, name = reading.record, path.name
    edits = [Put(record.debate), *(Put(entry) for entry in record.entries())]
    try:
        loaded = apply_edits(session, None, edits, who=LOADER_NAME, why=wording.loading_reason(name))
    except RefusedError:
        require_valid(reading, str(path))  # which says the same with lines
        raise
    _record_loading(session, record.debate.slug, name, digest, loaded.revision)
    return LoadResult(record.debate.slug, "created", len(edits))


def _update(
    session: Session, current: Record, wanted: Record, name: str, digest: str, remove: bool
) -> LoadResult:
    plan = _plan_update(session, current, wanted)
    removable = _find_removable(current, plan) if remove else []
    referred = [entry for entry in plan.lost if entry not in removable] if remove else []
    edits: list[Edit] = [*map(Put, plan.put), *(Drop(entry.kind_name, entry.slug) for entry in removable)]
    outcome = _apply_update(
        session, current, edits, wording.updating_reason(name), bool(plan.lost) and not remove
    )
    _record_loading(session, current.debate.slug, name, digest, outcome.revision)
    return LoadResult(
        current.debate.slug,
        "updated" if edits else "unchanged",
        len(edits),
        kept=_name_entries(current, [*plan.kept, *referred]),
        lost=_name_entries(current, [] if remove else plan.lost),
    )


@dataclass
class _UpdatePlan:
    """What an update does: entries to put, those of the database that the file `lost`, and those that people changed."""

    put: list[Entry] = field(default_factory=list)
    lost: list[Entry] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)


def _plan_update(session: Session, current: Record, wanted: Record) -> _UpdatePlan:
    plan = _UpdatePlan()
    for kind, slug, loaded, new in _changed_entries(session, current.debate.slug, wanted):
        here = current.get(kind, slug)
        if here not in (loaded, new):
            plan.kept += [entry for entry in (here or loaded,) if entry]
        elif new and here != new:
            plan.put.append(new)
        elif here and not new:
            plan.lost.append(here)
    return plan


def _find_removable(current: Record, plan: _UpdatePlan) -> list[Entry]:
    """The lost entries to which nothing refers that stays."""
    removable, referred = plan.lost, plan.lost
    while referred:
        outcome = current.with_edits(plan.put, [(entry.kind_name, entry.slug) for entry in removable])
        referrers = find_referrers(outcome)
        referred = [entry for entry in removable if (entry.kind_name, entry.slug) in referrers]
        removable = [entry for entry in removable if entry not in referred]
    return removable


def _name_entries(current: Record, entries: Iterable[Entry]) -> list[str]:
    return [f"{describe_entry(entry, current)} ({entry.slug})" for entry in entries]


def _apply_update(
    session: Session, current: Record, edits: Sequence[Edit], why: str, has_lost: bool
) -> Record:
    """The debate afterwards. A refusal says what to do, where it may come from records that the file `has_lost`."""
    try:
        return apply_edits(session, current, edits, who=LOADER_NAME, why=why, may_close=True)
    except RefusedError as error:
        advice = ["Records that the file no longer has are still there; --remove removes them."] * has_lost
        raise RefusedError([*error.problems, *advice]) from None


def _changed_entries(
    session: Session, debate: str, wanted: Record
) -> Iterator[tuple[Kind, str, Entry | None, Entry | None]]:
    """Records that differ between the file as last loaded and now: kind, slug, then and now."""
    loaded = _entries_as_loaded(session, debate)
    now = {(e.kind_name, e.slug): e for e in (wanted.debate, *wanted.entries())}
    for kind, slug in dict.fromkeys([*now, *loaded]):
        then, new = loaded.get((kind, slug)), now.get((kind, slug))
        if then != new:
            yield kind, slug, then, new


def _entries_as_loaded(session: Session, debate: str) -> dict[tuple[Kind, str], Entry]:
    """Each record as it was last loaded."""
    rows = session.execute(
        sa.select(RevisionRow.kind, RevisionRow.slug, RevisionRow.after)  # type: ignore[call-overload]
        .where(RevisionRow.debate == debate, RevisionRow.who == LOADER_NAME)
        .order_by(RevisionRow.number)
    ).all()
    last = {(kind, slug): after for kind, slug, after in rows}
    return {(kind, slug): MODELS[kind].model_validate(after) for (kind, slug), after in last.items() if after}


def _record_loading(session: Session, debate: str, name: str, digest: str, revision: int) -> None:
    session.execute(sa.delete(LoadingRow).where(LoadingRow.debate == debate))  # type: ignore[arg-type]
    session.execute(
        sa.insert(LoadingRow).values(
            debate=debate, name=name, digest=digest, at=datetime.now(UTC), revision=revision
        )
    )
