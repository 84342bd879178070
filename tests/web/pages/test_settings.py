"""The settings of a debate: what closing, copying and deleting it does to those who read it and work on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from stances.errors import ClosedError, GoneError
from stances.record.entries import Faction
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store.bin import delete_debate, remove_expired
from stances.store.changes import Put
from stances.store.database import Session
from stances.store.debates import set_closed
from stances.web.core.site import Site
from stances.web.core.visitors import current_visitor
from stances.web.editing.save import save
from tests.support.databases import WriteDetector
from tests.support.people import DEBATE, HOME, NAMES, People, browser
from tests.web.core.routes import DECIDING, EDITING, HISTORY, ROUTES
from tests.web.core.test_live import current, listening

TITLE = "The Left Opposition in exile, 1928"


def site_of(app: Flask) -> Site:
    site: Site = app.extensions["stances"]
    return site


def close(people: People, closed: str = "yes") -> None:
    assert people.owner.post(f"{HOME}/settings/closed", data={"closed": closed}).status_code == 303


def who(client: FlaskClient, home: str = HOME) -> str:
    return client.get(f"{home}/me", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text


# --- closed to changes ---


def test_in_a_closed_debate_no_form_opens_and_nothing_is_saved(
    people: People, app: Flask, subtests: pytest.Subtests
) -> None:
    close(people)
    with closing(WriteDetector(app)) as written:
        for route in (*EDITING, *DECIDING, *HISTORY):
            if route.needed is not Role.STRANGER and (
                route.method == "POST" or "/proposals" not in route.rule
            ):
                client = people.contributor if route.alone else people.owner
                with subtests.test(route=str(route)):
                    answer = client.open(route.address, method=route.method, data=route.form or None)
                    assert answer.status_code == 423
                    assert "closed to changes, so nothing was saved" in answer.text
                    assert f"Back to “{TITLE}”" in answer.text
        assert not written
    for client in (people.editor, people.contributor):
        assert client.get(f"{HOME}/proposals").status_code == 200


PAGES = (
    "",
    "disputes/left-turn",
    "claims/turn-made",
    "participants/radek",
    "participants",
    "documents",
    "check",
    "history",
)


def test_pages_of_a_closed_debate_say_so_and_have_nothing_that_changes_it(
    people: People, subtests: pytest.Subtests
) -> None:
    open_ones = {page: people.editor.get(f"{HOME}/{page}").text for page in PAGES}
    close(people)
    for (page, before), (role, client) in ((p, one) for p in open_ones.items() for one in people):
        with subtests.test(page=page, role=role):
            text = client.get(f"{HOME}/{page}").text
            assert "closed to changes" in text
            assert ("Reopen it" in text) == (role is Role.OWNER)
            for control in (
                'class="edit"',
                "/edit",
                "/new",
                "/merge",
                f"{HOME}/select",
                "/answer",
                'method="post"',
                "undo …",
            ):
                assert control not in text.replace("/debates/new", "")
            assert "closed to changes" not in before
    close(people, "no")
    for page, before in open_ones.items():
        again = people.editor.get(f"{HOME}/{page}").text
        assert ('class="edit"' in again) == ('class="edit"' in before)
        assert "closed to changes" not in again


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (lambda session, shown: set_closed(session, shown, True, who="Olga"), ClosedError),
        (lambda session, shown: delete_debate(session, DEBATE, who="Olga"), GoneError),
    ],
    ids=["closed", "deleted"],
)
def test_a_save_that_was_let_in_just_before_is_refused_under_the_lock(
    people: People, app: Flask, meanwhile: Callable[[Session, Record], object], refusal: type[Exception]
) -> None:
    token = people.editor.get_cookie(f"stances-{DEBATE}")
    assert token is not None
    with app.test_request_context(f"{HOME}/", headers={"Cookie": f"{token.key}={token.value}"}):
        g.debate, g.as_of = DEBATE, None
        assert current_visitor().may(Role.EDITOR)
        with site_of(app).database.write_session() as session:
            meanwhile(session, current(app))
        with pytest.raises(refusal):
            save(lambda _: [Put(Faction(slug="late", name="Late"))], "a test")


def test_a_form_that_was_open_before_is_refused_in_one_sentence(people: People, app: Flask) -> None:
    form = {"base": str(current(app).revision), "name": "Waverers"}
    close(people)
    for client in (people.editor, people.contributor, people.owner):
        answer = client.post(f"{HOME}/factions/new", data=form, headers={"HX-Request": "true"})
        assert answer.status_code == 423
    close(people, "no")
    assert people.editor.post(f"{HOME}/factions/new", data=form).status_code == 303


def test_closing_is_in_the_history_and_only_the_settings_undo_it(people: People, app: Flask) -> None:
    close(people)
    close(people, "no")
    number = current(app).revision
    assert "reopened the debate to changes" in people.reader.get(f"{HOME}/history").text
    for client in (people.editor, people.owner):
        answer = client.post(f"{HOME}/history/changes/{number}/undo")
        assert (answer.status_code, "in its settings" in answer.text) == (403, True)


def test_open_pages_hear_that_the_debate_was_closed(people: People, app: Flask) -> None:
    with listening(people.reader, current(app).revision) as events:
        next(events)
        close(people)
        event = next(events)
    assert (event.name, event.data["what"]) == ("revised", "changed the debate")


# --- copies ---


def copy(client: FlaskClient, **form: str) -> str:
    answer = client.post(f"{HOME}/settings/copy", data={"title": "A copy", **form})
    assert answer.status_code == 303
    return answer.headers["Location"].rstrip("/")


@pytest.fixture
def host(app: Flask, people: People) -> FlaskClient:
    """Somebody who owns this debate alone."""
    code = people.owner.post(f"{HOME}/access/invitations", data={"role": "owner", "days": "1", "limit": "1"})
    client = browser(app)
    link = code.text.partition('class="link"><a href="')[2].partition('"')[0]
    client.post(link, data={"name": "Hedwig"})
    return client


def test_whoever_copies_owns_the_copy_and_nobody_else_is_in_it(people: People, host: FlaskClient) -> None:
    home = copy(host)
    assert home == "/debates/a-copy"
    assert who(host, home) == "<b>Hedwig</b>, owner"
    assert who(people.editor, home).endswith("stranger")
    assert people.editor.get(f"{home}/factions/new").status_code == 401
    assert host.get(f"{home}/settings").status_code == 200


def test_the_people_of_a_debate_are_in_its_copy_where_they_are_copied(
    people: People, host: FlaskClient, app: Flask
) -> None:
    people.owner.post(f"{HOME}/access/public", data={"public": "no"})
    home = copy(host, people="yes")
    again = (
        host.post(f"{home}/settings/copy", data={"title": "Again", "people": "yes"})
        .headers["Location"]
        .rstrip("/")
    )
    for place in (home, again):
        for role, name in NAMES.items():
            client = getattr(people, role.value)
            assert who(client, place) == f"<b>{name}</b>, {role}"
        assert people.stranger.get(f"{place}/").status_code == 401
        assert who(host, place) == "<b>Hedwig</b>, owner"
    with closing(people.reader.get(f"{home}/live?since=0", buffered=False)) as stream:
        assert b"event: listening" in next(stream.iter_encoded())
    people.editor.post(f"{home}/leave")
    assert people.editor.get(f"{home}/").status_code == 401
    assert who(people.editor) == "<b>Edith</b>, editor"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"title": ""}, "The title "),
        ({"title": "x" * 301}, "The title "),
        ({"slug": DEBATE}, "has this web address"),
        ({"slug": "new"}, "has this web address"),
        ({"slug": "Not A Slug"}, "The web address “Not A Slug”"),
    ],
)
def test_a_copy_that_cannot_be_is_refused_with_what_was_typed(
    people: People, app: Flask, form: dict[str, str], says: str
) -> None:
    with closing(WriteDetector(app)) as written:
        answer = people.owner.post(f"{HOME}/settings/copy", data={"title": "A copy", **form})
        assert answer.status_code == 422
        assert says in answer.text
        assert f'value="{form.get("slug", "")}"' in answer.text
        assert not written


# --- deleting ---


def delete(client: FlaskClient, title: str = TITLE) -> int:
    return client.post(f"{HOME}/settings/delete", data={"title": title}).status_code


def test_a_debate_is_deleted_once_its_title_is_typed_and_put_back_as_it_was(
    people: People, app: Flask, subtests: pytest.Subtests
) -> None:
    before, page = current(app), people.reader.get(f"{HOME}/claims/turn-made").text
    assert delete(people.owner, "something else") == 422
    assert delete(people.owner, f"  {TITLE.upper()} ") == 303
    with closing(WriteDetector(app)) as written:
        for route in (route for route in ROUTES if route.in_debate):
            with subtests.test(route=str(route)):
                answer = people.owner.open(route.address, method=route.method, data=route.form or None)
                assert answer.status_code == 410
                assert "has been deleted. Until" in answer.text
        assert not written
    for client in (people.reader, people.stranger):
        assert client.get(f"{HOME}/").status_code == 410
        assert TITLE not in client.get("/").text
    bin_page = people.owner.get("/bin").text
    assert TITLE in bin_page
    assert people.owner.post(f"/bin/{DEBATE}/restore").status_code == 303
    assert current(app) == before
    assert people.reader.get(f"{HOME}/claims/turn-made").text == page
    assert who(people.editor) == "<b>Edith</b>, editor"


def test_who_owns_a_debate_may_delete_it_and_only_the_sites_owner_puts_it_back(
    people: People, host: FlaskClient
) -> None:
    answer = host.post(f"{HOME}/settings/delete", data={"title": TITLE}, follow_redirects=True)
    assert (answer.status_code, "whoever runs this site can restore it" in answer.text) == (410, True)
    for client in (host, people.editor, people.stranger):
        assert client.get("/bin").status_code == 403
        assert client.post(f"/bin/{DEBATE}/restore").status_code == 403


def test_streams_end_when_the_debate_is_deleted(people: People, app: Flask) -> None:
    with listening(people.reader, current(app).revision) as events:
        next(events)
        assert delete(people.owner) == 303
        assert [event.name for event in events] == ["ended"]


def test_a_debate_of_the_same_name_as_one_removed_for_good_is_another(people: People, app: Flask) -> None:
    people.reader.get(f"{HOME}/claims/turn-made")
    delete(people.owner)
    refused = people.owner.post("/debates/new", data={"title": "New", "slug": DEBATE, "base": "0"})
    assert (refused.status_code, "A deleted debate keeps this web address until" in refused.text) == (
        422,
        True,
    )
    with site_of(app).database.write_session() as session:
        remove_expired(session, datetime(2999, 1, 1, tzinfo=UTC))
    site_of(app).forget_debate(DEBATE)
    assert people.reader.get(f"{HOME}/").status_code == 404
    assert (
        people.owner.post("/debates/new", data={"title": "New", "slug": DEBATE, "base": "0"}).status_code
        == 303
    )
    assert people.owner.get(f"{HOME}/claims/turn-made").status_code == 404
    assert who(people.editor).endswith("stranger")
    with listening(people.stranger, current(app).revision) as events:
        next(events)
        base = {"base": str(current(app).revision)}
        assert people.owner.post(f"{HOME}/factions/new", data={"name": "Fresh", **base}).status_code == 303
        assert next(events).data["label"] == "Fresh"


def test_an_archive_is_offered_before_and_can_be_read_by_another_server(people: People, app: Flask) -> None:
    page = people.owner.get(f"{HOME}/settings/delete").text
    assert f'href="{HOME}/settings/archive.json"' in page
    answer = people.owner.get(f"{HOME}/settings/archive.json")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={DEBATE}.archive.json"
    assert json.loads(answer.data)["format"] == "stances-archive/1"
