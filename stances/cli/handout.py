"""`stances handout`: a debate or a dispute as a PDF to hand out."""

from __future__ import annotations

import argparse

from stances.cli.debate_source import read_origin
from stances.cli.options import (
    CommandParser,
    Commands,
    add_command,
    add_output,
    add_parameters,
    add_source,
    given_parameters,
)
from stances.cli.output import DONE, format_of, note, write


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "handout",
        make_handout,
        "set a debate or a dispute as a PDF to hand out: grid, map, numbered claims, links, documents",
        "stances handout -o debate.pdf\nstances handout --dispute left-turn --paper letter -o left-turn.pdf\n"
        "stances handout my-debate.yaml -o mine.pdf",
    )
    parser.add_options = _add_options


def _add_options(parser: CommandParser) -> None:
    from stances.publishing.options import HANDOUT_PAPER

    add_source(parser)
    parser.add_argument("--dispute", metavar="SLUG", help="one dispute; the whole debate by default")
    add_parameters(parser, [HANDOUT_PAPER])
    add_output(parser, ".pdf; - writes it to stdout (the default)")


def make_handout(given: argparse.Namespace) -> int:
    from stances.figures.map.layout.graphviz import render_in_process
    from stances.publishing.handout import build_handout
    from stances.publishing.options import HANDOUT_PAPER

    format_of(given.output, ("pdf",), "pdf")
    handout = build_handout(
        read_origin(given).record,
        render_in_process,
        HANDOUT_PAPER.read(given_parameters(given).get("paper", "")),
        given.dispute,
    )
    write(handout.render_pdf(), given.output)
    note(handout.font_note())
    return DONE
