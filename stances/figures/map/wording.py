"""What maps say beside the record's own words: subtitles, notes in boxes, headings of lanes, meanings of marks, days."""

from __future__ import annotations

from collections.abc import Mapping

from stances.argument.presence import Presence
from stances.record.record import Record
from stances.record.source_wording import list_sources
from stances.record.vocabulary import LinkKind
from stances.record.wording import plural

# --- above a map ---

WHOLE_SUBTITLE = "All claims and links"
PARTICIPANT_SUBTITLE = "Claims made, signed or endorsed, and the replies of others"
NO_CLAIMS_NOTE = "No claims yet"


def subtitle_claim(steps: int) -> str:
    return f"One claim and those up to {plural(steps, 'link', 'links')} away"


def note_nothing_passed(filter_words: str) -> str:
    """What a map says that is empty for its filter."""
    return f"{filter_words}: none found"


def name_sources(record: Record) -> str:
    return f"Source: {list_sources(record)}"


# --- on a map ---

UNANSWERED_NOTE = "Nobody answers it"
UNLINKED_HEADING = "Not linked"
UNDECIDED_HEADING = "Undecided"
NO_POSITION_HEADING = "No position"
SEVERAL_FACTIONS_HEADING = "Several factions"


def count_claims(count: int) -> str:
    return plural(count, "claim", "claims")


def note_folded(count: int) -> str:
    """What a claim says of those that are collapsed behind it."""
    return plural(count, "+ {count} claim collapsed", "+ {count} claims collapsed")


def note_other_dispute(name: str) -> str:
    return f"from dispute: {name}"


def describe_undercut(source: str, verb: str, target: str) -> str:
    """A link as the end of another: “that 12 rebuts 17”; without a target, “that 12 undercuts a link”."""
    return f"that {source} {verb} {target}" if target else f"that {source} {verb} a link"


def describe_joining(verb: str, target: str) -> str:
    """What stands before the other premises of one argument: “supports 17 together with”."""
    return f"{verb} {target} together with"


def describe_stub(end: str, is_source: bool, is_contrary: bool) -> str:
    """What stands at a link whose other end is on another page: “→ 17, Trotsky, p. 3” or “from 12, Radek, p. 1”."""
    if is_contrary:
        return f"↔ {end}"
    return f"from {end}" if is_source else f"→ {end}"


# --- in a legend ---

LINK_MEANINGS: Mapping[LinkKind, str] = {
    LinkKind.SUPPORTS: LinkKind.SUPPORTS.value,
    LinkKind.REBUTS: LinkKind.REBUTS.value,
    LinkKind.UNDERCUTS: "undercuts: denies that a link holds",
}
JOINED_MEANING = "together: one argument of several claims"
CONTRARY_MEANING = "contraries: each excludes the other"
FOLDED_MEANING = "several claims, collapsed"
DATE_BAR_MEANING = "date range"
CONCLUSION_MEANING = "a conclusion"
UNANSWERED_MEANING = "an unanswered objection"


# --- as of a day ---

PRESENCE_WORDS: Mapping[Presence, str] = {
    Presence.POSSIBLE: "perhaps by then",
    Presence.PERHAPS_WITHDRAWN: "perhaps withdrawn by then",
    Presence.WITHDRAWN: "withdrawn by then",
}
LATER_NOTE = "later claims are hidden"
UNCERTAIN_NOTE = "“?” perhaps by then"
