"""`stances export`: a debate in a file format, or as an HTML file to read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from stances.cli.debate_source import find_subject, load_debate, load_with_date
from stances.cli.options import CommandParser, Commands, add_command, add_debate, add_output
from stances.cli.output import DONE, refuse_folder, write
from stances.errors import BadRequestError

if TYPE_CHECKING:
    from stances.formats import Format


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "export",
        export,
        "write a debate to a file",
        "stances export --format json -o debate.json\nstances export -o debate.yaml\n"
        "stances export --as-of 2026-11-22 -o debate.yaml\n"
        "stances export -o debate.html   (to read without a server)\n"
        "stances export --dispute left-turn -o left-turn.html",
    )
    parser.add_options = _add_options


def _add_options(parser: CommandParser) -> None:
    from stances.formats import FORMATS

    names = ", ".join(f"{known.name} ({known.words})" for known in FORMATS)
    add_debate(parser)
    parser.add_argument("--format", help=f"{names} or html (to read); else the file's ending says it")
    parser.add_argument("--dispute", metavar="SLUG", help="with html: one dispute only")
    parser.add_argument(
        "--as-of",
        metavar="WHEN",
        help="as the record stood at the end of a day (UTC), or at a revision's number",
    )
    add_output(parser)


def export(given: argparse.Namespace) -> int:
    from stances.formats import find_format, format_for_path

    if given.format == "html" or (given.format is None and given.output.lower().endswith(".html")):
        return _export_page(given)
    if given.dispute:
        raise BadRequestError(
            "A single dispute is exported as html only; the other formats hold the whole debate."
        )
    if given.format is None and given.output == "-":
        raise BadRequestError("Choose a format: stances export --format json, or -o debate.yaml.")
    form = find_format(given.format) if given.format else None
    refuse_folder(given.output, f"debate{(form or find_format('yaml')).endings[0]}")
    form = _check_ending(form, given.output) if form else format_for_path(given.output)
    write(form.encode(load_debate(given.debate, given.as_of)), given.output)
    return DONE


def _export_page(given: argparse.Namespace) -> int:
    """Write the HTML file."""
    from stances.figures.map.layout.graphviz import render_in_process
    from stances.publishing.html_file import render_html_file

    refuse_folder(given.output, "debate.html")
    record, at = load_with_date(given.debate, given.as_of, find_subject(given))
    content = render_html_file(record, render_in_process, given.dispute, at)
    write(content.encode(), given.output)
    return DONE


def _check_ending(form: Format, output: str) -> Format:
    """Return the format. Raises `BadRequestError` if the file's name says another."""
    from stances.formats import formats_named

    others = formats_named(output)
    if others and form not in others:
        raise BadRequestError(
            f"--format says {form.name}, and the name {output} says {others[0].name}. Leave out --format, or name the file "
            f"{Path(output).with_suffix(form.endings[0])}."
        )
    return form
