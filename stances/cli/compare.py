"""`stances compare`: two moments, participants or factions of a dispute, as a map or a table."""

from __future__ import annotations

import argparse

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


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "compare",
        compare,
        "compare two moments, participants or factions of a dispute",
        "stances compare --dispute left-turn --moments 1928-05,1928-09 -o spring-and-autumn.svg\n"
        "stances compare --dispute left-turn --participants radek,trotsky -o radek-and-trotsky.pdf\n"
        "stances compare --dispute left-turn --moments 1928-05,1928-09 -o who-moved.csv\n"
        "stances compare my-debate.yaml --dispute turn --moments 1928-05,1928-09 -o mine.svg",
    )
    parser.add_options = _add_options


def _add_options(parser: CommandParser) -> None:
    from stances.argument.options import COMPARED_SIDES, MAP_OPTIONS

    add_source(parser)
    parser.add_argument("--dispute", metavar="SLUG", required=True)
    pair = parser.add_mutually_exclusive_group(required=True)
    add_parameters(parser, COMPARED_SIDES.values(), pair)
    add_parameters(
        parser, (MAP_OPTIONS[name] for name in ("as_of", "basis", "context", "cluster", "numbers"))
    )
    add_look_options(parser)
    add_output(parser, ".svg, .png, .pdf or .dot; .csv for the table of positions; - writes SVG to stdout")


def compare(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from stances.argument.comparison import Comparison, compare
    from stances.argument.options import MapView
    from stances.figures.map.comparison import build_comparison_map
    from stances.figures.map.layout.graphviz import render_in_process
    from stances.figures.map.render import draw_map
    from stances.figures.map.svg import SvgForm
    from stances.figures.metadata import figure_prefix
    from stances.publishing.caption import build_map_caption
    from stances.record.entries import Dispute
    from stances.record.selection import require_entry
    from stances.timeline.csv_tables import write_comparison_csv

    form = format_of(given.output, ("svg", "png", "pdf", "dot", "csv"), "svg")
    parameters = given_parameters(given)
    origin = read_origin(given)
    record = origin.record
    compared = compare(
        record, require_entry(record, Dispute, given.dispute), Comparison.from_query(parameters)
    )
    names = ("dispute", "cluster", "numbers", "legend", "title")
    map_options = {name: parameters[name] for name in names if name in parameters}
    map_ = build_comparison_map(compared, MapView.from_query(map_options))
    if form == "csv":
        write(write_comparison_csv(compared), given.output)
    elif form == "dot":
        write(draw_map(map_, form, render_in_process), given.output)
    else:
        untitled = replace(map_, view=replace(map_.view, title=False))
        prefix = figure_prefix("compare", compared.dispute)
        svg = draw_map(untitled, "svg", render_in_process, SvgForm(prefix))
        caption = build_map_caption(map_, origin)
        write(publish_figure(svg, parameters, form, caption), given.output)
    return DONE
