"""The positions of a dispute as figures show them: sign, label, words and tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stances.graphics.palette import UNDECIDED_TONE, Tone, option_tone, ordinal_tone
from stances.record.entries import Dispute, Position
from stances.record.vocabulary import Scale

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Shade:
    """A position as grids show it: its key, its label, where it lies among the colours, and what is said of it."""

    value: int | None
    key: str
    label: str
    tone: Tone
    words: str


def _signed(value: int) -> str:
    return "0" if value == 0 else f"+{value}" if value > 0 else f"{MINUS}{-value}"


def tone_of(dispute: Dispute, position: int | None) -> Tone:
    """The tone of a position; that of an undecided one where it is not on the scale."""
    if position is None or dispute.position(position) is None:
        return UNDECIDED_TONE
    if dispute.scale is Scale.CATEGORICAL:
        return option_tone(position)
    values = [p.value for p in dispute.positions]
    return ordinal_tone(position, min(values), max(values))


def shades(dispute: Dispute) -> dict[int | None, Shade]:
    """Every position of the scale by its value, then undecided."""
    found: dict[int | None, Shade] = {p.value: _shade(dispute, p) for p in dispute.positions}
    found[None] = Shade(None, "?", "undecided", UNDECIDED_TONE, "undecided")
    return found


def _shade(dispute: Dispute, position: Position) -> Shade:
    value, key, label = position.value, position.key, position.label
    words = f"{key}, {label}" if dispute.scale is Scale.CATEGORICAL else f"{_signed(value)} {label}"
    return Shade(value, key, label, tone_of(dispute, value), words)


def shade_of(table: Mapping[int | None, Shade], position: int | None) -> Shade:
    """The shade of a position; one that the scale lacks is shown by its number."""
    if position in table:
        return table[position]
    words = f"{position}, which is not on the scale"
    return Shade(position, str(position), words, UNDECIDED_TONE, words)
