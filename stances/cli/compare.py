"""`stances compare`: two moments, participants or factions of a dispute, as a map or a table."""

from __future__ import annotations

import argparse

from stances.cli.debate_source import read_origin
from stances.cli.figure_options import add_look_options, publish_figure
from stances.cli.options import Commands, add_command, add_output, add_source, options_as_parameters, read_day
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


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--dispute", metavar="SLUG", required=True)
    pair = parser.add_mutually_exclusive_group(required=True)
    pair.add_argument("--moments", metavar="A,B", help="two days, months or years")
    pair.add_argument("--participants", metavar="A,B", help="two participants, by slug")
    pair.add_argument("--factions", metavar="A,B", help="two factions, by slug")
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="with participants or factions: the day (default: the last with evidence of both)",
    )
    parser.add_argument(
        "--basis",
        default="written",
        help="with moments: as written (default) or as known to those it reached",
    )
    parser.add_argument("--context", action="store_true", help="also the claims of others that are answered")
    parser.add_argument("--cluster", default="none", help="boxes around each faction or speaker")
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
    parameters = {**options_as_parameters(given), "as_of": read_day("--as-of", given.as_of)}
    origin = read_origin(given)
    record = origin.record
    compared = compare(
        record, require_entry(record, Dispute, given.dispute), Comparison.from_query(parameters)
    )
    map_options = {name: parameters[name] for name in ("dispute", "cluster", "legend", "title")}
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
