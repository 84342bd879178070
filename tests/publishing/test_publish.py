"""What leaves for paper and screens: one drawing in each format, whole on its sheet, with its words, the same each time."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from stances.argument.options import MapView
from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.figures.chart.grid import draw_grid
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import build_argument_map
from stances.figures.map.render import draw_view
from stances.figures.metadata import Origin
from stances.graphics.legend import NO_LEGEND, Legend
from stances.graphics.palette import WHITE, mix
from stances.graphics.typography import MIN_TEXT_PT
from stances.publishing.figures.argument_map import build_map_caption
from stances.publishing.figures.grid import build_grid_caption
from stances.publishing.options import OPTION_NAMES, PublishOptions
from stances.publishing.page_layout import FigureSize, preview_publication
from stances.publishing.page_size import Orientation, Paper
from stances.publishing.publish import MAX_PIXELS, divide_figure, publish
from stances.publishing.recolour import ColourMode, FontStyle
from stances.record.entries import Source
from stances.record.record import Record
from stances.timeline.grid import build_grid
from tests.support.grid_debate import every_state
from tests.support.small_debate import argued
from tests.support.svg import SVG, metadata_facts

RECORD = argued(revision=7)
VIEW = MapView(dispute="turn", title=False)
ORIGIN = Origin(RECORD, Day.of(2026, 8, 3))
CAPTION = build_map_caption(build_argument_map(RECORD, VIEW), ORIGIN)
MAP = draw_view(RECORD, VIEW, "svg", render_in_process)
GRID = draw_grid(build_grid(every_state(), "turn"), title="").encode()
GRID_CAPTION = build_grid_caption(build_grid(every_state(), "turn"), ORIGIN)
TWO_SOURCES = (
    Source(slug="a", author="Ann A.", title="A Book"),
    Source(slug="b", title="B", citation="B, p. 3"),
)
OPTIONS = st.builds(
    PublishOptions,
    paper=st.sampled_from(Paper),
    orientation=st.sampled_from(Orientation),
    width=st.none() | st.integers(100, 10_000),
    ink=st.sampled_from(ColourMode),
    font=st.sampled_from(FontStyle),
    title=st.booleans(),
    legend=st.booleans(),
    source=st.none() | st.booleans(),
    date=st.none() | st.booleans(),
    drawn=st.none() | st.integers(int(Day.of(1990, 1, 1)), int(Day.of(2090, 1, 1))).map(Day),
)


def publish_svg(options: PublishOptions, svg: bytes = MAP) -> Any:
    return etree.fromstring(publish(svg, options, "svg", CAPTION))


def words(root: Any) -> str:
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def pixels(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


# --- options ---


@given(OPTIONS)
def test_options_are_read_as_they_were_written(options: PublishOptions) -> None:
    assert PublishOptions.from_query(options.query()) == options


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("paper", "a5", "own, a4, a3, letter, slide, column85 or column175"),
        ("orientation", "sideways", "auto, portrait or landscape"),
        ("ink", "red", "colour, grey or contrast"),
        ("font", "comic", "sans or serif"),
        ("width", "99", "from 100 to 10000"),
        ("drawn", "2026-08", "is a day"),
        ("drawn", "tomorrow-ish", "drawn"),
        ("source", "perhaps", "yes or no"),
        ("split", "yes", "needs a “paper”: a4, a3, letter, slide"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(name: str, value: str, allowed: str) -> None:
    with pytest.raises(BadRequestError, match=allowed):
        PublishOptions.from_query({name: value})


def test_source_and_date_come_with_the_title_where_nobody_says() -> None:
    assert (PublishOptions().shows_source, PublishOptions().shows_date) == (True, True)
    assert (PublishOptions(title=False).shows_source, PublishOptions(title=False).shows_date) == (
        False,
        False,
    )
    assert PublishOptions(title=False, source=True).shows_source


def test_every_option_can_be_empty() -> None:
    assert PublishOptions.from_query(dict.fromkeys(OPTION_NAMES, "")) == PublishOptions()


# --- the drawing ---


@settings(max_examples=60)
@given(OPTIONS, st.sampled_from([MAP, GRID]))
def test_any_options_give_a_whole_drawing_with_all_its_words_and_facts(
    options: PublishOptions, figure: bytes
) -> None:
    root = publish_svg(options, figure)
    for text in etree.fromstring(figure).iter(f"{SVG}text"):
        assert "".join(text.itertext()) in words(root)
    facts = metadata_facts(root)
    assert facts["date"] == ["2026-08-03"]
    assert facts["identifier"] == ["small, revision 7"]
    assert facts.get("created") == ([options.drawn.isoformat()] if options.drawn else None)
    assert [e.get("class") for e in root.iterchildren() if e.get("class") == "figure"] == ["figure"]
    assert not any("px" in root.get(side) for side in ("width", "height"))


def test_on_a_sheet_the_drawing_has_its_size_and_the_figure_its_middle() -> None:
    root = publish_svg(PublishOptions(paper=Paper.A4, orientation=Orientation.LANDSCAPE, title=False))
    assert (root.get("width"), root.get("height")) == ("841.89pt", "595.28pt")
    (figure,) = (e for e in root if e.get("class") == "figure")
    shift, scale = figure.get("transform").removeprefix("translate(").split(") scale(")
    left, size = float(shift.split()[0]), FigureSize.measure(etree.fromstring(MAP))
    right = 841.89 - left - size.width * float(scale.rstrip(")"))
    assert left == pytest.approx(right, abs=0.1)


def test_around_a_figure_stand_title_question_source_revision_and_day() -> None:
    said = words(publish_svg(PublishOptions(drawn=Day.of(2026, 9, 1))))
    for part in (
        "The turn",
        "Is it real?",
        "A small debate",
        "revision 7 of 3 August 2026",
        "drawn on 1 September 2026",
    ):
        assert part in said


def test_each_of_these_can_be_left_out() -> None:
    assert "Is it real?" not in words(publish_svg(PublishOptions(title=False, date=True)))
    assert "revision 7" not in words(publish_svg(PublishOptions(date=False)))
    only = words(publish_svg(PublishOptions(title=False, source=True)))
    assert "A small debate" in only
    assert "revision" not in only


def test_as_of_a_day_the_figure_says_so_in_its_heading() -> None:
    view = MapView(dispute="turn", as_of=Day.of(1928, 5, 31), title=False)
    record = argued(revision=7)
    caption = build_map_caption(build_argument_map(record, view), Origin(record))
    svg = publish(draw_view(record, view, "svg", render_in_process), PublishOptions(), "svg", caption)
    assert "As of 31 May 1928 · later claims are hidden" in words(etree.fromstring(svg))


def test_nothing_depends_on_the_day_on_which_a_figure_is_made() -> None:
    for form in ("svg", "png", "pdf"):
        options = PublishOptions(paper=Paper.A4)
        assert publish(MAP, options, form, CAPTION) == publish(MAP, options, form, CAPTION)


def test_the_drawing_asks_nothing_that_word_processors_and_editors_lack() -> None:
    """No styles or classes that need a sheet, no scripts, no references, no nested drawings; only shapes, text and groups."""
    root = publish_svg(PublishOptions(paper=Paper.A4, ink=ColourMode.GREY, font=FontStyle.SERIF))
    allowed = {"svg", "g", "title", "desc", "metadata", "text", "tspan"}
    allowed |= {"rect", "path", "polygon", "polyline", "ellipse", "circle", "line"}
    elements = [
        e for e in root.iter(f"{SVG}*") if e.getparent() is None or e.getparent().tag != f"{SVG}metadata"
    ]
    assert {etree.QName(e).localname for e in elements} <= allowed
    assert sum(e.tag == f"{SVG}svg" for e in elements) == 1
    attributes = {name for e in elements for name in e.attrib}
    assert attributes.isdisjoint(
        {"style", "href", "{http://www.w3.org/1999/xlink}href", "clip-path", "filter"}
    )
    assert all("var(" not in value and "url(" not in value for e in elements for value in e.attrib.values())


def test_the_words_above_a_map_are_not_cut_by_its_ground() -> None:
    root = publish_svg(PublishOptions())
    assert [e.getparent() for e in root.iter() if e.get("class") == "paper"] == [root]


def test_what_is_half_transparent_is_mixed_with_paper_instead() -> None:
    """Some word processors count a group's opacity twice, others make a picture of it and lose letters."""
    svg = MAP.replace(b'<g id="map.graph"', b'<g id="map.graph" opacity="0.5"')
    root, whole = publish_svg(PublishOptions(), svg), publish_svg(PublishOptions())
    assert root.xpath("//*[@opacity]") == []
    pale, full = (list(r.find(f".//{SVG}g[@id='map.graph']").iter(f"{SVG}*")) for r in (root, whole))
    for now, before in zip(pale, full, strict=True):
        for colour in (before.get("fill"), before.get("stroke")):
            assert colour in (None, "none") or mix(colour, WHITE, 0.5) in (now.get("fill"), now.get("stroke"))


# --- pictures and documents ---


@pytest.mark.parametrize("width", [100, 333, 1000, 1601])
@pytest.mark.parametrize("paper", [None, Paper.SLIDE])
def test_a_picture_is_as_wide_as_it_was_asked_to_be(width: int, paper: Paper | None) -> None:
    assert pixels(publish(MAP, PublishOptions(width=width, paper=paper), "png", CAPTION))[0] == width


def test_a_picture_has_twice_the_pixels_of_a_screen_where_nobody_says() -> None:
    root = publish_svg(PublishOptions())
    wide = float(root.get("width").removesuffix("pt"))
    assert pixels(publish(MAP, PublishOptions(), "png", CAPTION))[0] == pytest.approx(wide * 192 / 72, abs=1)


SIDES = st.floats(72, 900).map(lambda length: round(length, 3))


@settings(max_examples=20)
@given(SIDES, SIDES, st.none() | st.integers(100, 2_000))
def test_a_picture_has_whole_pixels_and_loses_none(across: float, down: float, width: int | None) -> None:
    scale = (width / across) if width else max(192 / 72, 100 / across)
    size = tuple(math.ceil(round(side * scale, 3)) for side in (across, down))
    marks = [range(8, length - 1, 8) for length in size]
    columns = "".join(f"M{(x + 0.5) / scale} 0v{1 / scale}" for x in marks[0])
    rows = "".join(f"M0 {(y + 0.5) / scale}h{1 / scale}" for y in marks[1])
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}pt" height="{down}pt" '
        f'viewBox="0 0 {across} {down}"><path d="{columns}{rows}" stroke="#000" stroke-width="{1 / scale}"/></svg>'
    )
    options = PublishOptions(title=False, source=False, date=False, width=width)
    png = publish(svg.encode(), options, "png", CAPTION)
    assert pixels(png) == size
    for edge, expected in zip(dark_edges(png), marks, strict=True):
        assert edge[: len(expected)] == [*expected]


def dark_edges(png: bytes) -> tuple[list[int], list[int]]:
    """Which pixels of the first row of a picture, and of its first column, are dark."""
    width, height = pixels(png)
    content = zlib.decompress(b"".join(chunk for kind, chunk in png_chunks(png) if kind == b"IDAT"))
    depth = len(content) // height // width
    stride = depth * width + 1
    row, column = bytearray(content[1:stride]), bytearray()
    for i in range(depth, len(row) if content[0] in (1, 3, 4) else 0):  # by the pixel to the left
        row[i] = (row[i] + row[i - depth] // (2 if content[0] == 3 else 1)) & 255
    for start in range(0, len(content), stride):  # by the pixel above
        above = column[-1] if column and content[start] in (2, 3, 4) else 0
        column.append((content[start + 1] + above // (2 if content[start] == 3 else 1)) & 255)
    return [i for i, v in enumerate(row[::depth]) if v < 128], [i for i, v in enumerate(column) if v < 128]


def test_a_picture_states_all_that_the_drawing_states() -> None:
    """The same facts by a PNG's keywords, each in a chunk that a strict reader accepts, before the pixels."""
    debate = RECORD.debate.model_copy(update={"licence": "CC BY 4.0 – “as is”", "sources": TWO_SOURCES})
    origin = Origin(
        Record.from_entries(debate, RECORD.entries(), 7), Day.of(2026, 8, 3), None, "https://example.org/map"
    )
    png = publish(MAP, PublishOptions(drawn=Day.of(2026, 9, 1)), "png", replace(CAPTION, origin=origin))
    svg = metadata_facts(
        etree.fromstring(
            publish(MAP, PublishOptions(drawn=Day.of(2026, 9, 1)), "svg", replace(CAPTION, origin=origin))
        )
    )
    assert png_texts(png) == {
        "Title": svg["title"][0],
        "Description": svg["description"][0],
        "Author": svg["creator"][0],
        "Source": "Ann A., A Book; B, p. 3",
        "Copyright": "CC BY 4.0 – “as is”",
        "Identifier": "small, revision 7",
        "Date": "2026-08-03",
        "Creation Time": "2026-09-01",
        "URL": "https://example.org/map",
    }
    assert png[8:33] == publish(MAP, PublishOptions(), "png", CAPTION)[8:33]


def png_texts(png: bytes) -> dict[str, str]:
    """The texts of a picture by keyword; each chunk must be whole, the first be the header, and texts precede pixels."""
    texts, kinds = {}, []
    for kind, content in png_chunks(png):
        if kind == b"iTXt":
            keyword, _, rest = content.partition(b"\0")
            texts[keyword.decode("latin-1")] = rest.removeprefix(bytes(4)).decode()
            assert 0 < len(keyword) < 80
        kinds.append(kind)
    assert kinds[0] == b"IHDR"
    assert max(i for i, kind in enumerate(kinds) if kind == b"iTXt") < kinds.index(b"IDAT")
    return texts


def png_chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length)[0] == zlib.crc32(kind + content)
        yield kind, content
        place += length + 12


def test_a_picture_too_large_to_make_is_refused_with_the_largest_that_is_not() -> None:
    def tall(high: int) -> bytes:
        size = f'width="100pt" height="{high}pt" viewBox="0 0 100 {high}"'
        return f'<svg xmlns="{SVG[1:-1]}" {size}/>'.encode()

    with pytest.raises(BadRequestError, match="“width” is at most 894 pixels"):
        publish(tall(2000), PublishOptions(width=10_000, title=False), "png", CAPTION)
    wide, high = pixels(publish(tall(90_000), PublishOptions(title=False), "png", CAPTION))
    assert wide * high <= MAX_PIXELS


def test_a_document_says_what_it_is_and_whose() -> None:
    changed = RECORD.debate.model_copy(
        update={"sources": (Source(slug="a", author="Ann A.", title="A Book"),), "licence": "CC BY 4.0"}
    )
    origin = Origin(RECORD.from_entries(changed, RECORD.entries(), 7))
    pdf = publish(
        MAP,
        PublishOptions(paper=Paper.A4),
        "pdf",
        build_map_caption(build_argument_map(origin.record, VIEW), origin),
    )
    assert pdf.startswith(b"%PDF-")
    for text in (b"The turn", b"Ann A.", b"small, revision 7", b"CC BY 4.0"):
        assert text in pdf


def test_any_other_form_is_refused() -> None:
    with pytest.raises(BadRequestError, match="svg, png, pdf"):
        publish(MAP, PublishOptions(), "gif", CAPTION)


# --- what to expect ---


def test_the_outcome_says_how_large_text_will_be_and_what_would_do_better() -> None:
    root = etree.fromstring(GRID)
    fine = preview_publication(root, PublishOptions(paper=Paper.A3), GRID_CAPTION, divisible=False)
    assert fine.is_legible
    assert fine.description.startswith("Text will be ")
    small = etree.fromstring(GRID.replace(b'pt" height', b'0pt" height'))
    poor = preview_publication(small, PublishOptions(paper=Paper.A4), GRID_CAPTION, divisible=True)
    assert not poor.is_legible
    assert f"at least {MIN_TEXT_PT:g} pt" in poor.description
    assert poor.alternatives[-1].split


def test_at_its_own_size_the_outcome_says_how_large_that_is() -> None:
    assert preview_publication(
        etree.fromstring(GRID), PublishOptions(), GRID_CAPTION, False
    ).description.startswith("Text will be 10 pt at the figure’s own size, ")


# --- several pages ---


def halves(room: tuple[float, float]) -> list[tuple[bytes, Legend]]:
    return [(MAP, NO_LEGEND), (MAP.replace(b"Claim ", b"Another "), NO_LEGEND)]


def test_a_divided_figure_is_a_document_with_a_numbered_page_for_each_part() -> None:
    options = PublishOptions(paper=Paper.A4, split=True)
    assert publish(MAP, options, "pdf", CAPTION, halves).startswith(b"%PDF-")
    second = publish(MAP, replace(options, page=2), "svg", CAPTION, halves)
    assert "page 2 of 2" in words(etree.fromstring(second))
    assert b"Another thesis" in second
    assert len(divide_figure(MAP, options, CAPTION, halves).pages) == 2


def test_every_page_has_the_same_scale_and_lies_the_same_way() -> None:
    def uneven(room: tuple[float, float]) -> list[tuple[bytes, Legend]]:
        return [(MAP, NO_LEGEND), (MAP.replace(b'height="', b'height="1'), NO_LEGEND)]

    divided = divide_figure(MAP, PublishOptions(paper=Paper.A4, split=True), CAPTION, uneven)
    scales = {drawing.partition(b"scale(")[2].partition(b")")[0] for drawing, _ in divided.pages}
    assert len(scales) == 1
    assert len({size for _, size in divided.pages}) == 1
    assert divided.description.startswith("2 pages of A4 ")


@pytest.mark.parametrize("page", [None, 3])
def test_of_several_pages_a_picture_shows_one_and_must_be_told_which(page: int | None) -> None:
    with pytest.raises(BadRequestError, match="say “page”, from 1 to 2"):
        publish(MAP, PublishOptions(paper=Paper.A4, split=True, page=page), "png", CAPTION, halves)


def test_what_cannot_be_divided_says_so() -> None:
    with pytest.raises(BadRequestError, match="leave “split” out"):
        publish(MAP, PublishOptions(paper=Paper.A4, split=True), "pdf", CAPTION)
