"""Texts from right to left say so in a drawing, and stand where those from left to right would."""

from __future__ import annotations

import pytest
from lxml import etree

from stances.graphics.shapes import Run, ShapeWriter, Text
from stances.graphics.svg import SVG_NAMESPACE, draw_text
from stances.publishing.typst import _mark_direction

HEBREW, MIXED = "לא: המסלול", "(A-3) دراجات"


@pytest.mark.parametrize(("anchor", "mirrored"), [("start", "end"), ("middle", "middle"), ("end", None)])
def test_a_text_from_right_to_left_has_its_direction_and_the_anchor_of_its_other_side(
    anchor, mirrored
) -> None:
    written = etree.fromstring(
        ShapeWriter().write([Text(5, 9, (Run(HEBREW), Run("1928", indent=2)), anchor)])
    )
    drawn = draw_text(etree.Element(f"{{{SVG_NAMESPACE}}}svg"), 5, 9, HEBREW, text_anchor=anchor)
    for text in (written, drawn):
        assert text.get("direction") == "rtl"
        assert text.get("text-anchor", "start") == (mirrored or "start")
    assert not written.xpath("//@dx")


def test_what_begins_from_left_to_right_is_written_as_ever() -> None:
    for words in ("1928", "Ann: لا", MIXED):
        assert "direction" not in ShapeWriter().write([Text(5, 9, (Run(words),))])
    assert "direction" in ShapeWriter().write([Text(5, 9, (Run("(1928) " + HEBREW),))])


def test_the_typesetter_is_told_the_direction_by_marks_in_the_text() -> None:
    svg = ShapeWriter().write([Text(5, 9, (Run(HEBREW), Run("1928"))), Text(1, 1, (Run("a"),))])
    drawing = f'<svg xmlns="{SVG_NAMESPACE}">{svg}</svg>'.encode()
    first, second = etree.fromstring(_mark_direction(drawing))
    assert "".join(first.itertext()) == f"\u202b{HEBREW} \u200e1928\u202c"
    assert (first.get("text-anchor"), second.text) == ("start", "a")
    assert _mark_direction(b"<svg/>") == b"<svg/>"
