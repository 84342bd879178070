"""Publishing the figures that commands draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stances.cli.options import CommandParser, add_parameters

if TYPE_CHECKING:
    from stances.publishing.caption import Caption
    from stances.publishing.publish import DivideFigure

_SPLITTING = ("split", "page")


def add_look_options(parser: CommandParser, *, divided: bool = False) -> None:
    """Add the publishing options, with those for a figure that can be `divided` over sheets."""
    from stances.publishing.options import PUBLISH_OPTIONS

    options = (of for of in PUBLISH_OPTIONS.values() if divided or of.name not in _SPLITTING)
    add_parameters(parser, options, parser.add_argument_group("how it looks"))


def publish_figure(
    svg: bytes, parameters: Mapping[str, str], form: str, caption: Caption, divide: DivideFigure | None = None
) -> bytes:
    """A figure published with the given options, in a format."""
    from stances.publishing.options import PublishOptions
    from stances.publishing.publish import publish

    return publish(svg, PublishOptions.from_query(parameters), form, caption, divide)
