"""What leaves as tables, networks and outlines: other programs read as much of it as there is, and no cell computes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import networkx
import pytest
from hypothesis import given

from stances.formats import Format, find_format, load_path
from stances.formats.table import guess_meaning, split_table
from stances.formats.table_reader import read_table
from stances.record.import_plan import plan_import
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from tests.support.databases import SHIPPED
from tests.support.properties import examples
from tests.support.small_debate import claim, debate, shown_debate
from tests.support.strategies import records

DOCS = Path(__file__).parents[2] / "docs" / "formats"
GRAPHML, GEXF, ZIP, CSV, MARKDOWN = map(find_format, ("graphml", "gexf", "zip", "csv", "md"))
TABLES = (Kind.PARTICIPANT, Kind.DOCUMENT, Kind.CLAIM, Kind.LINK, Kind.STANCE)
FORMULA = re.compile(r"\s*[-=+@]")


def _count_edges(record: Record) -> tuple[int, int]:
    """The nodes and edges that the networks of a debate have."""
    undercut = {link.target for link in record.links.values()}
    joined = [k for k in record.links.values() if k.with_ or k.slug in undercut]
    mutual = sum(link.mutual for link in record.links.values())
    edges = len(record.links) + mutual + sum(len(link.premises) for link in joined)
    return len(record.claims) + len(joined), edges


@examples(30)
@given(records())
def test_networkx_reads_every_claim_and_link_with_its_day(record: Record) -> None:
    for graph in (
        networkx.read_graphml(io.BytesIO(GRAPHML.encode(record)), force_multigraph=True),
        networkx.read_gexf(io.BytesIO(GEXF.encode(record))),
    ):
        nodes, edges = _count_edges(record)
        assert graph.number_of_nodes() == nodes
        if graph.is_multigraph():
            assert graph.number_of_edges() == edges
        for slug, claim_ in record.claims.items():
            assert graph.nodes[slug]["dispute"] == claim_.dispute
            assert graph.nodes[slug].get("date", "") == (claim_.when.text if claim_.when else "")


def test_a_network_in_time_has_the_first_day_of_each_claim_and_link() -> None:
    graph = networkx.read_gexf(io.BytesIO(GEXF.encode(shown_debate())))
    assert graph.nodes["cost"]["start"] == "1928-05-01"  # about June may be May
    assert graph.edges["slow", "trade-build"]["start"] == "1928-05-20"
    assert graph.edges["market", "trade-build"]["kind"] == "undercuts"
    long_ago = debate(claim("a", when="-0427-05"), claim("b", when="-0427-06"))
    graph = networkx.read_gexf(io.BytesIO(GEXF.encode(long_ago)))
    assert graph.nodes["b"]["start"] - graph.nodes["a"]["start"] == 31


@examples(30)
@given(records())
def test_tables_are_the_same_bytes_each_time_and_no_cell_computes(record: Record) -> None:
    content = ZIP.encode(record)
    assert content == ZIP.encode(record)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    for text in (*tables, CSV.encode(record).decode("utf-8-sig")):
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        assert all(len(row) == len(header) for row in rows)
        for cell in (cell for row in rows for cell in row):
            assert not FORMULA.match(cell) or re.fullmatch(r"-?\d+|[-−+±0]+", cell)
    assert len(list(csv.reader(io.StringIO(CSV.encode(record).decode("utf-8-sig"), newline="")))) == 1 + len(
        record.stances
    )


@pytest.mark.parametrize(
    "path", [None, SHIPPED, SHIPPED.with_name("mytilene-427.yaml")], ids=["small", "1928", "427"]
)
def test_each_table_of_the_folder_is_read_back_without_a_change(path: Path | None) -> None:
    record = load_path(path) if path else shown_debate()
    with zipfile.ZipFile(io.BytesIO(ZIP.encode(record))) as archive:
        for kind in TABLES:
            name = f"{record.debate.slug}/{KINDS[kind].collection}.csv"
            if name not in archive.namelist():
                continue
            table = split_table(archive.read(name).decode(), name)
            meaning = guess_meaning(table)
            reading = read_table(table, meaning, record)
            assert meaning.kind is kind
            assert not reading.unplaced
            plan = plan_import(reading.record, record)
            assert [step.incoming for step in plan.steps if step.is_open or step.is_written] == []


def test_an_outline_says_who_when_and_how_each_claim_answers_another() -> None:
    text = MARKDOWN.encode(shown_debate()).decode()
    assert "- **Ann Lee, May 1928:** + For\n" in text
    assert (
        "  - rebuts: **Bob Cole, about June 1928:** The town has no money for it. *It cannot be paid*\n"
        in text
    )
    assert "    - undercuts: **Bob Cole, July 1928:**" in text
    hostile = debate(claim("a", text="# <b>*not* [a](link)\n1. list"))
    assert r"# \<b\>\*not\* \[a\](link) 1. list" in MARKDOWN.encode(hostile).decode()


@pytest.mark.parametrize("known", [GRAPHML, GEXF, CSV, MARKDOWN, ZIP], ids=lambda known: known.name)
def test_the_page_of_a_format_shows_what_it_writes(known: Format) -> None:
    page = (DOCS / f"{known.name}.md").read_text(encoding="utf-8")
    content = known.encode(shown_debate())
    texts = [content.decode("utf-8-sig")] if known is not ZIP else []
    if known is ZIP:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    for text in texts:
        assert "\n".join(text.splitlines()) in page
    assert known.loss in page.replace("\n", " ")
