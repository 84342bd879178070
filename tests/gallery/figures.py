"""The figures of the gallery: each dispute of a debate in every way in which it can be drawn, and figures of the whole debate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stances.record.entries import Dispute
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.timeline.moments import find_moments
from tests.support.figures import figure_examples


@dataclass(frozen=True)
class GalleryFigure:
    """A figure: its title, the file that holds it, and the command that draws it, without the file."""

    title: str
    file: str
    command: tuple[str, ...]


def list_figures(record: Record) -> list[GalleryFigure]:
    """The figures of a debate, those of each dispute together."""
    debate = record.debate
    whole = [
        GalleryFigure(
            f"{debate.title}: {figure.kind.name}",
            f"{debate.slug}-{figure.kind.name}.svg",
            _command(record, *figure.command),
        )
        for figure in figure_examples({Kind.DEBATE: ""})
    ]
    handout = GalleryFigure(
        f"{debate.title}: handout", f"{debate.slug}-handout.pdf", _command(record, "handout")
    )
    disputes = (figure for dispute in record.disputes.values() for figure in _of_dispute(record, dispute))
    return [*whole, *disputes, handout]


def _of_dispute(record: Record, dispute: Dispute) -> Iterator[GalleryFigure]:
    days = [moment.day.isoformat() for moment in find_moments(record, dispute.slug)]
    has_two = len(days) > 1
    for figure in figure_examples(
        {Kind.DISPUTE: dispute.slug}, (days[len(days) // 3], days[-1]) if has_two else ("", "")
    ):
        if has_two or not figure.parameters:
            for way, command in figure.commands().items():
                file = f"{record.debate.slug}-{dispute.slug}-{way}.svg"
                yield GalleryFigure(f"{dispute.title}: {way}", file, _command(record, *command))


def _command(record: Record, name: str, *options: str) -> tuple[str, ...]:
    return name, "--debate", record.debate.slug, *options
