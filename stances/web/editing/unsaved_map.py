"""A map of claims and links that nobody has saved yet, with a badge on what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from stances.argument.options import MapView
from stances.errors import OverloadedError
from stances.figures.map.layout.graphviz import LayoutError
from stances.figures.map.map import Badge, build_argument_map
from stances.figures.map.render import draw_map
from stances.figures.map.svg import SvgForm
from stances.graphics.palette import COMPARISON_TINTS
from stances.record.entries import Claim, Entry, Link
from stances.record.record import Record
from stances.web.core.site import site


def draw_unsaved_map(
    shown: Record, after: Record, put: Iterable[Entry], view: MapView, words: str, most: int
) -> Markup:
    """The map of what a debate would be, as SVG; empty where it has no claims, more than `most`, or can't be drawn now.

    `words` is the badge on those claims and links of `put` that the debate as `shown` does not have.
    """
    new = {e.slug: e for e in put if isinstance(e, Claim | Link) and shown.get(e.kind_name, e.slug) is None}
    badges = {slug: _badge(entry, words) for slug, entry in new.items()}
    argument_map = replace(build_argument_map(after, view), badges=badges)
    if not 0 < len(argument_map.graph.claims) <= most:
        return Markup("")
    try:
        svg = draw_map(argument_map, "svg", site().map_renderer.lay_out, SvgForm(prefix="proposed"))
    except (LayoutError, OverloadedError):
        return Markup("")
    return Markup(svg.decode().partition("?>")[2])  # noqa: S704  (drawn by us, every text escaped)


def _badge(entry: Entry, words: str) -> Badge:
    return Badge(
        name="proposed",
        words=words,
        meaning=words,
        tint=COMPARISON_TINTS[0],
        line_weight=2.0 if isinstance(entry, Claim) else 1.5,
        alignment="LEFT",
        on_dark=False,
    )
