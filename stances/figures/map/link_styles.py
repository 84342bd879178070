"""How each kind of link is drawn: line, arrowhead and symbol in the legend; and the marks of each attribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stances.record.entries import Link
from stances.record.vocabulary import Attribution, LinkKind

_MAX_WIDTH_STEPS = 5


@dataclass(frozen=True)
class LinkStyle:
    """How a kind of link is drawn; `width` is in points, `arrowhead` a name of Graphviz's.

    Dash and arrowhead distinguish kinds in black and white.
    """

    colour: str
    dash: str
    arrowhead: str
    width: float

    def width_of(self, count: int) -> float:
        """The width of an arrow that stands for so many links, in points."""
        return round(self.width + min(count - 1, _MAX_WIDTH_STEPS) * 0.4, 1)

    @property
    def dot_attributes(self) -> dict[str, str]:
        return {
            "color": self.colour,
            "fillcolor": self.colour,
            "style": self.dash,
            "penwidth": str(self.width),
            "arrowhead": self.arrowhead,
        }


LINK_STYLES: Mapping[LinkKind, LinkStyle] = {
    LinkKind.SUPPORTS: LinkStyle("#1b6e4b", "solid", "normal", 1.5),
    LinkKind.REBUTS: LinkStyle("#b3361b", "dashed", "tee", 1.7),
    LinkKind.UNDERCUTS: LinkStyle("#5e3c99", "dotted", "odiamond", 1.9),
}

TAIL_SIGNS: Mapping[Attribution, str] = {
    Attribution.REPORTED: "odot",
    Attribution.INFERRED: "obox",
}
"""The sign at the start of a link and in a claim's box, by the name of Graphviz's arrow; an asserted one has none."""
_UNANSWERED_HEADS = {"tee": "teedot", "odiamond": "diamond"}


def arrowhead(kind: LinkKind, is_unanswered: bool) -> str:
    """The sign at the end of a link; that of an attack which nobody answers is filled."""
    head = LINK_STYLES[kind].arrowhead
    return _UNANSWERED_HEADS.get(head, head) if is_unanswered else head


def link_signs(link: Link) -> tuple[str, str]:
    """The signs at the start of a link and at its junction; contraries have a second head at one of them."""
    style, sign = LINK_STYLES[link.kind], TAIL_SIGNS.get(link.attribution, "none")
    if not link.mutual:
        return sign, "none"
    return (sign, style.arrowhead) if link.with_ else (style.arrowhead + sign.removesuffix("none"), "none")
