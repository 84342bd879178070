"""Text is measured and broken in every script: no line is too long or broken where its script forbids it."""

from __future__ import annotations

import unicodedata
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.graphics.direction import is_right_to_left
from stances.graphics.text_metrics import WIDTH_SLACK, clean_text, text_width, truncate, wrap_text
from tests.support.character_widths import read_widths
from tests.support.properties import examples

SCRIPTS = {
    "Latin": "aeioumnWÀßé.,-",
    "Greek": "αβγδεώΩς·",
    "Cyrillic": "абвгдежщЮІ",
    "Hebrew": "אבגדהוםץ־׳",
    "Arabic": "ابتثجحمنهيءلآأ\u064bٱپگ",
    "Devanagari": "कखगघठ\u093e\u093f\u094d",
    "Thai": "กขคงจ\u0e31\u0e34เแ",
    "kana": "あいうゃッーカキ「」、。",
    "Han": "中文字體漢語（），。《》",
    "Hangul": "한국어는말",
    "signs": "0123456789()[]“”…😀\u200d",
}
LETTERS = st.sampled_from(list(SCRIPTS.values())).flatmap(
    lambda alphabet: st.text(alphabet, min_size=1, max_size=40)
)
TEXTS = st.lists(LETTERS, min_size=1, max_size=12).map(" ".join)


@examples(400)
@given(TEXTS, st.integers(60, 300), st.booleans())
def test_no_line_of_any_script_is_wider_than_its_room_and_no_letter_is_lost(
    text: str, room: int, bold: bool
) -> None:
    lines = wrap_text(text, room, 11, bold)
    assert all(text_width(line, 11, bold) * WIDTH_SLACK <= room + 0.1 for line in lines)
    written = "".join("".join(lines).split())
    assert written.replace("\u200e", "").replace("\u200f", "") == "".join(clean_text(text).split())


@examples(100)
@given(TEXTS, st.integers(60, 300))
def test_every_line_of_a_text_is_set_in_the_direction_of_the_whole(text: str, room: int) -> None:
    assert {is_right_to_left(line) for line in wrap_text(text, room, 11)} == {is_right_to_left(text)}


@examples(100)
@given(st.text(SCRIPTS["Han"] + SCRIPTS["kana"], min_size=20, max_size=90))
def test_a_text_of_ideographs_is_broken_between_them_but_not_before_what_closes(text: str) -> None:
    text = f"文{text}文"
    lines = wrap_text(text, 110, 11)
    assert len(lines) > 1
    closers = set("」、。）》，ゃッー")
    long_runs = max(
        len(run) for run in "".join(c if c in closers | set("「（《") else " " for c in text).split() or [""]
    )
    assert long_runs > 2 or not any(line[0] in closers or line[-1] in "「（《" for line in lines)


@pytest.mark.parametrize(
    ("text", "width"),
    [("Фракция", 39.8), ("Αντιπολίτευση", 62.6), ("אופוזיציה", 38.8), ("反对派", 30.0), ("المُعَارَضَة", 38.2)],
)
def test_a_word_of_any_script_is_as_wide_as_a_browser_sets_it(text: str, width: float) -> None:
    assert text_width(text, 10) == pytest.approx(width, rel=0.06)


def test_an_arabic_letter_is_measured_in_the_form_that_its_neighbours_give_it() -> None:
    assert text_width("ببب", 10) < text_width("ب ب ب", 10) - 2 * text_width(" ", 10)
    assert text_width("بُ", 10) == text_width("ب", 10)
    assert all(unicodedata.category(char) == "Lo" for char in "ب")


def test_what_is_cut_short_has_room() -> None:
    assert text_width(truncate("الموقف" * 30, 100), 11) <= 100


def test_widths_are_those_of_the_typeface_that_figures_are_set_in() -> None:
    files = Path(str(resources.files("font_source_sans_pro"))) / "files"
    regular, bold = (read_widths(files / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Bold"))
    for script in ("Latin", "Greek", "Cyrillic"):
        for char in SCRIPTS[script]:
            assert text_width(char, 1000) == regular[ord(char)], char
    words = "Who held what, when, on what evidence, and in answer to whom?"
    assert sum(bold[ord(char)] for char in words) == pytest.approx(
        text_width(words, 1000, bold=True), rel=0.02
    )
