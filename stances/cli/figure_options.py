"""Options shared by the commands that draw, and the publishing of their figures."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stances.publishing.caption import Caption
    from stances.publishing.publish import DivideFigure


def add_moment_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for the day as of which a figure is drawn."""
    parser.add_argument("--as-of", metavar="DATE", help="the debate as it stood on a day: 1928-05-09")
    parser.add_argument(
        "--basis",
        default="written",
        choices=("written", "known"),
        help="with --as-of: what was written by then (the default), or what somebody could have read",
    )


def add_look_options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add the publishing options; their values are checked with those of URLs, so that both have the same messages."""
    look = parser.add_argument_group("how it looks")
    look.add_argument("--paper", help="a4, a3, letter, slide, or own (the figure's own size, the default)")
    look.add_argument("--orientation", help="portrait, landscape, or auto (as it fits, the default)")
    look.add_argument("--width", metavar="PIXELS", help="of a PNG; twice what a screen shows by default")
    look.add_argument("--ink", help="colour (the default), grey or contrast")
    look.add_argument("--font", help="sans (the default) or serif")
    look.add_argument("--no-legend", dest="legend", action="store_false")
    look.add_argument("--no-title", dest="title", action="store_false")
    look.add_argument("--no-source", dest="source", action="store_const", const=False)
    look.add_argument("--no-date", dest="date", action="store_const", const=False, help="no revision either")
    look.add_argument("--drawn", metavar="DAY", help="the day of drawing, to stand on the figure: 2026-08-03")
    return look


def publish_figure(
    svg: bytes, parameters: Mapping[str, str], form: str, caption: Caption, divide: DivideFigure | None = None
) -> bytes:
    """A figure published with the given options, in a format."""
    from stances.publishing.options import PublishOptions
    from stances.publishing.publish import publish

    return publish(svg, PublishOptions.from_query(parameters), form, caption, divide)
