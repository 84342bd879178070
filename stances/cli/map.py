"""`stances map`: an argument map as a file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from stances.cli.debate_source import read_origin
from stances.cli.figure_options import add_look_options, add_moment_options, publish_figure
from stances.cli.options import Commands, add_command, add_output, add_source, options_as_parameters, read_day
from stances.cli.output import DONE, format_of, write

if TYPE_CHECKING:
    from stances.argument.options import MapView
    from stances.record.entries import Entry
    from stances.record.record import Record


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "map",
        draw_map,
        "draw an argument map",
        "stances map --dispute left-turn -o left-turn.svg\n"
        "stances map --participant radek --cluster faction -o radek.pdf\n"
        "stances map --dispute left-turn --as-of 1928-05-09 --basis known -o may.pdf\n"
        "stances map --dispute cause --paper a4 --orientation landscape --ink grey --font serif -o cause.pdf\n"
        "stances map --dispute left-turn --paper a4 --split -o left-turn.pdf\n"
        "stances map --dispute left-turn --arrange time --factions between,conciliators -o time.svg\n"
        "stances map -o everything.png --width 3000\n"
        "stances map my-debate.yaml -o mine.svg   (a file, without any database)",
    )
    parser.add_options = _add_options


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    subject = parser.add_mutually_exclusive_group()
    subject.add_argument("--dispute", metavar="SLUG", help="the claims of one dispute")
    subject.add_argument(
        "--participant", metavar="SLUG", help="one participant's claims, and what answers them"
    )
    subject.add_argument("--claim", metavar="SLUG", help="one claim and its surroundings")
    parser.add_argument("--steps", type=int, default=2, help="how far those surroundings reach (2)")
    parser.add_argument(
        "--context", action="store_true", help="with a dispute: linked claims of other disputes too"
    )
    parser.add_argument(
        "--cluster", default="none", help="boxes around each faction or speaker; none by default"
    )
    parser.add_argument("--colour", default="faction", help="coloured by faction (default) or speaker")
    add_moment_options(parser)
    parser.add_argument(
        "--layout",
        default="kept",
        choices=("kept", "fresh"),
        help="as of a day: everything where the whole debate has it (kept, the default), or laid out anew",
    )
    _add_filters(parser)
    look = add_look_options(parser)
    look.add_argument("--split", action="store_const", const=True, help="over several sheets of --paper")
    look.add_argument("--page", metavar="N", help="with --split: which sheet, where a file holds only one")
    add_output(parser, ".svg, .png, .pdf or .dot; - writes SVG to stdout")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options for filters and layout, which have the names of URL parameters."""
    group = parser.add_argument_group("what it shows")
    group.add_argument("--factions", metavar="SLUGS", help="only claims of these, with commas between")
    group.add_argument("--participants", metavar="SLUGS", help="only what these said, signed or endorsed")
    group.add_argument("--attributions", metavar="HOW", help="asserted, reported, inferred")
    group.add_argument("--links", metavar="KINDS", help="supports, rebuts, undercuts")
    group.add_argument("--since", metavar="DATE", help="only claims that may be as late as this")
    group.add_argument("--until", metavar="DATE", help="only claims that may be as early as this")
    group.add_argument(
        "--unanswered", action="store_const", const=True, help="only attacks that nobody answers"
    )
    group.add_argument("--line", metavar="CLAIM", help="only the argument line that starts at a claim")
    group.add_argument("--fold", metavar="WHAT", help="none, or a claim, dispute:slug, faction:slug …")
    group.add_argument("--arrange", help="by argument (the default), time or speaker")
    group.add_argument("--words", help="in the boxes: texts of claims (the default), or titles")
    group.add_argument("--numbers", action="store_const", const=True, help="claims numbered in order of time")


def draw_map(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from stances.argument.options import MapView
    from stances.figures.map.layout.graphviz import render_in_process
    from stances.figures.map.render import draw_view
    from stances.figures.map.svg import SvgForm

    form = format_of(given.output, ("svg", "png", "pdf", "dot"), "svg")
    parameters = {**options_as_parameters(given), "as_of": read_day("--as-of", given.as_of)}
    view, origin = MapView.from_query(parameters), read_origin(given)
    record = origin.record
    if form == "dot":
        write(draw_view(record, view, form, render_in_process), given.output)
    else:
        from stances.figures.map.map import build_argument_map
        from stances.figures.map.pagination import make_divider
        from stances.figures.metadata import figure_prefix
        from stances.publishing.caption import build_map_caption

        caption = build_map_caption(build_argument_map(record, view), origin)
        prefix = figure_prefix("map", _find_subject(record, view))
        svg = draw_view(record, replace(view, title=False), "svg", render_in_process, SvgForm(prefix))
        divide = make_divider(record, view, render_in_process)
        write(publish_figure(svg, parameters, form, caption, divide), given.output)
    return DONE


def _find_subject(record: Record, view: MapView) -> Entry:
    """What a map is of; the record has it."""
    from stances.record.vocabulary import Kind

    subjects = ((Kind(kind), getattr(view, kind)) for kind in ("dispute", "participant", "claim"))
    entries = (record.get(kind, slug) for kind, slug in subjects if slug)
    return next(filter(None, entries), record.debate)
