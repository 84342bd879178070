"""Bodies: whose is read, how many at once, and that nobody waits for one that does not come."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import RawIOBase
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.record.vocabulary import Role
from stances.store import access
from stances.web.core.bodies import BodyPlaces
from tests.support.patience import PATIENCE, wait_until
from tests.support.people import DEBATE, HOME, People
from tests.web.core.routes import ROUTES

FORM = {"content_type": "application/x-www-form-urlencoded"}


class Sent(RawIOBase):
    """A body of a length that the test client asks for before it sends one."""

    def __init__(self, length: int = 1000) -> None:
        self._length, self._place = length, 0

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        self._place = self._length if whence else place
        return self._place

    def readable(self) -> bool:
        return True


class Unread(Sent):
    """A body that must not be read."""

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("it was read")


class Held(Sent):
    """A body that comes when it is let go."""

    def __init__(self, content: bytes, comes: threading.Event) -> None:
        super().__init__(len(content))
        self._rest, self._comes = content, comes

    def readinto(self, buffer: Any) -> int:
        self._comes.wait(PATIENCE)
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


@pytest.fixture
def places(app: Flask) -> BodyPlaces:
    made: BodyPlaces = app.extensions["bodies"]
    return made


@pytest.fixture
def code(people: People, app: Flask) -> str:
    with app.extensions["stances"].database.write_session() as session:
        return access.create_invitation(session, DEBATE, Role.READER, days=1, limit=99, by="a test")


class Senders:
    """People who send forms that have not come yet; `comes` lets all of them go."""

    def __init__(self, app: Flask, threads: ThreadPoolExecutor) -> None:
        self._app, self._threads = app, threads
        self.comes = threading.Event()

    def send(
        self, client: FlaskClient, path: str, content: bytes, address: str = "127.0.0.1"
    ) -> Future[TestResponse]:
        body = Held(content, self.comes)
        own = self._app.test_client()
        own._cookies = client._cookies
        return self._threads.submit(
            own.post,
            path,
            input_stream=body,
            headers={"Origin": "http://localhost"},
            environ_overrides={"REMOTE_ADDR": address},
            **FORM,
        )


@contextmanager
def senders(app: Flask) -> Iterator[Senders]:
    with ThreadPoolExecutor(64) as threads:
        made = Senders(app, threads)
        try:
            yield made
        finally:
            made.comes.set()


def test_a_body_that_comes_with_a_request_to_read_is_left_unread(
    people: People, subtests: pytest.Subtests
) -> None:
    for route in (route for route in ROUTES if route.method == "GET" and "@code" not in route.address):
        with subtests.test(route=str(route)):
            client: FlaskClient = getattr(people, route.needed)
            response = client.get(route.address, input_stream=Unread(), **FORM)
            assert response.status_code in (route.done, 404)  # there is no proposal here
            response.close()


def test_a_strangers_body_is_refused_unread(people: People, subtests: pytest.Subtests) -> None:
    for route in (route for route in ROUTES if route.method == "POST" and "@code" not in route.address):
        with subtests.test(route=str(route)):
            response = people.stranger.post(route.address, input_stream=Unread(), **FORM)
            assert response.status_code == (401 if route.in_debate else 403)


@pytest.mark.parametrize("path", [f"{HOME}/nothing", "/nothing", f"{HOME}@40/edit", "/join/wrong"])
def test_what_leads_nowhere_is_refused_unread(people: People, path: str) -> None:
    response = people.editor.post(path, input_stream=Unread(), **FORM)
    assert response.status_code in (404, 405, 409)


def test_a_body_that_says_it_is_too_large_is_refused_unread(people: People) -> None:
    response = people.editor.post(f"{HOME}/edit", input_stream=Unread(3_000_000), **FORM)
    assert response.status_code == 413


def test_a_member_has_two_bodies_at_once_and_keeps_nobody_else(
    people: People, app: Flask, places: BodyPlaces
) -> None:
    with senders(app) as sending:
        first = [sending.send(people.reader, f"{HOME}/me", b"name=Rita+2") for _ in range(2)]
        wait_until(lambda: places.members.running == 2)
        refused = sending.send(people.reader, f"{HOME}/me", b"name=Rita+3").result(PATIENCE)
        assert refused.status_code == 429
        assert "was not saved" in refused.text
        assert int(refused.headers["Retry-After"]) > 0
        assert people.reader.get(f"{HOME}/").status_code == 200
        assert people.editor.post(f"{HOME}/me", data={"name": "Edith 2"}).status_code == 303
        sending.comes.set()
        assert [one.result(PATIENCE).status_code for one in first] == [303, 303]


def test_those_who_join_share_eight_places_of_which_an_address_has_four(
    people: People, app: Flask, places: BodyPlaces, code: str
) -> None:
    with senders(app) as sending:
        joining = [
            sending.send(people.stranger, f"/join/{code}", f"name=Nora+{n}".encode(), f"10.0.0.{n % 3}")
            for n in range(18)
        ]
        wait_until(lambda: (places.joining.running, places.joining.waiting) == (8, 10))
        assert people.stranger.get(f"{HOME}/").status_code == 200
        sending.comes.set()
        assert {one.result(PATIENCE).status_code for one in joining} == {303}


def test_one_address_leaves_places_for_others(
    people: People, app: Flask, places: BodyPlaces, code: str
) -> None:
    with senders(app) as sending:
        slow = [sending.send(people.stranger, f"/join/{code}", b"name=x") for _ in range(5)]
        wait_until(lambda: (places.joining.running, places.joining.waiting) == (4, 1))
        other = people.stranger.post(
            f"/join/{code}", data={"name": "Nora"}, environ_overrides={"REMOTE_ADDR": "10.0.0.9"}
        )
        assert other.status_code == 303
        sending.comes.set()
        assert sorted(one.result(PATIENCE).status_code for one in slow) == [303, *[422] * 4]
