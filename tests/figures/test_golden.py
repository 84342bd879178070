"""Small invented debates are drawn as when somebody last looked at them; `make golden` renews what is meant to differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.drawings import NAMES, draw, golden_path, outdated
from tests.support.geometry import compare_drawings, drawn_shapes


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_shows_what_it_showed(name: str) -> None:
    differences = compare_drawings(golden_path(name).read_bytes(), draw(name))
    assert differences == [], f"look at {name}; if it is meant to be so, run make golden"


def test_no_golden_drawing_is_left_without_its_debate() -> None:
    assert list(outdated()) == []


# --- what counts as the same ---


def svg(inside: str, size: str = 'width="200pt" height="100pt" viewBox="0 0 200 100"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'.encode()


BOX = '<rect x="10" y="20" width="30" height="40"/>'


@pytest.mark.parametrize(
    "other",
    [
        '<polygon points="10,20 40,20 40,60 10,60"/>',
        '<polygon points="40,60 40,20 10,20 10,60 40,60"/>',
        '<path d="M10 20h30v40h-30z"/>',
        '<path d="M40,20 L10,20V60L40 60Z"/>',
        '<g transform="translate(5 5)"><g id="any"><rect x="5" y="15" width="30" height="40" fill="#ffffff"/></g></g>',
        '<g transform="scale(2) translate(5,10)"><path d="M0 0l15 0l0 20l-15 0z"/></g>',
        '<g transform="rotate(90 10 20)"><rect x="10" y="-10" width="40" height="30"/></g>',
        f'<title>A box</title>{BOX}<rect x="1" y="1" width="9" height="9" fill="none"/>',
        '<rect x="10.3" y="20.4" width="29.9" height="39.8"/>',
    ],
)
def test_one_outline_is_the_same_however_it_is_written(other: str) -> None:
    assert compare_drawings(svg(BOX), svg(other)) == []


@pytest.mark.parametrize(
    "other",
    [
        "",
        BOX + BOX,
        '<rect x="10.6" y="20" width="30" height="40"/>',
        '<rect x="10" y="20" width="31" height="40"/>',
        '<polyline points="10,20 40,20 40,60 10,60" fill="none" stroke="black"/>',
        '<text x="10" y="20">Box</text>',
    ],
)
def test_what_is_drawn_otherwise_is_found(other: str) -> None:
    assert compare_drawings(svg(BOX), svg(other))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (
            '<text x="9" y="9">a b</text>',
            '<g transform="translate(4 0)"><text x="5" y="9"> a  b\n</text></g>',
            True,
        ),
        ('<text x="9" y="9">ab</text>', '<text><tspan x="9" y="9">a</tspan>b</text>', True),
        ('<text x="9" y="9">ab</text>', '<text x="9" y="9">a<tspan x="9" dy="12">b</tspan></text>', False),
        ('<text x="9" y="9">a</text>', '<text x="9" y="10">a</text>', False),
        ('<text x="9" y="9">a</text>', '<text x="9" y="9">b</text>', False),
        ('<text x="9" y="9" font-size="10">a</text>', '<text x="9" y="9" font-size="11">a</text>', False),
        (
            '<text x="9" y="9" font-size="10">a</text>',
            '<g font-size="10"><text x="9" y="9">a</text></g>',
            True,
        ),
        ('<text x="9" y="9">a</text>', '<text x="9" y="9" text-anchor="middle">a</text>', False),
        ('<circle cx="9" cy="9" r="3"/>', '<ellipse cx="9" cy="9" rx="3" ry="3"/>', True),
        ('<circle cx="9" cy="9" r="3"/>', '<circle cx="9" cy="9" r="4"/>', False),
        ('<path d="M0 0C1 1 2 1 3 0"/>', '<path d="M3 0c-1 1 -2 1 -3 0"/>', True),
        ('<path d="M0 0C1 1 2 1 3 0"/>', '<path d="M0 0C1 1 2 3 3 0"/>', False),
        ('<line x1="1" y1="2" x2="9" y2="2"/>', '<path d="M9 2H1"/>', True),
        ('<path d="M1 1H5M7 7H9"/>', '<path d="M7 7H9"/><path d="M1 1H5"/>', True),
    ],
)
def test_texts_and_lines_are_compared_by_what_is_seen(one: str, other: str, is_same: bool) -> None:
    assert (compare_drawings(svg(one), svg(other)) == []) is is_same


def test_a_page_of_another_size_is_another_drawing() -> None:
    assert compare_drawings(svg(""), svg("", 'width="300pt" height="100pt" viewBox="0 0 300 100"'))


def test_units_of_a_drawing_count_for_nothing() -> None:
    twice = svg(
        '<rect x="20" y="40" width="60" height="80"/>', 'width="200pt" height="100pt" viewBox="0 0 400 200"'
    )
    assert compare_drawings(svg(BOX), twice) == []


@given(st.sampled_from(NAMES), st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_half_a_point_is_forgiven_and_two_are_not(name: str, right: float, down: float) -> None:
    drawing = golden_path(name).read_bytes()
    shapes = len(drawn_shapes(drawing))

    def moved(x: float, y: float) -> bytes:
        start = drawing.index(b">", drawing.index(b"<svg")) + 1
        return b'%s<g transform="translate(%f %f)">%s</g></svg>' % (
            drawing[:start],
            x,
            y,
            drawing[start : drawing.rindex(b"</svg>")],
        )

    assert compare_drawings(drawing, moved(right, down)) == []
    assert len(compare_drawings(drawing, moved(right, down + 2))) > shapes / 2
