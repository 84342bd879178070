"""What is said around a figure: what it shows and what it leaves out above, the source and the state of the record below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stances.figures.map.as_of_marks import describe_marks
from stances.figures.map.map import ArgumentMap
from stances.figures.metadata import Origin
from stances.publishing.options import PublishOptions
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.trajectory import Trajectory


@dataclass(frozen=True)
class Caption:
    """What is said around a figure, and where it comes from.

    `notes` stand with the title: what a reader must know of what the figure leaves out. `page` is “page 2 of 3” where it is
    divided.
    """

    title: str
    subtitle: str
    origin: Origin
    notes: tuple[str, ...] = ()
    page: str = ""

    def footer(self, look: PublishOptions) -> str:
        """The source, then which state of the record this is; nothing that was not asked for."""
        revised, drawn = self.origin.revised_on, look.drawn
        when = f" of {_format_day(revised)}" if revised else ""
        parts = [self.origin.record.credit_line] if look.shows_source else []
        parts += [f"revision {self.origin.record.revision}{when}"] if look.shows_date else []
        parts += [f"drawn on {_format_day(drawn)}"] if drawn else []
        text = " · ".join([*parts, self.page] if self.page else parts)
        return text[:1].upper() + text[1:]


def _format_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _capitalize(text: str) -> tuple[str, ...]:
    return (text[:1].upper() + text[1:],) if text else ()


def build_map_caption(argument_map: ArgumentMap, origin: Origin) -> Caption:
    """A map without claims says itself why it has none."""
    moment = f"{argument_map.day_words}{describe_marks(argument_map)}" if argument_map.day_words else ""
    proviso = argument_map.filter_note if argument_map.graph.claims else ""
    return Caption(
        argument_map.title, argument_map.subtitle, origin, _capitalize(moment) + _capitalize(proviso)
    )


def build_grid_caption(grid: Grid, origin: Origin) -> Caption:
    """Of a dispute's grid or its lines."""
    return Caption(grid.dispute.title, grid.dispute.question, origin, _capitalize(grid.day_words))


def build_trajectory_caption(trajectory: Trajectory, origin: Origin) -> Caption:
    return Caption(
        trajectory.participant.name,
        "Positions in each dispute over time",
        origin,
        _capitalize(trajectory.day_words),
    )


def build_matrix_caption(matrix: Matrix, origin: Origin) -> Caption:
    title = origin.record.debate.title
    return Caption(
        title, "Everybody on every dispute, a strip of time for each", origin, _capitalize(matrix.day_words)
    )
