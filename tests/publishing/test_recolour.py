"""In grey and in high contrast every text stays legible, no shape or word changes, and what differed by colour still differs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from lxml import etree

from stances.argument.options import ClusterBy, ColourBy, MapView
from stances.figures.chart.grid import draw_grid
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import draw_view
from stances.formats import load_path
from stances.graphics.palette import (
    BLACK,
    CARRIED_TEXT_COLOUR,
    MIN_TEXT_CONTRAST,
    OPTION_COLOURS,
    TINTS,
    WHITE,
    Tone,
    carried_colour,
    contrast,
    option_tone,
    ordinal_tone,
    text_colour_on,
    tone_colour,
)
from stances.graphics.text_metrics import FONT_FAMILY, text_width, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, TEXT_WIDTH_PT
from stances.publishing.recolour import FONT_FAMILIES, ColourMode, FontStyle, fix_widths, recolour, set_font
from stances.record.record import Record
from stances.store.importing import list_shipped_files
from stances.timeline.grid import build_grid
from tests.support.grid_debate import every_state
from tests.support.properties import examples
from tests.support.small_debate import argued
from tests.support.strategies import records
from tests.support.svg import SVG
from tests.support.text_contrast import texts_on_ground

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
LEAST = {ColourMode.COLOUR: MIN_TEXT_CONTRAST, ColourMode.GREY: MIN_TEXT_CONTRAST, ColourMode.CONTRAST: 7.0}
SHIPPED = load_path(list_shipped_files()[0])


def recolour_svg(svg: bytes | str, mode: ColourMode) -> Any:
    root = etree.fromstring(svg.encode() if isinstance(svg, str) else svg)
    recolour(root, mode)
    return root


def draw_map(record: Record, **view: Any) -> bytes:
    return draw_view(record, MapView(**view), "svg", render_in_process)


def illegible(root: Any, mode: ColourMode) -> list[tuple[str, str, str]]:
    return [text for text in texts_on_ground(root) if contrast(text[1], text[2]) < LEAST[mode] - 0.05]


def shape_of(root: Any) -> list[tuple[Any, ...]]:
    """The drawing without its colours."""
    return [
        (e.tag, e.text, e.tail, {k: v for k, v in e.attrib.items() if k not in ("fill", "stroke")})
        for e in root.iter()
    ]


@pytest.mark.parametrize("mode", ColourMode)
@pytest.mark.parametrize("dispute", SHIPPED.disputes)
def test_every_text_of_the_shipped_figures_is_legible(dispute: str, mode: ColourMode) -> None:
    assert illegible(recolour_svg(draw_grid(build_grid(SHIPPED, dispute)), mode), mode) == []
    assert illegible(recolour_svg(draw_map(SHIPPED, dispute=dispute), mode), mode) == []


@pytest.mark.parametrize("mode", ColourMode)
def test_so_is_it_in_clusters_and_on_the_map_of_everything(mode: ColourMode) -> None:
    whole = draw_map(SHIPPED, cluster=ClusterBy.SPEAKER, colour=ColourBy.SPEAKER, context=True)
    assert illegible(recolour_svg(whole, mode), mode) == []


@given(records(), st.sampled_from(ColourMode))
@examples(15, *HealthCheck)
def test_so_is_it_in_any_debate(record: Record, mode: ColourMode) -> None:
    for dispute in record.disputes:
        assert illegible(recolour_svg(draw_grid(build_grid(record, dispute)), mode), mode) == []


@given(st.lists(COLOURS, min_size=1, max_size=12), st.sampled_from([ColourMode.GREY, ColourMode.CONTRAST]))
def test_text_stays_legible_on_areas_of_any_colours(colours: list[str], mode: ColourMode) -> None:
    areas = "".join(
        f'<rect y="{i}" width="9" height="1" fill="{c}"/><text y="{i}" fill="{text_colour_on(c)}">a</text>'
        for i, c in enumerate(colours)
    )
    root = recolour_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{areas}</svg>', mode)
    fills = [e.get("fill") for e in root]
    for area, text in zip(fills[::2], fills[1::2], strict=True):
        assert contrast(area, text) >= LEAST[mode]


@pytest.mark.parametrize("mode", ColourMode)
def test_nothing_but_colours_changes(mode: ColourMode) -> None:
    for svg in (draw_map(argued()), draw_grid(build_grid(every_state(), "turn")).encode()):
        assert shape_of(recolour_svg(svg, mode)) == shape_of(etree.fromstring(svg))


def test_a_text_that_reads_like_a_colour_stays_a_text() -> None:
    name = 'fill="#e66101" <rect fill="#5e3c99"/>'
    root = recolour_svg(draw_grid(build_grid(every_state(name), "turn")), ColourMode.CONTRAST)
    assert name in "".join(root.itertext())


@pytest.mark.parametrize("mode", [ColourMode.GREY, ColourMode.CONTRAST])
def test_only_greys_are_left(mode: ColourMode) -> None:
    root = recolour_svg(draw_map(SHIPPED, dispute="left-turn", cluster=ClusterBy.FACTION), mode)
    colours = {e.get(a) for e in root.iter() for a in ("fill", "stroke")} - {None, "none", "transparent"}
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colours)


@pytest.mark.parametrize(
    "colours",
    [
        [tint.fill for tint in TINTS[:6]],
        [tone_colour(ordinal_tone(value)) for value in range(-2, 3)],
        [tone_colour(ordinal_tone(value, -3, 3)) for value in range(-3, 4)],
        list(OPTION_COLOURS[:6]),
    ],
    ids=["factions", "five positions", "seven positions", "options"],
)
def test_areas_of_different_colours_stay_different_greys(colours: list[str]) -> None:
    areas = "".join(f'<rect fill="{colour}"/>' for colour in colours)
    root = recolour_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{areas}</svg>', ColourMode.GREY)
    greys = sorted(int(rect.get("fill")[1:3], 16) for rect in root)
    assert min(b - a for a, b in pairwise(greys)) >= 10


def test_high_contrast_draws_lines_black_and_keeps_what_is_meant_to_be_quiet_quieter() -> None:
    root = recolour_svg(draw_map(argued()), ColourMode.CONTRAST)
    edges = {path.get("stroke") for path in root.iter(f"{SVG}path")}
    assert edges == {BLACK}
    hatching = recolour_svg(draw_grid(build_grid(every_state(), "turn")), ColourMode.CONTRAST)
    strokes = {path.get("stroke") for path in hatching.iter(f"{SVG}path")} - {None}
    assert all(contrast(stroke, WHITE) >= MIN_TEXT_CONTRAST for stroke in strokes)


def test_a_drawing_in_colour_and_sans_is_left_alone() -> None:
    svg = draw_map(argued())
    root = etree.fromstring(svg)
    recolour(root, ColourMode.COLOUR)
    set_font(root, FontStyle.SANS)
    assert etree.tostring(root) == etree.tostring(etree.fromstring(svg))


@pytest.mark.parametrize("font", FontStyle)
def test_a_saved_text_keeps_its_width_in_any_face_unless_ours_can_not_set_it(font: FontStyle) -> None:
    root = etree.fromstring(draw_map(argued()))
    fix_widths(root, font)
    texts = [text for text in root.iter(f"{SVG}text") if text.text and not len(text)]
    assert texts
    for text in texts:
        natural = text_width(
            text.text or "", float(text.xpath("ancestor-or-self::*[@font-size][1]/@font-size")[0])
        )
        assert natural * 0.99 <= float(text.get("textLength", 0)) <= natural * 1.2
    foreign = etree.fromstring('<svg xmlns="http://www.w3.org/2000/svg"><text>\u8ad6 of it</text></svg>')
    fix_widths(foreign, font)
    assert foreign[0].get("textLength") is None


def test_every_family_is_replaced_and_ends_in_one_that_every_program_has() -> None:
    root = etree.fromstring(draw_map(argued()))
    set_font(root, FontStyle.SERIF)
    assert {e.get("font-family") for e in root.iter() if e.get("font-family")} == {
        FONT_FAMILIES[FontStyle.SERIF]
    }
    assert FONT_FAMILIES[FontStyle.SERIF].endswith(",serif")
    assert FONT_FAMILIES[FontStyle.SANS] == FONT_FAMILY


# Thousandths of an em from space to tilde, as Times has them; its metrics are Times New Roman's and Liberation Serif's too.
TIMES = (
    *(250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278),
    *(500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444),
    *(921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722),
    *(556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500),
    *(333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500),
    *(500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541),
)


def test_no_line_of_the_shipped_debate_is_wider_in_serif_than_the_room_that_was_left_for_it() -> None:
    lines = {
        line
        for claim in SHIPPED.claims.values()
        for line in wrap_text(claim.text, TEXT_WIDTH_PT, BODY_SIZE_PT)
    }
    measured = [line for line in lines if line.isascii()]
    assert len(measured) > 500
    for line in measured:
        assert sum(TIMES[ord(char) - 32] for char in line) / 1000 * BODY_SIZE_PT <= TEXT_WIDTH_PT


@pytest.mark.parametrize("highest", [1, 2, 3])
def test_in_greys_opposite_positions_differ_whether_held_or_carried(highest: int) -> None:
    tones = {value: ordinal_tone(value, -highest, highest) for value in range(-highest, highest + 1)}
    root = etree.Element("svg")
    for colour_of in (tone_colour, carried_colour):
        for tone in tones.values():
            etree.SubElement(root, "rect", fill=colour_of(tone))
    recolour(root, ColourMode.GREY)
    greys = [int(str(rect.get("fill"))[1:3], 16) for rect in root]
    for held in (greys[: len(tones)], greys[len(tones) :]):
        for step in range(1, highest + 1):
            against, for_ = held[highest - step], held[highest + step]
            assert against - for_ >= (12 if step == highest else 3)


@pytest.mark.parametrize("tone", [*map(ordinal_tone, range(-2, 3)), *(option_tone(n) for n in range(1, 9))])
def test_the_sign_of_a_carried_position_is_legible(tone: Tone) -> None:
    assert contrast(CARRIED_TEXT_COLOUR, carried_colour(tone)) >= MIN_TEXT_CONTRAST
