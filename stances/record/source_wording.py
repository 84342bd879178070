"""Sources in words: where in one something is found, and what a debate is drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stances.record.entries import Locator, Source
from stances.record.record import Record

_CHAPTERS = re.compile(r"\d+(\.\d+)+([-–]\d+(\.\d+)*)?(, \d+(\.\d+)+([-–]\d+(\.\d+)*)?)*")


def format_locator(record: Record, locator: Locator | None) -> str:
    """The locator in words: “§ 28–29, note 75”, with the source's name if there are several; "" for no locator."""
    if locator is None or locator.is_empty:
        return ""
    is_named = len(record.debate.sources) > 1
    source = find_source(record, locator)
    name = name_source(record.debate.sources, source) if source else locator.source or ""
    return ", ".join(filter(None, (name if is_named else "", format_place(locator))))


def format_place(locator: Locator | None) -> str:
    """The same without the source's name. What counts by book and chapter (3.44.4) is no page, and says so by itself."""
    if locator is None:
        return ""
    notes, page = _format_runs(locator.notes), locator.page or ""
    parts = [
        f"§ {_format_runs(locator.paragraphs)}" if locator.paragraphs else "",
        "" if not notes else f"note {notes}" if len(locator.notes) == 1 else f"notes {notes}",
        page if _CHAPTERS.fullmatch(page) else f"p. {page}" if page else "",
    ]
    return ", ".join(filter(None, parts))


def find_source(record: Record, locator: Locator) -> Source | None:
    """The source that a locator is about: the one it names, else the debate's first."""
    if locator.source is None:
        return record.default_source
    return next((source for source in record.debate.sources if source.slug == locator.source), None)


def name_source(sources: Sequence[Source], source: Source) -> str:
    """The author, or the title, as far as these tell the source from the others; else both, or its slug too."""
    for name in (_short_name, full_name):
        if [name(other) for other in sources].count(name(source)) < 2:
            return name(source)
    return f"{full_name(source)} ({source.slug})"


def _short_name(source: Source) -> str:
    return source.author or source.title


def full_name(source: Source) -> str:
    """Isaac Deutscher, The Prophet Unarmed; without an author the title."""
    return f"{source.author}, {source.title}" if source.author else source.title


def _format_runs(numbers: Iterable[int]) -> str:
    """The numbers in order, with consecutive ones joined: 3, 5–7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def list_sources(record: Record) -> str:
    """The sources of a debate, each with its author: Isaac Deutscher, The Prophet Unarmed; …"""
    return "; ".join(map(full_name, record.debate.sources))


def credit_line(record: Record) -> str:
    """The line at the foot of a figure: the debate's title and its sources."""
    title, sources = record.debate.title, list_sources(record)
    return f"{title} · Source: {sources}" if sources else title
