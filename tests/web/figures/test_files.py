"""Files of figures: the options an address asks for, what it refuses, and the page on which one chooses."""

from __future__ import annotations

import codecs
import html
import re
import struct
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from stances.record.vocabulary import Kind
from stances.store.changes import Put, apply_edits
from tests.support.csv_files import find_formulas, read_csv, restore_text
from tests.support.editing import current_record
from tests.support.figures import SHIPPED, FigureExample, figure_examples
from tests.support.people import DEBATE, HOME
from tests.support.svg import metadata_facts

FIGURES = tuple(figure_examples())


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_every_figure_comes_on_paper_with_its_words_and_facts(
    client: FlaskClient, figure: FigureExample
) -> None:
    response = client.get(f"{HOME}/{figure}.svg?{figure.query}&paper=a3&ink=grey&save=on")
    root = etree.fromstring(response.data)
    facts = metadata_facts(root)
    assert facts["identifier"][0].startswith(f"{DEBATE}, revision ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", facts["date"][0])
    assert "created" not in facts
    assert len(facts["source"]) >= 1
    address = urlsplit(facts["relation"][0])
    assert f"{DEBATE}@" in address.path
    assert parse_qs(address.query) == parse_qs(f"{figure.query}&paper=a3&ink=grey")
    assert client.get(f"{address.path}?{address.query}").status_code == 200


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_the_page_leads_to_the_file_that_it_shows(client: FlaskClient, figure: FigureExample) -> None:
    page = client.get(f"{HOME}/{figure}/save?{figure.query}&form=png&paper=slide&width=640&font=serif").text
    match = re.search(r'class="take" role="button" href="([^"]*)"', page)
    assert match
    picture = client.get(match[1].replace("&amp;", "&"))
    assert picture.headers["Content-Disposition"].startswith("attachment")
    assert struct.unpack(">I", picture.data[16:20]) == (640,)


def test_the_page_says_which_characters_no_font_has_where_fonts_are_needed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stances.publishing.figure.note_missing_characters", "No font has {:.0}".format)
    said = {
        form: "No font has" in client.get(f"{HOME}/disputes/cause/map/save?form={form}").text
        for form in ("svg", "png", "pdf", "dot")
    }
    assert said == {"svg": False, "png": True, "pdf": True, "dot": False}


def test_the_page_keeps_what_the_figure_is_of(client: FlaskClient) -> None:
    page = client.get(
        f"{HOME}/disputes/cause/map/save?as_of=1928-05-09&factions=conciliators&factions=intransigents"
    ).text
    assert '<input type="hidden" name="as_of" value="1928-05-09">' in page
    assert '<input type="hidden" name="factions" value="conciliators,intransigents">' in page
    assert "as_of=1928-05-09" in re.findall(r'class="take"[^>]*href="([^"]*)"', page)[0]


@pytest.mark.parametrize(
    ("figure", "query", "allowed"),
    [
        ("disputes/cause/map.svg", "paper=a5", "own, a4, a3, letter, slide, column85 or column175"),
        ("disputes/cause/grid.png", "width=20000", "from 100 to 10000"),
        ("disputes/cause/grid.pdf", "ink=green", "colour, grey or contrast"),
        ("map/save", "form=gif", "svg, png, pdf or dot"),
        ("disputes/cause/grid/save", "size=9", "paper"),
        ("disputes/cause/grid.pdf", "paper=a4&split=yes", "leave “split” out"),
        ("disputes/cause/grid.gif", "", "svg, png, pdf or csv"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(
    client: FlaskClient, figure: str, query: str, allowed: str
) -> None:
    response = client.get(f"{HOME}/{figure}?{query}")
    assert response.status_code == 400
    assert allowed in response.text


def test_where_text_would_be_too_small_the_page_says_so_and_proposes(client: FlaskClient) -> None:
    page = client.get(f"{HOME}/disputes/left-turn/map/save?paper=a4").text
    assert "too small to read (at least 8 pt is needed)" in page
    proposed = re.search(r'href="([^"]*)" role="button" class="outline"', page)
    assert proposed
    better = client.get(proposed[1].replace("&amp;", "&")).text
    assert "too small to read" not in better


def test_the_same_address_gives_the_same_bytes_and_can_be_kept(client: FlaskClient) -> None:
    address = f"{HOME}/disputes/cause/map.pdf?paper=a4&drawn=2026-08-03"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_address_to_cite_names_the_revision_and_leads_to_the_figure(client: FlaskClient) -> None:
    page = client.get("/debates/left-opposition-1928/disputes/cause/map/save?ink=grey").text
    match = re.search(r'value="http://localhost(/debates/left-opposition-1928@\d+/[^"]+)"', page)
    assert match
    assert client.get(html.unescape(match[1])).status_code == 200


def test_every_figure_of_a_debate_can_stand_in_one_document(client: FlaskClient) -> None:
    where: dict[str, str] = {}
    others = figure_examples({Kind.DISPUTE: "left-turn"})
    for figure in {str(figure): figure for figure in (*FIGURES, *others)}.values():
        ids = etree.fromstring(client.get(f"{HOME}/{figure}.svg?{figure.query}").get_data()).xpath("//@id")
        assert len(ids) == len(set(ids)) > 2
        for name in ids:
            assert where.setdefault(name, str(figure)) == str(figure)


def test_every_table_that_can_be_saved_opens_in_a_spreadsheet_without_a_formula(app: Flask) -> None:
    formula, record = '=HYPERLINK("x");=1+1', current_record(app)
    people = [entry.model_copy(update={"short": formula}) for entry in record.participants.values()]
    named = [*people, *record.factions.values()]
    with app.extensions["stances"].database.write_session() as session:
        edits = [Put(entry.model_copy(update={"name": formula})) for entry in named]
        apply_edits(session, record, edits, who="a test", why="formulas")
    for figure in figure_examples({**SHIPPED, Kind.DISPUTE: "left-turn"}):
        if "csv" not in figure.kind.formats:
            continue
        table = app.test_client().get(f"{HOME}/{figure}.csv?{figure.query}")
        assert table.mimetype == "text/csv"
        assert table.data.startswith(codecs.BOM_UTF8)
        assert not list(find_formulas(table.data))
        fields = (restore_text(field) for line in read_csv(table.data) for field in line.values())
        assert any(field.startswith(formula) for field in fields)
