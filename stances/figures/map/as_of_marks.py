"""Show a map as of a day: fade what is only possible, add “?”, strike through what was withdrawn.

Works on the shapes that Graphviz drew for the whole debate and moves none, so that drawings of several days coincide.
"""

from __future__ import annotations

import html
import re

from stances.argument.presence import Presence
from stances.figures.map.map import ArgumentMap
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.text_metrics import wrap_text
from stances.graphics.typography import SMALL_SIZE_PT, TEXT_WIDTH_PT
from stances.record.entries import Claim
from stances.record.wording import describe_acts

HEADROOM_PT = 26
"""Height of the headline above a map as of a day."""
FADED_OPACITY = {"claim": "0.75", "link": "0.45"}
PRESENCE_WORDS = {
    Presence.POSSIBLE: "perhaps by then",
    Presence.PERHAPS_WITHDRAWN: "perhaps withdrawn by then",
    Presence.WITHDRAWN: "withdrawn by then",
}
_LINE_THROUGH = ' text-decoration="line-through"'
_TEXT_LINE_PATTERN = re.compile(r"(<text [^>]*>)([^<]*)(</text>)")
_POINTS_PATTERN = re.compile(r'points="([^"]*)"')
_SIZE_PATTERN = re.compile(
    r'width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"'
)


def claim_as_of(argument_map: ArgumentMap, claim: Claim) -> Claim:
    """The claim as of the map's day, without later acts."""
    return (
        argument_map.timing.claim_as_of(claim, argument_map.view.as_of) if argument_map.view.as_of else claim
    )


def mark_claim(argument_map: ArgumentMap, claim: Claim, shapes: str) -> str:
    """A claim's shapes as of the day: struck through only once it was withdrawn, and without later acts."""
    presence = argument_map.presence_by_slug.get(claim.slug)
    if presence is None:
        return shapes
    if presence is not Presence.WITHDRAWN:
        shapes = shapes.replace(_LINE_THROUGH, "")
    shapes = _drop_later_acts(argument_map, claim, shapes)
    if presence is Presence.POSSIBLE:
        return fade(shapes, "claim") + _draw_question_mark(shapes)
    return shapes + _draw_question_mark(shapes) if presence is Presence.PERHAPS_WITHDRAWN else shapes


def fade(shapes: str, kind: str) -> str:
    """The shapes at reduced opacity; `kind` is “claim” or “link”."""
    return f'<g opacity="{FADED_OPACITY[kind]}">\n{shapes}</g>\n'


def _drop_later_acts(argument_map: ArgumentMap, claim: Claim, shapes: str) -> str:
    """Rewrite the lines about acts in place; fewer acts never need more lines."""
    claim_then = claim_as_of(argument_map, claim)
    if claim_then is claim:
        return shapes
    line_by_verb = {line.split(" by ")[0]: line for line in describe_acts(argument_map.record, claim_then)}
    rewritten: dict[str, str] = {}
    for line in describe_acts(argument_map.record, claim):
        before = wrap_text(line, TEXT_WIDTH_PT, SMALL_SIZE_PT)
        after = wrap_text(line_by_verb.get(line.split(" by ")[0], ""), TEXT_WIDTH_PT, SMALL_SIZE_PT)
        rewritten |= dict(zip(before, (*after, *[""] * len(before)), strict=False))
    return _TEXT_LINE_PATTERN.sub(
        lambda match: match[1] + html.escape(_replace_line(rewritten, match[2]), quote=False) + match[3],
        shapes,
    )


def _replace_line(lines: dict[str, str], markup: str) -> str:
    text = html.unescape(markup)
    return lines.get(text.strip(), text)


def _draw_question_mark(shapes: str) -> str:
    """A disc with “?” on the upper right corner of a claim's box."""
    corners = [
        tuple(map(float, corner.split(",")))
        for points in _POINTS_PATTERN.findall(shapes)
        for corner in points.split()
    ]
    if not corners:
        return ""
    x, y = max(corner[0] for corner in corners), min(corner[1] for corner in corners)
    return (
        f'<g class="perhaps" aria-hidden="true"><circle cx="{x:g}" cy="{y:g}" r="8" fill="{WHITE}" stroke="{TEXT_COLOUR}"/>'
        f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle" font-weight="bold" font-size="11" fill="{TEXT_COLOUR}">?</text>'
        "</g>\n"
    )


def add_headline(argument_map: ArgumentMap, size: str) -> tuple[str, str]:
    """The size attributes of the drawing with a headline that says the day, and that headline.

    The size is unchanged and the headline empty if the map shows no day or no title. The headline lies above what
    Graphviz laid out, which therefore does not depend on the day.
    """
    match = _SIZE_PATTERN.search(size)
    if not (argument_map.day_words and argument_map.view.title and match):
        return size, ""
    width, height, left, top, box_width, box_height = map(float, match.groups())
    head = (
        f'<g class="moment" aria-hidden="true">\n'
        f'<rect class="paper" x="{left:g}" y="{top - HEADROOM_PT:g}" width="{box_width:g}"'
        f' height="{HEADROOM_PT + 1}" fill="{WHITE}"/>\n'
        f'<text x="{left + 26:g}" y="{top - 4:g}" font-size="12" fill="{TEXT_COLOUR}">'
        f'<tspan font-weight="bold">{argument_map.day_words[0].upper()}{argument_map.day_words[1:]}</tspan>'
        f'<tspan font-size="10" fill="{QUIET_TEXT_COLOUR}">{describe_marks(argument_map)}</tspan></text>\n</g>\n'
    )
    box = f"{left:g} {top - HEADROOM_PT:g} {box_width:g} {box_height + HEADROOM_PT:g}"
    return f'width="{width:g}pt" height="{height + HEADROOM_PT:g}pt" viewBox="{box}"', head


def describe_marks(argument_map: ArgumentMap) -> str:
    """The words after the day in the headline: what is left out and what “?” means."""
    uncertain = {Presence.POSSIBLE, Presence.PERHAPS_WITHDRAWN} & set(argument_map.presence_by_slug.values())
    return " · later claims are left out" + (" · “?” perhaps by then" if uncertain else "")
