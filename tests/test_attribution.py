"""Who argued what, and how that is known: the same words wherever a claim, a link or a stance is shown.

Speaker, arguer and attribution are three things. An inferred link is the editor's, never its speaker's; a claim is in the
editors' words unless it is quoted; and every rationale is the editor's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import MapRenderer
from stances.publishing.handout import build_handout
from stances.record.attribution_wording import (
    Attributed,
    attribution_pieces,
    describe_attribution,
    note_attribution,
)
from stances.record.entries import Dispute, Stance
from stances.record.record import Record
from stances.store.database import open_database
from stances.web.app import create_app
from stances.web.core.site import Site
from tests.support.csv_files import read_csv
from tests.support.databases import create_database, store
from tests.support.small_debate import claim, debate, link
from tests.support.svg import SVG

HOME = "/debates/small"
QUOTATION = {"text": "поворот налево", "lang": "ru", "translator": "Dan"}
REPORTED: dict[str, Any] = {"attribution": "reported", "reported_by": ["bob", "carl"]}
INFERRED: dict[str, Any] = {"attribution": "inferred"}

CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "quoted": ({"rendering": "quoted", "quotations": [QUOTATION]}, "own claim, quoted"),
    "close": ({}, "own claim, in our words"),
    "summary": ({"rendering": "summary"}, "own claim, summarised in our words"),
    "told": (REPORTED, "reported by Bob and later Carl, in our words"),
    "read": (INFERRED, "inferred by the editor"),
    "voiced": ({"voiced_by": "bob"}, "own claim, in our words, voiced by Bob"),
}
LINKS: dict[str, tuple[str, dict[str, Any], str]] = {
    "argued": ("quoted", {}, "own claim, argued by Ann"),
    "argued-for": ("voiced", {"by": "bob"}, "own claim, argued by Bob"),
    "heard": ("summary", REPORTED, "reported by Bob and later Carl: Ann argued so"),
    "laid-to-bob": ("told", {**INFERRED, "by": "bob"}, "inferred: the editor infers that Bob argued so"),
    "connected": ("read", INFERRED, "inferred: the editor’s own connection"),
}
STANCES: dict[str, tuple[str, dict[str, Any], str]] = {
    "says": ("1928-03", {}, "own claim"),
    "is-told": ("1928-04", REPORTED, "reported by Bob and later Carl"),
    "seems": ("1928-05", INFERRED, "inferred by the editor"),
}
RETIRED = ("own words", "our reading", "as we read it", "Drawn by", "drawn by", "asserted,", "asserted claim")


def _stance(slug: str, when: str, rest: dict[str, Any]) -> Stance:
    held = {"participant": "ann", "dispute": "turn", "position": 1, "claims": ["close"]}
    return Stance.model_validate({"slug": slug, "when": when, **held, **rest})


def _debate() -> Record:
    """All that the tables name; every claim is Ann's, and all links lead to the one that is `close`."""
    record = debate(
        *(claim(slug, **fields) for slug, (fields, _) in CLAIMS.items()),
        *(link(slug, "supports", source, "close", **fields) for slug, (source, fields, _) in LINKS.items()),
        *(_stance(slug, when, fields) for slug, (when, fields, _) in STANCES.items()),
    )
    positions = [{"value": 1, "key": "+", "label": "a turn"}, {"value": -1, "key": "−", "label": "none"}]
    turn = record.disputes["turn"].model_dump() | {"positions": positions}
    return record.with_entry(Dispute.model_validate(turn))


RECORD = _debate()


@pytest.fixture(scope="module")
def client(_renderer: MapRenderer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with the debate of the tables."""
    address = f"sqlite:///{create_database(tmp_path_factory.mktemp('attributed'))}"
    database = open_database(address)
    store(database, RECORD)
    database.close()
    app = create_app({"DATABASE_URL": address, "TESTING": True})
    site: Site = app.extensions["stances"]
    site.map_renderer = _renderer
    yield app.test_client()
    site.close()


def _page(client: FlaskClient, address: str) -> str:
    response = client.get(f"{HOME}/{address}")
    assert response.status_code == 200
    return response.text


def _text(page: str, path: str) -> str:
    """What a person reads in the one element of a page, with single spaces."""
    (element,) = html.fromstring(page).xpath(path)
    return " ".join(element.text_content().split())


def _handout_section() -> dict[str, Any]:
    section: dict[str, Any] = json.loads(build_handout(RECORD, render_in_process).files["turn.json"])
    return section


def _handout(rows: str, same: Callable[[dict[str, Any]], Any]) -> Callable[[FlaskClient, str], str]:
    def read(client: FlaskClient, slug: str) -> str:
        (row,) = (row for row in _handout_section()[rows] if same(row) == slug)
        return f"{row['how']}"

    return read


def _described(client: FlaskClient, slug: str) -> str:
    root = etree.fromstring(_page(client, "disputes/turn/map.svg").encode())
    (group,) = (g for g in root.iter(f"{SVG}g") if g.get("data-slug") == slug and g.get("role"))
    return group.findtext(f"{SVG}desc", "")


def _linked_row(page: str, slug: str) -> str:
    return _text(page, f"//li[@id='link-{slug}']")


CLAIM_PLACES: dict[str, Callable[[FlaskClient, str], str]] = {
    "its page, and the panel made of it": lambda c, slug: _text(
        _page(c, f"claims/{slug}"), "//article/header"
    ),
    "a list of claims": lambda c, slug: _text(_page(c, "disputes/turn/claims"), f"//li[@id='claim-{slug}']"),
    "what a search finds": lambda c, slug: _text(_page(c, f"find?q={slug}"), f"//li[@id='claim-{slug}']"),
    "the description on a map": _described,
    "the outline": lambda c, slug: _text(_page(c, "disputes/turn/outline"), f"//*[@id='{slug}']"),
    "the handout": _handout("claims", lambda row: row["slug"]),
    "the file of one page": lambda c, slug: _text(_page(c, "standalone.html"), f"//li[@id='claim-{slug}']"),
}
LINK_PLACES: dict[str, Callable[[FlaskClient, str], str]] = {
    "its page, and the panel made of it": lambda c, slug: _text(
        _page(c, f"links/{slug}"), "//article/header"
    ),
    "the page of its source": lambda c, slug: _linked_row(_page(c, f"claims/{LINKS[slug][0]}"), slug),
    "the page of its target": lambda c, slug: _linked_row(_page(c, "claims/close"), slug),
    "the description on a map": _described,
    "the outline": lambda c, slug: _text(
        _page(c, "disputes/turn/outline"), f"//li[@id='{LINKS[slug][0]}']/p[contains(@class, 'verb')]"
    ),
    "the handout": _handout("links", lambda row: _source_to_link(row["sources"][0]["slug"])),
    "the file of one page": lambda c, slug: _linked_row(_page(c, "standalone.html"), slug),
}
STANCE_PLACES: dict[str, Callable[[FlaskClient, str], str]] = {
    "a list of stances": lambda c, slug: _text(
        _page(c, "disputes/turn/stances"), f"//li[@id='stance-{slug}']"
    ),
    "the page of its participant": lambda c, slug: _text(
        _page(c, "participants/ann"), f"//li[@id='stance-{slug}']"
    ),
    "what a cell leads to": lambda c, slug: _text(
        _page(c, f"disputes/turn/detail?unit=months&open=ann&column={STANCES[slug][0]}"), "//*[@data-chosen]"
    ),
    "a table as CSV": lambda c, slug: _table_row(c, slug)["text"],
    "the drawing of a grid": lambda c, slug: _page(c, "disputes/turn/grid.svg"),
    "the file of one page": lambda c, slug: _text(_page(c, "standalone.html"), f"//li[@id='stance-{slug}']"),
}


def _source_to_link(source: str) -> str:
    return next(slug for slug, (from_, *_) in LINKS.items() if from_ == source)


def _table_row(client: FlaskClient, slug: str) -> dict[str, str]:
    rows = read_csv(_page(client, "disputes/turn/grid.csv").encode())
    return next(row for row in rows if row["stances"] == slug)


@pytest.mark.parametrize("slug", CLAIMS)
@pytest.mark.parametrize("place", CLAIM_PLACES)
def test_a_claim_says_everywhere_how_it_is_known_and_whose_words_it_is_in(
    client: FlaskClient, place: str, slug: str
) -> None:
    assert CLAIMS[slug][1] in CLAIM_PLACES[place](client, slug)


@pytest.mark.parametrize("slug", LINKS)
@pytest.mark.parametrize("place", LINK_PLACES)
def test_a_link_says_everywhere_who_argued_it_and_whose_words_its_reason_is_in(
    client: FlaskClient, place: str, slug: str
) -> None:
    said = LINK_PLACES[place](client, slug)
    assert LINKS[slug][2] in said
    assert "in the editor’s words" in said.replace("In the", "in the")


@pytest.mark.parametrize("slug", ["laid-to-bob", "connected"])
@pytest.mark.parametrize("place", LINK_PLACES)
def test_an_inferred_link_is_nowhere_laid_to_the_speaker_of_its_source(
    client: FlaskClient, place: str, slug: str
) -> None:
    said = LINK_PLACES[place](client, slug)
    assert not [words for words in ("by Ann", "Ann argued", "that Ann") if words in said]


@pytest.mark.parametrize("slug", STANCES)
@pytest.mark.parametrize("place", STANCE_PLACES)
def test_a_stance_says_everywhere_how_it_is_known(client: FlaskClient, place: str, slug: str) -> None:
    assert STANCES[slug][2] in STANCE_PLACES[place](client, slug)


def test_a_table_keeps_the_keys_of_attributions_beside_their_words(client: FlaskClient) -> None:
    keys = {slug: _table_row(client, slug)["attribution"] for slug in STANCES}
    assert keys == {"says": "asserted", "is-told": "reported", "seems": "inferred"}


@pytest.mark.parametrize(
    "address",
    [
        *("map", "disputes/turn", "disputes/turn/outline", "disputes/turn?figure=lines", "grids"),
        *("claims/quoted", "links/connected", "participants/ann", "standalone.html", "check"),
        *("disputes/turn/map.svg?attributions=asserted", "disputes/turn/grid.svg", "disputes/turn/lines.svg"),
        "disputes/turn?attributions=asserted",
    ],
)
def test_no_page_or_drawing_calls_an_attribution_anything_else(client: FlaskClient, address: str) -> None:
    page = _page(client, address)
    shown = page if ".svg" in address else html.fromstring(page).text_content()
    assert not [words for words in RETIRED if words in shown]


@pytest.mark.parametrize("address", ["claims/quoted", "standalone.html"])
def test_quotations_stand_where_the_claim_is_read(client: FlaskClient, address: str) -> None:
    quotation = _text(_page(client, address), "//blockquote[@lang='ru']")
    assert quotation.replace(" ", "") == "“поворотналево”translatedbyDan"


def test_quotations_stand_in_the_handout_in_their_language() -> None:
    (row,) = (row for row in _handout_section()["claims"] if row["quotations"])
    assert (row["slug"], row["quotations"]) == ("quoted", [QUOTATION])
    assert build_handout(RECORD, render_in_process).render_pdf().startswith(b"%PDF")


def test_a_box_on_a_map_says_nothing_of_an_own_claim_in_our_words() -> None:
    notes = {slug: note_attribution(RECORD, RECORD.claims[slug]) for slug in CLAIMS}
    assert notes == {
        "quoted": "own claim, quoted",
        "close": "",
        "summary": "own claim, summarised in our words",
        "told": "reported by Bob and later Carl",
        "read": "inferred by the editor",
        "voiced": "own claim, voiced by Bob",
    }


def test_pages_can_lead_to_everybody_who_is_named() -> None:
    entries: list[Attributed] = [*RECORD.claims.values(), *RECORD.links.values(), *RECORD.stances.values()]
    for entry in entries:
        pieces = attribution_pieces(RECORD, entry)
        assert describe_attribution(RECORD, entry).endswith("".join(piece.words for piece in pieces))
        named = {piece.participant for piece in pieces} - {""}
        assert {RECORD.participants[slug].label for slug in named} <= {piece.words for piece in pieces}
