"""The grid of a participant: their positions in each dispute over time."""

from __future__ import annotations

from stances.figures.chart.grid import draw_trajectory
from stances.figures.metadata import Origin
from stances.publishing.caption import Caption, note
from stances.publishing.figure import FigureKind, FigureRequest
from stances.record.vocabulary import Kind
from stances.timeline.csv_tables import write_trajectory_csv
from stances.timeline.options import TIME_OPTIONS, read_options
from stances.timeline.trajectory import Trajectory, build_trajectory


def _caption(trajectory: Trajectory, origin: Origin) -> Caption:
    title, subtitle = trajectory.name, "Positions in each dispute over time"
    return Caption(title, subtitle, origin, (*note(trajectory.day_words), *note(trajectory.unit_words)))


def _build(request: FigureRequest) -> Trajectory:
    options = read_options(request.record, request.query)
    return build_trajectory(request.record, request.subject.slug, **options)


TRAJECTORY = FigureKind(
    name="grid",
    words="a participant's positions in each dispute over time",
    subjects=(Kind.PARTICIPANT,),
    command="grid",
    parameters=TIME_OPTIONS,
    build=_build,
    draw=lambda figure: draw_trajectory(figure.content, **figure.chart_style).encode(),
    caption=_caption,
    data={"csv": lambda figure: write_trajectory_csv(figure.content)},
)
