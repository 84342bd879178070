"""The boxes of a map, line by line: what stands in a claim's, what in a fold's, and how large each comes out.

A box is one HTML-like label of Graphviz's. Everything a person wrote passes through `escaped`, so that a text can
neither become markup nor be expanded as one of Graphviz's own escapes. Pure.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from stances.argument.collapse import Fold
from stances.figures.map.link_styles import BORDERS
from stances.figures.map.map import ArgumentMap, Badge
from stances.graphics.palette import INK, PAPER, QUIET_INK, Tint, mix
from stances.graphics.text_metrics import SLACK, cleaned, width, wrapped
from stances.graphics.typography import BODY_SIZE, LINE_HEIGHT, PADDING, SMALL_SIZE, TEXT_WIDTH, line_height
from stances.record.commitments import withdrawn
from stances.record.entries import Claim
from stances.record.wording import act_lines, attribution_words, counted, date_words, short_name

STEP = 5
"""By how much the card behind a fold's shows."""


@dataclass(frozen=True)
class Box:
    """A label for Graphviz, and the size in points at which it is drawn."""

    label: str
    wide: int
    high: int


@dataclass(frozen=True)
class _Band:
    """Lines of a box that lie on one colour; `place` is LEFT, CENTER or RIGHT."""

    lines: tuple[str, ...]
    fill: str
    place: str = "LEFT"
    padding: int = PADDING

    @property
    def row(self) -> str:
        lines = table(self.lines, place=self.place)
        return f'<TR><TD ALIGN="{self.place}" BGCOLOR="{self.fill}" CELLPADDING="{self.padding}">{lines}</TD></TR>'

    @property
    def high(self) -> int:
        return len(self.lines) * LINE_HEIGHT + 2 * self.padding


@lru_cache(maxsize=16_384)
def escaped(text: str) -> str:
    r"""The text for an HTML-like label: never markup, and `\N`, `\G` and their kind stay what they are."""
    return html.escape(cleaned(text)).replace("\\", "\\\\")


def text(words: str, size: float = BODY_SIZE, colour: str = INK, mark: str = "") -> str:
    """One line of a label; a size or a colour is written only where it is not what the map's text has anyway."""
    shown = f"<{mark}>{escaped(words)}</{mark}>" if mark else escaped(words)
    font = (f' POINT-SIZE="{size}"' if size != BODY_SIZE else "") + (
        f' COLOR="{colour}"' if colour != INK else ""
    )
    return f"<FONT{font}>{shown}</FONT>" if font else shown


def table(lines: Iterable[str], size: float = BODY_SIZE, wide: int = TEXT_WIDTH, place: str = "LEFT") -> str:
    """Lines set one below the other at a third more than their size."""
    height = line_height(size)
    rows = "".join(
        f'<TR><TD ALIGN="{place}" WIDTH="{wide}" HEIGHT="{height}">{line}</TD></TR>' for line in lines
    )
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'


@lru_cache(maxsize=16_384)
def _paragraph(words: str, size: float = BODY_SIZE, colour: str = INK, mark: str = "") -> tuple[str, ...]:
    return tuple(text(line, size, colour, mark) for line in wrapped(words, TEXT_WIDTH, size, mark == "B"))


def _framed(bands: list[_Band], border: float, line: str, style: str, card: bool) -> Box:
    """The bands one below the other in a frame, on a second card where there is more behind it."""
    frame = f'BORDER="{border:g}" COLOR="{line}" STYLE="{style}"'
    rows = "".join(band.row for band in bands)
    label = f'<TABLE {frame} CELLBORDER="0" CELLSPACING="0">{rows}</TABLE>'
    frames = 2 * math.ceil(border)
    box = Box(label, TEXT_WIDTH + 2 * PADDING + frames, sum(band.high for band in bands) + frames)
    return stacked(box, line) if card else box


def stacked(box: Box, line: str, step: int = STEP) -> Box:
    """The box on a second card, of which the right and the lower edge show."""
    corner = f'<TD WIDTH="{step}" HEIGHT="{step}" FIXEDSIZE="TRUE"></TD>'
    edge = f'BORDER="1" COLOR="{line}"'
    wide, high = box.wide - step, box.high - step
    label = (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
        f'<TR><TD ROWSPAN="2" COLSPAN="2">{box.label}</TD>{corner}</TR>'
        f'<TR><TD {edge} SIDES="TR" WIDTH="{step}" HEIGHT="{high}" FIXEDSIZE="TRUE"></TD></TR>'
        f'<TR>{corner}<TD {edge} SIDES="BL" WIDTH="{wide}" HEIGHT="{step}" FIXEDSIZE="TRUE"></TD>'
        f'<TD {edge} SIDES="BR" WIDTH="{step}" HEIGHT="{step}" FIXEDSIZE="TRUE"></TD></TR></TABLE>'
    )
    return Box(label, box.wide + step, box.high + step)


def _header(drawn: ArgumentMap, claim: Claim, ink: str) -> tuple[str, ...]:
    """The number where it is asked for, the speaker, the faction unless the cluster says it, the date, and how we know."""
    number = drawn.number(claim) if drawn.view.numbers else None
    before = f"{number}  " if number else ""
    name = short_name(drawn.record, claim.speaker)
    faction = "" if drawn.view.cluster == "faction" else drawn.faction_name(claim)
    beside, *below = [words for words in (faction, date_words(claim)) if words]
    quiet = text(before.strip(), SMALL_SIZE, QUIET_INK) + "&#8194;" if before else ""
    room = TEXT_WIDTH - (width(before, SMALL_SIZE) + BODY_SIZE / 2 if before else 0)
    lines: tuple[str, ...]
    if (width(f"{name} · ", BODY_SIZE, bold=True) + width(beside, SMALL_SIZE)) * SLACK <= room:
        lines = (quiet + text(name, BODY_SIZE, ink, "B") + "&#8194;" + text(beside, SMALL_SIZE, ink),)
    else:
        first, *rest = wrapped(name, room, BODY_SIZE, bold=True)
        lines = (
            quiet + text(first, BODY_SIZE, ink, "B"),
            *(text(line, BODY_SIZE, ink, "B") for line in rest),
        )
        lines += _paragraph(beside, SMALL_SIZE, ink)
    for words in below:
        lines += _paragraph(words, SMALL_SIZE, ink)
    return lines + _paragraph(attribution_words(drawn.record, claim), SMALL_SIZE, ink, "I")


def _notes(drawn: ArgumentMap, claim: Claim) -> tuple[str, ...]:
    """What stands under a claim's text: who joined or left it, its own dispute where that is another, what is folded."""
    notes = act_lines(drawn.record, claim)
    dispute = drawn.record.disputes.get(claim.dispute)
    if claim.slug in drawn.graph.context and dispute and drawn.view.dispute not in (None, *claim.disputes):
        notes.append(f"from the dispute: {dispute.title}")
    lines = [line for note in notes for line in _paragraph(note, SMALL_SIZE, QUIET_INK)]
    if fold := drawn.folds.get(claim.slug):
        lines += _paragraph(f"+ {counted(len(fold.claims), 'claim')} folded behind it", SMALL_SIZE, INK, "B")
        lines += _paragraph(drawn.fold_span(fold), SMALL_SIZE, QUIET_INK)
    return tuple(lines)


def _badge(badge: Badge) -> _Band:
    """The words of a badge, on its own side and ground."""
    ground, ink = (badge.tint.line, PAPER) if badge.dark else (PAPER, INK)
    return _Band(_paragraph(badge.words, SMALL_SIZE, ink, "B"), ground, badge.place, padding=4)


def claim_box(drawn: ArgumentMap, claim: Claim) -> Box:
    light = claim.slug in drawn.graph.context
    tint = drawn.tint(claim)
    ink = QUIET_INK if light else INK
    body = _paragraph(claim.text, BODY_SIZE, ink, "S" if withdrawn(claim) else "")
    badge = drawn.badges.get(claim.slug)
    bands = [_badge(badge)] if badge else []
    bands += [_Band(_header(drawn, claim, ink), tint.wash if light else tint.fill), _Band(body, PAPER)]
    if notes := _notes(drawn, claim):
        bands.append(_Band(notes, PAPER))
    line = mix(tint.line, PAPER, 0.5) if light else tint.line
    border = badge.weight if badge else 2 if claim.slug == drawn.graph.focus else 1
    return _framed(bands, border, line, BORDERS[claim.attribution], card=claim.slug in drawn.folds)


def fold_box(drawn: ArgumentMap, fold: Fold) -> Box:
    """A group as one box: its name, how many claims it holds, from when to when."""
    tint: Tint = drawn.fold_tint(fold)
    count = _paragraph(counted(len(fold.claims), "claim"))
    span = _paragraph(drawn.fold_span(fold), SMALL_SIZE, QUIET_INK)
    bands = [_Band(_paragraph(fold.label, BODY_SIZE, INK, "B"), tint.fill), _Band(count + span, PAPER)]
    return _framed(bands, 1, tint.line, "solid", card=True)
