"""Every figure of every script, and of the longest words, keeps its texts inside and stays as wide as other figures are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import MapRenderer
from stances.figures.metadata import Origin
from stances.formats import find_format
from stances.graphics.text_metrics import text_width
from stances.publishing.figure import FigureKind, FigureRequest
from stances.publishing.figures import FIGURES
from stances.record.kinds import MODELS
from stances.record.selection import require_entry
from stances.record.vocabulary import Kind
from tests.support.figures import NEEDED
from tests.support.scripts_debates import FROM_RIGHT, LONG
from tests.support.svg import SVG

SLUGS = {Kind.DISPUTE: "q", Kind.PARTICIPANT: "p1", Kind.CLAIM: "c1"}
DRAWN = [(kind, subject) for kind in FIGURES for subject in kind.subjects]
MAX_WIDTH_PT = 1500
Extent = tuple[float, float]


def text_extents(element: etree._Element, shift: float = 0.0) -> Iterator[tuple[str, Extent]]:
    """Each text below an element, with its left and right edge by our measures."""
    if match := re.match(r"translate\(([-\d.]+)", element.get("transform", "")):
        shift += float(match[1])
    if element.tag == f"{SVG}text":
        yield "".join(element.itertext()), _extent(element, shift)
    for child in element:
        yield from text_extents(child, shift)


def _extent(text: etree._Element, shift: float) -> Extent:
    runs = text.findall(f"{SVG}tspan") or [text]
    size = float(text.get("font-size", 11))
    width = sum(
        text_width(run.text or "", float(run.get("font-size", size)), run.get("font-weight") == "bold")
        for run in runs
    )
    left = shift + float(text.get("x", 0))
    anchor = text.get("text-anchor", "start")
    if text.get("direction") == "rtl":
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
    left -= width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return left, left + width


@pytest.mark.parametrize("debate", [FROM_RIGHT, LONG], ids=["from right", "long"])
@pytest.mark.parametrize(("kind", "subject"), DRAWN, ids=[f"{kind.name} of {of}" for kind, of in DRAWN])
def test_no_text_leaves_its_drawing_and_no_drawing_grows_with_a_word(
    debate: dict[str, Any], kind: FigureKind[Any], subject: Kind
) -> None:
    record = find_format("json").loads(json.dumps(debate), "debate.json")
    entry = require_entry(record, MODELS[subject], SLUGS.get(subject, record.debate.slug))
    needed = {
        name: text.format(first="2020-01", last="2020-02") for name, text in NEEDED.get(kind.name, {}).items()
    }
    for arrange in ("argument", "time", "speaker") if kind.name == "map" else ("",):
        query = {**needed, "arrange": arrange, "cluster": "speaker"} if arrange else needed
        request = FigureRequest(Origin(record), entry, query, MapRenderer(render_in_process))
        for svg in (kind.make(request).svg, kind.make(request).write("svg")):
            root = etree.fromstring(svg)
            left, _, width, _ = map(float, root.get("viewBox", "").split())
            assert width <= MAX_WIDTH_PT
            outside = [
                words
                for words, (start, end) in text_extents(root)
                if start < left - 1 or end > left + width + 1
            ]
            assert outside == []
        assert root.get("lang") == record.debate.language
