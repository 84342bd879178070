"""Show a map as of a day: fade what is only possible, add “?”, strike through what was withdrawn.

Works on the shapes that Graphviz drew for the whole debate and moves none, so that drawings of several days coincide: what
they say of acts, of numbers of claims and links and of dates is rewritten in place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from stances.argument.collapse import AggregatedEdge, CollapsedGroup
from stances.argument.presence import Presence
from stances.figures.map.link_styles import LINK_STYLES
from stances.figures.map.map import ArgumentMap
from stances.figures.map.node_labels import BoxNote, claim_notes, group_notes
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE, Tint
from stances.graphics.text_metrics import clean_text
from stances.record.entries import Claim

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
_COUNT_PATTERN = re.compile(rf'<polygon fill="{WHITE}" [^>]*/>\n<text [^>]*>[^<]*</text>\n')
_COLOUR_PATTERN = re.compile(r'"(#[0-9a-f]{6})"')
_POINTS_PATTERN = re.compile(r'points="([^"]*)"')
_SIZE_PATTERN = re.compile(
    r'width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"'
)


def mark_claim(argument_map: ArgumentMap, claim: Claim, shapes: str) -> str:
    """A claim's shapes as of the day: struck through only once it was withdrawn, and with the notes of that day."""
    presence = argument_map.presence_by_slug.get(claim.slug)
    if presence is None:
        return shapes
    if places := argument_map.places:
        shapes = shapes if argument_map.is_struck(claim) else shapes.replace(_LINE_THROUGH, "")
        drawn = claim_notes(places, places.graph.claims[claim.slug])
        shapes = _rewrite_notes(shapes, drawn, claim_notes(argument_map, claim))
    if presence is Presence.POSSIBLE:
        return fade(shapes, "claim") + _draw_question_mark(shapes)
    return shapes + _draw_question_mark(shapes) if presence is Presence.PERHAPS_WITHDRAWN else shapes


def fade(shapes: str, kind: str) -> str:
    """The shapes at reduced opacity; `kind` is “claim” or “link”."""
    return f'<g opacity="{FADED_OPACITY[kind]}">\n{shapes}</g>\n'


def mark_group(argument_map: ArgumentMap, group: CollapsedGroup, shapes: str) -> str:
    """The shapes of a collapsed group's box with the count, the dates and the colours of the day."""
    places = argument_map.places
    if places is None:
        return shapes
    drawn = places.collapsed[group.token]
    shapes = _rewrite_notes(shapes, group_notes(places, drawn), group_notes(argument_map, group))
    return _recolour(shapes, places.colours.group_tint(drawn), argument_map.colours.group_tint(group))


def mark_aggregated_edge(argument_map: ArgumentMap, edge: AggregatedEdge, shapes: str) -> str:
    """The shapes of an aggregated link as wide and with the count of the day; none if it stands for one link."""
    if argument_map.places is None:
        return shapes
    drawn = next(e for e in argument_map.places.aggregated_edges if e.edge_id == edge.edge_id)
    old, new = (LINK_STYLES[edge.kind].width_of(len(e.links)) for e in (drawn, edge))
    shapes = shapes.replace(f'stroke-width="{old:g}"', f'stroke-width="{new:g}"')
    words = html.escape(edge.count_words, quote=False)
    return (
        _TEXT_LINE_PATTERN.sub(rf"\g<1>{words}\g<3>", shapes)
        if len(edge.links) > 1
        else _COUNT_PATTERN.sub("", shapes)
    )


def _rewrite_notes(shapes: str, drawn: Mapping[str, BoxNote], now: Mapping[str, BoxNote]) -> str:
    """Put other words into the last lines of a box, in place; notes of a day are never longer than those of all time."""
    if {k: note.words for k, note in drawn.items()} == {k: note.words for k, note in now.items()}:
        return shapes
    lines = [line for kind, note in drawn.items() for line in _fill_lines(note, now.get(kind))]
    matches = list(_TEXT_LINE_PATTERN.finditer(shapes))[-len(lines) :]
    for match, line in reversed(list(zip(matches, lines, strict=True))):
        text = f"{match[1]}{html.escape(clean_text(line), quote=False)}{match[3]}"
        shapes = shapes[: match.start()] + text + shapes[match.end() :]
    return shapes


def _fill_lines(drawn: BoxNote, now: BoxNote | None) -> list[str]:
    """The lines of a note in as many lines as were drawn; what is too long goes into the last."""
    lines, room = list(now.text_lines if now else ()), len(drawn.text_lines)
    return [*lines[: room - 1], " ".join(lines[room - 1 :]), *[""] * (room - 1 - len(lines))][:room]


def _recolour(shapes: str, drawn: Tint, now: Tint) -> str:
    colours = {drawn.fill: now.fill, drawn.line: now.line}
    return _COLOUR_PATTERN.sub(lambda match: f'"{colours.get(match[1], match[1])}"', shapes)


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
