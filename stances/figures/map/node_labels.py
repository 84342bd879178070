"""The labels of a map's boxes, claims and collapsed groups, with their sizes.

A box is one HTML-like label of Graphviz. Every text passes through `escape_label`, so that it can neither become markup
nor be expanded as one of Graphviz's escapes.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stances.argument.collapse import CollapsedGroup
from stances.figures.map.link_styles import BORDER_STYLES
from stances.figures.map.map import ArgumentMap, Badge
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE, Tint, mix
from stances.graphics.text_metrics import WIDTH_SLACK, clean_text, text_width, wrap_text
from stances.graphics.typography import (
    BODY_SIZE_PT,
    LINE_HEIGHT_PT,
    PADDING_PT,
    SMALL_SIZE_PT,
    TEXT_WIDTH_PT,
    line_height,
)
from stances.record.attribution_wording import note_attribution
from stances.record.entries import Claim
from stances.record.wording import (
    count_words,
    describe_acts_by_kind,
    describe_date,
    speaker_label,
)

CARD_OFFSET_PT = 5
"""Offset of the second card behind a box that stands for several claims."""


@dataclass(frozen=True)
class NodeLabel:
    """A label for Graphviz, and the size in points at which it is drawn."""

    markup: str
    width: int
    height: int


@dataclass(frozen=True)
class _LabelRow:
    """Lines of a box on one background; `alignment` is LEFT, CENTER or RIGHT."""

    lines: tuple[str, ...]
    fill: str
    alignment: str = "LEFT"
    padding: int = PADDING_PT

    @property
    def markup(self) -> str:
        lines = stack_lines(self.lines, alignment=self.alignment)
        return f'<TR><TD ALIGN="{self.alignment}" BGCOLOR="{self.fill}" CELLPADDING="{self.padding}">{lines}</TD></TR>'

    @property
    def height(self) -> int:
        return len(self.lines) * LINE_HEIGHT_PT + 2 * self.padding


@lru_cache(maxsize=16_384)
def escape_label(text: str) -> str:
    r"""The text for an HTML-like label: never markup, and `\N`, `\G` and their kind stay what they are."""
    return html.escape(clean_text(text)).replace("\\", "\\\\")


def format_line(words: str, size: float = BODY_SIZE_PT, colour: str = TEXT_COLOUR, tag: str = "") -> str:
    """One line of a label; size and colour are written only where they differ from the map's defaults."""
    marked_up = f"<{tag}>{escape_label(words)}</{tag}>" if tag else escape_label(words)
    font = (f' POINT-SIZE="{size}"' if size != BODY_SIZE_PT else "") + (
        f' COLOR="{colour}"' if colour != TEXT_COLOUR else ""
    )
    return f"<FONT{font}>{marked_up}</FONT>" if font else marked_up


def stack_lines(
    lines: Iterable[str], size: float = BODY_SIZE_PT, width: int = TEXT_WIDTH_PT, alignment: str = "LEFT"
) -> str:
    """A table of lines one below the other, with the line height of this size."""
    height = line_height(size)
    rows = "".join(
        f'<TR><TD ALIGN="{alignment}" WIDTH="{width}" HEIGHT="{height}">{line}</TD></TR>' for line in lines
    )
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'


@lru_cache(maxsize=16_384)
def _wrap_paragraph(
    words: str, size: float = BODY_SIZE_PT, colour: str = TEXT_COLOUR, tag: str = ""
) -> tuple[str, ...]:
    return tuple(
        format_line(line, size, colour, tag) for line in wrap_text(words, TEXT_WIDTH_PT, size, tag == "B")
    )


def _frame_rows(
    rows: list[_LabelRow], border: float, line_colour: str, style: str, with_card: bool
) -> NodeLabel:
    """Rows one below the other in a frame, with a second card behind it where `with_card`."""
    frame = f'BORDER="{border:g}" COLOR="{line_colour}" STYLE="{style}"'
    markup = "".join(row.markup for row in rows)
    label = f'<TABLE {frame} CELLBORDER="0" CELLSPACING="0">{markup}</TABLE>'
    frames = 2 * math.ceil(border)
    box = NodeLabel(label, TEXT_WIDTH_PT + 2 * PADDING_PT + frames, sum(row.height for row in rows) + frames)
    return add_card_behind(box, line_colour) if with_card else box


def add_card_behind(box: NodeLabel, line_colour: str, offset: int = CARD_OFFSET_PT) -> NodeLabel:
    """The box in front of a second card, whose right and lower edges are visible."""
    corner = f'<TD WIDTH="{offset}" HEIGHT="{offset}" FIXEDSIZE="TRUE"></TD>'
    edge = f'BORDER="1" COLOR="{line_colour}"'
    edge_width, edge_height = box.width - offset, box.height - offset
    label = (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
        f'<TR><TD ROWSPAN="2" COLSPAN="2">{box.markup}</TD>{corner}</TR>'
        f'<TR><TD {edge} SIDES="TR" WIDTH="{offset}" HEIGHT="{edge_height}" FIXEDSIZE="TRUE"></TD></TR>'
        f'<TR>{corner}<TD {edge} SIDES="BL" WIDTH="{edge_width}" HEIGHT="{offset}" FIXEDSIZE="TRUE"></TD>'
        f'<TD {edge} SIDES="BR" WIDTH="{offset}" HEIGHT="{offset}" FIXEDSIZE="TRUE"></TD></TR></TABLE>'
    )
    return NodeLabel(label, box.width + offset, box.height + offset)


def _header_lines(argument_map: ArgumentMap, claim: Claim, text_colour: str) -> tuple[str, ...]:
    """The number if asked for, the speaker, the faction unless the cluster shows it, the date, and the attribution if unusual."""
    number = argument_map.claim_number(claim) if argument_map.view.numbers else None
    number_words = f"{number}  " if number else ""
    name = speaker_label(argument_map.record, claim.speaker)
    faction = "" if argument_map.view.cluster == "faction" else argument_map.faction_name(claim)
    beside, *below = [words for words in (faction, describe_date(claim)) if words]
    number_markup = (
        format_line(number_words.strip(), SMALL_SIZE_PT, QUIET_TEXT_COLOUR) + "&#8194;"
        if number_words
        else ""
    )
    available_width = TEXT_WIDTH_PT - (
        text_width(number_words, SMALL_SIZE_PT) + BODY_SIZE_PT / 2 if number_words else 0
    )
    lines: tuple[str, ...]
    if (
        text_width(f"{name} · ", BODY_SIZE_PT, bold=True) + text_width(beside, SMALL_SIZE_PT)
    ) * WIDTH_SLACK <= available_width:
        lines = (
            number_markup
            + format_line(name, BODY_SIZE_PT, text_colour, "B")
            + "&#8194;"
            + format_line(beside, SMALL_SIZE_PT, text_colour),
        )
    else:
        first, *rest = wrap_text(name, available_width, BODY_SIZE_PT, bold=True)
        lines = (
            number_markup + format_line(first, BODY_SIZE_PT, text_colour, "B"),
            *(format_line(line, BODY_SIZE_PT, text_colour, "B") for line in rest),
        )
        lines += _wrap_paragraph(beside, SMALL_SIZE_PT, text_colour)
    for words in below:
        lines += _wrap_paragraph(words, SMALL_SIZE_PT, text_colour)
    return lines + _wrap_paragraph(
        note_attribution(argument_map.record, claim), SMALL_SIZE_PT, text_colour, "I"
    )


@dataclass(frozen=True)
class BoxNote:
    """A text below the others in a box, which may differ from day to day, and how it is set."""

    words: str
    size: float = SMALL_SIZE_PT
    colour: str = QUIET_TEXT_COLOUR
    tag: str = ""

    @property
    def text_lines(self) -> tuple[str, ...]:
        return tuple(wrap_text(self.words, TEXT_WIDTH_PT, self.size, self.tag == "B"))

    @property
    def marked_up_lines(self) -> tuple[str, ...]:
        return _wrap_paragraph(self.words, self.size, self.colour, self.tag)


def claim_notes(argument_map: ArgumentMap, claim: Claim) -> Mapping[str, BoxNote]:
    """What stands below a claim's text, by what it is about: acts, its dispute where that is another, what is collapsed."""
    acts = describe_acts_by_kind(argument_map.record, claim)
    notes: dict[str, BoxNote] = {kind: BoxNote(words) for kind, words in acts.items()}
    dispute = argument_map.record.disputes.get(claim.dispute)
    if (
        claim.slug in argument_map.graph.context
        and dispute
        and argument_map.view.dispute not in (None, *claim.disputes)
    ):
        notes["dispute"] = BoxNote(f"from the dispute: {dispute.title}")
    if group := argument_map.collapsed.get(claim.slug):
        count = f"+ {count_words(len(group.claims), 'claim')} folded behind it"
        notes["count"] = BoxNote(count, SMALL_SIZE_PT, TEXT_COLOUR, "B")
        notes["dates"] = BoxNote(argument_map.describe_collapsed_dates(group))
    return notes


def group_notes(argument_map: ArgumentMap, group: CollapsedGroup) -> Mapping[str, BoxNote]:
    """What stands below the name of a collapsed group: its number of claims, and their dates."""
    return {
        "count": BoxNote(count_words(len(group.claims), "claim"), BODY_SIZE_PT, TEXT_COLOUR),
        "dates": BoxNote(argument_map.describe_collapsed_dates(group)),
    }


def _stack_notes(notes: Mapping[str, BoxNote]) -> tuple[str, ...]:
    return tuple(line for note in notes.values() for line in note.marked_up_lines)


def _badge_row(badge: Badge) -> _LabelRow:
    """The words of a badge, with its own alignment and background."""
    background, text_colour = (badge.tint.line, WHITE) if badge.on_dark else (WHITE, TEXT_COLOUR)
    return _LabelRow(
        _wrap_paragraph(badge.words, SMALL_SIZE_PT, text_colour, "B"), background, badge.alignment, padding=4
    )


def build_claim_label(argument_map: ArgumentMap, claim: Claim) -> NodeLabel:
    """A claim as a box: badge, header, text and notes, in the claim's colours."""
    is_context = claim.slug in argument_map.graph.context
    tint = argument_map.colours.claim_tint(claim)
    text_colour = QUIET_TEXT_COLOUR if is_context else TEXT_COLOUR
    body = _wrap_paragraph(
        argument_map.words_of(claim), BODY_SIZE_PT, text_colour, "S" if argument_map.is_struck(claim) else ""
    )
    badge = argument_map.badges.get(claim.slug)
    rows = [_badge_row(badge)] if badge else []
    rows += [
        _LabelRow(_header_lines(argument_map, claim, text_colour), tint.wash if is_context else tint.fill),
        _LabelRow(body, WHITE),
    ]
    if notes := _stack_notes(claim_notes(argument_map, claim)):
        rows.append(_LabelRow(notes, WHITE))
    line = mix(tint.line, WHITE, 0.5) if is_context else tint.line
    border = badge.line_weight if badge else 2 if claim.slug == argument_map.graph.focus else 1
    return _frame_rows(
        rows, border, line, BORDER_STYLES[claim.attribution], with_card=claim.slug in argument_map.collapsed
    )


def build_group_label(argument_map: ArgumentMap, group: CollapsedGroup) -> NodeLabel:
    """A collapsed group as one box: its name, its number of claims, and their dates."""
    tint: Tint = argument_map.colours.group_tint(group)
    rows = [
        _LabelRow(_wrap_paragraph(group.label, BODY_SIZE_PT, TEXT_COLOUR, "B"), tint.fill),
        _LabelRow(_stack_notes(group_notes(argument_map, group)), WHITE),
    ]
    return _frame_rows(rows, 1, tint.line, "solid", with_card=True)
