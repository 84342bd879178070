"""The boxes of a map, of claims and of collapsed groups: their lines of text, their sizes, and their shapes at a place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stances.argument.collapse import CollapsedGroup
from stances.cache import cached_property
from stances.figures.map import wording
from stances.figures.map.colours import pale_line
from stances.figures.map.link_styles import BORDER_STYLES
from stances.figures.map.map import ArgumentMap, Badge
from stances.graphics.geometry import Rect
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.shapes import Line, Rectangle, Run, Shape, Shapes, Text, baseline, runs_from_right
from stances.graphics.text_metrics import WIDTH_SLACK, text_width, wrap_text
from stances.graphics.typography import (
    BODY_SIZE_PT,
    LINE_HEIGHT_PT,
    PADDING_PT,
    SMALL_SIZE_PT,
    TEXT_WIDTH_PT,
)
from stances.record.attribution_wording import note_attribution
from stances.record.entries import Claim
from stances.record.wording import describe_acts_by_kind, describe_date, entry_name, speaker_label

CARD_OFFSET_PT = 5
"""Offset of the second card behind a box that stands for several claims."""
_RUN_GAP_PT = 2.5
"""Space between two runs of a line, besides that of a word."""
_BADGE_PADDING_PT = 4
_ANCHORS = {"LEFT": ("start", 0.0), "CENTER": ("middle", 0.5), "RIGHT": ("end", 1.0)}


@dataclass(frozen=True)
class BoxRow:
    """Lines of a box on one background; `alignment` is LEFT (for lines from right to left RIGHT), CENTER or RIGHT."""

    lines: tuple[Line, ...]
    fill: str
    alignment: str = "LEFT"
    padding: int = PADDING_PT

    @property
    def height(self) -> int:
        return len(self.lines) * LINE_HEIGHT_PT + 2 * self.padding

    def draw_lines(self, band: Rect) -> Iterable[Text]:
        """The lines at their places in a band of this row."""
        top = band.top + self.padding
        for number, line in enumerate(self.lines):
            mirrored = self.alignment == "LEFT" and runs_from_right(line)
            anchor, share = _ANCHORS["RIGHT" if mirrored else self.alignment]
            x = band.left + self.padding + (band.width - 2 * self.padding) * share
            yield Text(x, baseline(top + number * LINE_HEIGHT_PT, LINE_HEIGHT_PT, BODY_SIZE_PT), line, anchor)


@dataclass(frozen=True)
class BoxContent:
    """What a box says and how its frame looks; `dash` is solid, dashed or dotted, `has_card` puts a second card behind it."""

    rows: tuple[BoxRow, ...]
    border_width: float
    line_colour: str
    dash: str
    has_card: bool

    @property
    def _frame_width(self) -> int:
        return math.ceil(self.border_width)

    @property
    def width(self) -> int:
        return TEXT_WIDTH_PT + 2 * PADDING_PT + 2 * self._frame_width + self._card_offset

    @cached_property
    def height(self) -> int:
        return sum(row.height for row in self.rows) + 2 * self._frame_width + self._card_offset

    @property
    def _card_offset(self) -> int:
        return CARD_OFFSET_PT if self.has_card else 0

    def draw(self, place: Rect) -> Shapes:
        """The shapes at a place, which may be higher than the box needs."""
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
        shapes.append(
            Rectangle(frame, "none", self.line_colour, self.border_width, self.dash, role="outline")
        )
        return tuple(shapes)

    def _draw_rows(self, front: Rect) -> Iterable[Shape]:
        left, top = front.left + self._frame_width, front.top + self._frame_width
        for row in self.rows:
            band = Rect(left, top, front.width - 2 * self._frame_width, row.height)
            if row.fill != WHITE:
                yield Rectangle(band, row.fill)
            yield from row.draw_lines(band)
            top += row.height


@lru_cache(maxsize=16_384)
def _wrap(words: str, style: Run) -> tuple[Line, ...]:
    """The words in as many lines as they need in a box, in a style whose own words do not matter."""
    return tuple(
        (style._replace(words=line),) for line in wrap_text(words, TEXT_WIDTH_PT, style.size, style.bold)
    )


def build_boxes(argument_map: ArgumentMap) -> Mapping[str, BoxContent]:
    """The box of each claim and collapsed group of a map, by the name of its node."""
    claims = {slug: build_claim_box(argument_map, claim) for slug, claim in argument_map.graph.claims.items()}
    groups = {group.node_id: build_group_box(argument_map, group) for group in argument_map.collapsed_boxes}
    return claims | groups


def build_claim_box(argument_map: ArgumentMap, claim: Claim) -> BoxContent:
    """A claim as a box: badge, header, text and notes, in the claim's colours."""
    is_context = claim.slug in argument_map.graph.context
    tint = argument_map.colours.claim_tint(claim)
    text_colour = QUIET_TEXT_COLOUR if is_context else TEXT_COLOUR
    body = Run("", colour=text_colour, struck=argument_map.is_struck(claim))
    badge = argument_map.badges.get(claim.slug)
    rows = [_badge_row(badge)] if badge else []
    rows += [
        BoxRow(_header_lines(argument_map, claim, text_colour), tint.wash if is_context else tint.fill),
        BoxRow(_wrap(argument_map.words_of(claim), body), WHITE),
    ]
    if notes := _claim_notes(argument_map, claim):
        rows.append(BoxRow(notes, WHITE))
    return BoxContent(
        tuple(rows),
        badge.line_weight if badge else 2 if claim.slug == argument_map.graph.focus else 1,
        pale_line(tint) if is_context else tint.line,
        BORDER_STYLES[claim.attribution],
        claim.slug in argument_map.collapsed,
    )


def build_group_box(argument_map: ArgumentMap, group: CollapsedGroup) -> BoxContent:
    """A collapsed group as one box: its name, its number of claims, and their dates."""
    tint = argument_map.colours.group_tint(group)
    count = _wrap(wording.count_claims(len(group.claims)), Run(""))
    rows = (
        BoxRow(_wrap(group.label, Run("", bold=True)), tint.fill),
        BoxRow(count + _wrap(argument_map.describe_collapsed_dates(group), _NOTE), WHITE),
    )
    return BoxContent(rows, 1, tint.line, "solid", has_card=True)


_NOTE = Run("", SMALL_SIZE_PT, QUIET_TEXT_COLOUR)
"""The style of what stands below a claim's text."""


def _header_lines(argument_map: ArgumentMap, claim: Claim, text_colour: str) -> tuple[Line, ...]:
    """The number if asked for, the speaker, the faction unless the cluster shows it, the date, and the attribution if unusual."""
    number = argument_map.claim_number(claim) if argument_map.view.numbers else None
    numbered = (Run(str(number), SMALL_SIZE_PT, QUIET_TEXT_COLOUR),) if number else ()
    room = TEXT_WIDTH_PT - (text_width(f"{number}  ", SMALL_SIZE_PT) + BODY_SIZE_PT / 2 if number else 0)
    name = Run("", colour=text_colour, bold=True, indent=_RUN_GAP_PT if number else 0)
    small = Run("", SMALL_SIZE_PT, text_colour)
    label = speaker_label(argument_map.record, claim.speaker)
    faction = "" if argument_map.view.cluster == "faction" else argument_map.faction_name(claim)
    beside, *below = [words for words in (faction, describe_date(claim)) if words]
    lines: tuple[Line, ...]
    if _width_of(label, beside) <= room:
        lines = ((*numbered, name._replace(words=label), small._replace(words=beside, indent=_RUN_GAP_PT)),)
    else:
        first, *rest = wrap_text(label, room, BODY_SIZE_PT, bold=True)
        lines = (
            (*numbered, name._replace(words=first)),
            *((name._replace(words=line, indent=0),) for line in rest),
            *_wrap(beside, small),
        )
    attribution = note_attribution(argument_map.record, claim)
    notes = [*(_wrap(words, small) for words in below), _wrap(attribution, small._replace(italic=True))]
    return lines + tuple(line for note in notes for line in note)


def _width_of(name: str, beside: str) -> float:
    """The width of a name and what stands beside it, with the slack that other fonts need."""
    return (
        text_width(f"{name} · ", BODY_SIZE_PT, bold=True) + text_width(beside, SMALL_SIZE_PT)
    ) * WIDTH_SLACK


def _claim_notes(argument_map: ArgumentMap, claim: Claim) -> tuple[Line, ...]:
    """What stands below a claim's text: acts, its dispute where that is another, and what is collapsed behind it."""
    notes = [_wrap(words, _NOTE) for words in describe_acts_by_kind(argument_map.record, claim).values()]
    dispute = argument_map.record.disputes.get(claim.dispute)
    is_elsewhere = argument_map.view.dispute not in (None, *claim.disputes)
    if claim.slug in argument_map.graph.context and dispute and is_elsewhere:
        notes.append(_wrap(wording.note_other_dispute(entry_name(dispute, argument_map.record)), _NOTE))
    if group := argument_map.collapsed.get(claim.slug):
        notes.append(_wrap(wording.note_folded(len(group.claims)), Run("", SMALL_SIZE_PT, bold=True)))
        notes.append(_wrap(argument_map.describe_collapsed_dates(group), _NOTE))
    return tuple(line for note in notes for line in note)


def _badge_row(badge: Badge) -> BoxRow:
    """The words of a badge, with its own alignment and background."""
    background, text_colour = (badge.tint.line, WHITE) if badge.on_dark else (WHITE, TEXT_COLOUR)
    lines = _wrap(badge.words, Run("", SMALL_SIZE_PT, text_colour, bold=True))
    return BoxRow(lines, background, badge.alignment, _BADGE_PADDING_PT)
