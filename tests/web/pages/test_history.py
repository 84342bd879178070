"""The pages of history, the debate as it stood at its own addresses, undoing and putting back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.store.changes import Drop, Edit, Put, apply_edits
from tests.support.databases import count_records
from tests.support.editing import current_record
from tests.support.people import DEBATE, HOME, People

CLAIM = "turn-made"
TEXT = "A text <b>that</b> was never there before."


def save(app: Flask, *edits: Edit, who: str = "Edith", why: str = "reworded it") -> int:
    """Make a change; the number of its last revision."""
    before = current_record(app)
    with app.extensions["stances"].database.write_session() as session:
        return apply_edits(session, before, edits, who=who, why=why).revision


@pytest.fixture
def reworded(app: Flask) -> int:
    return save(app, Put(current_record(app).claims[CLAIM].model_copy(update={"text": TEXT})))


def test_history_tells_who_did_what_in_words(client: FlaskClient, shipped: Record, reworded: int) -> None:
    page = client.get(f"{HOME}/history").text
    assert "<b>Edith</b>" in page
    assert "reworded it" in page
    assert "<ins>A text &lt;b&gt;that&lt;/b&gt; was never there before.</ins>" in page
    assert f"and {count_records(shipped) - 4} more records" in page
    assert "NOISE" not in page
    assert "{&#39;" not in page
    older = client.get(f"{HOME}/history?before={reworded}").text
    assert "reworded it" not in older


def test_what_is_new_is_what_others_did_in_sum_since_the_revision_that_was_seen(
    app: Flask, people: People
) -> None:
    before = current_record(app)
    claim = before.claims[CLAIM]
    save(app, *(Put(claim.model_copy(update={"slug": f"new-{n}", "title": f"News {n}"})) for n in range(7)))
    save(
        app,
        Put(claim.model_copy(update={"slug": "new-1", "title": "News 1, corrected"})),
        Put(claim.model_copy(update={"note": "N"})),
    )
    save(app, Drop(Kind.CLAIM, "new-6"), who="Someone else")
    address = f"{HOME}/unseen?since={before.revision}&on=2026-11-24"
    page = people.contributor.get(address, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    words = " ".join(html.fromstring(page).text_content().split())
    assert "New since your last visit on 24 November 2026" in words
    assert (
        "Edith added 6 claims (News 0, News 1, corrected, News 2, News 3, News 4 and 1 more); changed 1 claim"
        in words
    )
    assert "Someone else" not in words
    assert "<html" not in page
    assert "Nothing has changed since" in people.editor.get(address).text
    assert "a revision and" in people.editor.get(f"{HOME}/unseen?since=soon").text


def test_what_was_seen_is_kept_in_the_browser_for_its_own_page_alone(app: Flask, people: People) -> None:
    assert "This is your first visit" in people.reader.get(f"{HOME}/unseen").text
    response = people.reader.post(f"{HOME}/unseen", data={"revision": current_record(app).revision})
    assert (response.status_code, response.location) == (303, f"{HOME}/")
    assert f"Path={HOME}/unseen" in response.headers["Set-Cookie"]
    save(app, Put(current_record(app).claims[CLAIM].model_copy(update={"note": "N"})))
    assert "changed 1 claim" in people.reader.get(f"{HOME}/unseen").text


def test_the_history_of_a_record_has_all_its_versions(client: FlaskClient, reworded: int) -> None:
    page = client.get(f"{HOME}/history/claim/{CLAIM}").text
    assert page.count('<li id="r') == 2
    assert f"{HOME}@{reworded}/claims/{CLAIM}" in page
    assert f"{HOME}/history/claim/{CLAIM}" in client.get(f"{HOME}/claims/{CLAIM}").text


def test_every_page_is_there_as_it_stood(client: FlaskClient, app: Flask, shipped: Record) -> None:
    before = current_record(app).revision
    pages = (
        *(
            "",
            "timeline",
            "find?q=turn",
            "check",
            "participants",
            "documents",
            "map",
            "map.svg",
            "record.yaml",
        ),
        *(f"claims/{CLAIM}", f"claims/{CLAIM}/map.svg", "disputes/left-turn", "disputes/left-turn/grid.csv"),
        *("participants/radek", "history", f"history/claim/{CLAIM}"),
    )
    at_then = f"{HOME}@{before}"
    then = {page: client.get(f"{HOME}/{page}").text for page in pages}
    save(app, *(Put(c.model_copy(update={"text": TEXT, "when": None})) for c in shipped.claims.values()))
    for page in pages:
        response = client.get(f"{HOME}@{before}/{page}")
        assert response.status_code == 200, page
        assert "never there before" not in response.text, page
        if "." in page:
            assert response.text.replace(at_then, HOME) == then[page].replace(at_then, HOME), page
        else:
            assert "as it was" in response.text, page


def test_what_was_deleted_is_still_there_at_its_time(client: FlaskClient, app: Flask) -> None:
    before = current_record(app).revision
    link = next(iter(current_record(app).links))
    save(
        app,
        *(Drop(Kind.LINK, k.slug) for k in current_record(app).links_to.get(link, ())),
        Drop(Kind.LINK, link),
    )
    assert client.get(f"{HOME}/links/{link}").status_code == 404
    assert client.get(f"{HOME}@{before}/links/{link}").status_code == 200


def test_a_page_of_the_past_leads_within_it_and_to_now(client: FlaskClient, reworded: int) -> None:
    page = client.get(f"{HOME}@{reworded - 1}/claims/{CLAIM}").text
    assert f'<a href="{HOME}/claims/{CLAIM}">Current version of this page</a>' in page
    assert f'href="{HOME}@{reworded - 1}/participants' in page
    assert "data-live" not in page
    assert set(re.findall(rf'href="({HOME}/[^"]*)"', page)) == {f"{HOME}/claims/{CLAIM}"}


def test_a_page_is_cited_at_its_revision(client: FlaskClient, reworded: int) -> None:
    page = client.get(f"{HOME}/claims/{CLAIM}").text
    cited = f"{HOME}@{reworded}/claims/{CLAIM}"
    assert f"http://localhost{cited}" in page
    assert client.get(cited).status_code == 200


@pytest.mark.parametrize(
    ("point", "status", "words"),
    [
        ("0", 404, "did not exist yet"),
        ("999999", 404, "has no revision"),
        ("1999-01-01", 404, "did not exist yet"),
        ("2999-01-01", 404, "has not come yet"),
        ("soon", 400, "neither the number of a revision"),
        ("", 400, "neither the number of a revision"),
        ("9" * 40, 400, "neither the number of a revision"),
    ],
)
def test_a_time_that_never_was_is_said_not_to_be(
    client: FlaskClient, point: str, status: int, words: str
) -> None:
    response = client.get(f"{HOME}@{point}/")
    assert (response.status_code, words in response.text) == (status, True)


def test_the_past_can_be_read_only_by_everybody(people: People, app: Flask, reworded: int) -> None:
    for _, client in people:
        page = client.get(f"{HOME}@{reworded}/history/changes/{reworded}").text
        assert "<form class=" not in page.replace('<form class="find"', "")
        for address in (f"history/changes/{reworded}/undo", "access/public", "leave"):
            assert client.post(f"{HOME}@{reworded}/{address}").status_code == 409
        assert client.get(f"{HOME}@{reworded}/access").status_code == 409
    assert current_record(app).revision == reworded


def test_a_debate_that_is_not_public_has_no_public_past(people: People, app: Flask, reworded: int) -> None:
    from stances.store import access

    with app.extensions["stances"].database.write_session() as session:
        access.set_public(session, DEBATE, False)
    assert people.stranger.get(f"{HOME}@{reworded}/").status_code == 401
    assert people.reader.get(f"{HOME}@{reworded}/").status_code == 200


def test_an_editor_undoes_a_change_and_undoes_that(
    people: People, app: Flask, shipped: Record, reworded: int
) -> None:
    answer = people.editor.post(f"{HOME}/history/changes/{reworded}/undo")
    assert (answer.status_code, answer.location) == (303, f"{HOME}/history")
    assert current_record(app).claims == shipped.claims
    assert "undid: reworded it" in people.reader.get(f"{HOME}/history").text
    people.editor.post(f"{HOME}/history/changes/{current_record(app).revision}/undo")
    assert current_record(app).claims[CLAIM].text == TEXT


def test_the_reason_why_a_change_cannot_be_undone_is_given_before_trying(
    people: People, app: Flask, reworded: int
) -> None:
    save(app, Put(current_record(app).claims[CLAIM].model_copy(update={"text": "A third text."})), who="Zoe")
    page = people.editor.get(f"{HOME}/history/changes/{reworded}").text
    assert "was changed later by Zoe" in page
    assert "/undo" not in page
    refused = people.editor.post(f"{HOME}/history/changes/{reworded}/undo")
    assert (refused.status_code, "was changed later by Zoe" in refused.text) == (422, True)


def test_the_load_of_a_whole_file_offers_no_undo(people: People) -> None:
    """A debate begins with it, so that nothing would be left."""
    history = people.editor.get(f"{HOME}/history").text
    (load,) = re.findall(rf'href="({HOME}/history/changes/\d+)">Details</a>', history)
    assert "Undo …" not in history
    assert "Undo this change" not in people.editor.get(load).text


def test_an_editor_puts_back_what_was_deleted(people: People, app: Flask) -> None:
    slug = next(s for s in current_record(app).links if s not in current_record(app).links_to)
    deleted = current_record(app).links[slug]
    number = save(app, Drop(Kind.LINK, slug), why="deleted it")
    page = people.editor.get(f"{HOME}/history/link/{slug}").text
    assert "This was deleted" in page
    assert f'name="revision" value="{number}"' in page
    answer = people.editor.post(f"{HOME}/history/link/{slug}/restore", data={"revision": f"{number:024}"})
    assert (answer.status_code, answer.location) == (303, f"{HOME}/history/link/{slug}")
    assert current_record(app).links[slug] == deleted


def test_only_editors_are_offered_and_granted_it(people: People, app: Flask, reworded: int) -> None:
    for role, client in people:
        page = client.get(f"{HOME}/history/claim/{CLAIM}").text
        assert ("Restore" in page) is role.may(Role.EDITOR)
        if not role.may(Role.EDITOR):
            answer = client.post(f"{HOME}/history/claim/{CLAIM}/restore", data={"revision": 1})
            assert answer.status_code in (401, 403)
    assert current_record(app).revision == reworded


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"revision": "x"}, 400),
        ({"revision": "1", "more": "1"}, 400),
        ({"revision": "9" * 20}, 404),
    ],
)
def test_a_form_of_another_shape_is_refused(people: People, form: dict[str, str], status: int) -> None:
    assert people.editor.post(f"{HOME}/history/claim/{CLAIM}/restore", data=form).status_code == status


@pytest.mark.parametrize(
    "address",
    ["history/claim/nothing", "history/noise/x", "history/changes/99999999", "history/changes/" + "9" * 40],
)
def test_a_history_that_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(f"{HOME}/{address}").status_code == 404


def test_another_debates_history_is_not_shown_here(client: FlaskClient, app: Flask) -> None:
    last = current_record(app).revision
    with app.extensions["stances"].database.read_session() as session:
        other: Record = app.extensions["stances"].snapshots.current(session, "noise")
    assert other.revision < last
    assert "NOISE" not in client.get(f"{HOME}/history/changes/{other.revision}").text
    assert client.get(f"/debates/noise/history/changes/{last}").status_code == 404
