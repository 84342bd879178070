"""What is said around a figure: what it shows and what it leaves out above, the source and the state of the record below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stances.figures.map.as_of_marks import explained
from stances.figures.map.map import ArgumentMap
from stances.figures.metadata import Origin
from stances.publishing.options import Look
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

    def foot(self, look: Look) -> str:
        """The source, then which state of the record this is; nothing that was not asked for."""
        revised, drawn = self.origin.revised, look.drawn
        when = f" of {_written(revised)}" if revised else ""
        said = [self.origin.record.imprint] if look.says_source else []
        said += [f"revision {self.origin.record.revision}{when}"] if look.says_date else []
        said += [f"drawn on {_written(drawn)}"] if drawn else []
        text = " · ".join([*said, self.page] if self.page else said)
        return text[:1].upper() + text[1:]


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sentence(text: str) -> tuple[str, ...]:
    return (text[:1].upper() + text[1:],) if text else ()


def map_caption(drawn: ArgumentMap, origin: Origin) -> Caption:
    """A map without claims says itself why it has none."""
    moment = f"{drawn.moment}{explained(drawn)}" if drawn.moment else ""
    proviso = drawn.proviso if drawn.graph.claims else ""
    return Caption(drawn.title, drawn.subtitle, origin, _sentence(moment) + _sentence(proviso))


def grid_caption(grid: Grid, origin: Origin) -> Caption:
    """Of a dispute's grid or its lines."""
    return Caption(grid.dispute.title, grid.dispute.question, origin, _sentence(grid.moment))


def trajectory_caption(path: Trajectory, origin: Origin) -> Caption:
    return Caption(
        path.participant.name, "Positions in each dispute over time", origin, _sentence(path.moment)
    )


def matrix_caption(shown: Matrix, origin: Origin) -> Caption:
    title = origin.record.debate.title
    return Caption(
        title, "Everybody on every dispute, a strip of time for each", origin, _sentence(shown.moment)
    )
