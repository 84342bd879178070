"""What figures say of themselves: all that traces them to the record they show, and the same each time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from lxml import etree

from stances.argument.options import MapView
from stances.dates.day import Day
from stances.figures.chart.grid import draw_grid
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import draw_view
from stances.figures.metadata import Origin, list_facts, set_metadata
from stances.record.entries import Source
from stances.record.record import Record
from stances.timeline.grid import build_grid
from tests.support.grid_debate import every_state
from tests.support.properties import examples
from tests.support.small_debate import argued
from tests.support.strategies import records
from tests.support.svg import SVG, metadata_facts


def debate() -> Record:
    record = argued(revision=7)
    sources = (
        Source(slug="a", author="Ann A.", title="A Book"),
        Source(slug="b", title="B", citation="B, p. 3"),
    )
    changed = {"sources": sources, "licence": "CC BY 4.0 & more"}
    return Record.from_entries(record.debate.model_copy(update=changed), record.entries(), 7)


def test_a_map_states_title_description_sources_time_licence_and_revision() -> None:
    facts = metadata_facts(
        etree.fromstring(draw_view(debate(), MapView(dispute="turn"), "svg", render_in_process))
    )
    assert facts["title"] == ["Argument map: The turn"]
    assert "claims and" in facts["description"][0]
    assert facts["creator"][0].startswith("stances ")
    assert facts["source"] == ["Ann A., A Book", "B, p. 3"]
    assert facts["rights"] == ["CC BY 4.0 & more"]
    assert facts["identifier"] == ["small, revision 7"]
    assert "date" not in facts
    assert "created" not in facts


def test_a_grid_is_described_by_its_own_words() -> None:
    root = etree.fromstring(draw_grid(build_grid(every_state(), "turn")).encode())
    set_metadata(
        root, Origin(debate(), Day.of(2026, 8, 3), Day.of(2026, 9, 1), "https://example.org/map?a=1&b=2")
    )
    facts = metadata_facts(root)
    assert facts["title"] == ["Stances over time: The turn"]
    assert "2 participants by months" in facts["description"][0]
    assert facts["date"] == ["2026-08-03"]
    assert facts["created"] == ["2026-09-01"]
    assert facts["relation"] == ["https://example.org/map?a=1&b=2"]
    assert [etree.QName(e).localname for e in root][:3] == ["title", "desc", "metadata"]


def test_describing_a_drawing_again_leaves_one_description() -> None:
    root = etree.fromstring(draw_view(debate(), MapView(), "svg", render_in_process))
    for day in (1, 2):
        set_metadata(root, Origin(debate(), Day.of(2026, 8, day)))
    assert metadata_facts(root)["date"] == ["2026-08-02"]


@pytest.mark.parametrize("fact", ["dc:date", "dcterms:created", "dc:relation", "dc:rights"])
def test_what_is_not_known_is_not_stated(fact: str) -> None:
    assert fact not in dict(list_facts(Origin(argued()), "A title", "A description"))


@given(records())
@examples(25, *HealthCheck)
def test_any_debate_is_described_in_well_formed_xml(record: Record) -> None:
    root = etree.fromstring(f'<svg xmlns="{SVG[1:-1]}"><title>T</title></svg>')
    set_metadata(root, Origin(record, address="https://example.org/"))
    facts = metadata_facts(etree.fromstring(etree.tostring(root)))
    assert len(facts.get("source", [])) == len(record.debate.sources)
    assert bool(facts.get("rights")) == bool(record.debate.licence)
