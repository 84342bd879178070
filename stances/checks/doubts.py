"""Rules for doubts: what honest data may contain, if a note on the record says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain, combinations
from typing import TypeAlias, TypeVar

from stances.argument import graph
from stances.checks.finding import Hit, RuleFunction, describe, describe_dated, join_words, quote
from stances.checks.lives import outside_life
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import ENDINGS, find_holders, is_evidence
from stances.record.entries import Claim, Dispute, Document, Entry, Event, Participant, Stance
from stances.record.record import Record
from stances.record.references import iter_references
from stances.record.vocabulary import Attribution, Kind
from stances.record.wording import ATTRIBUTION_NAMES
from stances.timeline.stance_order import StanceOrder, date_key

_Dated = TypeVar("_Dated", Claim, Document)
_Ordered: TypeAlias = Mapping[str, Claim] | Mapping[str, Document] | Mapping[str, Event]
_OWN = f"“{ATTRIBUTION_NAMES[Attribution.ASSERTED]}”"


def unordered_stances(record: Record) -> Iterator[Hit]:
    """Different stances of one participant on one dispute can be put in order, by dates or by `after`."""
    order = StanceOrder(record)
    groups: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for stance in sorted(record.stances.values(), key=date_key):
        groups[stance.participant, stance.dispute].append(stance)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if not order.is_determined([one, other]):
                yield Hit(
                    other,
                    f"{describe(record, one)} and {describe(record, other)} differ, and it is unknown which came first. "
                    "Give a more exact date, or say which of their claims “comes after” the other.",
                    (one,),
                )


def support_cycle(record: Record) -> Iterator[Hit]:
    """No claim supports itself through others."""
    for ring in graph.find_support_cycles(graph.build_whole_graph(record)):
        first, *others = (record.claims[slug] for slug in ring)
        path = " → ".join(f"“{record.claims[slug].label}”" for slug in (*ring, ring[0]))
        yield Hit(
            first,
            f"Claims support each other in a circle: {path}. Check which of them is the reason for which.",
            tuple(others),
        )


def unused_document(record: Record) -> Iterator[Hit]:
    """A document is the source of some claim, link or act."""
    used = {claim.document for claim in record.claims.values()} | {
        link.document for link in record.links.values()
    }
    used |= {act.document for claim in record.claims.values() for act in claim.acts}
    for slug, document in record.documents.items():
        if slug not in used:
            yield Hit(
                document,
                f"Nothing is cited from {describe(record, document)}. Add a claim from it, or a note that says why it is listed.",
            )


def _is_covered(dispute: Dispute, participant: str, when: UncertainDate | None) -> bool:
    return any(
        (not coverage.participants or participant in coverage.participants)
        and (when is None or when.overlaps(coverage.when))
        for coverage in dispute.coverage
    )


def thin_coverage(record: Record) -> Iterator[Hit]:
    """The coverage of a dispute includes whoever speaks in it, and the time of each stance."""
    for dispute in record.disputes.values():
        if not dispute.coverage:
            yield Hit(
                dispute,
                f"{describe(record, dispute)} does not say which sources were read. Fill in “Sources covered”; "
                "until then empty cells count as not yet read.",
            )
            continue
        for stance in record.stances_of_dispute.get(dispute.slug, ()):
            if not _is_covered(dispute, stance.participant, stance.when):
                yield Hit(
                    stance,
                    f"{describe(record, stance)} is outside the sources covered for {describe(record, dispute)}. "
                    "Extend “Sources covered”.",
                    (dispute,),
                )
        yield from _uncovered_speakers(record, dispute)


def _uncovered_speakers(record: Record, dispute: Dispute) -> Iterator[Hit]:
    for slug in dict.fromkeys(claim.speaker for claim in record.claims_of_dispute.get(dispute.slug, ())):
        person = record.participants.get(slug)
        if person and not _is_covered(dispute, slug, None):
            yield Hit(
                person,
                f"{describe(record, person)} speaks in {describe(record, dispute)}, but is missing from the sources covered. "
                "Extend “Sources covered”.",
                (dispute,),
            )


def claim_without_link(record: Record) -> Iterator[Hit]:
    """A claim supports, rebuts or undercuts something, or is answered."""
    for claim in record.claims.values():
        if claim.slug not in record.links_from and claim.slug not in record.links_to:
            yield Hit(
                claim,
                f"{describe(record, claim)} is not linked to another claim. Link it to the claim that it supports or rebuts.",
            )


def _dated_entries(record: Record) -> Iterator[tuple[Entry, UncertainDate]]:
    collections = (record.events, record.documents, record.claims, record.stances)
    entries: Iterator[Event | Document | Claim | Stance] = chain.from_iterable(
        collection.values() for collection in collections
    )
    for entry in entries:
        if entry.when is not None:
            yield entry, entry.when


def outside_debate(record: Record) -> Iterator[Hit]:
    """Events, documents, claims and stances fall within the debate's own dates."""
    begin, end = record.debate.from_, record.debate.to
    advice = "Add a note that says why it belongs here, or extend the debate’s dates."
    for entry, when in _dated_entries(record):
        if begin and when.latest < begin.earliest:
            yield Hit(
                entry,
                f"{describe_dated(record, entry, when)} is before the debate begins ({begin.words()}). {advice}",
            )
        elif end and when.earliest > end.latest:
            yield Hit(
                entry,
                f"{describe_dated(record, entry, when)} is after the debate ends ({end.words()}). {advice}",
            )


def _ordered_collections(record: Record) -> Iterator[_Ordered]:
    yield record.events
    yield record.documents
    yield record.claims


def _find_cycles(entries: Mapping[str, _Dated]) -> Iterator[list[str]]:
    """Cycles of `after`, in order of time; removing one relation from each leaves none."""
    after = {slug: {a for a in entry.after if a in entries} for slug, entry in entries.items()}
    while True:
        try:
            TopologicalSorter(after).prepare()
        except CycleError as error:
            ring: list[str] = error.args[1]
            yield ring[:-1]
            after[ring[1]].discard(ring[0])
        else:
            return


def _report_cycles(entries: Mapping[str, _Dated]) -> Iterator[Hit]:
    for ring in _find_cycles(entries):
        first, *others = (entries[slug] for slug in ring)
        path = ", ".join(f"“{entries[slug].label}”" for slug in ring)
        yield Hit(
            first,
            f"These are said to come after each other in a circle: {path}. "
            "Until you remove one “comes after”, it is ignored.",
            tuple(others),
        )


def cyclic_after(record: Record) -> Iterator[Hit]:
    """Nothing comes after itself."""
    yield from _report_cycles(record.documents)
    yield from _report_cycles(record.claims)


def after_against_dates(record: Record) -> Iterator[Hit]:
    """What is said to come after something is not dated before it."""
    for entries in _ordered_collections(record):
        for entry in entries.values():
            for earlier in (entries[slug] for slug in entry.after if slug in entries):
                if entry.when and earlier.when and entry.when.latest < earlier.when.earliest:
                    yield Hit(
                        entry,
                        f"{describe(record, entry)} is said to come after {describe(record, earlier)}, but is dated before it: "
                        f"{entry.when.words()} and {earlier.when.words()}. Correct a date or the order.",
                        (earlier,),
                    )


def words_without_document(record: Record) -> Iterator[Hit]:
    """An own claim names the document that holds it."""
    for claim in record.claims.values():
        if claim.attribution is Attribution.ASSERTED and claim.document is None:
            yield Hit(
                claim,
                f"{describe(record, claim)} is marked {_OWN}, but names no document. Add the document.",
            )


def words_in_anothers_document(record: Record) -> Iterator[Hit]:
    """An own claim comes from a document that its speaker wrote or signed."""
    for claim in record.claims.values():
        document = record.documents.get(claim.document or "")
        if claim.attribution is not Attribution.ASSERTED or document is None:
            continue
        hands = (*document.authors, *document.signatories)
        if hands and claim.speaker not in hands and claim.voiced_by not in hands:
            names = [quote(record, Kind.PARTICIPANT, slug) for slug in hands]
            yield Hit(
                claim,
                f"{describe(record, claim)} is marked {_OWN}, but {describe(record, document)} is by {join_words(names)}, "
                f"not {quote(record, Kind.PARTICIPANT, claim.speaker)}. "
                "If somebody else tells what they said, mark it reported.",
                (document,),
            )


def reporter_of_own_words(record: Record) -> Iterator[Hit]:
    """Nobody who is reported is their own reporter, and an own claim has none."""
    for claim in record.claims.values():
        if claim.speaker in claim.reported_by:
            yield Hit(claim, f"{describe(record, claim)} is reported by its own speaker. Mark it {_OWN}.")
        elif claim.attribution is Attribution.ASSERTED and claim.reported_by:
            yield Hit(
                claim,
                f"{describe(record, claim)} is marked {_OWN} but names a reporter. Mark it reported, or remove the reporter.",
            )


def _cited_claims(record: Record, stance: Stance) -> list[Claim]:
    return [record.claims[slug] for slug in stance.claims if slug in record.claims]


def asserted_on_less(record: Record) -> Iterator[Hit]:
    """A stance that is called an own claim rests on some claim that is one."""
    for stance in record.stances.values():
        evidence = [claim for claim in _cited_claims(record, stance) if is_evidence(claim, stance)]
        if stance.attribution is not Attribution.ASSERTED or not evidence:
            continue
        adopted = any(claim.speaker != stance.participant for claim in evidence)
        attributions = sorted({claim.attribution for claim in evidence})
        if Attribution.ASSERTED not in attributions and not adopted:
            kinds = " or ".join(ATTRIBUTION_NAMES[how] for how in attributions)
            yield Hit(
                stance,
                f"{describe(record, stance)} is marked {_OWN}, but its claims are only {kinds}. Mark it {kinds} too.",
                tuple(evidence),
            )


def evidence_after_stance(record: Record) -> Iterator[Hit]:
    """Some claim that a stance rests on is no later than the stance."""
    for stance in record.stances.values():
        dated = [
            claim for claim in _cited_claims(record, stance) if claim.when and is_evidence(claim, stance)
        ]
        if dated and all(claim.when and claim.when.earliest > stance.when.latest for claim in dated):
            yield Hit(
                stance,
                f"{describe(record, stance)} is based on claims that are all later "
                f"({join_words([f'“{claim.label}”' for claim in dated])}). Correct a date, or add a note.",
                tuple(dated),
            )


def evidence_in_another_dispute(record: Record) -> Iterator[Hit]:
    """Some claim that a stance rests on belongs to its dispute."""
    for stance in record.stances.values():
        evidence = [claim for claim in _cited_claims(record, stance) if is_evidence(claim, stance)]
        if evidence and not any(stance.dispute in claim.disputes for claim in evidence):
            yield Hit(
                stance,
                f"{describe(record, stance)} is based on claims that all belong to other disputes. "
                "Add this dispute to “Other disputes” of one of them, or cite another claim.",
                tuple(evidence),
            )


def act_before_claim(record: Record) -> Iterator[Hit]:
    """Nobody signs, endorses, concedes, withdraws or disowns a claim before it is made."""
    for claim in record.claims.values():
        for act in claim.acts:
            who = quote(record, Kind.PARTICIPANT, act.participant)
            if act.when and claim.when and act.when.latest < claim.when.earliest:
                yield Hit(
                    claim,
                    f"{who} {act.act} {describe(record, claim)} in {act.when.words()}, before it is made "
                    f"({claim.when.words()}). Correct one of the dates.",
                )


def _has_held(record: Record, claim: Claim, participant: str) -> bool:
    document = record.documents.get(claim.document or "")
    hands = (*document.authors, *document.signatories) if document else ()
    return participant in (*find_holders(claim), *hands)


def withdrawal_of_nothing(record: Record) -> Iterator[Hit]:
    """Whoever withdraws or disowns a claim had made, voiced, signed or endorsed it."""
    for claim in record.claims.values():
        for act in claim.acts:
            if act.act in ENDINGS and not _has_held(record, claim, act.participant):
                who = quote(record, Kind.PARTICIPANT, act.participant)
                yield Hit(
                    claim,
                    f"{who} {act.act} {describe(record, claim)}, but nothing shows that they held it before. Add how they did.",
                )


def received_before_written(record: Record) -> Iterator[Hit]:
    """A document is received and published no earlier than it is written."""
    for document in record.documents.values():
        dates = [
            ("published", document.published),
            *((f"received by {quote(record, Kind.PARTICIPANT, r.by)}", r.when) for r in document.received),
        ]
        for what, when in dates:
            if when and document.when and when.latest < document.when.earliest:
                yield Hit(
                    document,
                    f"{describe(record, document)} is {what} {when.words()}, before it is written ({document.when.words()}).",
                )


def unused_entry(record: Record) -> Iterator[Hit]:
    """Participants, factions and disputes are there because something refers to them."""
    used = {(r.kind, r.slug) for entry in record.entries() for r in iter_references(entry)}
    entries: Sequence[Entry] = (
        *record.factions.values(),
        *record.participants.values(),
        *record.disputes.values(),
    )
    for entry in entries:
        has_memberships = isinstance(entry, Participant) and bool(entry.memberships)
        if (entry.kind_name, entry.slug) not in used and not has_memberships:
            what = {Kind.FACTION: "belongs to", Kind.DISPUTE: "speaks to"}.get(entry.kind_name, "mentions")
            yield Hit(
                entry,
                f"Nothing in this debate {what} {describe(record, entry)}. Add what is missing, or delete it.",
            )


DOUBTS: tuple[RuleFunction, ...] = (
    unordered_stances,
    support_cycle,
    unused_document,
    thin_coverage,
    claim_without_link,
    outside_debate,
    cyclic_after,
    after_against_dates,
    words_without_document,
    words_in_anothers_document,
    reporter_of_own_words,
    asserted_on_less,
    evidence_after_stance,
    evidence_in_another_dispute,
    act_before_claim,
    withdrawal_of_nothing,
    received_before_written,
    outside_life,
    unused_entry,
)
