"""What is said around a figure and of a file: captions, sheets, sizes of text, the words of a handout about itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from stances import __version__
from stances.dates.day import MONTHS, Day
from stances.record.citation_wording import citation_words, cite_source
from stances.record.record import Record
from stances.record.wording import ATTRIBUTION_LEGEND, plural


def format_day(day: Day | datetime) -> str:
    """A day of the calendar that we live in: 22 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_instant(at: datetime | None) -> str:
    """An instant in words: 22 November 2026, 14:05 UTC."""
    return f"{format_day(at)}, {at:%H:%M} UTC" if at else ""


# --- captions ---


def note_revision(revision: int, revised_on: Day | None) -> str:
    return f"revision {revision} of {format_day(revised_on)}" if revised_on else f"revision {revision}"


def note_drawing(day: Day) -> str:
    return f"drawn on {format_day(day)}"


def number_page(number: int, count: int) -> str:
    return f"page {number} of {count}"


# --- sheets ---

PAPER_NAMES: Mapping[str, str] = {"a4": "A4", "a3": "A3", "letter": "Letter", "slide": "slide 16:9"} | {
    f"column{mm}": f"column of {mm} mm" for mm in (85, 175)
}
"""By the value of a `Paper`."""


OWN_SIZE = "the figure’s own size"


def format_size(points: float) -> str:
    return f"{points:g} pt"


def describe_fit(size: str, sheet: str, needed: str) -> str:
    """How large the text will be on a sheet: “9.1 pt” on “A4 landscape”; `needed` is the least size, if it is too small."""
    text = f"Text will be {size} on {sheet}"
    return f"{text}, which is too small to read (at least {needed} is needed)." if needed else f"{text}."


def describe_own_size(size: str, width_cm: float, height_cm: float) -> str:
    return f"Text will be {size} at the figure’s own size, {width_cm:.0f} × {height_cm:.0f} cm."


def describe_division(pages: int, sheet: str, size: str) -> str:
    """“3 pages of A4 landscape; text will be 7 pt.”"""
    return plural(
        pages,
        "One page of {sheet}; text will be {size}.",
        "{count} pages of {sheet}; text will be {size}.",
        sheet=sheet,
        size=size,
    )


def propose_division(sheet: str) -> str:
    return f"divided over several pages of {sheet}"


def propose_sheet(sheet: str, size: str) -> str:
    return f"{sheet}, where the text is {size}"


def note_missing_characters(count: int, shown: str) -> str:
    return plural(
        count,
        "No font here has this character, which PNG and PDF show as a box: {shown}. Install a font that has it.",
        "No font here has these {count} characters, which PNG and PDF show as boxes: {shown}. Install a font that has them.",
        shown=shown,
    )


def note_boxes(count: int) -> str:
    """What a picture says of itself where characters are missing in it."""
    return plural(
        count,
        "{count} character is shown as a box: no font had it when this was made",
        "{count} characters are shown as boxes: no font had them when this was made",
    )


# --- handouts ---


def name_editors(record: Record) -> str:
    return f"The editors of “{record.debate.title}”"


def note_addressees(names: str) -> str:
    return f"to {names}"


def note_signatories(names: str) -> str:
    return f"signed by {names}"


def colophon(record: Record) -> Iterator[str]:
    """Where a handout comes from, and how it is to be read."""
    title = record.debate.title
    yield f"{title}, revision {record.revision}." if record.revision else f"{title}."
    for source in record.debate.sources:
        yield f"Coded from {citation_words(cite_source(source)).removesuffix('.')}."
    yield (
        "Claims are numbered in the order of time within each dispute, and have the same numbers on its map. "
        f"{'; '.join(ATTRIBUTION_LEGEND.values()).capitalize()}. "
        "What a claim says is in our words unless it is quoted, and why a link holds is said in the editor’s words. "
        "Dates are no more certain than their sources make them."
    )
    if record.debate.licence:
        yield f"Licence of this record: {record.debate.licence}."
    yield f"Set by stances {__version__}, free software under the MIT licence."
