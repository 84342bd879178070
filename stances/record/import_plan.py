"""What it would change to import one debate into another: decided entry by entry, before anything is written.

Incoming entries are matched with existing ones, and get their slugs; the others keep theirs if these are free. A field that
the incoming entry does not state stays, an empty one is filled, and lists are united. Where both say something else, the
existing debate is left as it is and the fields are in conflict, until somebody takes what is imported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from stances.record.entries import (
    Debate,
    Dispute,
    Entry,
    FrozenModel,
    Link,
    Locator,
    Participant,
    Source,
    Stance,
)
from stances.record.kinds import KINDS
from stances.record.matching import match_entries, names_of, normalise
from stances.record.merge import FieldGroup, merge
from stances.record.record import Record
from stances.record.references import rename_references
from stances.record.slugs import number_slug
from stances.record.vocabulary import Kind, LinkKind

E = TypeVar("E", bound=Entry)
Key = tuple[Kind, str]
_EMPTY: tuple[Any, ...] = (None, "", ())
"""What a field has of which nothing is said."""
_UNSTATED = object()
_MAX_WAVES = 20
"""How far links that undercut each other are followed one by one."""
_NAMED_BY: Mapping[Kind, str] = {
    Kind.FACTION: "name",
    Kind.PARTICIPANT: "name",
    Kind.DISPUTE: "title",
    Kind.EVENT: "name",
    Kind.DOCUMENT: "title",
    Kind.CLAIM: "text",
}


class ImportAction(StrEnum):
    """What becomes of an incoming entry."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    SKIP = "skip"


@dataclass(frozen=True)
class ImportStep:
    """What becomes of one incoming entry.

    `incoming` is the entry as it came, `existing` what it was matched with, and `entry` what will stand there. Both sides say
    something of the `conflicts`; `is_taken` if the incoming was chosen, which makes it the `taken_entry`. `reason` says why it is
    skipped.
    """

    incoming: Entry
    existing: Entry | None
    entry: Entry
    conflicts: tuple[FieldGroup, ...] = ()
    is_taken: bool = False
    taken_entry: Entry | None = None
    reason: str = ""

    @property
    def key(self) -> Key:
        """The kind and slug that it has in the file."""
        return self.incoming.kind_name, self.incoming.slug

    @property
    def action(self) -> ImportAction:
        if self.reason:
            return ImportAction.SKIP
        if self.existing is None:
            return ImportAction.CREATE
        return ImportAction.SAME if self.entry == self.existing else ImportAction.CHANGE

    @property
    def changed_fields(self) -> list[str]:
        """The fields of the existing entry that change."""
        if self.existing is None:
            return []
        return [name for name, value in self.entry if value != getattr(self.existing, name)]

    @property
    def conflicting_fields(self) -> list[str]:
        return [name for group in self.conflicts for name in group]

    @property
    def is_open(self) -> bool:
        """Whether somebody may still choose between both sides."""
        return bool(self.conflicts) and not self.reason

    @property
    def is_written(self) -> bool:
        return self.action in (ImportAction.CREATE, ImportAction.CHANGE)


@dataclass(frozen=True)
class ImportPlan:
    """The steps of an import `into` a debate (None for a new one), in the order in which kinds refer to each other."""

    into: Record | None
    steps: tuple[ImportStep, ...]

    @property
    def put(self) -> list[Entry]:
        """The entries to write."""
        return [step.entry for step in self.steps if step.is_written]

    @property
    def conflicts(self) -> list[ImportStep]:
        """The steps in which both debates say something else of the same."""
        return [step for step in self.steps if step.is_open]

    def of(self, action: ImportAction) -> list[ImportStep]:
        """The steps with this action."""
        return [step for step in self.steps if step.action is action]

    @property
    def outcome(self) -> Record:
        """The debate afterwards."""
        put = self.put
        start = self.into or Record(next(entry for entry in put if isinstance(entry, Debate)))
        return start.with_edits(put)

    def skipping(self, reasons: Mapping[Key, str]) -> ImportPlan:
        """The plan without the entries of these kinds and slugs, as they would stand in the debate."""
        steps = (
            replace(step, reason=reasons.get((step.entry.kind_name, step.entry.slug), step.reason))
            for step in self.steps
        )
        return replace(self, steps=tuple(steps))


def plan_import(
    incoming: Record, into: Record | None, *, taken: Collection[Key] | None = (), overwrite: bool = False
) -> ImportPlan:
    """Plan to import a debate into another, or as a new one.

    `taken` are the kinds and slugs of incoming entries that win where both sides say something, None for all of them. With
    `overwrite` whatever an incoming entry states replaces what is there, empty values and lists too.
    """
    if into is None:
        entries = (incoming.debate, *incoming.entries())
        return ImportPlan(None, tuple(ImportStep(entry, None, entry) for entry in entries))
    planner = _Planner(incoming, into, taken, overwrite)
    return ImportPlan(into, tuple(planner.plan()))


@dataclass
class _Planner:
    """Goes through the kinds in the order of their references, and notes which slug each incoming entry gets."""

    incoming: Record
    into: Record
    taken: Collection[Key] | None
    overwrite: bool
    slugs: dict[Key, str] = field(default_factory=dict)
    positions: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ours, others = self.incoming.debate, self.into.debate
        self.is_same_debate = ours.slug == others.slug and "slug" in ours.model_fields_set
        self.sources = _SourceUnion.of(self.incoming, self.into, self.is_same_debate)
        self.used = {kind: set(self.into.of_kind(kind)) for kind in KINDS}
        self.used[Kind.CLAIM] = self.used[Kind.LINK] = self.used[Kind.CLAIM] | self.used[Kind.LINK]
        self.unmatched = {kind: dict(self.into.of_kind(kind)) for kind in KINDS}

    def plan(self) -> Iterator[ImportStep]:
        yield self.plan_debate()
        for kind in KINDS:
            for entries in self.waves(kind):
                yield from self.plan_together(kind, entries)

    def plan_debate(self) -> ImportStep:
        """The step of the debate itself; another's title, period and settings stay as they are."""
        incoming, here = self.incoming.debate, self.into.debate
        base = here.model_copy(update={"sources": self.sources.united})
        update = {"sources": self.sources.wanted, "closed": here.closed}
        wanted = incoming.model_copy(update=update) if self.is_same_debate else base
        return replace(self.decide(incoming, wanted, base), existing=here)

    def waves(self, kind: Kind) -> Iterator[list[Entry]]:
        """The entries of a kind, links first that others undercut."""
        entries = list(self.incoming.of_kind(kind).values())
        for _ in range(_MAX_WAVES if kind is Kind.LINK else 0):
            yield [entry for entry in entries if not self.awaits_link(entry)]
            entries = [entry for entry in entries if (kind, entry.slug) not in self.slugs]
        yield entries

    def awaits_link(self, entry: Entry) -> bool:
        return (
            isinstance(entry, Link)
            and entry.kind is LinkKind.UNDERCUTS
            and (Kind.LINK, entry.target) not in self.slugs
        )

    def plan_together(self, kind: Kind, entries: list[Entry]) -> Iterator[ImportStep]:
        """Match these entries, give each its slug, and say what becomes of it."""
        if not entries:
            return
        free = self.unmatched[kind]
        named = [self.rename(entry) for entry in entries]
        matches = match_entries(kind, named, free.values(), slugs_decide=self.is_same_debate)
        for entry in entries:
            match = free.pop(matches[entry.slug].slug) if entry.slug in matches else None
            self.slugs[kind, entry.slug] = self.choose_slug(entry, match)
            if isinstance(match, Dispute) and isinstance(entry, Dispute):
                self.positions |= _match_positions(entry, match)
        for entry in entries:
            wanted = self.rename(entry).model_copy(update={"slug": self.slugs[kind, entry.slug]})
            yield self.decide(entry, wanted, matches.get(entry.slug))

    def choose_slug(self, entry: Entry, match: Entry | None) -> str:
        used = self.used[entry.kind_name]
        slug = match.slug if match else number_slug(entry.slug, used.__contains__)
        used.add(slug)
        return slug

    def rename(self, entry: Entry) -> Entry:
        """The entry with the slugs, sources and positions that the debate has for what it refers to, so far as known."""
        renamed: Entry = rename_references(entry, lambda kind, slug: self.slugs.get((kind, slug), slug))
        if isinstance(entry, Stance) and entry.position is not None:
            position = self.positions.get((entry.dispute, entry.position), entry.position)
            renamed = renamed.model_copy(update={"position": position})
        renamed = self.sources.rename(renamed)
        if self.incoming.debate.old_style_until:
            renamed = renamed.until_old_style(self.into.debate.old_style_until)
        return renamed

    def means_the_same(self, incoming: Entry, existing: Entry) -> bool:
        """Whether a name in the file is meant as that of the existing entry: both are one debate's, with one slug."""
        return self.is_same_debate and incoming.slug == existing.slug

    def decide(self, incoming: Entry, wanted: Entry, existing: Entry | None) -> ImportStep:
        """What becomes of an entry, given what it was matched with."""
        if existing is None:
            return ImportStep(incoming, None, wanted)
        mine = _put_stated(
            wanted, existing, self.overwrite, keep_name=not self.means_the_same(incoming, existing)
        )
        if mine == existing or self.overwrite:
            return ImportStep(incoming, existing, mine)
        merged = merge(_blank(existing), mine, existing)
        is_taken = self.taken is None or (incoming.kind_name, incoming.slug) in self.taken
        fields = {name: getattr(mine, name) for group in merged.conflicts for name in group}
        if not fields:
            return ImportStep(incoming, existing, merged.entry)
        taken = merged.resolve(fields)
        entry = taken if is_taken else merged.entry
        return ImportStep(incoming, existing, entry, merged.conflicts, is_taken, taken)


def _match_positions(incoming: Dispute, existing: Dispute) -> dict[tuple[str, int], int]:
    """The number that a dispute has for each incoming position, where it has the same label under another."""
    numbers = {normalise(position.label): position.value for position in existing.positions}
    return {
        (incoming.slug, position.value): numbers.get(normalise(position.label), position.value)
        for position in incoming.positions
    }


# --- what an incoming entry states ---


def _put_stated(wanted: Entry, existing: Entry, overwrite: bool, keep_name: bool) -> Entry:
    """The existing entry with what the wanted one states."""
    stated = set(wanted.model_fields_set)
    if isinstance(wanted, Stance) and "dispute" in stated:
        stated.add("position")
    fields = {
        name: value
        for name, value in wanted
        if name in stated and (overwrite or value not in _EMPTY) and value != getattr(existing, name)
    }
    if keep_name:
        fields = _without_other_names(wanted, existing, fields)
    return existing.model_copy(update=fields) if fields else existing


def _without_other_names(wanted: Entry, existing: Entry, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields without what the existing entry is called in other letters; what else a participant is called, as aliases."""
    name = _NAMED_BY.get(existing.kind_name, "")
    if name in fields and normalise(fields[name]) == normalise(getattr(existing, name)):
        del fields[name]
    if isinstance(wanted, Participant) and isinstance(existing, Participant):
        known = names_of(existing)
        others = (fields.pop("name", ""), *fields.pop("aliases", ()))
        new = {normalise(other): other for other in others if other and normalise(other) not in known}
        if new:
            fields["aliases"] = (*existing.aliases, *new.values())
    return fields


def _blank(entry: E) -> E:
    """The entry as if nobody had said anything of it: to merge two versions that have no earlier one in common."""
    fields = {
        name: info.default if info.default in _EMPTY else _UNSTATED
        for name, info in type(entry).model_fields.items()
    }
    return entry.model_copy(update={**fields, "slug": entry.slug})


# --- sources ---


@dataclass(frozen=True)
class _SourceUnion:
    """The sources of two debates together: `wanted` as the incoming one says, and what each of its slugs becomes.

    A locator that names no source means the first of its debate.
    """

    united: tuple[Source, ...]
    wanted: tuple[Source, ...]
    slugs: Mapping[str | None, str | None]

    @classmethod
    def of(cls, incoming: Record, into: Record, is_same_debate: bool) -> _SourceUnion:
        ours, others = incoming.debate.sources, into.debate.sources
        if is_same_debate:
            return cls(others, ours, {})
        slugs, united = dict[str | None, str | None](), {source.slug: source for source in others}
        known = {_source_key(source): source.slug for source in others}
        for source in ours:
            slug = known.get(_source_key(source)) or number_slug(source.slug, united.__contains__)
            united.setdefault(slug, source.model_copy(update={"slug": slug}))
            slugs[source.slug] = slug
        sources = tuple(united.values())
        if ours and slugs[ours[0].slug] != sources[0].slug:
            slugs[None] = slugs[ours[0].slug]
        return cls(sources, sources, {old: new for old, new in slugs.items() if old != new})

    def rename(self, value: Any) -> Any:
        """The value, and what it contains, with the sources that its locators have in the debate."""
        if not self.slugs:
            return value
        if isinstance(value, Locator):
            return value.model_copy(update={"source": self.slugs.get(value.source, value.source)})
        if isinstance(value, tuple):
            return tuple(map(self.rename, value))
        if isinstance(value, FrozenModel):
            renamed = {
                name: self.rename(item) for name, item in value if isinstance(item, tuple | FrozenModel)
            }
            return value.model_copy(
                update={name: new for name, new in renamed.items() if new != getattr(value, name)}
            )
        return value


def _source_key(source: Source) -> tuple[str, str]:
    return normalise(source.title), normalise(source.author)
