"""`stances grid`: stances over time as a file, drawn or as a table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from stances.cli.debate_source import debate_record, filled_database
from stances.cli.figure_options import add_look, add_moment, origin_of, published
from stances.cli.options import Commands, add_debate, add_output, asked_of, command, iso_day
from stances.cli.output import DONE, format_of, write
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.figures.metadata import Origin
    from stances.publishing.caption import Caption
    from stances.record.record import Record
    from stances.timeline.grid import Grid


def add(commands: Commands) -> None:
    parser = command(
        commands,
        "grid",
        draw_grid,
        "draw a stance-over-time grid, or the courses in it as lines",
        "stances grid --dispute left-turn -o grid.svg\n"
        "stances grid --dispute left-turn --paper a3 --ink contrast -o grid.pdf\n"
        "stances grid --dispute left-turn --unit weeks --sort similarity -o grid.csv\n"
        "stances grid --dispute left-turn --lines -o lines.svg\n"
        "stances grid --participant radek -o radek.svg\n"
        "stances grid --everybody -o everybody.svg",
    )
    add_debate(parser)
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
    add_moment(parser)
    add_look(parser)
    add_output(parser, ".svg, .png, .pdf or .csv; - writes SVG to stdout")


def draw_grid(given: argparse.Namespace) -> int:
    """A dispute's grid or lines, a participant's disputes, or everybody on everything."""
    from stances.argument.options import MapView
    from stances.record.extent import within
    from stances.timeline.cells import Shown
    from stances.timeline.time_axis import Unit

    form = format_of(given.output, ("svg", "png", "pdf", "csv"), "svg")
    database = filled_database()
    record = debate_record(database, given.debate)
    moment = MapView.from_query({"as_of": iso_day("--as-of", given.as_of), "basis": given.basis})
    within(record, "--as-of", moment.as_of)
    time = {
        "unit": Unit(given.unit),
        "carried": given.carried,
        "shown": Shown(given.shown),
        "as_of": moment.as_of,
        "basis": moment.basis,
    }
    if form == "csv":
        write(_grid_table(record, given, time).encode(), given.output)
    else:
        svg, caption = _grid_drawn(record, given, time, origin_of(database, record))
        write(published(svg.encode(), asked_of(given), form, caption), given.output)
    return DONE


def _grid_of(record: Record, given: argparse.Namespace, time: dict[str, Any]) -> Grid:
    from stances.timeline.grid import grid
    from stances.timeline.rows import Sort

    return grid(record, given.dispute or _only_dispute(record), sort=Sort(given.sort), **time)


def _only_dispute(record: Record) -> str:
    if len(record.disputes) == 1:
        return next(iter(record.disputes))
    width = max(map(len, record.disputes), default=0)
    listed = "".join(f"\n  {slug:{width}}  {dispute.title}" for slug, dispute in record.disputes.items())
    raise BadRequestError(
        f"A grid is of one dispute. Say which with --dispute:{listed or ' there is none yet.'}"
    )


def _grid_table(record: Record, given: argparse.Namespace, time: dict[str, Any]) -> str:
    from stances.timeline import csv_tables
    from stances.timeline.matrix import matrix
    from stances.timeline.trajectory import trajectory

    if given.everybody:
        return csv_tables.matrix_csv(matrix(record, **time))
    if given.participant:
        return csv_tables.trajectory_csv(trajectory(record, given.participant, **time))
    if given.lines:
        raise BadRequestError("Lines are drawn as svg, png or pdf; their data are in the grid's csv.")
    return csv_tables.grid_csv(_grid_of(record, given, time))


def _grid_drawn(
    record: Record, given: argparse.Namespace, time: dict[str, Any], origin: Origin
) -> tuple[str, Caption]:
    from stances.figures.chart import grid, small_multiples
    from stances.figures.chart.lines import lines_svg
    from stances.publishing import caption
    from stances.timeline.matrix import matrix
    from stances.timeline.trajectory import trajectory

    if given.everybody:
        all_of_them = matrix(record, **time)
        drawn = small_multiples.matrix_svg(all_of_them, title="", legend=given.legend)
        return drawn, caption.matrix_caption(all_of_them, origin)
    if given.participant:
        path = trajectory(record, given.participant, **time)
        drawn = grid.trajectory_svg(path, title="", legend=given.legend)
        return drawn, caption.trajectory_caption(path, origin)
    if given.lines and given.unit == "documents":
        raise BadRequestError("Lines run over months, weeks or quarters.")
    found = _grid_of(record, given, time)
    draw = lines_svg if given.lines else grid.grid_svg
    return draw(found, title="", legend=given.legend), caption.grid_caption(found, origin)
