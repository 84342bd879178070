"""The positions of a dispute as figures show them: key, label, words and tone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from stances.graphics.palette import UNDECIDED_TONE, Tone, option_tone, ordinal_tone
from stances.record.entries import Dispute, Position
from stances.record.text_types import ORDINAL_VALUES
from stances.record.vocabulary import Scale
from stances.timeline.wording import UNDECIDED_LABEL, describe_off_scale

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class ScalePosition:
    """A position as figures show it; `words` are its signed value or key, and its label. A `value` of None is undecided."""

    value: int | None
    key: str
    label: str
    tone: Tone
    words: str

    @property
    def name(self) -> str:
        """Its sign and its label: “++ A real turn”."""
        return f"{self.key} {self.label}"


def _format_signed(value: int) -> str:
    return "0" if value == 0 else f"+{value}" if value > 0 else f"{MINUS}{-value}"


def number_positions(scale: Scale, count: int) -> list[int]:
    """The usual numbers of so many positions: degrees from the highest down, without 0 if they are even in number."""
    if scale is Scale.CATEGORICAL or count > len(ORDINAL_VALUES):
        return list(range(1, count + 1))
    half = count // 2
    return [value for value in range(half, -half - 1, -1) if value or count % 2]


def renumber_positions(scale: Scale, numbers: Sequence[int | None]) -> list[int]:
    """Numbers for positions in this order that differ least from those they have; the usual ones if they have none."""
    count = len(numbers)
    if scale is Scale.CATEGORICAL or count > len(ORDINAL_VALUES) or not any(n is not None for n in numbers):
        return number_positions(scale, count)

    def distance(new: Iterable[int]) -> tuple[int, int]:
        changed = sum(abs(n - old) for n, old in zip(new, numbers, strict=True) if old is not None)
        return changed, abs(sum(new))

    return list(min(combinations(reversed(ORDINAL_VALUES), count), key=distance))


def usual_key(scale: Scale, value: int) -> str:
    """The usual key of a position: `++` and `−−` for degrees, letters for options."""
    if scale is Scale.CATEGORICAL:
        return chr(ord("A") + value - 1) if 1 <= value <= 26 else str(value)
    return "+" * value or MINUS * -value or "0"


def tone_of(dispute: Dispute, position: int | None) -> Tone:
    """The tone of a position; that of undecided if it is not on the scale."""
    if position is None or dispute.position(position) is None:
        return UNDECIDED_TONE
    if dispute.scale is Scale.CATEGORICAL:
        return option_tone(position)
    values = [p.value for p in dispute.positions]
    return ordinal_tone(position, min(values), max(values))


def build_scale(dispute: Dispute) -> dict[int | None, ScalePosition]:
    """Every position of the scale by its value; undecided, None, comes last."""
    scale: dict[int | None, ScalePosition] = {p.value: _build_position(dispute, p) for p in dispute.positions}
    scale[None] = ScalePosition(None, "?", UNDECIDED_LABEL, UNDECIDED_TONE, UNDECIDED_LABEL)
    return scale


def _build_position(dispute: Dispute, position: Position) -> ScalePosition:
    value, key, label = position.value, position.key, position.label
    words = f"{key}, {label}" if dispute.scale is Scale.CATEGORICAL else f"{_format_signed(value)} {label}"
    return ScalePosition(value, key, label, tone_of(dispute, value), words)


def look_up_position(scale: Mapping[int | None, ScalePosition], position: int | None) -> ScalePosition:
    """Look up a position by value; one that the scale lacks is shown by its number."""
    if position in scale:
        return scale[position]
    words = describe_off_scale(position)
    return ScalePosition(position, str(position), words, UNDECIDED_TONE, words)
