"""`stances grid`: stances over time as a figure or a table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from stances.cli.debate_source import read_origin
from stances.cli.figure_options import add_look_options, add_moment_options, publish_figure
from stances.cli.options import Commands, add_command, add_output, add_source, options_as_parameters, read_day
from stances.cli.output import DONE, format_of, write
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.figures.metadata import Origin
    from stances.publishing.caption import Caption
    from stances.record.record import Record
    from stances.timeline.grid import Grid


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


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    subject = parser.add_mutually_exclusive_group()
    subject.add_argument("--dispute", metavar="SLUG", help="which dispute, where there are several")
    subject.add_argument("--participant", metavar="SLUG", help="all disputes of one participant")
    subject.add_argument(
        "--everybody", action="store_true", help="all participants on all disputes, as strips"
    )
    parser.add_argument("--lines", action="store_true", help="with a dispute: position by time, a line each")
    parser.add_argument(
        "--sort",
        default="faction",
        choices=("faction", "first-move", "final", "similarity"),
        help="with a dispute: what its rows are in order of",
    )
    parser.add_argument("--unit", default="months", choices=("months", "weeks", "quarters", "documents"))
    parser.add_argument(
        "--shown", default="all", choices=("asserted", "reported", "all"), help="on whose word"
    )
    parser.add_argument(
        "--no-carried", dest="carried", action="store_false", help="do not carry the last position forward"
    )
    add_moment_options(parser)
    add_look_options(parser)
    add_output(parser, ".svg, .png, .pdf or .csv; - writes SVG to stdout")


def draw_grid(given: argparse.Namespace) -> int:
    """Write a dispute's grid or lines, a participant's disputes, or all participants in all disputes."""
    from stances.argument.options import MapView
    from stances.record.extent import check_in_extent
    from stances.timeline.cells import AttributionLevel
    from stances.timeline.time_axis import ColumnUnit

    form = format_of(given.output, ("svg", "png", "pdf", "csv"), "svg")
    origin = read_origin(given)
    record = origin.record
    moment = MapView.from_query({"as_of": read_day("--as-of", given.as_of), "basis": given.basis})
    check_in_extent(record, "--as-of", moment.as_of)
    time = {
        "unit": ColumnUnit(given.unit),
        "carried": given.carried,
        "shown": AttributionLevel(given.shown),
        "as_of": moment.as_of,
        "basis": moment.basis,
    }
    if form == "csv":
        write(_make_table(record, given, time), given.output)
    else:
        svg, caption = _draw_figure(record, given, time, origin)
        write(publish_figure(svg.encode(), options_as_parameters(given), form, caption), given.output)
    return DONE


def _make_grid(record: Record, given: argparse.Namespace, time: dict[str, Any]) -> Grid:
    from stances.timeline.grid import build_grid
    from stances.timeline.rows import RowOrder

    return build_grid(record, given.dispute or _only_dispute(record), sort=RowOrder(given.sort), **time)


def _only_dispute(record: Record) -> str:
    if len(record.disputes) == 1:
        return next(iter(record.disputes))
    width = max(map(len, record.disputes), default=0)
    listed = "".join(f"\n  {slug:{width}}  {dispute.title}" for slug, dispute in record.disputes.items())
    raise BadRequestError(
        f"A grid is of one dispute. Say which with --dispute:{listed or ' there is none yet.'}"
    )


def _make_table(record: Record, given: argparse.Namespace, time: dict[str, Any]) -> bytes:
    from stances.timeline import csv_tables
    from stances.timeline.matrix import build_matrix
    from stances.timeline.trajectory import build_trajectory

    if given.everybody:
        return csv_tables.write_matrix_csv(build_matrix(record, **time))
    if given.participant:
        return csv_tables.write_trajectory_csv(build_trajectory(record, given.participant, **time))
    if given.lines:
        raise BadRequestError("Lines are drawn as svg, png or pdf; their data are in the grid's csv.")
    return csv_tables.write_grid_csv(_make_grid(record, given, time))


def _draw_figure(
    record: Record, given: argparse.Namespace, time: dict[str, Any], origin: Origin
) -> tuple[str, Caption]:
    from stances.figures.chart import grid, small_multiples
    from stances.figures.chart.lines import draw_line_chart
    from stances.figures.metadata import figure_prefix
    from stances.publishing import caption
    from stances.timeline.matrix import build_matrix
    from stances.timeline.trajectory import build_trajectory

    if given.everybody:
        matrix = build_matrix(record, **time)
        prefix = figure_prefix("grids", record.debate)
        svg = small_multiples.draw_matrix(matrix, title="", legend=given.legend, prefix=prefix)
        return svg, caption.build_matrix_caption(matrix, origin)
    if given.participant:
        trajectory = build_trajectory(record, given.participant, **time)
        prefix = figure_prefix("grid", trajectory.participant)
        svg = grid.draw_trajectory(trajectory, title="", legend=given.legend, prefix=prefix)
        return svg, caption.build_trajectory_caption(trajectory, origin)
    if given.lines and given.unit == "documents":
        raise BadRequestError("Lines run over months, weeks or quarters.")
    stance_grid = _make_grid(record, given, time)
    draw = draw_line_chart if given.lines else grid.draw_grid
    prefix = figure_prefix("lines" if given.lines else "grid", stance_grid.dispute)
    svg = draw(stance_grid, title="", legend=given.legend, prefix=prefix)
    return svg, caption.build_grid_caption(stance_grid, origin)
