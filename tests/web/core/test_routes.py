"""Every address × every role: what is allowed happens, what is not is refused, and then nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.record.entries import Faction
from stances.record.vocabulary import Role
from stances.store import access
from stances.store.changes import Put
from stances.store.proposals import Proposer, propose
from tests.support.databases import WriteDetector
from tests.support.people import DEBATE, People
from tests.web.core.routes import ROUTES, Route

CHANGING = [route for route in ROUTES if route.method == "POST"]


@pytest.fixture
def code(people: People, app: Flask) -> str:
    """The code of an invitation that anybody may accept."""
    with app.extensions["stances"].database.write_session() as session:
        return access.create_invitation(session, DEBATE, Role.READER, days=1, limit=9, by="a test")


@pytest.fixture(autouse=True)
def _proposal(people: People, app: Flask) -> None:
    """Proposal 1, by Conrad."""
    site = app.extensions["stances"]
    with site.database.write_session() as session:
        record = site.snapshots.current(session, DEBATE)
        faction = Put(Faction(slug="proposed", name="Proposed"))
        propose(session, record, [faction], Proposer("Conrad", 2), "proposed by a test")


class Stored:
    """What the database holds; it is read anew only where somebody has written."""

    def __init__(self, app: Flask) -> None:
        self._written = WriteDetector(app)
        self._before = self._dump()

    def _dump(self) -> list[str]:
        return list(self._written.connection.iterdump())

    def unchanged(self) -> bool:
        return not self._written or self._dump() == self._before

    def close(self) -> None:
        self._written.close()


@pytest.fixture
def stored(people: People, app: Flask, code: str, _proposal: None) -> Iterator[Stored]:
    """What the database holds when a test begins."""
    with closing(Stored(app)) as contents:
        yield contents


def use(client: FlaskClient, route: Route, code: str, **headers: str) -> TestResponse:
    address = route.address.replace("@code", code)
    response = client.open(address, method=route.method, data=route.form or None, headers=headers)
    response.close()
    return response


def test_every_rule_is_in_the_table(app: Flask) -> None:
    rules = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert rules == {(route.rule, route.method) for route in ROUTES}


def test_who_may_not_is_refused_and_nothing_changes(
    people: People, stored: Stored, code: str, subtests: pytest.Subtests
) -> None:
    for route, (role, client) in product(ROUTES, people):
        if not route.allows(role):
            with subtests.test(route=str(route), role=role):
                assert use(client, route, code).status_code == (
                    401 if role is Role.STRANGER and route.in_debate else 403
                )
                assert stored.unchanged()


@pytest.mark.parametrize(
    ("route", "role"),
    [(route, role) for route in CHANGING for role in Role if route.allows(role)],
    ids=lambda v: str(v),
)
def test_who_may_change_something_does(route: Route, role: Role, people: People, code: str) -> None:
    assert use(getattr(people, role), route, code).status_code == route.done


def test_who_may_read_does_and_reading_changes_nothing(
    people: People, stored: Stored, code: str, subtests: pytest.Subtests
) -> None:
    for route in (route for route in ROUTES if route.method == "GET"):
        with subtests.test(route=str(route)):
            allowed = [client for role, client in people if route.allows(role)]
            assert {use(client, route, code).status_code for client in allowed} == {route.done}
            assert stored.unchanged()


def test_a_debate_that_is_not_public_shows_a_stranger_nothing(
    people: People, app: Flask, code: str, subtests: pytest.Subtests
) -> None:
    with app.extensions["stances"].database.write_session() as session:
        access.set_public(session, DEBATE, False)
    with closing(Stored(app)) as stored:
        for route in (route for route in ROUTES if route.in_debate):
            with subtests.test(route=str(route)):
                assert use(people.stranger, route, code).status_code == 401
                assert stored.unchanged()


FOREIGN: list[dict[str, str]] = [
    {"Origin": "http://elsewhere.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "https://localhost"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none", "Origin": "http://localhost"},
]


def test_a_request_of_another_site_changes_nothing(
    people: People, stored: Stored, code: str, subtests: pytest.Subtests
) -> None:
    for route, headers in product(CHANGING, FOREIGN):
        with subtests.test(route=str(route), headers=headers):
            assert use(people.owner, route, code, **headers).status_code == 403
            assert stored.unchanged()


GARBLED = {
    "not UTF-8": (b"name=%FF%FE", 400),
    "Latin-1": ("name=Zoë".encode("latin-1"), 400),
    "huge": (b"name=" + b"x" * 2_100_000, 413),
    "an unknown field": (b"&=1", 400),
}


def test_a_garbled_form_changes_nothing(
    people: People, stored: Stored, code: str, subtests: pytest.Subtests
) -> None:
    for route, (what, (body, status)) in product(CHANGING, GARBLED.items()):
        joins = route.needed is Role.STRANGER and not route.in_debate  # others' bodies are not read at all
        client = people.stranger if joins else people.owner
        client = people.contributor if route.alone else client
        if what == "huge" and "/import" in route.rule:  # where a whole file may be sent
            body *= 5
        with subtests.test(route=str(route), body=what):
            address = route.address.replace("@code", code)
            answer = client.post(address, data=body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code == status
            assert stored.unchanged()
