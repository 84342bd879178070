"""One file of a debate or a dispute: all of the record, nothing from outside, and no text that becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stances.cli import main
from stances.figures.map.layout.graphviz import render_in_process
from stances.formats import find_format, load_path
from stances.publishing.css_pruning import prune_css
from stances.publishing.html_file import render_html_file, shorten_path
from stances.record.record import Record
from stances.store.changes import Put, apply_edits
from stances.store.importing import load_file
from tests.support.databases import SHIPPED, count_records
from tests.support.people import HOME

DEBATE = f"{HOME}/standalone.html"
DISPUTE = f"{HOME}/disputes/left-turn/standalone.html"
MILL = Path(__file__).parents[2] / "golden" / "mill.yaml"
HOSTILE = "</script><script>alert(1)</script>{{ 7*7 }}<img src=x onerror=alert(2)> ]]> \\u2028 'x' \"y\""


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


class Reader(HTMLParser):
    """The elements of a page with their attributes, and the ids and the inner addresses among these."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name))]


@pytest.mark.parametrize("address", [DEBATE, DISPUTE])
def test_it_is_a_file_under_a_megabyte(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.headers["Content-Disposition"].endswith('-standalone.html"')
    assert len(response.get_data()) < 1_000_000


@pytest.mark.parametrize("path", [path for path in SHIPPED.parent.glob("*.yaml") if path != SHIPPED])
def test_a_file_of_a_smaller_debate_weighs_at_most_three_times_its_record(path: Path) -> None:
    record = load_path(path)
    limit = 3 * len(find_format("json").encode(record))
    assert len(render_html_file(record, render_in_process).encode()) < limit


@pytest.mark.parametrize("address", [DEBATE, DISPUTE])
def test_it_asks_for_nothing_from_outside(client: FlaskClient, address: str) -> None:
    reader = Reader(page(client, address))
    assert {value[:5] for value in reader.all("src")} == set()
    assert [value for value in reader.all("href") if not value.startswith(("#", "data:,"))] == []
    style = re.search(r"<style>(.*?)</style>", page(client, address), re.DOTALL)
    assert style is not None
    assert not re.search(r"@import|url\(", style[1])


@pytest.mark.parametrize("address", [DEBATE, DISPUTE])
def test_every_inner_address_leads_somewhere_and_no_id_comes_twice(client: FlaskClient, address: str) -> None:
    reader = Reader(page(client, address))
    ids = reader.all("id")
    assert len(ids) == len(set(ids))
    wanted = {value[1:] for value in reader.all("href") if len(value) > 1 and value.startswith("#")}
    assert wanted - set(ids) == set()


def test_it_holds_every_record(client: FlaskClient, shipped: Record) -> None:
    ids = set(Reader(page(client, DEBATE)).all("id"))
    for name, place in (("claim", shipped.claims), ("link", shipped.links), ("stance", shipped.stances)):
        assert {f"{name}-{slug}" for slug in place} <= ids
    assert {f"document-{slug}" for slug in shipped.documents} <= ids
    assert {f"participant-{slug}" for slug in shipped.participants} <= ids
    assert {f"dispute-{slug}" for slug in shipped.disputes} <= ids
    assert {f"event-{slug}" for slug in shipped.events} <= ids


def test_what_the_links_of_every_grid_are_titled_stands_in_the_first_grid_alone(client: FlaskClient) -> None:
    tags = Reader(page(client, DEBATE)).tags
    titled: dict[str | None, list[str | None]] = defaultdict(list)
    for _, attributes in tags:
        if (attributes.get("href") or "").startswith("#event-") and "title" in attributes:
            titled[attributes["href"]].append(attributes["title"])
    assert len(titled) > 1
    assert {href: len(titles) for href, titles in titled.items()} == dict.fromkeys(titled, 1)


def test_it_says_what_it_is_of(client: FlaskClient, shipped: Record) -> None:
    text = page(client, DISPUTE)
    revision = count_records(shipped)
    for words in (
        "About this file",
        f"revision {revision}",
        "How to cite",
        f"http://localhost{HOME}@{revision}/disputes/left-turn",
    ):
        assert words in text


def test_its_policy_allows_its_own_style_and_scripts_to_the_letter(client: FlaskClient) -> None:
    text = page(client, DISPUTE)
    policy = next(value for value in Reader(text).all("content") if value.startswith("default-src"))
    for inline in re.findall(r'<style>(.*?)</style>|<script type="module">(.*?)</script>', text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256("".join(inline).encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_no_text_becomes_markup(app: Flask, client: FlaskClient) -> None:
    site = app.extensions["stances"]
    with site.database.write_session() as session:
        record = site.snapshots.current(session, "left-opposition-1928")
        claim = record.claims["turn-made"].model_copy(update={"text": HOSTILE, "note": HOSTILE})
        person = record.participants["preobrazhensky"].model_copy(update={"name": HOSTILE, "short": HOSTILE})
        dispute = record.disputes["left-turn"].model_copy(update={"title": HOSTILE})
        apply_edits(session, record, [Put(claim), Put(person), Put(dispute)], who="a test", why="a test")
    for address in (DEBATE, DISPUTE):
        text = page(client, address)
        reader = Reader(text)
        assert "img" not in {tag for tag, _ in reader.tags}
        assert text.count('<script type="module">') == 2
        assert "onerror" not in " ".join(name for _, attributes in reader.tags for name in attributes)
        states = re.search(r'id="slider-states">(.*?)</script>', text, re.DOTALL)
        assert states is not None
        assert json.loads(states[1])["days"]


def test_a_debate_without_dates_has_no_time_slider(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text(
        "format: stances/1\ndebate: {slug: empty, title: Empty}\n"
        "disputes: [{slug: turn, title: The turn, question: Is it real?}]\n",
        encoding="utf-8",
    )
    with app.extensions["stances"].database.write_session() as session:
        load_file(session, tmp_path / "empty.yaml")
    text = page(client, "/debates/empty/standalone.html")
    assert "<script" not in text
    assert "Is it real?" in text


def test_a_debate_without_disputes_is_a_file_all_the_same(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "bare.yaml").write_text(
        "format: stances/1\ndebate: {slug: bare, title: Bare}\n", encoding="utf-8"
    )
    with app.extensions["stances"].database.write_session() as session:
        load_file(session, tmp_path / "bare.yaml")
    assert "About this file" in page(client, "/debates/bare/standalone.html")


def test_a_pruned_stylesheet_keeps_what_a_page_can_use() -> None:
    style = (
        '@import url("x.css"); /* a { } */ .here, .gone { color: red } .gone { top: 0 } '
        "@media print { .gone { top: 0 } p > .here { top: 1px } } #gone { top: 2px } [data-as-of] { top: var(--used) } "
        ":root { --unused: 1px; --used: 2px } p[data-gone] { top: 0 }"
    )
    pruned = prune_css(style, '<p class="here">gone</p>', "dataset.asOf = gone")
    assert pruned == (
        ".here,.gone{color:red}\n@media print{\np>.here{top:1px}\n}\n"
        "[data-as-of]{top:var(--a)}\n:root{--a:2px}"
    )
    pruned = prune_css(style, '<p class="here">', 'add("gone")')
    assert ".gone{top:0}" in pruned
    assert "#gone{top:2px}" in pruned
    scripted = prune_css("p { left: var(--to-x); top: var(--at) }", "<p>", 'set(`--to-${axis}`, "--at")')
    assert scripted == "p{left:var(--to-x);top:var(--at)}"
    choices = "p:has(.gone) { top: 0 } :is(.gone, p) b { top: 1px } p:not(.gone) { top: 2px }"
    assert prune_css(choices, "<p><b>") == ":is(.gone,p) b{top:1px}\np:not(.gone){top:2px}"
    moving = "@keyframes on { to { top: 0 } } @keyframes off { to { top: 0 } } p { animation: on 1s }"
    assert prune_css(moving, "<p>") == "@keyframes on{to { top:0 }}\np{animation:on 1s}"


def test_a_path_is_written_shorter_and_leads_the_same_way() -> None:
    path = "M254,397L254,382C254,376 254,376 260,376L300.5,376ZM654,128.4L657.5,119.6L660.9,128.4Z"
    assert shorten_path(path) == "M254,397V382c0,-6 0,-6 6,-6h40.5ZM654,128.4l3.5,-8.8l3.4,8.8Z"


def test_a_position_that_an_event_may_have_unsettled_says_so(client: FlaskClient) -> None:
    assert "10 June 1928, perhaps unsettled by The July plenum" in page(client, DISPUTE)


@pytest.mark.parametrize("dispute", ["", "left-turn"])
def test_the_command_writes_the_same_bytes_as_the_site_but_for_the_address(
    app: Flask,
    client: FlaskClient,
    shipped: Record,
    dispute: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", app.config["DATABASE_URL"])
    of = ["--dispute", dispute] if dispute else []
    file = tmp_path / "file.html"
    assert main(["export", "--debate", "left-opposition-1928", *of, "-o", str(file)]) == 0
    served = client.get(DISPUTE if dispute else DEBATE).get_data()
    here = f", http://localhost{HOME}@{count_records(shipped)}{'/disputes/' if dispute else ''}{dispute}".encode()
    assert here in served
    assert file.read_bytes() == served.replace(here, b"")


def test_links_from_several_claims_and_contraries_are_said_on_every_page_and_in_the_file(
    app: Flask, client: FlaskClient
) -> None:
    with app.extensions["stances"].database.write_session() as session:
        load_file(session, MILL)
    home = "/debates/mill"
    claim = page(client, f"{home}/claims/dear")
    assert re.search(r"together with <a [^>]*>The river costs nothing\.</a> and <a", claim)
    assert page(client, f"{home}/links/thrift").count('<p class="verb">together with</p>') == 2
    assert "is contrary to: each excludes the other" in page(client, f"{home}/links/either")
    assert page(client, f"{home}/claims/low").count("is contrary to") == 0
    assert "is contrary to" in page(client, f"{home}/claims/keep")
    outline = page(client, f"{home}/disputes/wheel/outline")
    assert outline.count(">together with</a>") == 3
    assert outline.count(">contrary to it</a>") == 2
    file = Reader(page(client, f"{home}/standalone.html"))
    assert len(file.all("id")) == len(set(file.all("id")))
    assert file.all("data-with") == ["dear last", "bread"]
