"""The boxes of a map, of claims and of collapsed groups: their lines of text, their sizes, and their shapes at a place.

The text comes first and is heaviest; below it one small line says who, of which faction, when, and how it is known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stances.argument.collapse import CollapsedGroup
from stances.cache import cached_property
from stances.figures.map import wording
from stances.figures.map.colours import BORDER_COLOUR, PALE_BORDER_COLOUR
from stances.figures.map.layout.swimlanes import CHANNEL_WIDTH_PT
from stances.figures.map.line_drawing import SIGN_DRAWERS
from stances.figures.map.link_styles import TAIL_SIGNS
from stances.figures.map.map import PAGE_MARGIN_PT, ArgumentMap, Badge
from stances.graphics.geometry import Rect
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE, Tint
from stances.graphics.shapes import Line, Rectangle, Run, Shape, Shapes, Text, baseline, runs_from_right
from stances.graphics.text_metrics import WIDTH_SLACK, text_width, wrap_text
from stances.graphics.typography import (
    BODY_SIZE_PT,
    PADDING_PT,
    SMALL_SIZE_PT,
    TEXT_WIDTH_PT,
    line_height,
)
from stances.record.attribution_wording import note_attribution
from stances.record.entries import Claim
from stances.record.wording import abbreviate_date, describe_acts_by_kind, entry_name, speaker_label

CARD_OFFSET_PT = 5
"""Offset of the second card behind a box that stands for several claims."""
RULE_WIDTH_PT = 3
"""Width of the rule at the left edge, in the tint of the faction or speaker."""
_BORDER_WIDTH_PT, _CONCLUSION_WIDTH_PT, _FOCUS_WIDTH_PT = 0.8, 2.0, 3.0
_FRAME_ROOM_PT = 2
"""Room for the frame, the same for all boxes that have no wider one, so that no text moves where a frame changes."""
_BADGE_PADDING_PT = 4
_SIGN_ROOM_PT = 14
_MAX_LINES = 7
"""A text of more lines gets a wider box, if there is one."""
_MIN_TEXT_WIDTH_PT = 100
_TEXT_WIDTHS_PT = (TEXT_WIDTH_PT, 260, 320, 400)
_ANCHORS = {"LEFT": ("start", 0.0), "CENTER": ("middle", 0.5), "RIGHT": ("end", 1.0)}


@dataclass(frozen=True)
class BoxRow:
    """Lines of a box on one background; `alignment` is LEFT (for lines from right to left RIGHT), CENTER or RIGHT.

    `padding` is at both sides; `above` and `below` are the distances to what is there.
    """

    lines: tuple[Line, ...]
    fill: str = WHITE
    alignment: str = "LEFT"
    padding: int = PADDING_PT
    above: int = PADDING_PT
    below: int = PADDING_PT

    @property
    def line_height(self) -> int:
        return line_height(max((run.size for line in self.lines for run in line), default=BODY_SIZE_PT))

    @property
    def height(self) -> int:
        return len(self.lines) * self.line_height + self.above + self.below

    def draw_lines(self, band: Rect) -> Iterable[Text]:
        """The lines at their places in a band of this row."""
        top, height = band.top + self.above, self.line_height
        for number, line in enumerate(self.lines):
            mirrored = self.alignment == "LEFT" and runs_from_right(line)
            anchor, share = _ANCHORS["RIGHT" if mirrored else self.alignment]
            x = band.left + self.padding + (band.width - 2 * self.padding) * share
            yield Text(x, baseline(top + number * height, height, line[0].size), line, anchor)


@dataclass(frozen=True)
class BoxContent:
    """What a box says and how it looks.

    `rule_colour` is that of the rule at its left edge; `has_card` puts a second card behind it; `sign` says how the claim is
    known, by the name of Graphviz's arrow, behind the lines of `sign_row`.
    """

    rows: tuple[BoxRow, ...]
    border_width: float
    line_colour: str
    rule_colour: str
    has_card: bool = False
    text_width: float = TEXT_WIDTH_PT
    sign: str = ""
    sign_row: int = 0

    @property
    def _frame_room(self) -> int:
        return max(_FRAME_ROOM_PT, math.ceil(self.border_width))

    @property
    def width(self) -> int:
        inside = math.ceil(self.text_width) + 2 * PADDING_PT + RULE_WIDTH_PT
        return inside + 2 * self._frame_room + self._card_offset

    @cached_property
    def height(self) -> int:
        return sum(row.height for row in self.rows) + 2 * self._frame_room + self._card_offset

    @property
    def _card_offset(self) -> int:
        return CARD_OFFSET_PT if self.has_card else 0

    def draw(self, place: Rect) -> Shapes:
        """The shapes at a place, which may be larger than the box needs."""
        offset = self._card_offset
        front = place._replace(width=place.width - offset, height=place.height - offset)
        inset = self.border_width / 2
        frame = Rect(front.left + inset, front.top + inset, front.width - 2 * inset, front.height - 2 * inset)
        shapes: list[Shape] = []
        if offset:
            behind = frame._replace(left=frame.left + offset, top=frame.top + offset)
            shapes.append(Rectangle(behind, WHITE, self.line_colour))
        shapes.append(Rectangle(frame, WHITE, role="body"))
        shapes += self._draw_rows(front)
        width = self.border_width + RULE_WIDTH_PT
        shapes.append(Rectangle(front._replace(width=width), self.rule_colour, role="rule"))
        shapes.append(Rectangle(frame, "none", self.line_colour, self.border_width, role="outline"))
        return tuple(shapes)

    def _draw_rows(self, front: Rect) -> Iterable[Shape]:
        left, top = front.left + self._frame_room + RULE_WIDTH_PT, front.top + self._frame_room
        width = front.width - 2 * self._frame_room - RULE_WIDTH_PT
        for number, row in enumerate(self.rows):
            band = Rect(left, top, width, row.height)
            if row.fill != WHITE:
                yield Rectangle(band, row.fill)
            yield from row.draw_lines(band)
            if self.sign and number == self.sign_row:
                middle = top + row.above + row.line_height / 2
                yield SIGN_DRAWERS[self.sign]((band.right - PADDING_PT, middle), (1, 0), QUIET_TEXT_COLOUR)
            top += row.height


@lru_cache(maxsize=16_384)
def _wrap(words: str, style: Run, width: float = TEXT_WIDTH_PT) -> tuple[Line, ...]:
    """The words in as many lines as they need in a box, in a style whose own words do not matter."""
    return tuple((style._replace(words=line),) for line in wrap_text(words, width, style.size, style.bold))


def build_boxes(argument_map: ArgumentMap) -> Mapping[str, BoxContent]:
    """The box of each claim and collapsed group of a map, by the name of its node."""
    claims = {slug: build_claim_box(argument_map, claim) for slug, claim in argument_map.graph.claims.items()}
    groups = {group.node_id: build_group_box(argument_map, group) for group in argument_map.collapsed_boxes}
    return claims | groups


def build_claim_box(argument_map: ArgumentMap, claim: Claim) -> BoxContent:
    """A claim as a box: badge, text, who and when, and notes."""
    is_context = claim.slug in argument_map.graph.context
    tint = argument_map.colours.claim_tint(claim)
    text_colour = QUIET_TEXT_COLOUR if is_context else TEXT_COLOUR
    body = Run("", colour=text_colour, struck=argument_map.is_struck(claim))
    badge, sign = argument_map.badges.get(claim.slug), TAIL_SIGNS.get(claim.attribution, "")
    width = min(_choose_width(argument_map.words_of(claim)), _max_text_width(argument_map))
    rows = [_badge_row(badge, width)] if badge else []
    who = _wrap_runs(list(_who_and_when(argument_map, claim)), width - (_SIGN_ROOM_PT if sign else 0))
    rows.append(BoxRow(_wrap(argument_map.words_of(claim), body, width), above=6, below=2))
    rows.append(BoxRow(who, above=1, below=6))
    if notes := _claim_notes(argument_map, claim, width):
        rows.append(BoxRow(notes, above=0, below=6))
    border, colour = _frame(argument_map, claim, tint, is_context)
    is_folded = claim.slug in argument_map.collapsed
    return BoxContent(tuple(rows), border, colour, tint.line, is_folded, width, sign, 2 if badge else 1)


def _frame(argument_map: ArgumentMap, claim: Claim, tint: Tint, is_context: bool) -> tuple[float, str]:
    """The width and colour of a claim's frame: conclusions, and the claim in the middle, have a heavier one."""
    badge = argument_map.badges.get(claim.slug)
    if badge:
        return badge.line_weight, tint.line
    if claim.slug == argument_map.graph.focus:
        return _FOCUS_WIDTH_PT, TEXT_COLOUR
    if claim.slug in argument_map.conclusions:
        return _CONCLUSION_WIDTH_PT, QUIET_TEXT_COLOUR if is_context else TEXT_COLOUR
    return _BORDER_WIDTH_PT, PALE_BORDER_COLOUR if is_context else BORDER_COLOUR


@lru_cache(maxsize=4096)
def _choose_width(words: str) -> float:
    """The width of a text in a box: the first in which it has few lines, or the widest."""
    return next(
        (width for width in _TEXT_WIDTHS_PT if len(wrap_text(words, width, BODY_SIZE_PT)) <= _MAX_LINES),
        _TEXT_WIDTHS_PT[-1],
    )


def _max_text_width(argument_map: ArgumentMap) -> float:
    """The largest width of a text in a box: on a page what is left beside the lines at both sides."""
    if not argument_map.max_size_pt:
        return math.inf
    beside = 2 * (PADDING_PT + _FRAME_ROOM_PT + CHANNEL_WIDTH_PT + PAGE_MARGIN_PT) + RULE_WIDTH_PT
    return max(_MIN_TEXT_WIDTH_PT, math.floor(argument_map.max_size_pt[0] - beside))


def build_group_box(argument_map: ArgumentMap, group: CollapsedGroup) -> BoxContent:
    """A collapsed group as one box: its name, its number of claims, and their dates."""
    tint = argument_map.colours.group_tint(group)
    count = wording.count_claims(len(group.claims))
    words = [words for words in (count, argument_map.abbreviate_collapsed_dates(group)) if words]
    rows = (
        BoxRow(_wrap(group.label, Run("", bold=True)), above=6, below=2),
        BoxRow(_wrap(_SEPARATOR.join(words), _NOTE), above=1, below=6),
    )
    return BoxContent(rows, _BORDER_WIDTH_PT, BORDER_COLOUR, tint.line, has_card=True)


_NOTE = Run("", SMALL_SIZE_PT, QUIET_TEXT_COLOUR)
"""The style of what stands below a claim's text."""
_SEPARATOR = " · "


def _who_and_when(argument_map: ArgumentMap, claim: Claim) -> Iterable[Run]:
    """The number if asked for, the speaker, the faction unless the cluster shows it, the date, and the attribution if unusual."""
    number = argument_map.claim_number(claim) if argument_map.view.numbers else None
    faction = "" if argument_map.view.cluster == "faction" else argument_map.faction_name(claim)
    speaker = speaker_label(argument_map.record, claim.speaker)
    if number:
        yield _NOTE._replace(words=str(number), bold=True)
    yield from (_NOTE._replace(words=words) for words in (speaker, faction, abbreviate_date(claim)) if words)
    if attribution := note_attribution(argument_map.record, claim):
        yield _NOTE._replace(words=attribution, italic=True)


def _wrap_runs(runs: Iterable[Run], width: float) -> tuple[Line, ...]:
    """The runs in lines, with dots between those in one line; one that does not fit into a line begins the next."""
    lines: list[list[Run]] = []
    room = 0.0
    for run in runs:
        wrapped = _wrap(run.words, run, width)
        if not wrapped:
            continue
        first, *rest = wrapped
        needed = _slack_width(f"{_SEPARATOR}{run.words}", run)
        if rest or not lines or needed > room:
            lines += [list(first), *map(list, rest)]
            room = width - _slack_width(lines[-1][-1].words, run)
        else:
            lines[-1][-1] = lines[-1][-1]._replace(words=f"{lines[-1][-1].words} ·")
            lines[-1].append(run)
            room -= needed
    return tuple(tuple(line) for line in lines)


def _slack_width(words: str, run: Run) -> float:
    """The width of words with the slack that other fonts need."""
    return text_width(words, run.size, run.bold) * WIDTH_SLACK


def _claim_notes(argument_map: ArgumentMap, claim: Claim, width: float) -> tuple[Line, ...]:
    """What stands below a claim's text: acts, its dispute where that is another, and what is collapsed behind it."""
    acts = describe_acts_by_kind(argument_map.record, claim).values()
    notes = [(words, _NOTE) for words in acts]
    dispute = argument_map.record.disputes.get(claim.dispute)
    is_elsewhere = argument_map.view.dispute not in (None, *claim.disputes)
    if claim.slug in argument_map.graph.context and dispute and is_elsewhere:
        notes.append((wording.note_other_dispute(entry_name(dispute, argument_map.record)), _NOTE))
    notes += [(words, _NOTE) for words in argument_map.cut_links.get(claim.slug, ())]
    if group := argument_map.collapsed.get(claim.slug):
        notes.append((wording.note_folded(len(group.claims)), Run("", SMALL_SIZE_PT, bold=True)))
        notes.append((argument_map.abbreviate_collapsed_dates(group), _NOTE))
    return tuple(line for words, style in notes for line in _wrap(words, style, width))


def _badge_row(badge: Badge, width: float) -> BoxRow:
    """The words of a badge, with its own alignment and background."""
    background, text_colour = (badge.tint.line, WHITE) if badge.on_dark else (WHITE, TEXT_COLOUR)
    lines = _wrap(badge.words, Run("", SMALL_SIZE_PT, text_colour, bold=True), width)
    padding = _BADGE_PADDING_PT
    return BoxRow(lines, background, badge.alignment, padding, padding, padding)
