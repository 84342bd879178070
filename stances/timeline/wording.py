"""What figures over time say: of cells and their symbols, columns, moments, changes of position and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from stances.dates.day import MONTHS, Day, year_words
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Document, Event
from stances.record.vocabulary import Attribution, ColumnUnit
from stances.record.wording import (
    ATTRIBUTION_NAMES,
    UNDATED_LABEL,
    describe_event_date,
    plural,
)

UNDECIDED_LABEL = "undecided"
NO_FACTION_HEADING = "No faction recorded"

LATER_WORDS = "later than the day shown"
NOT_INVOLVED_WORDS = "not involved"
NOT_CODED_WORDS = "not yet coded"
NOT_READ_LABEL = "not read"
"""What stands in a grid at the beginning of a time that is not yet coded."""

SYMBOL_MEANINGS: Mapping[str, str] = {
    "evidenced": "dated evidence",
    "uncertain": "date uncertain: somewhere within the bar",
    "mixed": "conflicting evidence, order unknown",
    "moved": "changed position within this time",
    "change": "changed position",
    "carried": "no newer evidence: assumed to persist",
    "hollow": "hollow: reported, inferred or doubtful",
    "undecided": "said to be undecided",
    "silent": "silent: read, no statement found",
    "not_coded": "not yet read, or not yet coded",
    "not_involved": "empty: not involved",
    "later": "empty: later than the day shown",
}
"""What each symbol of a legend means, by the value of its `CellSymbol`."""


def describe_off_scale(position: int | None) -> str:
    """A position that the scale of its dispute lacks."""
    return f"{position}, which is not on the scale"


# --- columns and moments ---

NO_DOCUMENT_LABEL = "no document"
EARLIER_LABEL, LATER_LABEL = "earlier", "later"
"""The headings over what is dated far outside the debate."""
PERIOD_ENDS: Mapping[ColumnUnit, str] = {
    ColumnUnit.WEEKS: "end of the week",
    ColumnUnit.MONTHS: "end of the month",
    ColumnUnit.QUARTERS: "end of the quarter",
    ColumnUnit.YEARS: "end of the year",
    ColumnUnit.DECADES: "end of the decade",
    ColumnUnit.CENTURIES: "end of the century",
}
"""What a moment is called that ends a period of a calendar unit."""


def describe_day(day: Day) -> str:
    """“9 May 1928”; `Day.min` and `Day.max`, which stand for open ends, are “an unknown day”."""
    return "an unknown day" if day in (Day.min, Day.max) else UncertainDate.of(day).words()


def describe_week(monday: Day) -> str:
    return f"week of {describe_day(monday)}"


def describe_quarter(first: Day) -> str:
    """“April to June 1928”, by its first day."""
    names = MONTHS[first.month - 1], MONTHS[first.month + 1]
    return f"{names[0]} to {names[1]} {year_words(first.year)}"


def describe_fold(first: str, last: str) -> str:
    """A column that stands for many: “1793 to 1832, nothing recorded”."""
    return f"{first} to {last}, nothing recorded"


def describe_outside(edge: str, is_before: bool) -> str:
    """A column at the edge of a figure for what is dated far outside the debate; `edge` is the column beside it."""
    return (
        f"before {edge}, outside the debate’s period"
        if is_before
        else f"after {edge}, outside the debate’s period"
    )


def describe_time_before(event: Event | None) -> str:
    """The column before the first event."""
    return f"before {event.name}" if event else "without an event"


def describe_events(events: Iterable[Event]) -> str:
    """The column that begins with events of one day: “The plenum (July 1928)”."""
    return "; ".join(f"{event.name} ({describe_event_date(event)})" for event in events)


def describe_too_many(asked: ColumnUnit, shown: ColumnUnit) -> str:
    """Why a figure has other columns than were asked for."""
    return f"shown by {shown}, since {asked} would be too many"


def label_dated_document(document: Document) -> str:
    """“Letter to Beloborodov (9 May 1928)”."""
    when = document.when.words() if document.when else UNDATED_LABEL
    return f"{document.title} ({when})"


def label_event(event: Event) -> str:
    """“The plenum (event, July 1928)”; without a date that is exact, which its place in time tells."""
    if event.when and event.when.is_exact:
        return f"{event.name} (event)"
    return f"{event.name} (event, {describe_event_date(event)})"


def label_document(title: str, written: UncertainDate, is_read_later: bool) -> str:
    """“Letter to Beloborodov (document)”; with its date if that is not exact, or not the day on which it counts."""
    if is_read_later:
        return f"{title} (document, known by then; dated {written.words()})"
    return f"{title} (document)" if written.is_exact else f"{title} (document, {written.words()})"


# --- cells ---

SILENT_WORDS = "silent: read, no statement found"
SILENT_NAME = "silent"


def name_position(position: str, attribution: Attribution, is_doubtful: bool, when: str) -> str:
    """“+ A real step, reported, about June 1928”: what an own claim would leave unsaid, and when."""
    parts = [position]
    if attribution is not Attribution.ASSERTED:
        parts.append(ATTRIBUTION_NAMES[attribution])
    if is_doubtful:
        parts.append("doubtful")
    return ", ".join([*parts, when] if when else parts)


def name_move(positions: Iterable[str]) -> str:
    """Positions in the order in which they were taken."""
    return ", then ".join(positions)


def name_mixed(positions: Iterable[str]) -> str:
    """Positions whose order is unknown."""
    return f"{', but '.join(positions)}: conflicting"


def name_uncertain(positions: Iterable[str]) -> str:
    return f"{' or '.join(positions)}, perhaps"


def name_carried(keys: Iterable[str], last_evidence: UncertainDate, doubt: str) -> str:
    """What is carried forward, and by which events it may be unsettled."""
    name = f"{' or '.join(keys)} assumed since {last_evidence.words()}"
    return f"{name}, {doubt}" if doubt else name


def describe_position(position: str, attributions: Iterable[str], confidence: str) -> str:
    """“+1 the turn is real; reported by Sosnovsky; probable”."""
    return f"{position}; {', '.join(attributions)}; {confidence}"


def describe_bar(position: str, when: UncertainDate, is_perhaps_unread: bool) -> str:
    """A position whose date is uncertain."""
    dated = f"{position}; dated {when.words()}"
    return f"{dated}; perhaps not yet known to anybody" if is_perhaps_unread else dated


def describe_evidenced(position: str) -> str:
    return f"dated evidence: {position}"


def describe_move(positions: Sequence[str]) -> str:
    """Positions in the order in which they were taken."""
    first, *others = positions
    text = f"changed position: from {first}"
    for other in others:
        text = f"{text}. Then to {other}"
    return text


def describe_mixed(positions: Sequence[str]) -> str:
    """Positions whose order is unknown."""
    first, *others = positions
    text = f"conflicting evidence: {first}"
    for other in others:
        text = f"{text}. Also {other}"
    return text


def add_bars(text: str, bars: Iterable[str]) -> str:
    """The words of a cell, with the uncertain dates beside its evidence."""
    for bar in bars:
        text = f"{text}. Perhaps also {bar}"
    return text


def describe_uncertain(bars: Iterable[str]) -> str:
    return f"date uncertain, perhaps here: {'. Or '.join(bars)}"


def describe_carried(positions: Iterable[str], last_evidence: UncertainDate, doubt: str) -> str:
    """What is carried forward, and by which events it may be unsettled."""
    text = f"assumed to persist: {' or '.join(positions)}; last evidence {last_evidence.words()}"
    return f"{text}; {doubt}" if doubt else text


def describe_uncoded(claims: int) -> str:
    return f"not yet coded: {plural(claims, 'claim', 'claims')} without a position"


def describe_hidden(stances: int) -> str:
    return plural(stances, "{count} other stance is hidden", "{count} other stances are hidden")


def describe_only_hidden(stances: int) -> str:
    """A cell all of whose evidence is left out."""
    return f"no stance with the evidence shown; {describe_hidden(stances)}"


def add_hidden(text: str, stances: int) -> str:
    """The words of a cell, with how many stances are left out."""
    return f"{text}. {describe_hidden(stances)}" if stances else text


# --- changes ---


def describe_claims_shown(claims: Iterable[str]) -> str:
    """The claims by which a change is shown."""
    return f"Evidence: {'; '.join(claims)}"


def describe_receipt(document: Document, when: UncertainDate) -> str:
    return f"“{document.title}” received, {when.words()}"


# --- comparisons ---


class Verdict(StrEnum):
    """The result of a row, as it is said, in the order in which rows are sorted."""

    MOVED = "moved"
    FIRST_HEARD = "first evidence"
    SAME = "same"
    DIFFER = "differ"
    PARTLY = "agree in part"
    AGREE = "agree"
    UNDETERMINED = "uncertain"
    ONE_ALONE = "only one spoke"
    NOT_HEARD = "no evidence"


CARRIED_WORDS = "assumed to persist"
NOT_HEARD_WORDS = "no evidence"
UNCODED_WORDS = "made claims; position not coded"
SILENCE_WORDS: Mapping[str, str] = {
    "silent": "no statement found",
    "not_involved": NOT_INVOLVED_WORDS,
    "not_coded": "no evidence; not yet coded",
}
"""Why somebody has no position, by the value of the `CellState` of that day."""


def count_marks(kind: str, labels: Sequence[str]) -> str:
    """What falls on one day of a kind: its label, or how many they are."""
    return labels[0] if len(labels) == 1 else plural(len(labels), kind, f"{kind}s")
