"""Duplicate records: find one when a record is created, and merge two that exist.

A merge is a list of edits and of notices. The kept record takes over the other's fields and references; links and stances
that would then exist twice, or lead from a claim to itself, are dropped. The notices name what is lost, for a person to read
before agreeing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from stances.errors import RefusedError
from stances.record.commitments import is_own_concession
from stances.record.entries import Claim, Entry, Link, Locator, Participant, Stance
from stances.record.kinds import KINDS, MODELS
from stances.record.matching import link_key, names_of, normalise
from stances.record.record import Record
from stances.record.references import find_referrers, redirect_references
from stances.record.selection import require_entry
from stances.record.vocabulary import Kind, LinkKind
from stances.record.wording import field_words
from stances.store import wording
from stances.store.changes import Drop, Edit, Put

MERGEABLE_KINDS = (Kind.PARTICIPANT, Kind.CLAIM)
"""The kinds whose records can be merged."""


IS_DUPLICATE: Mapping[Kind, Callable[[Any, Any], bool]] = {
    Kind.FACTION: lambda a, b: normalise(a.name) == normalise(b.name),
    Kind.PARTICIPANT: lambda a, b: normalise(a.name) in names_of(b) or not {*a.same_as}.isdisjoint(b.same_as),
    Kind.DISPUTE: lambda a, b: normalise(a.title) == normalise(b.title),
    Kind.EVENT: lambda a, b: (normalise(a.name), a.when) == (normalise(b.name), b.when),
    Kind.DOCUMENT: lambda a, b: (
        (normalise(a.title), a.authors, a.when) == (normalise(b.title), b.authors, b.when)
    ),
    Kind.CLAIM: lambda a, b: (normalise(a.text), a.speaker) == (normalise(b.text), b.speaker),
    Kind.LINK: lambda a, b: link_key(a) == link_key(b),
    Kind.STANCE: lambda a, b: (
        (a.participant, a.dispute, a.position, a.when) == (b.participant, b.dispute, b.position, b.when)
    ),
}
"""Whether a new record looks like an existing one, by kind."""


def find_duplicate(record: Record, entry: Entry) -> Entry | None:
    """The existing record that a new entry would duplicate, if there is one."""
    kind = entry.kind_name
    if kind is Kind.DEBATE:
        return None
    return next((other for other in _candidates(record, entry) if IS_DUPLICATE[kind](entry, other)), None)


def _candidates(record: Record, entry: Entry) -> Iterable[Entry]:
    """Entries that may be duplicates of this one, from the record's indexes where it has them."""
    candidates: Iterable[Entry]
    match entry:
        case Claim():
            candidates = record.claims_of_speaker.get(entry.speaker, ())
        case Link():
            contraries = record.links_to.get(entry.source, ()) if entry.mutual else ()
            candidates = (*record.links_from.get(entry.source, ()), *contraries)
        case Stance():
            candidates = record.stances_of_participant.get(entry.participant, ())
        case _:
            candidates = record.of_kind(entry.kind_name).values()
    return candidates


# --- merging two records ---


@dataclass(frozen=True)
class MergePlan:
    """What a merge will do; `notices` say, a sentence each, what is lost or changed by it."""

    edits: tuple[Edit, ...]
    notices: tuple[str, ...]


class _MergeState:
    """The record as merged so far, and the notices about it."""

    def __init__(self, record: Record) -> None:
        self.before = self.record = record
        self.notices: list[str] = []

    def put(self, entry: Entry) -> None:
        self.record = self.record.with_entry(entry)

    def drop(self, entry: Entry) -> None:
        self.record = self.record.with_edits([], [(entry.kind_name, entry.slug)])

    def edits(self) -> tuple[Edit, ...]:
        """The edits that lead from the original record to this one."""
        put = [Put(e) for e in self.record.entries() if self.before.get(e.kind_name, e.slug) != e]
        dropped = [e for e in self.before.entries() if self.record.get(e.kind_name, e.slug) is None]
        return (*put, *(Drop(e.kind_name, e.slug) for e in dropped))


def merge_records(record: Record, kind: Kind, keep: str, other: str) -> MergePlan:
    """Plan to merge `other` into `keep`, two participants or two claims. Reads the whole record.

    Raises `NotFoundError` and `RefusedError`.
    """
    if kind not in MERGEABLE_KINDS:
        allowed = " and ".join(KINDS[kind].plural for kind in MERGEABLE_KINDS)
        raise RefusedError([f"Only {allowed} can be merged, not {KINDS[kind].plural}."])
    kept, duplicate = (require_entry(record, MODELS[kind], slug) for slug in (keep, other))
    if keep == other:
        raise RefusedError([f"“{kept.label}” is one {kind} already; choose another to merge with it."])
    state = _MergeState(record)
    state.put(_combine_fields(state, kept, duplicate))
    for entry in find_referrers(state.record).get((kind, other), ()):
        state.put(_settle(state, redirect_references(entry, kind, other, keep)))
    merged = redirect_references(_current_entry(state, kept), kind, other, keep)
    state.put(_settle(state, _drop_self_reference(merged, keep)))
    state.drop(duplicate)
    _merge_equal_links(state)
    _merge_equal_stances(state)
    return MergePlan(state.edits(), tuple(state.notices))


def _current_entry(state: _MergeState, entry: Entry) -> Entry:
    current = state.record.get(entry.kind_name, entry.slug)
    return current or entry


def _combine_fields(state: _MergeState, kept: Any, duplicate: Any) -> Entry:
    """The kept record, with what only the duplicate says."""
    fields: dict[str, Any] = {}
    for name in type(kept).model_fields:
        ours, others = getattr(kept, name), getattr(duplicate, name)
        if isinstance(ours, tuple):
            fields[name] = tuple(dict.fromkeys((*ours, *others)))
        elif name == "note":
            fields[name] = _combine_notes(ours, others)
        elif isinstance(ours, Locator) and isinstance(others, Locator) and ours.source == others.source:
            fields[name] = _combine_locators(ours, others)
        elif ours is None:
            fields[name] = others
        elif others not in (None, ours) and name not in ("slug", "name", "short"):
            state.notices.append(_loss_notice(state.record, kept, duplicate, name))
    if isinstance(kept, Participant):
        names = [n for n in (duplicate.name, duplicate.short) if n and normalise(n) not in names_of(kept)]
        fields["aliases"] = tuple(dict.fromkeys((*fields["aliases"], *names)))
    if isinstance(kept, Claim):
        fields["also"] = tuple(
            dict.fromkeys(d for d in (*kept.also, duplicate.dispute, *duplicate.also) if d != kept.dispute)
        )
    return _validate(kept, fields)


def _loss_notice(record: Record, kept: Entry, duplicate: Entry, name: str) -> str:
    ours, others = (field_words(entry, name, record) for entry in (kept, duplicate))
    return wording.note_loss(name, ours, others)


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
    """The entry; a claim without itself in `after`."""
    if isinstance(entry, Claim):
        return entry.model_copy(update={"after": tuple(s for s in entry.after if s != slug)})
    return entry


def _settle(state: _MergeState, entry: Entry) -> Entry:
    return _drop_repeats(_drop_own_concessions(state, _drop_repeated_premise(entry)))


def _drop_repeated_premise(entry: Entry) -> Entry:
    """The entry; a link without its source among its co-premises."""
    if not isinstance(entry, Link):
        return entry
    return entry.model_copy(update={"with_": tuple(slug for slug in entry.with_ if slug != entry.source)})


def _drop_own_concessions(state: _MergeState, entry: Entry) -> Entry:
    """The entry without concessions of a claim by the participant who now makes it; each is told in a notice."""
    if not isinstance(entry, Claim):
        return entry
    acts = tuple(act for act in entry.acts if not is_own_concession(entry, act))
    if len(acts) < len(entry.acts):
        state.notices.append(wording.note_own_concession(entry))
    return entry.model_copy(update={"acts": acts})


def _drop_repeats(entry: Entry) -> Entry:
    """The entry with repeated items of its lists dropped."""
    changed = {
        name: tuple(dict.fromkeys(value))
        for name, value in entry
        if isinstance(value, tuple) and len(set(value)) < len(value)
    }
    return entry.model_copy(update=changed) if changed else entry


def _merge_equal_links(state: _MergeState) -> None:
    """Drop links from a claim to itself, and merge equal ones; each step may cause the next."""
    while True:
        loop = next((k for k in state.record.links.values() if k.target in k.premises), None)
        if loop:
            _drop_link(state, loop, wording.note_loop(loop))
            continue
        pair = _find_equal_links(state.record.links.values(), state.before)
        if pair is None:
            return
        first, second = pair
        for undercut in state.record.links_to.get(second.slug, ()):
            state.put(redirect_references(undercut, Kind.LINK, second.slug, first.slug))
        if second.rationale != first.rationale or second.note:
            note = _combine_notes(first.note, "\n\n".join(filter(None, [second.rationale, second.note])))
            state.put(_validate(first, {"note": note}))
        state.drop(second)
        state.notices.append(wording.note_equal_links(first, second))


def _find_equal_links(links: Iterable[Link], before: Record) -> tuple[Link, Link] | None:
    """Two links that have become equal: same kind, ends and author. Those equal before the merge are left alone."""
    seen: dict[Hashable, Link] = {}
    for link in links:
        key = (link_key(link), link.by)
        first = seen.setdefault(key, link)
        if first is not link and not _were_equal(before, first, link):
            return first, link
    return None


def _were_equal(before: Record, first: Link, second: Link) -> bool:
    one, other = before.links[first.slug], before.links[second.slug]
    return link_key(one) == link_key(other)


def _drop_link(state: _MergeState, link: Link, notice: str) -> None:
    state.drop(link)
    state.notices.append(notice)
    for undercut in state.record.links_to.get(link.slug, ()):
        if undercut.kind is LinkKind.UNDERCUTS:
            _drop_link(state, undercut, wording.note_lost_undercut(undercut))


def _merge_equal_stances(state: _MergeState) -> None:
    """Merge stances that have become equal but for their evidence; the one left has the evidence of both."""
    seen: dict[tuple[Any, ...], Stance] = {}
    for stance in list(state.record.stances.values()):
        key = (stance.participant, stance.dispute, stance.position, stance.when, stance.attribution)
        first = seen.setdefault(key, stance)
        if first is stance or _had_one_participant(state.before, first, stance):
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
        state.put(merged)
        state.drop(stance)
        state.notices.append(wording.note_equal_stances(stance))


def _had_one_participant(before: Record, first: Stance, second: Stance) -> bool:
    one, other = before.stances[first.slug], before.stances[second.slug]
    return one.participant == other.participant
