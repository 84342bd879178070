"""The names and descriptions of a map and of what is on it, for readers who do not see it and for its metadata."""

from __future__ import annotations

from functools import partial

from stances.argument.presence import Presence
from stances.figures.map import wording
from stances.figures.map.map import ArgumentMap
from stances.record.attribution_wording import describe_attribution
from stances.record.entries import Claim, Link
from stances.record.link_wording import link_verb, link_words, premise_words
from stances.record.source_wording import format_locator
from stances.record.vocabulary import Basis
from stances.record.wording import (
    RATIONALE_MARK,
    describe_acts,
    describe_arrival,
    describe_date,
    entry_name,
    full_name,
    plural,
    speaker_label,
)


def join_sentences(*parts: str) -> str:
    """Join the parts as sentences; a part without a closing mark gets a full stop."""
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


def describe_claim(argument_map: ArgumentMap, claim: Claim) -> tuple[str, str]:
    """The name of a claim and its description: text, speaker, attribution, acts, document and place in the source."""
    record = argument_map.record
    document = record.documents.get(claim.document or "")
    faction = argument_map.faction_name(claim)
    where = format_locator(record, claim.locator)
    person = record.participants.get(claim.speaker)
    name = full_name(person, record) if person else claim.speaker
    perhaps = wording.PRESENCE_WORDS.get(argument_map.presence_by_slug.get(claim.slug, Presence.CERTAIN), "")
    arrived = (
        describe_arrival(record, document) if document and argument_map.view.basis is Basis.KNOWN else ""
    )
    title = ", ".join(filter(None, (speaker_label(record, claim.speaker), describe_date(claim), perhaps)))
    return title, join_sentences(
        claim.text,
        f"{name}{f' ({faction})' if faction else ''}, {describe_date(claim)}",
        describe_attribution(record, claim),
        *describe_acts(record, claim),
        f"Document: {entry_name(document, record)}{f', {arrived}' if arrived else ''}" if document else "",
        f"Source: {where}" if where else "",
    )


def name_claim(argument_map: ArgumentMap, claim: Claim) -> str:
    """Who claims what, and when: “Radek: The turn is real, May 1928”."""
    perhaps = wording.PRESENCE_WORDS.get(argument_map.presence_by_slug.get(claim.slug, Presence.CERTAIN), "")
    said = f"{speaker_label(argument_map.record, claim.speaker)}: {claim.label.rstrip('.')}"
    return ", ".join(filter(None, (said, describe_date(claim), perhaps)))


def name_link(argument_map: ArgumentMap, link: Link) -> str:
    """What does what to what: “The turn is real” supports “The struggle has changed”."""
    perhaps = argument_map.presence_by_slug.get(link.slug) is Presence.POSSIBLE
    words = link_words(link, argument_map.record)
    return f"{words}, {wording.PRESENCE_WORDS[Presence.POSSIBLE]}" if perhaps else words


def _describe_end(argument_map: ArgumentMap, slug: str) -> str:
    claim = argument_map.record.claims.get(slug)
    if claim:
        return f"“{claim.label}” ({speaker_label(argument_map.record, claim.speaker)})"
    link = argument_map.record.links[slug]
    starts, target = _describe_start(argument_map, link), _describe_target(argument_map, link)
    return wording.describe_undercut(starts, link_verb(link), target)


def _describe_start(argument_map: ArgumentMap, link: Link) -> str:
    return premise_words(link, partial(_describe_end, argument_map))


def _describe_target(argument_map: ArgumentMap, link: Link) -> str:
    """The target in words; a link is only named by its rationale, so that chains of undercuts stay readable."""
    claim = argument_map.record.claims.get(link.target)
    return (
        _describe_end(argument_map, link.target)
        if claim
        else f"the link “{argument_map.record.links[link.target].rationale}” ({RATIONALE_MARK})"
    )


def describe_link(argument_map: ArgumentMap, link: Link) -> tuple[str, str]:
    """The name of a link and its description: what it does to what, why, by whom, and its place in the source."""
    record = argument_map.record
    where = format_locator(record, link.locator)
    perhaps = argument_map.presence_by_slug.get(link.slug) is Presence.POSSIBLE
    kind = f"{link_verb(link)}, perhaps by then" if perhaps else link_verb(link)
    title = f"{kind}, {RATIONALE_MARK}: {link.rationale}"
    return title, join_sentences(
        f"{_describe_start(argument_map, link)} {link_verb(link)} {_describe_end(argument_map, link.target)}",
        describe_rationale(link),
        describe_attribution(record, link),
        wording.UNANSWERED_NOTE if link.slug in argument_map.unanswered else "",
        f"Source: {where}" if where else "",
    )


def describe_rationale(link: Link) -> str:
    """The rationale of a link, marked as the editor's words."""
    return f"{RATIONALE_MARK.capitalize()}: {link.rationale}"


def describe_map(argument_map: ArgumentMap) -> str:
    """What a map shows: its question, its day, and how many claims and links."""
    claims, links = len(argument_map.graph.claims), len(argument_map.graph.links)
    counts = f"{plural(claims, 'claim', 'claims')} and {plural(links, 'link', 'links')} between them"
    moment = f"The debate {argument_map.day_words}" if argument_map.day_words else ""
    return join_sentences(argument_map.subtitle, moment, counts, argument_map.source_line)


def map_title(argument_map: ArgumentMap) -> str:
    """The name of a map, with its day."""
    title, day = argument_map.title, argument_map.day_words
    return f"Argument map: {title}, {day}" if day else f"Argument map: {title}"
