"""`stances map`, `grid` and `compare`: every figure of `publishing.figures` as a file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

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
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.publishing.figure import FigureKind
    from stances.record.entries import Entry
    from stances.record.record import Record
    from stances.record.vocabulary import Kind

COMMANDS: Mapping[str, tuple[str, str]] = {
    "map": (
        "draw an argument map",
        (
            "stances map --dispute left-turn -o left-turn.svg\n"
            "stances map --participant radek --cluster faction -o radek.pdf\n"
            "stances map --dispute left-turn --as-of 1928-05-09 --basis known -o may.pdf\n"
            "stances map --dispute cause --paper a4 --orientation landscape --ink grey --font serif -o cause.pdf\n"
            "stances map --dispute left-turn --paper a4 --split -o left-turn.pdf\n"
            "stances map --dispute left-turn --arrange time --factions between,conciliators -o time.svg\n"
            "stances map -o everything.png --width 3000\n"
            "stances map my-debate.yaml -o mine.svg   (a file, without any database)"
        ),
    ),
    "grid": (
        "draw a stance-over-time grid, or its positions as lines",
        (
            "stances grid --dispute left-turn -o grid.svg\n"
            "stances grid --dispute left-turn --paper a3 --ink contrast -o grid.pdf\n"
            "stances grid --dispute left-turn --unit weeks --sort similarity -o grid.csv\n"
            "stances grid --dispute left-turn --lines -o lines.svg\n"
            "stances grid --participant radek -o radek.svg\n"
            "stances grid --everybody -o everybody.svg\n"
            "stances grid my-debate.yaml --dispute turn -o mine.svg"
        ),
    ),
    "compare": (
        "compare two moments, participants or factions of a dispute",
        (
            "stances compare --dispute left-turn --moments 1928-05,1928-09 -o spring-and-autumn.svg\n"
            "stances compare --dispute left-turn --participants radek,trotsky -o radek-and-trotsky.pdf\n"
            "stances compare --dispute left-turn --moments 1928-05,1928-09 -o who-moved.csv\n"
            "stances compare my-debate.yaml --dispute turn --moments 1928-05,1928-09 -o mine.svg"
        ),
    ),
}
"""What the commands do, and examples, by the names that figures give as theirs."""
DIVISION_OPTIONS = ("split", "page")
"""The options of figures that can be divided over pages."""


def add(commands: Commands) -> None:
    for name, (words, examples) in COMMANDS.items():
        parser = add_command(commands, name, draw_figure, words, examples)
        parser.set_defaults(figure=name)
        parser.add_options = _add_options


def _kinds(command: str) -> list[FigureKind[Any]]:
    from stances.publishing.figures import FIGURES

    return [kind for kind in FIGURES if kind.command == command]


def _add_options(parser: CommandParser) -> None:
    from stances.publishing.options import PUBLISH_OPTIONS

    kinds = _kinds(parser.get_default("figure"))
    add_source(parser)
    _add_subjects(parser, kinds)
    contents = {name: of for kind in kinds for name, of in kind.parameters.items()}
    content_group = parser.add_argument_group("what it shows")
    add_parameters(
        parser, (of for name, of in contents.items() if name not in PUBLISH_OPTIONS), content_group
    )
    left_out = () if any(kind.divide for kind in kinds) else DIVISION_OPTIONS
    look_group = parser.add_argument_group("how it looks")
    add_parameters(parser, (of for name, of in PUBLISH_OPTIONS.items() if name not in left_out), look_group)
    formats = dict.fromkeys(f".{form}" for kind in kinds for form in kind.formats)
    add_output(parser, f"{', '.join(formats)}; - writes SVG to stdout")


def _add_subjects(parser: argparse.ArgumentParser, kinds: Sequence[FigureKind[Any]]) -> None:
    """Add an option for each kind of record, and the switches between figures of one kind."""
    from stances.record.vocabulary import Kind

    group = parser.add_mutually_exclusive_group()
    for subject in dict.fromkeys(subject for kind in kinds for subject in kind.subjects):
        if subject is not Kind.DEBATE:
            group.add_argument(f"--{subject}", metavar="SLUG", help=f"of which {subject}")
    for kind in kinds:
        if kind.switch:
            parser.add_argument(f"--{kind.switch}", action="store_true", help=kind.words)


def draw_figure(given: argparse.Namespace) -> int:
    """Write the figure that the options ask for."""
    from stances.figures.map.layout.graphviz import render_in_process
    from stances.figures.map.render import MapRenderer
    from stances.publishing.figure import FigureRequest

    kind, subject = _choose_kind(given)
    query = _read_query(kind, given)
    form = format_of(given.output, kind.formats, kind.formats[0])
    origin = read_origin(given)
    entry = _find_subject(origin.record, subject, getattr(given, subject, None))
    request = FigureRequest(origin, entry, query, MapRenderer(render_in_process))
    figure = kind.make(request)
    write(figure.write(form), given.output)
    note(figure.font_note(form))
    return DONE


def _choose_kind(given: argparse.Namespace) -> tuple[FigureKind[Any], Kind]:
    """The figure, and the kind of record that it is of. Raises `BadRequestError`."""
    from stances.record.vocabulary import Kind

    kinds = _kinds(given.figure)
    switches = [kind.switch for kind in kinds if kind.switch and getattr(given, kind.switch)]
    asked = [
        of for of in Kind if of is not Kind.DEBATE and getattr(given, of, None)
    ]  # --debate says which debate
    wanted = switches[0] if switches else ""
    choices = [(kind, of) for kind in kinds if kind.switch == wanted for of in kind.subjects]
    chosen = [choice for choice in choices if choice[1] in (asked or (Kind.DEBATE,))]
    if len(switches) > 1 or (asked and not chosen):
        first, second = (*switches, *asked)[:2]
        raise BadRequestError(f"--{first} and --{second} can’t be combined. Leave one of them out.")
    return (chosen or choices)[0]


def _read_query(kind: FigureKind[Any], given: argparse.Namespace) -> dict[str, str]:
    """The parameters that were given. Raises `BadRequestError` for one that this figure does not have."""
    from stances.publishing.options import PUBLISH_OPTIONS

    known = {name for other in _kinds(given.figure) for name in other.parameters}
    query = {
        name: text
        for name, text in given_parameters(given).items()
        if name in known or name in PUBLISH_OPTIONS
    }
    if unknown := [name for name in query if name not in kind.parameters and name not in PUBLISH_OPTIONS]:
        option = unknown[0].replace("_", "-")
        raise BadRequestError(f"--{option} does not apply to this figure, {kind.words}. Leave it out.")
    return query


def _find_subject(record: Record, of: Kind, slug: str | None) -> Entry:
    """The record that the figure is of; without a slug the debate, or the only one. Raises `StancesError`."""
    from stances.record.kinds import MODELS
    from stances.record.selection import require_entry
    from stances.record.vocabulary import Kind

    if slug is None:
        slug = record.debate.slug if of is Kind.DEBATE else _only_slug(record, of)
    return require_entry(record, MODELS[of], slug)


def _only_slug(record: Record, of: Kind) -> str:
    entries = record.of_kind(of)
    if len(entries) == 1:
        return next(iter(entries))
    if not entries:
        raise BadRequestError(f"This figure is of one {of}, and this debate has none yet.")
    width = max(map(len, entries))
    listed = "".join(f"\n  {slug:{width}}  {entry.label}" for slug, entry in entries.items())
    raise BadRequestError(f"This figure is of one {of}. Say which with --{of}:{listed}")
