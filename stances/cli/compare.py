"""`stances compare`: two moments, participants or factions, drawn or as a table."""

from __future__ import annotations

import argparse

from stances.cli.debate_source import debate_record, filled_database
from stances.cli.figure_options import add_look, origin_of, published
from stances.cli.options import Commands, add_debate, add_output, asked_of, command
from stances.cli.output import DONE, format_of, write
from stances.errors import NotFoundError


def add(commands: Commands) -> None:
    parser = command(
        commands,
        "compare",
        compare,
        "compare two moments, participants or factions of a dispute",
        "stances compare --dispute left-turn --moments 1928-05,1928-09 -o spring-and-autumn.svg\n"
        "stances compare --dispute left-turn --participants radek,trotsky -o radek-and-trotsky.pdf\n"
        "stances compare --dispute left-turn --moments 1928-05,1928-09 -o who-moved.csv",
    )
    add_debate(parser)
    parser.add_argument("--dispute", metavar="SLUG", required=True)
    pair = parser.add_mutually_exclusive_group(required=True)
    pair.add_argument("--moments", metavar="A,B", help="two days, months or years")
    pair.add_argument("--participants", metavar="A,B", help="two participants, by slug")
    pair.add_argument("--factions", metavar="A,B", help="two factions, by slug")
    parser.add_argument(
        "--basis",
        default="written",
        help="with moments: as written (default) or as known to those it reached",
    )
    parser.add_argument("--context", action="store_true", help="also the claims of others that are answered")
    parser.add_argument("--cluster", default="none", help="boxes around each faction or speaker")
    add_look(parser)
    add_output(parser, ".svg, .png, .pdf or .dot; .csv for the table of positions; - writes SVG to stdout")


def compare(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from stances.argument.comparison import Comparison, compare
    from stances.argument.options import MapView
    from stances.figures.map.comparison import compared_map
    from stances.figures.map.layout.graphviz import layout_here
    from stances.figures.map.render import draw_map
    from stances.publishing.caption import map_caption
    from stances.timeline.csv_tables import standings_csv

    form = format_of(given.output, ("svg", "png", "pdf", "dot", "csv"), "svg")
    asked, database = asked_of(given), filled_database()
    record = debate_record(database, given.debate)
    if given.dispute not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{given.dispute}”.")
    compared = compare(record, record.disputes[given.dispute], Comparison.from_query(asked))
    looks = {name: asked[name] for name in ("dispute", "cluster", "legend", "title")}
    drawn = compared_map(compared, MapView.from_query(looks))
    if form == "csv":
        write(standings_csv(compared).encode(), given.output)
    elif form == "dot":
        write(draw_map(drawn, form, layout_here), given.output)
    else:
        svg = draw_map(replace(drawn, view=replace(drawn.view, title=False)), "svg", layout_here)
        caption = map_caption(drawn, origin_of(database, record))
        write(published(svg, asked, form, caption), given.output)
    return DONE
