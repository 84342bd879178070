"""Addresses that nobody would type: each is refused in words, and none breaks the page that says so."""

from __future__ import annotations

import string

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge

from stances.errors import (
    BadRequestError,
    ClosedError,
    ForbiddenError,
    NotFoundError,
    OverloadedError,
    ReadOnlyPastError,
    RefusedError,
    TooManyRequestsError,
)
from stances.web.core import error_pages, parameters
from stances.web.core.addresses import is_host
from tests.support.people import HOME, People


@pytest.mark.parametrize(
    "host",
    ["a" * 64, "a..b", ".a", "a b", "a/b", "a@b", "a:0", "a:99999", "[::1", "[x]", "ä", "-" * 300, "a:b"],
)
@pytest.mark.parametrize("path", ["/", HOME, "/nothing"])
def test_a_host_that_cannot_be_one_is_refused(client: FlaskClient, host: str, path: str) -> None:
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "Check the address" in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host",
    ["a" * 63, "a.b.", "a:65535", "127.0.0.1:5000", "[::1]:5000", "[fe80::1]", "xn--bcher-kva.example"],
)
def test_a_host_that_can_be_one_is_served(client: FlaskClient, host: str) -> None:
    assert is_host(host)
    assert client.get(f"{HOME}/", headers={"Host": host}).status_code == 200


def test_a_request_may_name_no_host(client: FlaskClient) -> None:
    assert client.get(f"{HOME}/", headers={"Host": ""}).status_code == 200


@given(st.text(string.printable, min_size=1, max_size=80))
def test_no_host_breaks_the_site(_unchanged: Flask, host: str) -> None:  # noqa: PT019  (one site for all hosts)
    response = _unchanged.test_client().get("/nothing", environ_overrides={"HTTP_HOST": host})
    assert response.status_code in (400, 404)


NUMBERED = (
    "proposals/{}",
    "proposals/{}/accept",
    "proposals/{}/decline",
    "proposals/{}/withdraw",
    "access/people/{}/end",
    "access/invitations/{}/revoke",
    "history/changes/{}",
    "history/changes/{}/undo",
)


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
def test_a_number_that_nothing_has_is_not_here(
    people: People, number: int, subtests: pytest.Subtests
) -> None:
    for path in NUMBERED:
        for client in (people.owner, people.editor, people.contributor):
            with subtests.test(path=path):
                address = f"{HOME}/{path.format(number)}"
                for response in (client.get(address), client.post(address)):
                    assert response.status_code in (403, 404, 405)


@pytest.mark.parametrize("point", ["9" * 30, "0", "1928-99-99", "@", "x"])
def test_a_point_in_history_that_is_none_is_refused(client: FlaskClient, point: str) -> None:
    assert client.get(f"{HOME}@{point}/").status_code in (400, 404)


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("?"),
        BadRequestError("?"),
        ForbiddenError("?"),
        ReadOnlyPastError("?"),
        ClosedError("?"),
        RefusedError(["?"]),
        TooManyRequestsError("?", 9),
        OverloadedError("?", 9),
        RequestEntityTooLarge(),
        MethodNotAllowed(),
        ZeroDivisionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_page_of_a_debate_keeps_its_navigation(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(parameters, "accept_only", fail)
    app.testing = False
    page = client.get(f"{HOME}/people")
    assert page.status_code >= 400
    assert f'href="{HOME}/timeline"' in page.text
    assert "traceback" not in page.text.lower()


def test_an_error_page_that_fails_is_told_plainly(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("no templates")

    monkeypatch.setattr(error_pages, "render", fail)
    response = client.get("/nothing")
    assert response.status_code == 404
    assert "There is no page at this address" in response.text
    assert "no templates" not in response.text
