"""The words around a figure: above, what it shows and leaves out; below, its source and the revision of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stances.figures.map.as_of_marks import describe_marks
from stances.figures.map.map import ArgumentMap
from stances.figures.metadata import Origin
from stances.publishing.options import PublishOptions
from stances.record.source_wording import credit_line
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.trajectory import Trajectory


@dataclass(frozen=True)
class Caption:
    """The words around a figure, and its origin.

    `notes` stand with the title: the day shown, and what the figure leaves out. `page` is “page 2 of 3” if it is divided.
    """

    title: str
    subtitle: str
    origin: Origin
    notes: tuple[str, ...] = ()
    page: str = ""

    def footer(self, options: PublishOptions) -> str:
        """The source, revision, date and page, as far as the options ask for them and there are such."""
        revised, drawn, revision = self.origin.revised_on, options.drawn, self.origin.record.revision
        numbered = f"revision {revision} of {_format_day(revised)}" if revised else f"revision {revision}"
        parts = [credit_line(self.origin.record)] if options.shows_source else []
        parts += [numbered] if options.shows_date and revision else []
        parts += [f"drawn on {_format_day(drawn)}"] if drawn else []
        text = " · ".join([*parts, self.page] if self.page else parts)
        return text[:1].upper() + text[1:]


def _format_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _capitalize(text: str) -> tuple[str, ...]:
    return (text[:1].upper() + text[1:],) if text else ()


def build_map_caption(argument_map: ArgumentMap, origin: Origin) -> Caption:
    """Build the caption of a map. One without claims says itself why, so its filter is not noted."""
    day_note = f"{argument_map.day_words}{describe_marks(argument_map)}" if argument_map.day_words else ""
    filter_note = argument_map.filter_note if argument_map.graph.claims else ""
    return Caption(
        argument_map.title, argument_map.subtitle, origin, _capitalize(day_note) + _capitalize(filter_note)
    )


def build_grid_caption(grid: Grid, origin: Origin) -> Caption:
    """Build the caption of a dispute's grid or line chart."""
    return Caption(grid.dispute.title, grid.dispute.question, origin, _capitalize(grid.day_words))


def build_trajectory_caption(trajectory: Trajectory, origin: Origin) -> Caption:
    """Build the caption of a participant's trajectory."""
    return Caption(
        trajectory.participant.name,
        "Positions in each dispute over time",
        origin,
        _capitalize(trajectory.day_words),
    )


def build_matrix_caption(matrix: Matrix, origin: Origin) -> Caption:
    """Build the caption of a debate's matrix."""
    title = origin.record.debate.title
    return Caption(
        title, "Everybody on every dispute, a strip of time for each", origin, _capitalize(matrix.day_words)
    )
