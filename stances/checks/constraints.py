"""Rules that no debate may break; a save that would break one is refused.

Each rule checks one entry. A save runs them on the entries it affects, so its cost does not depend on the size of the
debate; loading a file and `checks.run` run them on all. A function's name is the rule's code, and the first line of its
docstring says what it requires.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from stances.checks.finding import Hit, describe, join_words, quote
from stances.record.commitments import is_own_concession
from stances.record.entries import Claim, Debate, Dispute, Entry, Event, Link, Stance
from stances.record.record import Record
from stances.record.references import Reference, file_key, find_referrers, iter_references
from stances.record.vocabulary import Attribution, Kind, LinkKind, Rendering

EntryRule: TypeAlias = Callable[[Record, Entry], Iterator[Hit]]


def find_violations(record: Record, entries: Iterable[Entry]) -> list[Hit]:
    """Every constraint that one of these entries violates."""
    return [hit for entry in entries for rule in CONSTRAINTS for hit in rule(record, entry)]


def describe_violations(
    record: Record, put: Sequence[Entry], dropped: Iterable[tuple[Kind, str]] = ()
) -> list[str]:
    """A sentence for each violation in `record`, which is the record after `put` and `dropped` were applied."""
    sentences = [hit.sentence for hit in find_violations_of_edit(record, put)]
    if deleted := tuple(dropped):
        sentences += _describe_dangling(record, deleted)
    return list(dict.fromkeys(sentences))


def find_violations_of_edit(record: Record, put: Sequence[Entry]) -> list[Hit]:
    """Every constraint violated in `record`, into which `put` was put, by these entries or by what may use their scales."""
    return find_violations(record, _affected_entries(record, put))


def _affected_entries(record: Record, put: Sequence[Entry]) -> Iterator[Entry]:
    """The entries put; for a dispute among them whatever may use its scale, for a claim the links in which it is joined."""
    yield from put
    changed = {entry.slug for entry in put if isinstance(entry, Claim)}
    if changed:  # few links have co-premises: looking through all is less than an index of every link
        joining = (link for link in record.links.values() if link.with_)
        yield from (link for link in joining if not changed.isdisjoint(link.premises))
    for entry in put:
        if isinstance(entry, Dispute):
            yield from record.stances_of_dispute.get(entry.slug, ())
            yield from record.events.values()


def dangling_reference(record: Record, entry: Entry) -> Iterator[Hit]:
    """Every reference leads to a record that exists."""
    for reference in iter_references(entry):
        if _is_dangling(record, entry, reference):
            where, kind, slug = " › ".join(map(file_key, reference.path)), reference.kind, reference.slug
            missing = f"the {kind} “{slug}”, which does not exist"
            advice = _suggest_slug(slug, tuple(record.of_kind(kind)))
            yield Hit(entry, f"Under {where}, {describe(record, entry)} refers to {missing}. {advice}")


def _is_dangling(record: Record, entry: Entry, reference: Reference) -> bool:
    """A link's end that is a claim in the place of a link, or the reverse, is left to `link_between_wrong_kinds`."""
    if isinstance(entry, Link) and reference.path in (("source",), ("with_",), ("target",)):
        return reference.slug not in record.claims and reference.slug not in record.links
    return record.get(reference.kind, reference.slug) is None


@lru_cache(maxsize=256)
def _suggest_slug(slug: str, known: tuple[str, ...]) -> str:
    """Suggest the most similar slug. Cached: the search is slow, and a mistake is often repeated."""
    near = difflib.get_close_matches(slug, known, n=1)
    return f"Did you mean “{near[0]}”?" if near else "Add it, or choose another."


def shared_slug(record: Record, entry: Entry) -> Iterator[Hit]:
    """No claim has the slug of a link."""
    if isinstance(entry, Claim | Link) and entry.slug in record.claims and entry.slug in record.links:
        yield Hit(
            entry,
            f"“{entry.slug}” is the slug of both a claim and a link. Give one of them another slug.",
            (record.claims[entry.slug], record.links[entry.slug]),
        )


def link_between_wrong_kinds(record: Record, entry: Entry) -> Iterator[Hit]:
    """A link starts at a claim; it supports or rebuts a claim, or undercuts a link."""
    if not isinstance(entry, Link):
        return
    target, undercuts = entry.target, entry.kind is LinkKind.UNDERCUTS
    for source in entry.premises:
        if source in record.links and source not in record.claims:
            yield Hit(
                entry,
                f"{describe(record, entry)} starts at the link {quote(record, Kind.LINK, source)}. "
                "Only claims can support, rebut or undercut.",
            )
    if undercuts and target in record.claims and target not in record.links:
        yield Hit(
            entry,
            f"{describe(record, entry)} undercuts the claim {quote(record, Kind.CLAIM, target)}. "
            "Only links can be undercut: rebut it.",
        )
    if not undercuts and target in record.links and target not in record.claims:
        yield Hit(
            entry,
            f"{describe(record, entry)} {entry.kind} the link {quote(record, Kind.LINK, target)}. "
            "A link can only be undercut.",
        )


def link_into_itself(record: Record, entry: Entry) -> Iterator[Hit]:
    """No claim supports or rebuts itself, and no link undercuts itself, directly or through others."""
    if not isinstance(entry, Link):
        return
    if entry.kind is not LinkKind.UNDERCUTS and entry.source == entry.target:
        yield Hit(
            entry,
            f"{describe(record, entry)} links a claim to itself. Choose another claim for one end.",
        )
    elif entry in (path := list(_undercut_chain(record, entry))):
        yield Hit(
            entry,
            f"{describe(record, entry)} undercuts itself, directly or through others. Choose another target.",
            tuple(path),
        )


def _undercut_chain(record: Record, link: Link) -> Iterator[Link]:
    """The links that this one undercuts, directly and through others, up to the first repetition."""
    seen: set[str] = set()
    while link.kind is LinkKind.UNDERCUTS and link.target in record.links and link.target not in seen:
        seen.add(link.target)
        link = record.links[link.target]
        yield link


def co_premise_out_of_place(record: Record, entry: Entry) -> Iterator[Hit]:
    """A link's co-premises are other claims than its source and its target, each named once."""
    if not isinstance(entry, Link):
        return
    for slug in dict.fromkeys(entry.with_):
        if slug in (entry.source, entry.target) or entry.with_.count(slug) > 1:
            where = {entry.source: "is the claim that it starts from", entry.target: "is what it is about"}
            yield Hit(
                entry,
                f"In {describe(record, entry)}, the co-premise {quote(record, Kind.CLAIM, slug)} "
                f"{where.get(slug, 'is named twice')}. Name only other claims under “with”, each once.",
                field="with",
            )


def co_premise_by_another(record: Record, entry: Entry) -> Iterator[Hit]:
    """Claims of several speakers are joined by somebody who is named, or by the editor in an inferred link."""
    if not isinstance(entry, Link) or entry.by or entry.attribution is Attribution.INFERRED:
        return
    for slug in entry.with_:
        if _speaker(record, slug) not in (None, _speaker(record, entry.source)):
            yield Hit(
                entry,
                f"In {describe(record, entry)}, the co-premise {quote(record, Kind.CLAIM, slug)} is by "
                f"{quote(record, Kind.PARTICIPANT, record.claims[slug].speaker)}, not by the speaker of the claim it goes with. "
                "Say under “Argued by” who argues with both, or mark the link inferred.",
                field="with",
            )


def _speaker(record: Record, slug: str) -> str | None:
    claim = record.claims.get(slug)
    return claim.speaker if claim else None


def mutual_without_rebuttal(record: Record, entry: Entry) -> Iterator[Hit]:
    """Only a rebuttal can be mutual."""
    if isinstance(entry, Link) and entry.mutual and entry.kind is not LinkKind.REBUTS:
        yield Hit(
            entry,
            f"{describe(record, entry)} is marked as contraries, but only a rebuttal can be. "
            "Choose “rebuts”, or set “Contraries” to no.",
            field="mutual",
        )


def dispute_named_twice(record: Record, entry: Entry) -> Iterator[Hit]:
    """A claim names each of its disputes once, and an event each that it unsettles."""
    if isinstance(entry, Claim) and len(set(entry.disputes)) < len(entry.disputes):
        yield Hit(
            entry,
            f"{describe(record, entry)} names one dispute twice. Its own dispute is not repeated under “also”.",
            field="also",
        )
    if isinstance(entry, Event) and len(set(entry.unsettles)) < len(entry.unsettles):
        yield Hit(
            entry,
            f"{describe(record, entry)} names one dispute twice under “unsettles”. Once is enough.",
            field="unsettles",
        )


def event_after_itself(record: Record, entry: Entry) -> Iterator[Hit]:
    """No event comes after itself, directly or through others."""
    if not isinstance(entry, Event):
        return
    for circle in record.event_order.cycles:
        if entry.slug in circle:
            path = ", ".join(quote(record, Kind.EVENT, slug) for slug in reversed(circle))
            several = f"These events come after each other in a circle: {path}"
            what = several if len(circle) > 1 else f"{describe(record, entry)} comes after itself"
            yield Hit(entry, f"{what}. Remove one “comes after”.", field="after")


def quoted_without_quotation(record: Record, entry: Entry) -> Iterator[Hit]:
    """A claim whose text is quoted has a quotation."""
    if isinstance(entry, Claim) and entry.rendering is Rendering.QUOTED and not entry.quotations:
        yield Hit(
            entry,
            f"The text of {describe(record, entry)} is marked as quoted, but has no quotation. "
            "Add the quotation, or choose another wording.",
            field="rendering",
        )


def concession_by_speaker(record: Record, entry: Entry) -> Iterator[Hit]:
    """Participants concede other people's claims, never their own."""
    if isinstance(entry, Claim) and any(is_own_concession(entry, act) for act in entry.acts):
        yield Hit(
            entry,
            f"{quote(record, Kind.PARTICIPANT, entry.speaker)} is said to concede {describe(record, entry)}, "
            "which they said themselves. Choose somebody else, or another act.",
            field="acts",
        )


def off_scale(record: Record, entry: Entry) -> Iterator[Hit]:
    """Every position that is taken or voted for is on the scale of its dispute."""
    for slug, position in _positions(entry):
        dispute = record.disputes.get(slug)
        if dispute and position is not None and dispute.position(position) is None:
            has = join_words([str(p.value) for p in dispute.positions]) or "none"
            yield Hit(
                entry,
                f"{describe(record, entry)} has position {position} in {describe(record, dispute)}, whose positions are {has}.",
                (dispute,),
            )


def _positions(entry: Entry) -> Iterator[tuple[str, int | None]]:
    if isinstance(entry, Stance):
        yield entry.dispute, entry.position
    elif isinstance(entry, Event):
        for tally in entry.tally:
            yield tally.dispute, tally.position


def _describe_dangling(record: Record, deleted: Iterable[tuple[Kind, str]]) -> Iterator[str]:
    referrers = find_referrers(record)
    for kind, slug in deleted:
        if (kind, slug) in referrers:
            named = join_words([describe(record, entry) for entry in referrers[kind, slug]], max_items=3)
            yield f"The {kind} “{slug}” can’t be deleted alone: {named} still refer to it."


def debate_ends_before_it_begins(record: Record, entry: Entry) -> Iterator[Hit]:
    """A debate does not end before it begins."""
    if isinstance(entry, Debate) and entry.from_ and entry.to and entry.to.latest < entry.from_.earliest:
        begins, ends = entry.from_.words(), entry.to.words()
        yield Hit(
            entry,
            f"{describe(record, entry)} ends ({ends}) before it begins ({begins}). Put the earlier date first.",
            field="to",
        )


CONSTRAINTS: tuple[EntryRule, ...] = (
    dangling_reference,
    shared_slug,
    link_between_wrong_kinds,
    link_into_itself,
    co_premise_out_of_place,
    co_premise_by_another,
    mutual_without_rebuttal,
    dispute_named_twice,
    event_after_itself,
    quoted_without_quotation,
    concession_by_speaker,
    off_scale,
    debate_ends_before_it_begins,
)
