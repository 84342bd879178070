"""What the site counts: accepted actions in the database, refusals in memory."""

from __future__ import annotations

import pytest
from flask import Flask

from stances.record.vocabulary import Role
from stances.store import access, limits
from stances.store.limits import Action
from stances.web.app import create_app
from stances.web.core.refusals import RateLimiter
from tests.support.databases import WriteDetector
from tests.support.people import DEBATE, HOME, OWNER_TOKEN, People, browser
from tests.web.core.routes import BASE


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PER_MINUTE", dict.fromkeys(Action, 2))
    monkeypatch.setattr(limits, "clock", lambda: 6_000_000.0)


FACTION = {**BASE, "name": "Waverers"}


@pytest.mark.parametrize("role", ["editor", "contributor", "owner"])
def test_who_saves_too_often_is_told_to_wait_and_nothing_is_saved(
    people: People, role: str, app: Flask
) -> None:
    client = getattr(people, role)
    answers = [client.post(f"{HOME}/factions/new", data={**FACTION, "name": f"Number {n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Nothing was changed. Wait" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    other = people.editor if role != "editor" else people.owner
    assert other.post(f"{HOME}/factions/new", data={**FACTION, "name": "Another"}).status_code == 303


def test_the_limit_is_that_of_all_processes(people: People, app: Flask) -> None:
    url = app.extensions["stances"].database.engine.url.render_as_string()
    second = create_app({"DATABASE_URL": url, "TESTING": True})
    elsewhere = browser(second)
    elsewhere.set_cookie("stances", OWNER_TOKEN)
    answers = [
        client.post(f"{HOME}/factions/new", data={**FACTION, "name": f"Number {n}"}).status_code
        for n, client in enumerate((people.owner, elsewhere, people.owner, elsewhere))
    ]
    second.extensions["stances"].close()
    assert answers == [303, 303, 429, 429]


def test_joining_is_counted_by_address(people: People, app: Flask) -> None:
    with app.extensions["stances"].database.write_session() as session:
        code = access.create_invitation(session, DEBATE, Role.READER, days=1, limit=99, by="a test")

    def join(number: int, address: str) -> int:
        asked = browser(app).post(
            f"/join/{code}", data={"name": f"Nora {number}"}, environ_overrides={"REMOTE_ADDR": address}
        )
        return asked.status_code

    assert [join(n, "10.0.0.1") for n in range(3)] == [303, 303, 429]
    assert join(9, "10.0.0.2") == 303


def test_invitations_and_names_are_limited_too(people: People) -> None:
    form = {"role": "editor", "days": "7", "limit": "30"}
    invited = [people.owner.post(f"{HOME}/access/invitations", data=form).status_code for _ in range(3)]
    renamed = [people.reader.post(f"{HOME}/me", data={"name": f"Rita {n}"}).status_code for n in range(3)]
    assert (invited, renamed) == ([201, 201, 429], [303, 303, 429])


def test_wrong_tokens_are_counted_in_memory(
    people: People, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = WriteDetector(app)
    app.extensions["guessing"] = RateLimiter(burst=15, a_second=1e-9)
    answers = [people.stranger.get(f"/?token=wrong{n}").status_code for n in range(4)]
    assert answers == [401, 401, 401, 429]
    assert people.stranger.get("/").status_code == 200
    assert not detector
    detector.close()


def test_saves_that_are_refused_again_and_again_are_counted_in_memory(people: People, app: Flask) -> None:
    detector = WriteDetector(app)
    app.extensions["refused saves"] = RateLimiter(burst=3, a_second=1e-9)
    undone = [people.editor.post(f"{HOME}/history/changes/1/undo").status_code for _ in range(4)]
    assert undone == [422, 422, 422, 429]
    assert not detector
    detector.close()
