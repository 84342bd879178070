"""Brings edits made from an older revision up to the current one (three-way merge), so that no work is overwritten.

Untouched records are edited as asked; records that changed meanwhile are merged field by field (`stances.record.merge`). Where
two people changed one field, or one deleted what the other changed, a `ConflictError` carries what a person needs to choose.
The choice is itself reconciled with whatever was saved after the page was shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from stances.cache import cached_property
from stances.errors import BadRequestError, RefusedError, StancesError
from stances.record.entries import Entry
from stances.record.kinds import MODELS
from stances.record.merge import FieldGroup, merge
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.references import redirect_references
from stances.record.slugs import free_slug
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.store.duplicates import find_duplicate
from stances.store.site_tables import RevisionRow

MINE, THEIRS = "mine", "theirs"
WHOLE_ENTRY: FieldGroup = ()
"""Stands for a whole record, where one person deleted what the other changed."""

EntryKey = tuple[Kind, str]


@dataclass(frozen=True)
class ReplacementText:
    """A choice that is neither mine nor theirs: the text to write instead of both."""

    text: str


ConflictChoices = Mapping[tuple[Kind, str, FieldGroup], "str | ReplacementText"]
"""`MINE`, `THEIRS` or `ReplacementText`, by record and group of fields."""


@dataclass(frozen=True)
class Conflict:
    """One record that two people changed. `mine` or `theirs` is None where that side deleted it.

    `fields` are the groups to choose; empty where the choice is about the whole record. `who` saved `theirs`, at `at`.
    """

    kind: Kind
    slug: str
    ancestor: Entry
    mine: Entry | None
    theirs: Entry | None
    fields: tuple[FieldGroup, ...]
    who: str
    at: datetime


class ConflictError(StancesError):
    """Somebody else has changed the same fields meanwhile.

    `edits` (all of them, also those not in conflict) were made from revision `base`; the conflict was noticed at revision
    `shown`. `why` is the reason to record once the choice is made.
    """

    def __init__(self, conflicts: Sequence[Conflict], edits: Sequence[Edit], base: int, shown: int) -> None:
        super().__init__("Somebody else changed the same things while you were writing.")
        self.conflicts = tuple(conflicts)
        self.edits = tuple(edits)
        self.base = base
        self.shown_revision = shown
        self.why = ""


class DuplicateError(StancesError):
    """The new `entry` seems to be in the debate already, as `existing`. `why` is the reason to record if it is created anyway."""

    def __init__(self, entry: Entry, existing: Entry, edits: Sequence[Edit], base: int) -> None:
        super().__init__(f"There is a {existing.kind_name} “{existing.label}” already.")
        self.entry = entry
        self.existing = existing
        self.edits = tuple(edits)
        self.base = base
        self.why = ""


def reconcile(
    session: Session, record: Record, edits: Sequence[Edit], base: int, *, anyway: bool = False
) -> list[Edit]:
    """Return the edits to make now, so that both these (made from revision `base`) and all later changes hold.

    A new record whose slug is taken gets a free one. Raises `ConflictError`, and `DuplicateError` unless duplicates are to be
    created `anyway`. Takes one query for what changed since `base`, and two for each edited record that did.
    """
    if base > record.revision:
        raise BadRequestError(
            "The database has been restored from a backup since you opened this form. "
            "Copy your text and open the form again."
        )
    pending = _find_pending(session, record, edits, base, record.revision)
    if not anyway:
        _refuse_duplicates(record, pending, base)
    if conflicts := [
        _make_conflict(session, record, p, record.revision)
        for p in pending
        if p.conflicting_groups is not None
    ]:
        raise ConflictError(conflicts, edits, base, record.revision)
    return _assign_free_slugs(record, [edit for p in pending for edit in p.merged_edits], pending)


def apply_choices(
    session: Session, record: Record, edits: Sequence[Edit], base: int, shown: int, choices: ConflictChoices
) -> list[Edit]:
    """Return the edits with a person's choices applied. The choices were made on a page that showed revision `shown`; reconcile
    the result from there.

    Raises `ConflictError` if a choice is missing, and `RefusedError` if the choices don't make a valid record.
    """
    pending = _find_pending(session, record, edits, base, shown)
    undecided = [p for p in pending if p.conflicting_groups is not None and not p.is_decided(choices)]
    if undecided:
        raise ConflictError(
            [_make_conflict(session, record, p, shown) for p in undecided], edits, base, shown
        )
    return [
        edit
        for p in pending
        for edit in (p.merged_edits if p.conflicting_groups is None else p.chosen_edits(choices))
    ]


def entry_at(session: Session, debate: str, kind: Kind, slug: str, revision: int) -> Entry | None:
    """A record as of a revision; None if there was none."""
    table: Any = RevisionRow
    after = session.execute(
        sa.select(table.after)
        .where(table.debate == debate, table.kind == kind, table.slug == slug, table.number <= revision)
        .order_by(table.number.desc())
        .limit(1)
    ).scalar()
    return MODELS[kind].model_validate(after) if after else None


@dataclass(frozen=True)
class _PendingEdit:
    """One edit, and its record as it was when the edit was begun, and as it is now."""

    edit: Edit
    ancestor: Entry | None
    theirs: Entry | None

    @property
    def key(self) -> EntryKey:
        return _edit_key(self.edit)

    @property
    def mine(self) -> Entry | None:
        return self.edit.entry if isinstance(self.edit, Put) else None

    @property
    def has_slug_clash(self) -> bool:
        """Whether somebody else has created another record with the slug of this new one."""
        return self.ancestor is None and self.theirs is not None and self.mine not in (None, self.theirs)

    @cached_property
    def conflicting_groups(self) -> tuple[FieldGroup, ...] | None:
        """The groups of fields in conflict; empty for the whole record, None if nothing is in conflict."""
        if self.ancestor is None or self.theirs in (self.ancestor, self.mine) or self.mine == self.ancestor:
            return None
        if self.mine is None or self.theirs is None:
            return ()
        return merge(self.ancestor, self.mine, self.theirs).conflicts or None

    @property
    def merged_edits(self) -> list[Edit]:
        """The edit merged with the current record; empty where nothing is left to do."""
        if self.ancestor is None or self.theirs == self.ancestor:
            return [self.edit]
        if self.mine is None or self.theirs is None or self.mine in (self.ancestor, self.theirs):
            return []
        return [Put(merge(self.ancestor, self.mine, self.theirs).entry)]

    def is_decided(self, choices: ConflictChoices) -> bool:
        return all((*self.key, group) in choices for group in self.conflicting_groups or [WHOLE_ENTRY])

    def chosen_edits(self, choices: ConflictChoices) -> list[Edit]:
        if self.ancestor is None or self.mine is None or self.theirs is None:
            return [self.edit] if choices[(*self.key, WHOLE_ENTRY)] == MINE else []
        merged = merge(self.ancestor, self.mine, self.theirs)
        values: dict[str, Any] = {}
        for group in merged.conflicts:
            choice = choices[(*self.key, group)]
            version = self.mine if choice == MINE else self.theirs
            values |= {
                n: choice.text if isinstance(choice, ReplacementText) else getattr(version, n) for n in group
            }
        try:
            return [Put(merged.resolve(values))]
        except ValidationError as error:
            raise RefusedError(
                [f"What you chose can't be saved: {_explain_error(e)}" for e in error.errors()]
            ) from error


def _explain_error(error: Mapping[str, Any]) -> str:
    where = " › ".join(str(part) for part in error["loc"])
    return ": ".join(filter(None, (where, f"{explain_mistake(error)}.")))


def _edit_key(edit: Edit) -> EntryKey:
    return (edit.entry.kind_name, edit.entry.slug) if isinstance(edit, Put) else (edit.kind, edit.slug)


def _refuse_duplicates(record: Record, pending: Sequence[_PendingEdit], base: int) -> None:
    dropped = {p.key for p in pending if p.mine is None}
    for p in pending:
        if p.mine is not None and p.ancestor is None:
            existing = find_duplicate(record, p.mine)
            if existing and (existing.kind_name, existing.slug) not in dropped:
                raise DuplicateError(p.mine, existing, [each.edit for each in pending], base)


def _find_pending(
    session: Session, record: Record, edits: Sequence[Edit], base: int, shown: int
) -> list[_PendingEdit]:
    debate = record.debate.slug
    since = keys_changed_since(session, debate, base) if base < record.revision else set()
    pending = []
    for edit in edits:
        key = _edit_key(edit)
        if key in since:
            versions = entry_at(session, debate, *key, base), entry_at(session, debate, *key, shown)
        else:
            versions = record.get(*key), record.get(*key)
        pending.append(_PendingEdit(edit, *versions))
    return pending


def keys_changed_since(session: Session, debate: str, base: int) -> set[EntryKey]:
    """The records that were added, changed or deleted after a revision."""
    table: Any = RevisionRow
    rows = session.execute(
        sa.select(table.kind, table.slug).where(table.debate == debate, table.number > base).distinct()
    )
    return {(kind, slug) for kind, slug in rows}


def _make_conflict(session: Session, record: Record, pending: _PendingEdit, shown: int) -> Conflict:
    """What a person needs in order to choose."""
    assert pending.ancestor is not None  # noqa: S101  (without one there is nothing to conflict with)
    table: Any = RevisionRow
    kind, slug = pending.key
    last = session.execute(
        sa.select(table.who, table.at)
        .where(table.debate == record.debate.slug, table.kind == kind, table.slug == slug)
        .where(table.number <= shown)
        .order_by(table.number.desc())
        .limit(1)
    ).one()
    groups = pending.conflicting_groups or ()
    return Conflict(kind, slug, pending.ancestor, pending.mine, pending.theirs, groups, last.who, last.at)


def _assign_free_slugs(record: Record, edits: list[Edit], pending: list[_PendingEdit]) -> list[Edit]:
    """Give new records whose slug was taken meanwhile a free one, and redirect the other edits to it."""
    for kind, slug in [p.key for p in pending if p.has_slug_clash]:
        free = free_slug(record, kind, slug, [_edit_key(edit)[1] for edit in edits])
        edits = [_rename_in_edit(edit, kind, slug, free) for edit in edits]
    return edits


def _rename_in_edit(edit: Edit, kind: Kind, slug: str, free: str) -> Edit:
    if not isinstance(edit, Put):
        return edit
    if _edit_key(edit) == (kind, slug):
        return Put(edit.entry.model_copy(update={"slug": free}))
    return Put(redirect_references(edit.entry, kind, slug, free))
