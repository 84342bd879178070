"""Edits made from an older state of a debate, brought to the state it is in now, so that nobody's work is overwritten.

What nobody else has touched since is made as it is. What somebody has is merged field by field (`stances.merging`); where
two people changed one thing differently, or one deleted what the other changed, a `ConflictError` carries everything that a
person needs in order to choose. The choice is made against a state that they have seen, and is itself reconciled with what
came after that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from stances.errors import BadRequestError, RefusedError, StancesError
from stances.record.entries import MODELS, Entry
from stances.record.merge import FieldGroup, merge
from stances.record.record import Record
from stances.record.references import redirect_references
from stances.record.slugs import free_slug
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.store.duplicates import find_duplicate
from stances.store.site_tables import RevisionRow

MINE, THEIRS = "mine", "theirs"
WHOLE_ENTRY: FieldGroup = ()
"""The name, among choices, of a whole record: one deleted what the other changed."""

EntryKey = tuple[Kind, str]


@dataclass(frozen=True)
class ReplacementText:
    """A choice that is neither mine nor theirs: what to write instead of both."""

    text: str


ConflictChoices = Mapping[tuple[Kind, str, FieldGroup], "str | ReplacementText"]
"""By record and group of fields: `MINE`, `THEIRS` or `Words`."""


@dataclass(frozen=True)
class Conflict:
    """One record that two people changed. None for a version that does not exist: it was, or is to be, deleted.

    `fields` are the groups to choose; with none of them it is the whole record. `who` saved `theirs`, and when.
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
    """Somebody else has changed the same things meanwhile.

    `edits` were made from revision `base`, and revision `shown` was found. Edits that are not in conflict are among them, and
    are made with the rest once a person has chosen. `why` is what was to be told of the change.
    """

    def __init__(self, conflicts: Sequence[Conflict], edits: Sequence[Edit], base: int, shown: int) -> None:
        super().__init__("Somebody else has changed the same things while you were writing.")
        self.conflicts = tuple(conflicts)
        self.edits = tuple(edits)
        self.base = base
        self.shown_revision = shown
        self.why = ""


class DuplicateError(StancesError):
    """What is to be created is there already; `entry` is the new one and `twin` the one that is there."""

    def __init__(self, entry: Entry, twin: Entry, edits: Sequence[Edit], base: int) -> None:
        super().__init__(f"There is a {twin.kind_name} “{twin.label}” already.")
        self.entry = entry
        self.existing = twin
        self.edits = tuple(edits)
        self.base = base
        self.why = ""


def reconcile(
    session: Session, record: Record, edits: Sequence[Edit], base: int, *, anyway: bool = False
) -> list[Edit]:
    """The edits to make now so that both these, made from revision `base`, and everything since hold.

    A slug that a new record can no longer have is replaced by a free one. Raises `ConflictError`, and `TwinError` unless
    the caller wants the new record `anyway`. Costs one query for what changed since `base`, and one for each of these
    records that did.
    """
    if base > record.revision:
        raise BadRequestError(
            "This form was made from a later state of the debate than there is: the database has been put back since. "
            "Copy what you wrote and open the form anew."
        )
    touched = _find_pending(session, record, edits, base, record.revision)
    if not anyway:
        _refuse_duplicates(record, touched, base)
    if conflicts := [
        _make_conflict(session, record, t, record.revision)
        for t in touched
        if t.conflicting_groups is not None
    ]:
        raise ConflictError(conflicts, edits, base, record.revision)
    return _assign_free_slugs(record, [edit for t in touched for edit in t.merged_edits], touched)


def apply_choices(
    session: Session, record: Record, edits: Sequence[Edit], base: int, shown: int, choices: ConflictChoices
) -> list[Edit]:
    """The edits with a person's choices in them, made in view of revision `shown`: reconcile them from there on.

    Raises `ConflictError` where a choice is missing, and `RefusedError` where what was chosen can't be so together.
    """
    touched = _find_pending(session, record, edits, base, shown)
    left = [t for t in touched if t.conflicting_groups is not None and not t.is_decided(choices)]
    if left:
        raise ConflictError([_make_conflict(session, record, t, shown) for t in left], edits, base, shown)
    return [
        edit
        for t in touched
        for edit in (t.merged_edits if t.conflicting_groups is None else t.chosen_edits(choices))
    ]


def entry_at(session: Session, debate: str, kind: Kind, slug: str, revision: int) -> Entry | None:
    """A record as it was when this revision had been made; None if there was none."""
    table: Any = RevisionRow
    after = session.execute(
        sa.select(table.after)
        .where(table.debate == debate, table.kind == kind, table.slug == slug, table.id <= revision)
        .order_by(table.id.desc())
        .limit(1)
    ).scalar()
    return MODELS[kind].model_validate(after) if after else None


@dataclass(frozen=True)
class _PendingEdit:
    """One edit, and the record it is about: as it was when the edit was begun, and as it is now."""

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
        """Has somebody else made another record under the slug of this new one?"""
        return self.ancestor is None and self.theirs is not None and self.mine not in (None, self.theirs)

    @cached_property
    def conflicting_groups(self) -> tuple[FieldGroup, ...] | None:
        """The groups of fields in conflict, none of them for a whole record; None where nothing is."""
        if self.ancestor is None or self.theirs in (self.ancestor, self.mine) or self.mine == self.ancestor:
            return None
        if self.mine is None or self.theirs is None:
            return ()
        return merge(self.ancestor, self.mine, self.theirs).conflicts or None

    @property
    def merged_edits(self) -> list[Edit]:
        """The edit, brought to now, where nothing is in conflict; nothing where nothing is left to do."""
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
    words = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {words}." if where else f"{words}."


def _edit_key(edit: Edit) -> EntryKey:
    return (edit.entry.kind_name, edit.entry.slug) if isinstance(edit, Put) else (edit.kind, edit.slug)


def _refuse_duplicates(record: Record, touched: Sequence[_PendingEdit], base: int) -> None:
    dropped = {t.key for t in touched if t.mine is None}
    for t in touched:
        if t.mine is not None and t.ancestor is None:
            existing = find_duplicate(record, t.mine)
            if existing and (existing.kind_name, existing.slug) not in dropped:
                raise DuplicateError(t.mine, existing, [each.edit for each in touched], base)


def _find_pending(
    session: Session, record: Record, edits: Sequence[Edit], base: int, shown: int
) -> list[_PendingEdit]:
    debate = record.debate.slug
    since = _keys_changed_since(session, debate, base) if base < record.revision else set()
    pending = []
    for edit in edits:
        key = _edit_key(edit)
        if key in since:
            versions = entry_at(session, debate, *key, base), entry_at(session, debate, *key, shown)
        else:
            versions = record.get(*key), record.get(*key)
        pending.append(_PendingEdit(edit, *versions))
    return pending


def _keys_changed_since(session: Session, debate: str, base: int) -> set[EntryKey]:
    table: Any = RevisionRow
    rows = session.execute(
        sa.select(table.kind, table.slug).where(table.debate == debate, table.id > base).distinct()
    )
    return {(kind, slug) for kind, slug in rows}


def _make_conflict(session: Session, record: Record, touched: _PendingEdit, shown: int) -> Conflict:
    """What a person needs in order to choose."""
    assert touched.ancestor is not None  # noqa: S101  (without one there is nothing to conflict with)
    table: Any = RevisionRow
    kind, slug = touched.key
    last = session.execute(
        sa.select(table.who, table.at)
        .where(table.debate == record.debate.slug, table.kind == kind, table.slug == slug)
        .where(table.id <= shown)
        .order_by(table.id.desc())
        .limit(1)
    ).one()
    groups = touched.conflicting_groups or ()
    return Conflict(kind, slug, touched.ancestor, touched.mine, touched.theirs, groups, last.who, last.at)


def _assign_free_slugs(record: Record, edits: list[Edit], touched: list[_PendingEdit]) -> list[Edit]:
    """New records whose slug somebody else has taken get another, and the rest of the change follows them."""
    for kind, slug in [t.key for t in touched if t.has_slug_clash]:
        free = free_slug(record, kind, slug, [_edit_key(edit)[1] for edit in edits])
        edits = [_rename_in_edit(edit, kind, slug, free) for edit in edits]
    return edits


def _rename_in_edit(edit: Edit, kind: Kind, slug: str, free: str) -> Edit:
    if not isinstance(edit, Put):
        return edit
    if _edit_key(edit) == (kind, slug):
        return Put(edit.entry.model_copy(update={"slug": free}))
    return Put(redirect_references(edit.entry, kind, slug, free))
