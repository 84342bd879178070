"""Figures open unchanged elsewhere: nothing in a file that editors and word processors ignore, misread or fetch.

What is asked of every file was learnt by opening figures in Inkscape and LibreOffice: they count a group's opacity twice,
know no style sheet, have no letters for signs. Where one of the two is installed, a figure is opened in it as well.
"""

from __future__ import annotations

import base64
import re
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from stances.argument.options import Arrangement, ClusterBy, MapView
from stances.figures.chart.grid import draw_grid
from stances.figures.chart.lines import draw_line_chart
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import build_argument_map
from stances.figures.map.render import draw_view
from stances.figures.metadata import Origin
from stances.publishing.figures.argument_map import build_map_caption
from stances.publishing.figures.grid import build_grid_caption
from stances.publishing.options import PublishOptions
from stances.publishing.page_size import Paper
from stances.publishing.publish import publish
from stances.publishing.recolour import ColourMode, FontStyle
from stances.timeline.grid import build_grid
from tests.support.grid_debate import every_state
from tests.support.patience import PATIENCE
from tests.support.small_debate import argued
from tests.support.svg import SVG, metadata_facts

RECORD, STATES = argued(revision=7), build_grid(every_state(), "turn")
VIEWS = {
    "argument": MapView(dispute="turn", context=True, title=False),
    "time": MapView(dispute="turn", arrange=Arrangement.TIME, title=False),
    "speaker": MapView(dispute="turn", arrange=Arrangement.SPEAKER, title=False),
    "clusters": MapView(cluster=ClusterBy.FACTION, title=False),
    "collapsed": MapView(fold=("dispute:turn",), title=False),
    "as-of": MapView.from_query({"dispute": "turn", "as_of": "1928-06-01", "title": "no"}),
}
OPTIONS = [
    PublishOptions(),
    PublishOptions(title=False, legend=False),
    PublishOptions(paper=Paper.A4, ink=ColourMode.GREY, font=FontStyle.SERIF),
    PublishOptions(paper=Paper.SLIDE, ink=ColourMode.CONTRAST),
]
SHAPES = {"rect", "path", "polygon", "polyline", "ellipse", "circle", "line"}
ATTRIBUTES = {
    *("id", "class", "role", "transform", "width", "height", "viewBox"),
    *("x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "d", "points"),
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap"),
    *(
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
        "text-anchor",
        "text-decoration",
        "textLength",
        "lengthAdjust",
    ),
}


def figures() -> dict[str, bytes]:
    """A file of each kind of figure, with each set of options."""
    made = {}
    for n, options in enumerate(OPTIONS):
        for name, view in VIEWS.items():
            caption = build_map_caption(build_argument_map(RECORD, view), Origin(RECORD))
            made[f"{name}-{n}"] = publish(
                draw_view(RECORD, view, "svg", render_in_process), options, "svg", caption
            )
        for name, svg in (
            ("grid", draw_grid(STATES, title="")),
            ("lines", draw_line_chart(STATES, title="")),
        ):
            caption = build_grid_caption(STATES, Origin(RECORD))
            made[f"{name}-{n}"] = publish(svg.encode(), options, "svg", caption)
    return made


FIGURES = figures()
each_figure = pytest.mark.parametrize("name", FIGURES)


def elements(name: str) -> list[Any]:
    """All elements of a file but its metadata."""
    root = etree.fromstring(FIGURES[name])
    return [element for element in root.iter(f"{SVG}*") if element.tag != f"{SVG}metadata"]


@each_figure
def test_a_file_holds_only_groups_shapes_and_texts(name: str) -> None:
    """No style, script, link, foreign object, nested drawing, definition, pattern, clip, mask, marker or picture."""
    root, *rest = elements(name)
    assert root.tag == f"{SVG}svg"
    assert {etree.QName(e).localname for e in rest} <= {"g", "title", "desc", "text", "tspan", *SHAPES}


@each_figure
def test_all_that_shows_is_said_by_attributes_that_every_program_knows(name: str) -> None:
    """So no style, variable, current colour, baseline, text length, opacity or reference."""
    for element in elements(name):
        for attribute, value in element.attrib.items():
            assert attribute in ATTRIBUTES or attribute.startswith(("data-", "aria-"))
            assert not re.search(r"url\(|var\(|currentColor|inherit", value)
        for paint in ("fill", "stroke"):
            assert re.fullmatch(r"#[0-9a-f]{6}|none", element.get(paint, "none"))
        for length in ("font-size", "stroke-width", "x", "y"):
            assert re.fullmatch(r"-?[\d.]+", element.get(length, "0"))


@each_figure
def test_ids_are_names_as_xml_has_them_and_of_one_element_each(name: str) -> None:
    ids = Counter(e.get("id") for e in elements(name) if e.get("id"))
    assert max(ids.values(), default=1) == 1
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", identifier, re.ASCII) for identifier in ids)


@each_figure
def test_a_file_has_a_size_on_paper_and_says_what_it_shows(name: str) -> None:
    root: Any = etree.fromstring(FIGURES[name])
    assert all(re.fullmatch(r"[\d.]+pt", root.get(side)) for side in ("width", "height"))
    assert metadata_facts(root)["title"]
    assert metadata_facts(root)["identifier"] == ["small, revision 7"]
    assert not re.search(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", FIGURES[name])


@each_figure
def test_no_text_needs_letters_that_few_fonts_have(name: str) -> None:
    text = "".join(e.text or "" for e in elements(name) if e.tag in (f"{SVG}text", f"{SVG}tspan"))
    assert not re.search("[\u2190-\u21ff\u2300-\u27ff\u2900-\u2bff]", text)


# --- the programs themselves ---

BLOCK = 12
DIFFERS = 8
"""Of 255: by so much may the mean colours of a block of this many points differ, since letters are drawn in other ways."""
MOST = 1 / 300
"""So many blocks may differ more; where a program counts opacity twice, more do."""
needs_inkscape = pytest.mark.skipif(not shutil.which("inkscape"), reason="needs Inkscape")
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
a_sample = pytest.mark.parametrize("name", ["argument-0", "as-of-0", "grid-3", "lines-0"])


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=2 * PATIENCE)


Picture = tuple[int, int, list[list[tuple[float, float, float]]]]


def pixels(png: bytes) -> Picture:
    """A picture of 8 bits a channel, on white: how wide and high it is, and its rows."""
    wide, high, depth, kind = struct.unpack_from(">IIBB", png, 16)
    each = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    assert depth == 8
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        data += png[place + 8 : place + 8 + length] if png[place + 4 : place + 8] == b"IDAT" else b""
        place += length + 12
    raw, rows, above = zlib.decompress(data), [], bytes(wide * each)
    for y in range(high):
        start = y * (wide * each + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + wide * each]), above, each)
        rows.append([_on_white(above[x : x + each]) for x in range(0, wide * each, each)])
    return wide, high, rows


def _unfiltered(how: int, row: bytearray, above: bytes, each: int) -> bytes:
    for i in range(len(row) if how else 0):
        left, up = (row[i - each] if i >= each else 0), above[i]
        corner = above[i - each] if i >= each else 0
        nearest = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
        row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[how]) & 255
    return bytes(row)


def _on_white(pixel: bytes) -> tuple[float, float, float]:
    share = pixel[-1] / 255 if len(pixel) in (2, 4) else 1.0
    channels = pixel[:3] if len(pixel) > 2 else pixel[:1] * 3
    red, green, blue = (255 + (channel - 255) * share for channel in channels)
    return red, green, blue


def blocks(picture: Picture, across: int, down: int, right: int = 0, low: int = 0) -> list[tuple[float, ...]]:
    """The mean colours of a picture's blocks, however many pixels each has, all moved by some pixels."""
    wide, high, rows = picture
    means = []
    for j in range(down):
        lines = rows[max(0, j * high // down + low) : (j + 1) * high // down + low]
        for i in range(across):
            start, end = max(0, i * wide // across + right), (i + 1) * wide // across + right
            points = [p for line in lines for p in line[start:end]]
            means.append(tuple(sum(channel) / len(points) for channel in zip(*points, strict=True)))
    return means


def assert_shows(name: str, png: bytes) -> None:
    """The picture is as high as ours is for its width, and no part of it has another colour, nor would if it lay a pixel off.

    For programs round the size of a figure to whole pixels in ways of their own.
    """
    root: Any = etree.fromstring(FIGURES[name])
    size = [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]
    across, down = (max(1, round(side / BLOCK)) for side in size)
    ours = publish(FIGURES[name], PublishOptions(title=False, width=round(size[0] * 4 / 3)), "png", CAPTION)
    theirs, picture = blocks(pixels(png), across, down), pixels(ours)
    moved = [blocks(picture, across, down, *by) for by in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))]
    apart = [
        min(max(abs(a - b) for a, b in zip(here, there, strict=True)) for here in ours_there)
        for there, *ours_there in zip(theirs, *moved, strict=True)
    ]
    assert sum(apart) / len(apart) < 1
    assert sum(one > DIFFERS for one in apart) <= MOST * len(apart)
    assert max(apart) < 4 * DIFFERS


CAPTION = build_map_caption(build_argument_map(RECORD, VIEWS["argument"]), Origin(RECORD))


def saved(name: str, tmp_path: Path) -> Path:
    path = tmp_path / "figure.svg"
    path.write_bytes(FIGURES[name])
    return path


def by_office(path: Path, form: str) -> bytes:
    home = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    run("soffice", home, "--headless", "--convert-to", form, "--outdir", path.parent / "out", path)
    return (path.parent / "out" / path.with_suffix(f".{form}").name).read_bytes()


@pytest.mark.slow
@pytest.mark.programs
@needs_inkscape
@a_sample
def test_inkscape_shows_the_same(name: str, tmp_path: Path) -> None:
    path = saved(name, tmp_path)
    run("inkscape", "--export-type=png", "--export-dpi=96", path)
    assert_shows(name, path.with_suffix(".png").read_bytes())


@pytest.mark.slow
@pytest.mark.programs
@needs_inkscape
def test_inkscape_keeps_texts_ids_and_metadata(tmp_path: Path) -> None:
    path, exported = saved("argument-0", tmp_path), tmp_path / "exported.svg"
    run("inkscape", "--export-plain-svg", f"--export-filename={exported}", path)
    before: Any = etree.fromstring(FIGURES["argument-0"])
    after: Any = etree.parse(exported).getroot()
    assert metadata_facts(after)["identifier"] == metadata_facts(before)["identifier"]
    assert metadata_facts(after)["title"] == metadata_facts(before)["title"]
    for root in (before, after):
        root.remove(root.find(f"{SVG}metadata"))
    assert [text.strip() for text in after.itertext() if text.strip()] == [
        text.strip() for text in before.itertext() if text.strip()
    ]
    assert {e.get("id") for e in before.iter() if e.get("id")} <= {e.get("id") for e in after.iter()}


@pytest.mark.slow
@pytest.mark.programs
@needs_office
@a_sample
def test_libreoffice_shows_the_same(name: str, tmp_path: Path) -> None:
    assert_shows(name, by_office(saved(name, tmp_path), "png"))


@pytest.mark.slow
@pytest.mark.programs
@needs_office
def test_a_figure_in_a_text_document_shows_the_same(tmp_path: Path) -> None:
    root = etree.fromstring(FIGURES["as-of-0"])
    page = _DOCUMENT.format(
        **{side: root.get(side) for side in ("width", "height")},
        picture=base64.b64encode(FIGURES["as-of-0"]).decode(),
    )
    path = tmp_path / "document.fodt"
    path.write_text(page, encoding="utf-8")
    assert_shows("as-of-0", by_office(path, "png"))


_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="{_OASIS}:office:1.0" xmlns:style="{_OASIS}:style:1.0" xmlns:text="{_OASIS}:text:1.0"
 xmlns:draw="{_OASIS}:drawing:1.0" xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" xmlns:svg="{_OASIS}:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:page-layout style:name="page">
<style:page-layout-properties fo:page-width="{{width}}" fo:page-height="{{height}}" fo:margin="0pt"/></style:page-layout>
<style:style style:name="whole" style:family="graphic"><style:graphic-properties style:wrap="run-through"
 style:vertical-pos="from-top" style:vertical-rel="page" style:horizontal-pos="from-left" style:horizontal-rel="page"/>
</style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>
<office:body><office:text><text:p><draw:frame draw:style-name="whole" text:anchor-type="paragraph" svg:x="0pt" svg:y="0pt"
 svg:width="{{width}}" svg:height="{{height}}"><draw:image draw:mime-type="image/svg+xml"><office:binary-data>{{picture}}
</office:binary-data></draw:image></draw:frame></text:p></office:text></office:body></office:document>
"""
