"""The owner of the site starts a debate in the browser, and whatever is wrong with it is said beside what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from stances.checks.run import count_errors
from stances.store.snapshots import Snapshots
from tests.support.people import DEBATE, People

TYPED = {
    "title": "The debate on the calendar",
    "from": "early May 1792",
    "to": "1793",
    "sources.0.author": "A. Author",
    "sources.0.title": "Papers",
    "base": "0",
}


def test_the_owner_starts_a_debate_and_can_work_in_it_at_once(people: People) -> None:
    answer = people.owner.post("/debates/new", data=TYPED)
    assert answer.status_code == 303
    path = answer.location.removesuffix("/start")
    assert path == "/debates/the-debate-on-the-calendar"
    assert "The debate on the calendar" in people.owner.get(f"{path}/").text
    faction = people.owner.post(f"{path}/factions/new", data={"name": "Reformers", "base": "0"})
    assert faction.status_code == 303
    record = people.owner.get(f"{path}/record.yaml").text
    assert "early May 1792" not in record
    assert "1792-05" in record
    assert "a-author" in record
    assert "reformers" in record


def test_an_empty_debate_shows_its_first_steps_until_each_is_done_and_offers_no_file_of_nothing(
    people: People,
) -> None:
    path = people.owner.post(
        "/debates/new", data={"title": "A bike lane", "base": "0"}
    ).location.removesuffix("start")

    def overview() -> str:
        return people.owner.get(path).text

    assert "First steps" in overview()
    assert "handout.pdf" not in overview()
    for kind, fields in (
        (
            "disputes",
            {"question": "Should it be built?", "positions.0.label": "yes", "positions.1.label": "no"},
        ),
        ("participants", {"name": "Ada Voss"}),
        ("claims", {"text": "It saves lives.", "speaker": "Ada Voss", "dispute": "Should it be built?"}),
    ):
        assert people.owner.post(f"{path}{kind}/new", data=fields | {"base": "0"}).status_code == 303, kind
        assert "First steps" in overview()
    assert overview().count("data-done") == 3
    assert "handout.pdf" in overview()
    stance = {"participant": "Ada Voss", "position": "should-it-be-built 1", "when": "May 2025"}
    stance |= {"claims": "It saves lives.", "base": "0"}
    assert people.owner.post(f"{path}stances/new", data=stance).status_code == 303
    assert "First steps" not in overview()


def test_its_history_says_who_started_it_and_why(people: People) -> None:
    path = people.owner.post(
        "/debates/new", data={**TYPED, "why": "for the spring term"}
    ).location.removesuffix("start")
    assert "for the spring term" in people.owner.get(f"{path}history").text


def test_the_page_asks_without_scripts_and_offers_more_sources(people: People) -> None:
    assert 'name="title"' in people.owner.get("/debates/new").text
    more = people.owner.post("/debates/new", data={**TYPED, "add": "sources"})
    assert more.status_code == 200
    assert 'name="sources.1.title"' in more.text
    assert 'value="Papers"' in more.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "A debate needs a title."),
        ({"from": "soonish"}, "soonish"),
        ({"slug": "new"}, "has this web address"),
        ({"slug": DEBATE}, "has this web address"),
        ({"slug": "No Slug"}, "lower-case letters"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(people: People, typed: Any, said: str) -> None:
    answer = people.owner.post("/debates/new", data={**TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Papers"' in answer.text


def test_only_whoever_has_the_site_starts_debates(people: People) -> None:
    for client in (people.editor, people.contributor, people.reader, people.stranger):
        assert client.post("/debates/new", data=TYPED).status_code == 403
        assert "New debate" not in client.get("/").text
    assert "New debate" in people.owner.get("/").text


STARTED = {
    "base": "1",
    "question": "Should Mill Road get a bike lane?",
    "positions.0.label": "yes",
    "positions.1.label": "no",
    "people.0.name": "Anna Marsh",
    "people.0.faction": "Cyclists’ group",
    "people.1.name": "Lee Woods",
    "people.1.faction": "Cyclists’ group",
    "said.0.speaker": "Anna Marsh",
    "said.0.when": "12 March 2026",
    "said.0.text": "It makes the road safe.",
    "said.0.document": "Minutes of the council",
    "said.0.position": "yes",
}


def test_a_debate_begins_on_one_page_in_one_change(app: Flask, people: People) -> None:
    home = people.owner.post("/debates/new", data={"title": "The bike lane", "base": "0"}).location
    assert home == "/debates/the-bike-lane/start"
    empty = people.owner.get("/debates/the-bike-lane/").text
    assert "all of them on one page" in empty
    for nothing in ("handout.pdf", "/the-bike-lane/map", "/the-bike-lane/grids"):
        assert nothing not in empty
    wrong = people.owner.post(home, data=STARTED | {"said.0.speaker": "Anna", "said.0.position": "maybe"})
    assert wrong.status_code == 422
    assert "There is no participant called “Anna”" in wrong.text
    saved = people.owner.post(home, data=STARTED)
    assert saved.status_code == 303
    with app.extensions["stances"].database.read_session() as session:
        record = Snapshots().current(session, "the-bike-lane")
    (dispute,) = record.disputes.values()
    assert [(p.key, p.label) for p in dispute.positions] == [("+", "yes"), ("−", "no")]
    (stance,) = record.stances.values()
    assert (stance.participant, stance.position) == ("anna-marsh", 1)
    assert record.documents["minutes-of-the-council"].when == stance.when
    assert count_errors(record) == 0
    assert [m.faction for p in record.participants.values() for m in p.memberships] == ["cyclists-group"] * 2


def test_a_dispute_without_claims_offers_nothing_to_compare_or_print(people: People) -> None:
    people.owner.post("/debates/new", data={"title": "The bike lane", "base": "0"})
    people.owner.post("/debates/the-bike-lane/start", data={"base": "1", "question": "A lane?"})
    page = people.owner.get("/debates/the-bike-lane/disputes/a-lane").text
    for nothing in ("/compare", 'handout.pdf"', "grid-controls", "map-controls"):
        assert nothing not in page
