"""`stances map`: an argument map as a file."""

from __future__ import annotations

import argparse

from stances.cli.debate_source import debate_record, filled_database
from stances.cli.figure_options import add_look, add_moment, origin_of, published
from stances.cli.options import Commands, add_debate, add_output, asked_of, command, iso_day
from stances.cli.output import DONE, format_of, write


def add(commands: Commands) -> None:
    parser = command(
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
        "stances map -o everything.png --width 3000",
    )
    add_debate(parser)
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
    add_moment(parser)
    parser.add_argument(
        "--layout",
        default="kept",
        choices=("kept", "fresh"),
        help="as of a day: everything where the whole debate has it (kept, the default), or laid out anew",
    )
    _add_sift(parser)
    look = add_look(parser)
    look.add_argument("--split", action="store_const", const=True, help="over several sheets of --paper")
    look.add_argument("--page", metavar="N", help="with --split: which sheet, where a file holds only one")
    add_output(parser, ".svg, .png, .pdf or .dot; - writes SVG to stdout")


def _add_sift(parser: argparse.ArgumentParser) -> None:
    """Which claims and links stay, and where they lie, in the words of addresses."""
    sift = parser.add_argument_group("what it shows")
    sift.add_argument("--factions", metavar="SLUGS", help="only claims of these, with commas between")
    sift.add_argument("--participants", metavar="SLUGS", help="only what these said, signed or endorsed")
    sift.add_argument("--attributions", metavar="HOW", help="asserted, reported, inferred")
    sift.add_argument("--links", metavar="KINDS", help="supports, rebuts, undercuts")
    sift.add_argument("--since", metavar="DATE", help="only claims that may be as late as this")
    sift.add_argument("--until", metavar="DATE", help="only claims that may be as early as this")
    sift.add_argument(
        "--unanswered", action="store_const", const=True, help="only attacks that nobody answers"
    )
    sift.add_argument("--line", metavar="CLAIM", help="only the argument line that starts at a claim")
    sift.add_argument("--fold", metavar="WHAT", help="none, or a claim, dispute:slug, faction:slug …")
    sift.add_argument("--arrange", help="by argument (the default), time or speaker")
    sift.add_argument("--numbers", action="store_const", const=True, help="claims numbered in order of time")


def draw_map(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from stances.argument.options import MapView
    from stances.figures.map.layout.graphviz import layout_here
    from stances.figures.map.render import draw

    form = format_of(given.output, ("svg", "png", "pdf", "dot"), "svg")
    asked = {**asked_of(given), "as_of": iso_day("--as-of", given.as_of)}
    view, database = MapView.from_query(asked), filled_database()
    record = debate_record(database, given.debate)
    if form == "dot":
        write(draw(record, view, form, layout_here), given.output)
    else:
        from stances.figures.map.map import argument_map
        from stances.figures.map.pagination import dividing
        from stances.publishing.caption import map_caption

        caption = map_caption(argument_map(record, view), origin_of(database, record))
        svg = draw(record, replace(view, title=False), "svg", layout_here)
        divide = dividing(record, view, layout_here)
        write(published(svg, asked, form, caption, divide), given.output)
    return DONE
