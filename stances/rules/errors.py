"""What breaks the rules of evidence; a debate that is shown to others has none of it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from stances.dates import UncertainDate
from stances.record import Claim, Document, Entry, Event, Link, Locator, Participant, Record, Stance
from stances.references import Reference, references
from stances.rules import Hit, RuleFunction, listed, locators, the
from stances.terms import ActKind, Attribution, Kind, LinkKind


def _leads_nowhere(record: Record, entry: Entry, reference: Reference) -> bool:
    """Ends of links that are claims where a link is meant, or the reverse, are another rule's."""
    if isinstance(entry, Link) and reference.path in (("source",), ("target",)):
        return reference.slug not in record.claims and reference.slug not in record.links
    return record.get(reference.kind, reference.slug) is None


def _advice(record: Record) -> Callable[[Kind, str], str]:
    """What to do about a slug that is not there; finding the nearest is slow, so each is looked for once."""
    slugs: dict[Kind, list[str]] = defaultdict(list)
    for entry in record.entries():
        slugs[entry.kind_name].append(entry.slug)

    @cache
    def advice(kind: Kind, slug: str) -> str:
        near = difflib.get_close_matches(slug, slugs[kind], n=1)
        return f"Did you mean “{near[0]}”?" if near else "Add it, or correct the slug."

    return advice


def dangling_reference(record: Record) -> Iterator[Hit]:
    """Every slug that a record gives for another is the slug of one that is there."""
    advice = _advice(record)
    for entry in record.entries():
        for reference in references(entry):
            if _leads_nowhere(record, entry, reference):
                where, kind, slug = " › ".join(reference.path), reference.kind, reference.slug
                missing = f"the {kind} “{slug}”, which is not in the record"
                yield Hit(entry, f"Under {where}, {the(entry)} refers to {missing}. {advice(kind, slug)}")


def unknown_source(record: Record) -> Iterator[Hit]:
    """Every locator names a source of the debate, or means its first."""
    known = [source.slug for source in record.debate.sources]
    for entry in record.entries():
        for locator in locators(entry):
            if locator.source is not None and locator.source not in known:
                have = f"it has {listed(known)}" if known else "it has none"
                yield Hit(
                    entry,
                    f"A locator of {the(entry)} names “{locator.source}”, which is no source of this debate ({have}).",
                )
            elif locator.source is None and not known and not locator.empty:
                yield Hit(
                    entry,
                    f"A locator of {the(entry)} points into a source, and the debate names none. Add one.",
                )


def shared_slug(record: Record) -> Iterator[Hit]:
    """No claim has the slug of a link."""
    for slug in record.claims.keys() & record.links.keys():
        yield Hit(
            record.claims[slug],
            f"“{slug}” is the slug of a claim and of a link. They share one namespace: give one another slug.",
            (record.links[slug],),
        )


def link_between_wrong_kinds(record: Record) -> Iterator[Hit]:
    """A link starts at a claim; it supports or rebuts a claim, or undercuts a link."""
    for link in record.links.values():
        if link.source in record.links and link.source not in record.claims:
            yield Hit(
                link,
                f"{the(link)} starts at the link “{link.source}”. Only claims can support, rebut or undercut.",
            )
        undercuts = link.kind is LinkKind.UNDERCUTS
        if undercuts and link.target in record.claims and link.target not in record.links:
            yield Hit(
                link,
                f"{the(link)} undercuts the claim “{link.target}”. Only links can be undercut: rebut it.",
            )
        if not undercuts and link.target in record.links and link.target not in record.claims:
            yield Hit(link, f"{the(link)} {link.kind} the link “{link.target}”. A link can only be undercut.")


def _targets(record: Record, link: Link) -> Iterator[Link]:
    """The links that this one undercuts, directly and through others, until they begin again."""
    seen: set[str] = set()
    while link.kind is LinkKind.UNDERCUTS and link.target in record.links and link.target not in seen:
        seen.add(link.target)
        link = record.links[link.target]
        yield link


def link_into_itself(record: Record) -> Iterator[Hit]:
    """No claim supports or rebuts itself, and no link undercuts itself through however many others."""
    for link in record.links.values():
        if link.kind is not LinkKind.UNDERCUTS and link.source == link.target:
            yield Hit(
                link, f"{the(link)} leads from “{link.source}” into itself. Choose another claim for one end."
            )
        elif link in (path := list(_targets(record, link))):
            yield Hit(
                link,
                f"{the(link)} undercuts itself, directly or through others. Choose another target.",
                tuple(path),
            )


def dispute_named_twice(record: Record) -> Iterator[Hit]:
    """A claim names each of its disputes once."""
    for claim in record.claims.values():
        if len(set(claim.disputes)) < len(claim.disputes):
            yield Hit(
                claim, f"{the(claim)} names one dispute twice. Its own dispute is not repeated under “also”."
            )


def _positions(record: Record) -> Iterator[tuple[Entry, str, int | None]]:
    for stance in record.stances.values():
        yield stance, stance.dispute, stance.position
    for event in record.events.values():
        for tally in event.tally:
            yield event, tally.dispute, tally.position


def off_scale(record: Record) -> Iterator[Hit]:
    """Every position that is taken or voted for is on the scale of its dispute."""
    for entry, slug, position in _positions(record):
        dispute = record.disputes.get(slug)
        if dispute and position is not None and dispute.position(position) is None:
            has = listed([str(p.value) for p in dispute.positions]) or "none"
            yield Hit(
                entry,
                f"{the(entry)} has position {position} in {the(dispute)}, whose positions are {has}.",
                (dispute,),
            )


def _withdrawn(claim: Claim, stance: Stance) -> bool:
    """Whether the participant had certainly gone back on the claim before the stance."""
    return any(
        act.participant == stance.participant
        and act.act in (ActKind.WITHDRAWS, ActKind.DISOWNS)
        and act.when is not None
        and act.when.latest < stance.when.earliest
        for act in claim.acts
    )


def is_evidence(claim: Claim, stance: Stance) -> bool:
    """Whether the participant made, signed or endorsed this claim, or it is reported of him, and he stood by it.

    Who only voiced it for others is not shown to share it.
    """
    adopted = any(
        act.participant == stance.participant and act.act in (ActKind.SIGNS, ActKind.ENDORSES)
        for act in claim.acts
    )
    return (adopted or claim.speaker == stance.participant) and not _withdrawn(claim, stance)


def stance_without_evidence(record: Record) -> Iterator[Hit]:
    """A stance cites a claim that its participant made, signed or endorsed, or that is reported of him, unless inferred."""
    for stance in record.stances.values():
        cited = [record.claims[slug] for slug in stance.claims if slug in record.claims]
        if stance.attribution is Attribution.INFERRED or any(is_evidence(claim, stance) for claim in cited):
            continue
        if not stance.claims:
            why = "cites no claim"
        else:
            why = f"cites no claim that “{stance.participant}” made, signed or endorsed and had not withdrawn"
        yield Hit(stance, f"{the(stance)} {why}. Cite one, or call the stance inferred.", tuple(cited))


def claim_outside_document(record: Record) -> Iterator[Hit]:
    """A claim in someone's own words can be of the same day as the document that holds them."""
    for claim, document in _in_documents(record, Attribution.ASSERTED):
        if claim.when and document.when and not claim.when.overlaps(document.when):
            yield Hit(
                claim,
                f"{the(claim)} is dated {claim.when.words()}, and {the(document)}, whose words it is, "
                f"{document.when.words()}. Correct a date, or call the claim reported.",
                (document,),
            )


def _in_documents(record: Record, attribution: Attribution) -> Iterator[tuple[Claim, Document]]:
    for claim in record.claims.values():
        document = record.documents.get(claim.document or "")
        if document and claim.attribution is attribution:
            yield claim, document


def speech_after_report(record: Record) -> Iterator[Hit]:
    """Nobody reports what was said later."""
    for claim, document in _in_documents(record, Attribution.REPORTED):
        if claim.when and document.when and claim.when.earliest > document.when.latest:
            yield Hit(
                claim,
                f"{the(claim)} is dated {claim.when.words()}, and the report of it, {the(document)}, is older: "
                f"{document.when.words()}. Correct one of the dates.",
                (document,),
            )


def _has_reporter(record: Record, entry: Claim | Link | Stance) -> bool:
    """A link may leave its reporters to the claim it starts from, a stance to the claims it cites."""
    leaning = entry.claims if isinstance(entry, Stance) else [entry.source] if isinstance(entry, Link) else []
    return bool(entry.reported_by) or any(
        slug in record.claims and record.claims[slug].reported_by for slug in leaning
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
                entry, f"{the(entry)} is reported, and nobody is named who reports it. Fill in “reported_by”."
            )
    for person in record.participants.values():
        for membership in person.memberships:
            if membership.attribution is Attribution.REPORTED and membership.by is None:
                faction = membership.faction
                yield Hit(
                    person,
                    f"That {the(person)} belonged to “{faction}” is reported, by nobody. Fill in “by”.",
                )


def _appearances(record: Record) -> Iterator[tuple[Entry, str, UncertainDate | None]]:
    for claim in record.claims.values():
        yield claim, claim.speaker, claim.when
    for stance in record.stances.values():
        yield stance, stance.participant, stance.when


def outside_involvement(record: Record) -> Iterator[Hit]:
    """Nobody speaks or takes a position at a time when he is not involved."""
    for entry, slug, when in _appearances(record):
        person = record.participants.get(slug)
        if person and person.involved and when and not when.overlaps(person.involved):
            yield Hit(
                entry,
                f"{the(entry)} is dated {when.words()}, and {the(person)} is involved {person.involved.words()}. "
                "Correct the date, or widen the involvement.",
                (person,),
            )


def _where(record: Record, entry: Entry) -> Iterable[Locator | None]:
    """The locators that say where a record comes from, its own and those that it may lean on."""
    yield getattr(entry, "locator", None)
    if isinstance(entry, Participant):
        yield from (membership.locator for membership in entry.memberships)
    elif isinstance(entry, Event):
        yield from (tally.locator for tally in entry.tally)
    elif isinstance(entry, Link):
        yield from (record.claims[slug].locator for slug in (entry.source,) if slug in record.claims)
    elif isinstance(entry, Stance):
        yield from (record.claims[slug].locator for slug in entry.claims if slug in record.claims)


_LOCATED = (Kind.PARTICIPANT, Kind.EVENT, Kind.DOCUMENT, Kind.CLAIM, Kind.LINK, Kind.STANCE)


def missing_locator(record: Record) -> Iterator[Hit]:
    """Where a debate has sources, each record says where in them it is found.

    A link may leave that to the claim it starts from, a stance to the claims it cites, a participant to a membership
    and an event to a tally. Factions and disputes are the editor's own divisions and need none.
    """
    if not record.debate.sources:
        return
    for entry in record.entries():
        if entry.kind_name in _LOCATED and all(
            where is None or where.empty for where in _where(record, entry)
        ):
            yield Hit(entry, f"{the(entry)} does not say where in the source it is found. Give it a locator.")


def dispute_without_positions(record: Record) -> Iterator[Hit]:
    """A dispute has a scale of at least two positions."""
    for dispute in record.disputes.values():
        if len(dispute.positions) < 2:
            yield Hit(
                dispute, f"{the(dispute)} has fewer than two positions, so that nobody can differ. Add them."
            )


ERRORS: tuple[RuleFunction, ...] = (
    dangling_reference,
    unknown_source,
    shared_slug,
    link_between_wrong_kinds,
    link_into_itself,
    dispute_named_twice,
    dispute_without_positions,
    off_scale,
    stance_without_evidence,
    claim_outside_document,
    speech_after_report,
    reported_without_reporter,
    outside_involvement,
    missing_locator,
)
