"""Rules for errors, the constraints first; a debate that is shown to others has no errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import wraps

from stances.checks import constraints
from stances.checks.constraints import EntryRule
from stances.checks.finding import (
    Hit,
    RuleFunction,
    describe,
    describe_dated,
    iter_locators,
    join_words,
    quote,
)
from stances.checks.lives import died_before_born, iter_appearances
from stances.record.commitments import is_evidence
from stances.record.entries import Claim, Document, Entry, Event, Link, Locator, Participant, Stance
from stances.record.extent import is_out_of_reach
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Kind


def _apply_to_every_entry(rule: EntryRule) -> RuleFunction:
    """Turn a rule for one entry into a rule for a record; what is said of one slug twice is reported once."""

    @wraps(rule)
    def find(record: Record) -> Iterator[Hit]:
        hits = {
            (hit.entry.slug, hit.message): hit
            for entry in (record.debate, *record.entries())
            for hit in rule(record, entry)
        }
        yield from hits.values()

    return find


def unknown_source(record: Record) -> Iterator[Hit]:
    """Every locator names a source of the debate, or means its first."""
    known = [source.slug for source in record.debate.sources]
    for entry in record.entries():
        for locator in iter_locators(entry):
            if locator.source is not None and locator.source not in known:
                have = f"it has {join_words(known)}" if known else "it has none"
                yield Hit(
                    entry,
                    f"The page or paragraph cited for {describe(record, entry)} is in “{locator.source}”, "
                    f"which is not a source of this debate ({have}).",
                )
            elif locator.source is None and not known and not locator.is_empty:
                yield Hit(
                    entry,
                    f"A page or paragraph is cited for {describe(record, entry)}, but the debate has no source. Add one.",
                )


def stance_without_evidence(record: Record, entry: Entry) -> Iterator[Hit]:
    """A stance cites a claim that its participant made, signed or endorsed, or that is reported of them, unless inferred."""
    if not isinstance(entry, Stance) or entry.attribution is Attribution.INFERRED:
        return
    cited = [record.claims[slug] for slug in entry.claims if slug in record.claims]
    if any(is_evidence(claim, entry) for claim in cited):
        return
    who = quote(record, Kind.PARTICIPANT, entry.participant)
    why = f"that {who} made, signed or endorsed and had not withdrawn" if entry.claims else ""
    words = " ".join(filter(None, (describe(record, entry), "cites no claim", why)))
    yield Hit(entry, f"{words}. Cite one, or mark the stance inferred.", tuple(cited), field="claims")


def find_evidence_lost(before: Record, after: Record, put: Iterable[Entry]) -> list[Hit]:
    """The stances that an edit leaves without evidence: those that it put, and those that cite a claim that it changed."""
    entries = list(put)
    citing = {
        stance
        for entry in entries
        if isinstance(entry, Claim)
        for stance in before.stances_citing.get(entry.slug, ())
        if not any(stance_without_evidence(before, stance))
    }
    stances = dict.fromkeys(entry.slug for entry in (*entries, *citing) if isinstance(entry, Stance))
    return [
        hit
        for slug in stances
        if slug in after.stances
        for hit in stance_without_evidence(after, after.stances[slug])
    ]


def find_unlikely_dates(before: Record, after: Record, put: Iterable[Entry]) -> list[Hit]:
    """The dates that an edit puts far outside the debate, where they were not before: most likely a year is mistyped."""
    hits = []
    for entry in put:
        when, old = getattr(entry, "when", None), before.get(entry.kind_name, entry.slug)
        if when is None or when == getattr(old, "when", None) or not is_out_of_reach(after, when):
            continue
        begin, end = after.debate.from_, after.debate.to
        if begin and when.latest < begin.earliest:
            years = begin.earliest.year - when.latest.year
            message = f"{when.words()} is {years:,} years before the debate begins ({begin.words()}): is that right?"
        else:
            years = when.earliest.year - end.latest.year if end else 0
            message = f"{when.words()} is {years:,} years after the debate ends ({end.words() if end else ''}): is that right?"
        hits.append(Hit(entry, message, field="when"))
    return hits


def claim_outside_document(record: Record) -> Iterator[Hit]:
    """An own claim may be of the same day as the document that contains it."""
    for claim, document in _claims_with_documents(record, Attribution.ASSERTED):
        if claim.when and document.when and not claim.when.overlaps(document.when):
            yield Hit(
                claim,
                f"{describe(record, claim)} is dated {claim.when.words()}, but {describe(record, document)}, which contains it, "
                f"{document.when.words()}. Correct a date, or mark the claim reported.",
                (document,),
            )


def _claims_with_documents(record: Record, attribution: Attribution) -> Iterator[tuple[Claim, Document]]:
    for claim in record.claims.values():
        document = record.documents.get(claim.document or "")
        if document and claim.attribution is attribution:
            yield claim, document


def speech_after_report(record: Record) -> Iterator[Hit]:
    """Nobody reports what was said later."""
    for claim, document in _claims_with_documents(record, Attribution.REPORTED):
        if claim.when and document.when and claim.when.earliest > document.when.latest:
            yield Hit(
                claim,
                f"{describe(record, claim)} is dated {claim.when.words()}, but the report of it, "
                f"{describe(record, document)}, is older: "
                f"{document.when.words()}. Correct one of the dates.",
                (document,),
            )


def _has_reporter(record: Record, entry: Claim | Link | Stance) -> bool:
    """Whether a reporter is named: on the entry, on the claim that a link starts from, or on one that a stance cites."""
    claims = entry.claims if isinstance(entry, Stance) else [entry.source] if isinstance(entry, Link) else []
    return bool(entry.reported_by) or any(
        slug in record.claims and record.claims[slug].reported_by for slug in claims
    )


def reported_without_reporter(record: Record) -> Iterator[Hit]:
    """What is reported names who reports it."""
    entries: list[Claim | Link | Stance] = [
        *record.claims.values(),
        *record.links.values(),
        *record.stances.values(),
    ]
    for entry in entries:
        if entry.attribution is Attribution.REPORTED and not _has_reporter(record, entry):
            yield Hit(
                entry,
                f"{describe(record, entry)} is reported, but names no reporter. Fill in “Reported by”.",
            )
    for person in record.participants.values():
        for membership in person.memberships:
            if membership.attribution is Attribution.REPORTED and membership.by is None:
                faction = quote(record, Kind.FACTION, membership.faction)
                yield Hit(
                    person,
                    f"That {describe(record, person)} belonged to {faction} is reported by nobody. Fill in “According to”.",
                )


def outside_involvement(record: Record) -> Iterator[Hit]:
    """Nobody speaks or takes a position at a time when they are not involved."""
    for entry, slug, when in iter_appearances(record):
        person = record.participants.get(slug)
        if person and person.involved and when and not when.overlaps(person.involved):
            yield Hit(
                entry,
                f"{describe_dated(record, entry, when)} is outside the time when {describe(record, person)} is involved "
                f"({person.involved.words()}). "
                "Correct the date, or extend “Involved”.",
                (person,),
            )


def _locators_of(record: Record, entry: Entry) -> Iterable[Locator | None]:
    """The locators that say where in a source an entry is: its own, its parts' and those of claims it rests on."""
    yield getattr(entry, "locator", None)
    if isinstance(entry, Participant):
        yield from (membership.locator for membership in entry.memberships)
    elif isinstance(entry, Event):
        yield from (tally.locator for tally in entry.tally)
    elif isinstance(entry, Link):
        yield from (record.claims[slug].locator for slug in (entry.source,) if slug in record.claims)
    elif isinstance(entry, Stance):
        yield from (record.claims[slug].locator for slug in entry.claims if slug in record.claims)


def missing_locator(record: Record) -> Iterator[Hit]:
    """Where a debate has sources, each record says where in them it is found.

    The locator may be that of the claim a link starts from or a stance cites, of a participant's membership or of an
    event's tally. Factions and disputes are the editor's own divisions and need none.
    """
    if not record.debate.sources:
        return
    for entry in record.entries():
        if "locator" in type(entry).model_fields and all(
            where is None or where.is_empty for where in _locators_of(record, entry)
        ):
            yield Hit(
                entry,
                f"{describe(record, entry)} cites no page or paragraph of the source. Add one.",
            )


def dispute_without_positions(record: Record) -> Iterator[Hit]:
    """A dispute has a scale of at least two positions."""
    for dispute in record.disputes.values():
        if len(dispute.positions) < 2:
            yield Hit(
                dispute,
                f"{describe(record, dispute)} has fewer than two positions. Add some.",
            )


ERRORS: tuple[RuleFunction, ...] = (
    *(_apply_to_every_entry(rule) for rule in constraints.CONSTRAINTS),
    unknown_source,
    dispute_without_positions,
    _apply_to_every_entry(stance_without_evidence),
    claim_outside_document,
    speech_after_report,
    reported_without_reporter,
    outside_involvement,
    died_before_born,
    missing_locator,
)
