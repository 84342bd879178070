"""`stances grid`: stances over time as a figure or a table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from stances.cli.debate_source import read_origin
from stances.cli.figure_options import add_look_options, publish_figure
from stances.cli.options import (
    CommandParser,
    Commands,
    add_command,
    add_output,
    add_parameters,
    add_source,
    given_parameters,
)
from stances.cli.output import DONE, format_of, write
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.figures.metadata import Origin
    from stances.publishing.caption import Caption
    from stances.record.record import Record
    from stances.timeline.grid import Grid
    from stances.timeline.options import RowOrder


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "grid",
        draw_grid,
        "draw a stance-over-time grid, or the courses in it as lines",
        "stances grid --dispute left-turn -o grid.svg\n"
        "stances grid --dispute left-turn --paper a3 --ink contrast -o grid.pdf\n"
        "stances grid --dispute left-turn --unit weeks --sort similarity -o grid.csv\n"
        "stances grid --dispute left-turn --lines -o lines.svg\n"
        "stances grid --participant radek -o radek.svg\n"
        "stances grid --everybody -o everybody.svg\n"
        "stances grid my-debate.yaml --dispute turn -o mine.svg",
    )
    parser.add_options = _add_options


def _add_options(parser: CommandParser) -> None:
    from stances.timeline.options import GRID_OPTIONS

    add_source(parser)
    subject = parser.add_mutually_exclusive_group()
    subject.add_argument("--dispute", metavar="SLUG", help="which dispute, where there are several")
    subject.add_argument("--participant", metavar="SLUG", help="all disputes of one participant")
    subject.add_argument(
        "--everybody", action="store_true", help="all participants on all disputes, as strips"
    )
    parser.add_argument("--lines", action="store_true", help="with a dispute: position by time, a line each")
    add_parameters(parser, GRID_OPTIONS.values())
    add_look_options(parser)
    add_output(parser, ".svg, .png, .pdf or .csv; - writes SVG to stdout")


def draw_grid(given: argparse.Namespace) -> int:
    """Write a dispute's grid or lines, a participant's disputes, or all participants in all disputes."""
    from stances.publishing.options import PublishOptions
    from stances.record.extent import check_in_extent
    from stances.timeline.options import GridOptions

    form = format_of(given.output, ("svg", "png", "pdf", "csv"), "svg")
    origin = read_origin(given)
    record = origin.record
    parameters = given_parameters(given)
    time = dict(vars(GridOptions.from_query(parameters)))
    sort = time.pop("sort")
    check_in_extent(record, "as_of", time["as_of"])
    if form == "csv":
        write(_make_table(record, given, time, sort), given.output)
    else:
        legend = PublishOptions.from_query(parameters).legend
        svg, caption = _draw_figure(record, given, time, sort, legend, origin)
        write(publish_figure(svg.encode(), parameters, form, caption), given.output)
    return DONE


def _make_grid(record: Record, given: argparse.Namespace, time: dict[str, Any], sort: RowOrder) -> Grid:
    from stances.timeline.grid import build_grid

    return build_grid(record, given.dispute or _only_dispute(record), sort=sort, **time)


def _only_dispute(record: Record) -> str:
    if len(record.disputes) == 1:
        return next(iter(record.disputes))
    if not record.disputes:
        raise BadRequestError("A grid is of one dispute, and this debate has none yet.")
    width = max(map(len, record.disputes))
    listed = "".join(f"\n  {slug:{width}}  {dispute.title}" for slug, dispute in record.disputes.items())
    raise BadRequestError(f"A grid is of one dispute. Say which with --dispute:{listed}")


def _make_table(record: Record, given: argparse.Namespace, time: dict[str, Any], sort: RowOrder) -> bytes:
    from stances.timeline import csv_tables
    from stances.timeline.matrix import build_matrix
    from stances.timeline.trajectory import build_trajectory

    if given.everybody:
        return csv_tables.write_matrix_csv(build_matrix(record, **time))
    if given.participant:
        return csv_tables.write_trajectory_csv(build_trajectory(record, given.participant, **time))
    if given.lines:
        raise BadRequestError("Lines are drawn as svg, png or pdf; their data are in the grid's csv.")
    return csv_tables.write_grid_csv(_make_grid(record, given, time, sort))


def _draw_figure(
    record: Record,
    given: argparse.Namespace,
    time: dict[str, Any],
    sort: RowOrder,
    legend: bool,
    origin: Origin,
) -> tuple[str, Caption]:
    from stances.figures.chart import grid, small_multiples
    from stances.figures.chart.lines import draw_line_chart
    from stances.figures.metadata import figure_prefix
    from stances.publishing import caption
    from stances.timeline.matrix import build_matrix
    from stances.timeline.options import ColumnUnit
    from stances.timeline.trajectory import build_trajectory

    if given.everybody:
        matrix = build_matrix(record, **time)
        prefix = figure_prefix("grids", record.debate)
        svg = small_multiples.draw_matrix(matrix, title="", legend=legend, prefix=prefix)
        return svg, caption.build_matrix_caption(matrix, origin)
    if given.participant:
        trajectory = build_trajectory(record, given.participant, **time)
        prefix = figure_prefix("grid", trajectory.participant)
        svg = grid.draw_trajectory(trajectory, title="", legend=legend, prefix=prefix)
        return svg, caption.build_trajectory_caption(trajectory, origin)
    if given.lines and time["unit"] is ColumnUnit.DOCUMENTS:
        raise BadRequestError("Lines run over months, weeks or quarters.")
    stance_grid = _make_grid(record, given, time, sort)
    draw = draw_line_chart if given.lines else grid.draw_grid
    prefix = figure_prefix("lines" if given.lines else "grid", stance_grid.dispute)
    svg = draw(stance_grid, title="", legend=legend, prefix=prefix)
    return svg, caption.build_grid_caption(stance_grid, origin)
