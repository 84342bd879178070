"""`stances map`: an argument map as a file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

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


def _add_options(parser: CommandParser) -> None:
    from stances.argument.options import MAP_OPTIONS, MAP_PARAMETERS, MAP_SUBJECTS
    from stances.publishing.options import PUBLISH_OPTIONS

    add_source(parser)
    subject = parser.add_mutually_exclusive_group()
    add_parameters(parser, (MAP_OPTIONS[name] for name in MAP_SUBJECTS), subject)
    what = parser.add_argument_group("what it shows")
    options = (MAP_OPTIONS[name] for name in MAP_PARAMETERS if name not in PUBLISH_OPTIONS)
    add_parameters(parser, options, what)
    add_look_options(parser, divided=True)
    add_output(parser, ".svg, .png, .pdf or .dot; - writes SVG to stdout")


def draw_map(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from stances.argument.options import MapView
    from stances.figures.map.layout.graphviz import render_in_process
    from stances.figures.map.render import draw_view
    from stances.figures.map.svg import SvgForm

    form = format_of(given.output, ("svg", "png", "pdf", "dot"), "svg")
    parameters = given_parameters(given)
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
