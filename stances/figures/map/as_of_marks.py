"""How the drawing of a map tells a day: paler and under a question mark what may be there, struck what was taken back.

It works on shapes as Graphviz drew them for the whole debate and moves none of them, so that drawings of several days lie
exactly upon each other. Pure.
"""

from __future__ import annotations

import html
import re

from stances.argument.presence import Presence
from stances.figures.map.map import ArgumentMap
from stances.graphics.palette import INK, PAPER, QUIET_INK
from stances.graphics.text_metrics import wrapped
from stances.graphics.typography import SMALL_SIZE, TEXT_WIDTH
from stances.record.entries import Claim
from stances.record.wording import act_lines

HEADROOM = 26
PALE = {"claim": "0.75", "link": "0.45"}
WORDS = {
    Presence.POSSIBLE: "perhaps by then",
    Presence.PERHAPS_WITHDRAWN: "perhaps withdrawn by then",
    Presence.WITHDRAWN: "withdrawn by then",
}
_STRIKE = ' text-decoration="line-through"'
_LINE = re.compile(r"(<text [^>]*>)([^<]*)(</text>)")
_POINTS = re.compile(r'points="([^"]*)"')
_SIZE = re.compile(
    r'width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"'
)


def by_then(drawn: ArgumentMap, claim: Claim) -> Claim:
    """The claim as it was known on the map's day: without later acts."""
    return drawn.timing.claim_by(claim, drawn.view.as_of) if drawn.view.as_of else claim


def claim_shapes(drawn: ArgumentMap, claim: Claim, shapes: str) -> str:
    """A claim's shapes as of the day: struck only once it was taken back, without what others did to it later."""
    presence = drawn.presences.get(claim.slug)
    if presence is None:
        return shapes
    if presence is not Presence.WITHDRAWN:
        shapes = shapes.replace(_STRIKE, "")
    shapes = _without_later_acts(drawn, claim, shapes)
    if presence is Presence.POSSIBLE:
        return pale(shapes, "claim") + _question_mark(shapes)
    return shapes + _question_mark(shapes) if presence is Presence.PERHAPS_WITHDRAWN else shapes


def pale(shapes: str, kind: str) -> str:
    return f'<g opacity="{PALE[kind]}">\n{shapes}</g>\n'


def _without_later_acts(drawn: ArgumentMap, claim: Claim, shapes: str) -> str:
    """Rewrites the lines about acts where they stand; fewer acts never need more lines."""
    then = by_then(drawn, claim)
    if then is claim:
        return shapes
    said = {line.split(" by ")[0]: line for line in act_lines(drawn.record, then)}
    rewritten: dict[str, str] = {}
    for line in act_lines(drawn.record, claim):
        before = wrapped(line, TEXT_WIDTH, SMALL_SIZE)
        after = wrapped(said.get(line.split(" by ")[0], ""), TEXT_WIDTH, SMALL_SIZE)
        rewritten |= dict(zip(before, (*after, *[""] * len(before)), strict=False))
    return _LINE.sub(
        lambda found: found[1] + html.escape(_rewritten(rewritten, found[2]), quote=False) + found[3], shapes
    )


def _rewritten(lines: dict[str, str], drawn: str) -> str:
    text = html.unescape(drawn)
    return lines.get(text.strip(), text)


def _question_mark(shapes: str) -> str:
    """A disc with “?” upon the upper right corner of a claim's box."""
    corners = [
        tuple(map(float, corner.split(",")))
        for points in _POINTS.findall(shapes)
        for corner in points.split()
    ]
    if not corners:
        return ""
    x, y = max(corner[0] for corner in corners), min(corner[1] for corner in corners)
    return (
        f'<g class="perhaps" aria-hidden="true"><circle cx="{x:g}" cy="{y:g}" r="8" fill="{PAPER}" stroke="{INK}"/>'
        f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle" font-weight="bold" font-size="11" fill="{INK}">?</text></g>\n'
    )


def with_headroom(drawn: ArgumentMap, size: str) -> tuple[str, str]:
    """The drawing's size with a line above it that says the day, and that line; both as they were without one.

    The line lies above all that Graphviz laid out, so that nothing there depends on the day.
    """
    found = _SIZE.search(size)
    if not (drawn.moment and drawn.view.title and found):
        return size, ""
    wide, high, left, top, across, down = map(float, found.groups())
    head = (
        f'<g class="moment" aria-hidden="true">\n'
        f'<rect class="paper" x="{left:g}" y="{top - HEADROOM:g}" width="{across:g}" height="{HEADROOM + 1}" fill="{PAPER}"/>\n'
        f'<text x="{left + 26:g}" y="{top - 4:g}" font-size="12" fill="{INK}">'
        f'<tspan font-weight="bold">{drawn.moment[0].upper()}{drawn.moment[1:]}</tspan>'
        f'<tspan font-size="10" fill="{QUIET_INK}">{explained(drawn)}</tspan></text>\n</g>\n'
    )
    box = f"{left:g} {top - HEADROOM:g} {across:g} {down + HEADROOM:g}"
    return f'width="{wide:g}pt" height="{high + HEADROOM:g}pt" viewBox="{box}"', head


def explained(drawn: ArgumentMap) -> str:
    """What follows the words for the day: what is left out, and what the marks mean."""
    unsure = {Presence.POSSIBLE, Presence.PERHAPS_WITHDRAWN} & set(drawn.presences.values())
    return " · later claims are left out" + (" · “?” perhaps by then" if unsure else "")
