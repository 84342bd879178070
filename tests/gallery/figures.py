"""The figures of the gallery: each dispute of a debate in every way in which it can be drawn, and figures of the whole debate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stances.argument.options import Arrangement
from stances.record.entries import Dispute
from stances.record.record import Record
from stances.timeline.moments import find_moments


@dataclass(frozen=True)
class GalleryFigure:
    """A figure: its title, the file that holds it, and the command that draws it, without the file."""

    title: str
    file: str
    command: tuple[str, ...]


def list_figures(record: Record) -> list[GalleryFigure]:
    """The figures of a debate, those of each dispute together."""
    debate = record.debate
    whole = GalleryFigure(
        f"{debate.title}: everybody", f"{debate.slug}-everybody.svg", _command(record, "grid", "--everybody")
    )
    handout = GalleryFigure(
        f"{debate.title}: handout", f"{debate.slug}-handout.pdf", _command(record, "handout")
    )
    disputes = (figure for dispute in record.disputes.values() for figure in _of_dispute(record, dispute))
    return [whole, *disputes, handout]


def _of_dispute(record: Record, dispute: Dispute) -> Iterator[GalleryFigure]:
    ways: dict[str, tuple[str, ...]] = {
        f"map by {way}": ("map", "--arrange", str(way)) for way in Arrangement
    }
    ways |= {"grid": ("grid",), "lines": ("grid", "--lines")}
    days = [moment.day.isoformat() for moment in find_moments(record, dispute.slug)]
    if len(days) > 1:
        ways["comparison"] = ("compare", "--moments", f"{days[len(days) // 3]},{days[-1]}")
    for what, (name, *options) in ways.items():
        file = f"{record.debate.slug}-{dispute.slug}-{what.replace(' ', '-')}.svg"
        command = _command(record, name, *options, "--dispute", dispute.slug)
        yield GalleryFigure(f"{dispute.title}: {what}", file, command)


def _command(record: Record, name: str, *options: str) -> tuple[str, ...]:
    return name, "--debate", record.debate.slug, *options
