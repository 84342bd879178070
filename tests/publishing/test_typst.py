"""The typesetter sets PDF and PNG from a source and its drawings, and no text is lost without fonts."""

from __future__ import annotations

import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.graphics.text_metrics import FONT_FAMILY
from stances.publishing import typst

DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">'
    b'<text y="20" font-family="Nowhere Sans">word</text></svg>'
)


def test_a_drawing_becomes_a_page() -> None:
    assert typst.render_pdf('#image("a.svg")', {"a.svg": DRAWING}).startswith(b"%PDF-")


def test_every_page_becomes_a_picture() -> None:
    pages = typst.render_png("one #pagebreak() two", {}, ppi=72)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_what_cannot_be_set_says_so() -> None:
    with pytest.raises(typst.TypesettingError, match="could not set this"):
        typst.render_pdf('#image("missing.svg")', {})


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60))
def test_a_quoted_text_is_never_markup(text: str) -> None:
    assert typst.render_pdf(f"#{typst.quote(text)}", {}).startswith(b"%PDF-")


NOWHERE = "\U000fabcd"
"""A character for private use, which no font has."""


def test_characters_that_no_font_has_are_named_and_counted_once() -> None:
    assert not typst.note_missing_characters("Ärger, Москва\u200f 1928\u2028")
    assert f"this character, which PNG and PDF show as a box: {NOWHERE}." in typst.note_missing_characters(
        f"a{NOWHERE}b{NOWHERE}"
    )
    many = "".join(chr(ord(NOWHERE) + number) for number in range(300))
    assert "these 300 characters" in typst.note_missing_characters(many)


def _read_fonts(pdf: bytes) -> set[str]:
    """The families of the fonts of a PDF, whose objects may be compressed."""
    packed = re.findall(rb"stream\r?\n(\x78.*?)\r?\nendstream", pdf, re.DOTALL)
    parts = [pdf, *(zlib.decompressobj().decompress(stream) for stream in packed)]
    return {name.decode() for part in parts for name in re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)", part)}


@pytest.mark.parametrize("text", ["žluťoučký ąğőț", "Москва, съезд", "Ελλάδα", "−½ ± 2 → 3"])
def test_latin_cyrillic_and_greek_are_set_in_our_typefaces_in_drawings_and_text(text: str) -> None:
    drawing = DRAWING.replace(b"Nowhere Sans", FONT_FAMILY.encode()).replace(b"word", text.encode())
    assert _read_fonts(typst.render_pdf('#image("a.svg")', {"a.svg": drawing})) == {"SourceSansPro"}
    set_serif = f'#set text(font: "Source Serif Pro")\n#{typst.quote(text)}'
    assert _read_fonts(typst.render_pdf(set_serif, {})) == {"SourceSerifPro"}


def test_a_script_that_our_typefaces_lack_is_set_in_another_font() -> None:
    for text in ("שלום", "♠"):
        drawing = DRAWING.replace(b"Nowhere Sans", FONT_FAMILY.encode()).replace(b"word", text.encode())
        assert _read_fonts(typst.render_pdf('#image("a.svg")', {"a.svg": drawing})).isdisjoint(
            {"SourceSansPro"}
        )
        assert not typst.note_missing_characters(text)
