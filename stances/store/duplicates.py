"""Records that turn out to be one: noticing it when a new one is made, and merging two that are there.

Merging is a plan of edits for one change: the record that stays takes over what the other says, whatever referred to the
other refers to it, and what would then be there twice, or lead into itself, goes. What goes is named in the plan's notices,
for a person to read before agreeing; the history keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from stances.errors import RefusedError
from stances.record.entries import Claim, Entry, Link, Locator, Participant, Stance
from stances.record.record import COLLECTIONS, Record
from stances.record.references import find_referrers, redirect_references
from stances.record.vocabulary import Kind, LinkKind
from stances.record.wording import field_label, field_words
from stances.store.changes import Drop, Edit, Put

MERGEABLE_KINDS = (Kind.PARTICIPANT, Kind.CLAIM)
"""The kinds of which two can be merged."""


def _normalise(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _names(person: Participant) -> set[str]:
    return {_normalise(name) for name in (person.name, *person.aliases)}


IS_DUPLICATE: Mapping[Kind, Callable[[Any, Any], bool]] = {
    Kind.FACTION: lambda a, b: _normalise(a.name) == _normalise(b.name),
    Kind.PARTICIPANT: lambda a, b: _normalise(a.name) in _names(b),
    Kind.DISPUTE: lambda a, b: _normalise(a.title) == _normalise(b.title),
    Kind.EVENT: lambda a, b: (_normalise(a.name), a.when) == (_normalise(b.name), b.when),
    Kind.DOCUMENT: lambda a, b: (
        (_normalise(a.title), a.authors, a.when) == (_normalise(b.title), b.authors, b.when)
    ),
    Kind.CLAIM: lambda a, b: (_normalise(a.text), a.speaker) == (_normalise(b.text), b.speaker),
    Kind.LINK: lambda a, b: (a.kind, a.source, a.target) == (b.kind, b.source, b.target),
    Kind.STANCE: lambda a, b: (
        (a.participant, a.dispute, a.position, a.when) == (b.participant, b.dispute, b.position, b.when)
    ),
}
"""What makes a new record look like one that is there."""


def find_duplicate(record: Record, entry: Entry) -> Entry | None:
    """The record that a new entry would say again, if there is one."""
    kind = entry.kind_name
    if kind is Kind.DEBATE:
        return None
    return next((other for other in _candidates(record, entry) if IS_DUPLICATE[kind](entry, other)), None)


def _candidates(record: Record, entry: Entry) -> Iterable[Entry]:
    """Where a twin can be, by the record's indexes where it has them."""
    candidates: Iterable[Entry]
    match entry:
        case Claim():
            candidates = record.claims_of_speaker.get(entry.speaker, ())
        case Link():
            candidates = record.links_from.get(entry.source, ())
        case Stance():
            candidates = record.stances_of_participant.get(entry.participant, ())
        case _:
            candidates = getattr(record, COLLECTIONS[entry.kind_name]).values()
    return candidates


# --- merging two records ---


@dataclass(frozen=True)
class MergePlan:
    """What merging will do; `notices` say, a sentence each, what is not simply carried over."""

    edits: tuple[Edit, ...]
    notices: tuple[str, ...]


class _MergeState:
    """A record being changed, and word of what was done."""

    def __init__(self, record: Record) -> None:
        self.before = self.record = record
        self.notices: list[str] = []

    def put(self, entry: Entry) -> None:
        self.record = self.record.with_entry(entry)

    def drop(self, entry: Entry) -> None:
        self.record = self.record.with_edits([], [(entry.kind_name, entry.slug)])

    def edits(self) -> tuple[Edit, ...]:
        """What is now otherwise than before."""
        put = [Put(e) for e in self.record.entries() if self.before.get(e.kind_name, e.slug) != e]
        gone = [e for e in self.before.entries() if self.record.get(e.kind_name, e.slug) is None]
        return (*put, *(Drop(e.kind_name, e.slug) for e in gone))


def merge_records(record: Record, kind: Kind, keep: str, other: str) -> MergePlan:
    """Merge `other` into `keep`, two participants or two claims. Raises `RefusedError`. Reads the whole record."""
    kept, dropped = record.get(kind, keep), record.get(kind, other)
    if kind not in MERGEABLE_KINDS or kept is None or dropped is None:
        raise RefusedError([f"There are no two {kind}s “{keep}” and “{other}” to merge."])
    if keep == other:
        raise RefusedError([f"“{kept.label}” is one {kind} already; choose another to merge with it."])
    debate = _MergeState(record)
    debate.put(_combine_fields(debate, kept, dropped))
    for entry in find_referrers(debate.record).get((kind, other), ()):
        debate.put(_drop_repeats(redirect_references(entry, kind, other, keep)))
    debate.put(
        _drop_repeats(
            _drop_self_reference(redirect_references(_current_entry(debate, kept), kind, other, keep), keep)
        )
    )
    debate.drop(dropped)
    _merge_equal_links(debate)
    _merge_equal_stances(debate)
    return MergePlan(debate.edits(), tuple(debate.notices))


def _current_entry(debate: _MergeState, entry: Entry) -> Entry:
    current = debate.record.get(entry.kind_name, entry.slug)
    return current or entry


def _combine_fields(debate: _MergeState, kept: Any, gone: Any) -> Entry:
    """The record that stays, with what only the other says."""
    fields: dict[str, Any] = {}
    for name in type(kept).model_fields:
        ours, others = getattr(kept, name), getattr(gone, name)
        if isinstance(ours, tuple):
            fields[name] = tuple(dict.fromkeys((*ours, *others)))
        elif name == "note":
            fields[name] = _combine_notes(ours, others)
        elif isinstance(ours, Locator) and isinstance(others, Locator) and ours.source == others.source:
            fields[name] = _combine_locators(ours, others)
        elif ours is None:
            fields[name] = others
        elif others not in (None, ours) and name not in ("slug", "name", "short"):
            debate.notices.append(_loss_notice(debate.record, kept, gone, name))
    if isinstance(kept, Participant):
        names = [
            n
            for n in (gone.name, gone.short)
            if n and _normalise(n) not in _names(kept) | {_normalise(kept.short)}
        ]
        fields["aliases"] = tuple(dict.fromkeys((*fields["aliases"], *names)))
    if isinstance(kept, Claim):
        fields["also"] = tuple(
            dict.fromkeys(d for d in (*kept.also, gone.dispute, *gone.also) if d != kept.dispute)
        )
    return _validate(kept, fields)


def _loss_notice(record: Record, kept: Entry, gone: Entry, name: str) -> str:
    ours, others = (field_words(entry, name, record) for entry in (kept, gone))
    return f"{field_label(name)}: it stays “{ours}”, and “{others}” is given up."


def _combine_locators(ours: Locator, others: Locator) -> Locator:
    return Locator(
        source=ours.source,
        paragraphs=tuple(sorted({*ours.paragraphs, *others.paragraphs})),
        notes=tuple(sorted({*ours.notes, *others.notes})),
        page=ours.page or others.page,
    )


def _combine_notes(ours: str, others: str) -> str:
    return ours if others in ours else f"{ours}\n\n{others}".strip()


def _validate(entry: Entry, fields: Mapping[str, Any]) -> Entry:
    try:
        return type(entry).model_validate({**dict(entry), **fields})
    except ValidationError as error:
        long = ", ".join(str(e["loc"][0]) for e in error.errors() if e["loc"])
        raise RefusedError(
            [f"What the two say together is too long ({long}); shorten one of them first."]
        ) from error


def _drop_self_reference(entry: Entry, slug: str) -> Entry:
    """A record does not come after, or report, itself."""
    if isinstance(entry, Claim):
        return entry.model_copy(update={"after": tuple(s for s in entry.after if s != slug)})
    return entry


def _drop_repeats(entry: Entry) -> Entry:
    """Parts that have become equal are one."""
    changed = {
        name: tuple(dict.fromkeys(value))
        for name, value in entry
        if isinstance(value, tuple) and len(set(value)) < len(value)
    }
    return entry.model_copy(update=changed) if changed else entry


def _merge_equal_links(debate: _MergeState) -> None:
    """No link leads into itself, and none is there twice; dropping one may make the next so."""
    while True:
        loop = next((k for k in debate.record.links.values() if k.source == k.target), None)
        if loop:
            _drop_link(debate, loop, "would lead from the claim to itself")
            continue
        pair = _find_equal_links(debate.record.links.values(), debate.before)
        if pair is None:
            return
        first, second = pair
        for undercut in debate.record.links_to.get(second.slug, ()):
            debate.put(redirect_references(undercut, Kind.LINK, second.slug, first.slug))
        if second.rationale != first.rationale or second.note:
            note = _combine_notes(first.note, "\n\n".join(filter(None, [second.rationale, second.note])))
            debate.put(_validate(first, {"note": note}))
        debate.drop(second)
        debate.notices.append(
            f"The link “{second.rationale}” says the same as “{first.rationale}” and goes into its note."
        )


def _find_equal_links(links: Iterable[Link], before: Record) -> tuple[Link, Link] | None:
    """Two links that have come to join the same, by the same hand; those that did so before are left alone."""
    seen: dict[tuple[LinkKind, str, str, str | None], Link] = {}
    for link in links:
        key = (link.kind, link.source, link.target, link.by)
        first = seen.setdefault(key, link)
        if first is not link and not _were_equal(before, first, link):
            return first, link
    return None


def _were_equal(before: Record, first: Link, second: Link) -> bool:
    one, other = before.links[first.slug], before.links[second.slug]
    return (one.source, one.target) == (other.source, other.target)


def _drop_link(debate: _MergeState, link: Link, why: str) -> None:
    debate.drop(link)
    debate.notices.append(f"The link “{link.rationale}” {why}, so it goes.")
    for undercut in debate.record.links_to.get(link.slug, ()):
        if undercut.kind is LinkKind.UNDERCUTS:
            _drop_link(debate, undercut, "denies a link that goes")


def _merge_equal_stances(debate: _MergeState) -> None:
    """Stances that have become equal but for their evidence are one, with the evidence of both."""
    seen: dict[tuple[Any, ...], Stance] = {}
    for stance in list(debate.record.stances.values()):
        key = (stance.participant, stance.dispute, stance.position, stance.when, stance.attribution)
        first = seen.setdefault(key, stance)
        if first is stance or _had_one_participant(debate.before, first, stance):
            continue
        merged = _validate(
            first,
            {
                "claims": tuple(dict.fromkeys((*first.claims, *stance.claims))),
                "reported_by": tuple(dict.fromkeys((*first.reported_by, *stance.reported_by))),
                "note": _combine_notes(first.note, stance.note),
            },
        )
        seen[key] = merged  # type: ignore[assignment]
        debate.put(merged)
        debate.drop(stance)
        debate.notices.append(f"Two stances of {stance.when.words()} say the same and become one.")


def _had_one_participant(before: Record, first: Stance, second: Stance) -> bool:
    one, other = before.stances[first.slug], before.stances[second.slug]
    return one.participant == other.participant
