"""Sources in words: where in one something is found, and what a debate is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stances.record.entries import Locator, Source
from stances.record.record import Record


def format_locator(record: Record, locator: Locator | None) -> str:
    """The locator in words: “§ 28–29, note 75”, with the source's name if there are several; "" for no locator."""
    if locator is None or locator.is_empty:
        return ""
    notes = _format_runs(locator.notes)
    parts = [
        _name_source(record.debate.sources, locator),
        f"§ {_format_runs(locator.paragraphs)}" if locator.paragraphs else "",
        "" if not notes else f"note {notes}" if len(locator.notes) == 1 else f"notes {notes}",
        f"p. {locator.page}" if locator.page else "",
    ]
    return ", ".join(filter(None, parts))


def _name_source(sources: Sequence[Source], locator: Locator) -> str:
    if len(sources) < 2:
        return ""
    wanted = locator.source or sources[0].slug
    return next((source.author or source.title for source in sources if source.slug == wanted), wanted)


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
    return "; ".join(f"{s.author}, {s.title}" if s.author else s.title for s in record.debate.sources)


def credit_line(record: Record) -> str:
    """The line at the foot of a figure: the debate's title and its sources."""
    title, sources = record.debate.title, list_sources(record)
    return f"{title} · Source: {sources}" if sources else title
