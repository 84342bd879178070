"""Requests that nobody would make, to every address, from the types of its own parameters: none breaks the site.

500 in every run, 10,000 with `-m slow`; `STANCES_FUZZ` is a number for another draw. Whoever may not write has written nothing,
reading writes nothing, and what is costly is made in a lane.
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from stances.publishing import typst
from stances.record.vocabulary import Role
from stances.store import access, limits
from stances.web.core import live, making
from stances.web.core.lanes import Asker, WorkLane
from stances.web.core.refusals import RateLimiter
from stances.web.core.site import Site
from tests.support.databases import WriteDetector
from tests.support.people import DEBATE, People, browser, joined
from tests.web.core.routes import ROUTES, Route

FEW, MANY = 500, 10_000

TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "x" * 3000,
        "é",
        "\u202e",
        "𝕏",
        "\x00",
        "\x7f",
        "%",
        "%00",
        "%zz",
        "\ufffd",
        "\ud800",
    ),
    *(
        "../../etc/passwd",
        "..%2f",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{7*7}}",
        "${x}",
        "#read",
        "a,b,,",
        "none",
    ),
    *(
        "1928",
        "1928-05-09",
        "1928-02-30",
        "1928/..",
        "summer 1928",
        "99999-01",
        "yes",
        "no",
        "on",
        "off",
        "svg",
        "png",
        "pdf",
    ),
    *(
        "turn-made",
        "left-turn",
        "radek",
        "time",
        "speaker",
        "faction",
        "weeks",
        "lines",
        "a4",
        "grey",
        DEBATE,
    ),
)
NUMBERS = ("0", "1", "2", "-1", "9" * 6, str(2**31), str(2**63 - 1), str(2**63), "9" * 40, "٣", "1.5")
SUFFIXES = ("", "", "", "", "@1", "@40", "@1928-05-09", "@0", "@x", "@" + "9" * 30, "@2999-01-01")
PARAMETERS = (
    *(
        "as_of",
        "basis",
        "arrange",
        "cluster",
        "colour",
        "words",
        "context",
        "fold",
        "factions",
        "participants",
        "attributions",
        "tags",
    ),
    *(
        "links",
        "since",
        "until",
        "unanswered",
        "unit",
        "carried",
        "shown",
        "figure",
        "moments",
        "paper",
        "orientation",
        "width",
    ),
    *(
        "ink",
        "font",
        "title",
        "legend",
        "source",
        "date",
        "drawn",
        "split",
        "page",
        "save",
        "form",
        "kind",
        "q",
        "text",
        "only",
    ),
    *("code", "token", "add", "numbers", "layout", "line", "highlight", "nonsense"),
)
HEADERS = (
    {"HX-Request": "true", "HX-Request-Type": "partial"},
    {"If-None-Match": '"x", W/"y"'},
    {"Range": "bytes=0-1"},
    {"Accept": "text/event-stream", "Last-Event-ID": "-1"},
    {"Host": "a" * 64},
    {"Host": "evil.example:99999"},
    {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "gopher"},
    {"Cookie": "stances=\x80; =; a"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Content-Type": "multipart/form-data; boundary="},
    {"Content-Type": "application/json"},
)
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")


@dataclass(frozen=True)
class Request:
    """One request: as whom, how, and what."""

    role: Role
    method: str
    path: str
    query: list[tuple[str, str]]
    form: list[tuple[str, str]] | bytes
    headers: dict[str, str]

    def send(self, client: FlaskClient) -> Any:
        data: Any = self.form if isinstance(self.form, bytes) else dict(self.form)
        return client.open(
            self.path,
            method=self.method,
            query_string=[(_plain(n), _plain(v)) for n, v in self.query],
            data=data if self.method in ("POST", "PUT", "PATCH") else None,
            headers=self.headers,
        )


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class Fuzzer:
    """Draws requests: half of them like those that succeed, with something changed, and half from parameters alone."""

    def __init__(self, app: Flask, seed: int, code: str) -> None:
        self.draw = random.Random(seed)
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        self.code = code

    def request(self) -> Request:
        draw = self.draw
        role = draw.choice(list(Role))
        headers = draw.choice(HEADERS) if draw.random() < 0.15 else {}
        if draw.random() < 0.5:
            route = draw.choice([r for r in ROUTES if "static" not in r.rule])
            return Request(
                role, route.method, self._path_of(route), self._query(2), self._form(route), dict(headers)
            )
        rule = draw.choice(self.rules)
        path = self._fill(rule)
        return Request(role, draw.choice(METHODS), path, self._query(4), self._form(None), dict(headers))

    def _path_of(self, route: Route) -> str:
        path = route.address.partition("?")[0].replace("@code", self.code)
        return path.replace(DEBATE, DEBATE + self.draw.choice(SUFFIXES), 1)

    def _fill(self, rule: Rule) -> str:
        path = rule.rule
        for name in rule.arguments - set(rule.defaults or {}):
            is_number = isinstance(rule._converters.get(name), IntegerConverter)
            value = self.draw.choice(NUMBERS if is_number else TEXTS)
            if name == "debate" and self.draw.random() < 0.8:
                value = DEBATE + self.draw.choice(SUFFIXES)
            if name == "form" and self.draw.random() < 0.7:
                value = self.draw.choice(("svg", "dot", "csv", "json", "yaml", "pdf", "png"))
            for written in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
                path = path.replace(written, quote(_plain(value), safe="@") or "x")
        return path

    def _query(self, most: int) -> list[tuple[str, str]]:
        count = self.draw.randint(0, most)
        return [(self.draw.choice(PARAMETERS), self.draw.choice((*TEXTS, *NUMBERS))) for _ in range(count)]

    def _form(self, route: Route | None) -> list[tuple[str, str]] | bytes:
        draw = self.draw
        if draw.random() < 0.1:
            return draw.randbytes(draw.randint(0, 300))
        fields = {name: str(value) for name, value in (route.form if route else {}).items()}
        for _ in range(draw.randint(0, 2)):
            known = [*fields, "base", "name", "text", "edits", "agreed", "why", "revision", "nonsense"]
            fields[draw.choice(known)] = _plain(draw.choice((*TEXTS, *NUMBERS, "[" * 500, "{}", "null")))
        return list(fields.items())


class Cast:
    """A browser for each role, new ones once somebody has joined, left or been sent away, and the debate open again."""

    def __init__(self, app: Flask, people: People) -> None:
        self._app, self._casts = app, 0
        self._clients: dict[Role, FlaskClient] = dict(people)

    def client(self, role: Role) -> FlaskClient:
        return browser(self._app) if role is Role.STRANGER else self._clients[role]

    def renew(self) -> None:
        self._casts += 1
        with self._app.extensions["stances"].database.write_session() as session:
            access.set_public(session, DEBATE, True)
        for role in (Role.EDITOR, Role.CONTRIBUTOR, Role.READER):
            self._clients[role] = joined(self._app, role, f"{role} {self._casts}")


@contextmanager
def watch_lanes(monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[list[str]]:
    """What is costly and was made outside a lane."""
    here, outside = threading.local(), list[str]()
    turn = WorkLane.turn

    @contextmanager
    def counted(lane: WorkLane, asker: Asker) -> Iterator[None]:
        with turn(lane, asker):
            before, here.is_in_lane = getattr(here, "is_in_lane", False), True
            try:
                yield
            finally:
                here.is_in_lane = before

    def watched(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            # the handout lays out in threads of its own, within its turn
            if not getattr(here, "is_in_lane", False) and "ThreadPool" not in threading.current_thread().name:
                outside.append(name)
            return work(*args, **kwargs)

        return call

    site: Site = app.extensions["stances"]
    monkeypatch.setattr(WorkLane, "turn", counted)
    monkeypatch.setattr(typst, "_compile", watched("typst", typst._compile))
    monkeypatch.setattr(site.map_renderer, "draw_view", watched("a map", site.map_renderer.draw_view))
    monkeypatch.setattr(site.map_renderer, "lay_out", watched("a layout", site.map_renderer.lay_out))
    yield outside


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
def test_nothing_that_is_sent_breaks_the_site(
    count: int, people: People, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.0)
    monkeypatch.setattr(limits, "MAX_PER_MINUTE", dict.fromkeys(limits.Action, 10**9))
    app.extensions["guessing"] = app.extensions["refused saves"] = RateLimiter(10**9, 10**9)
    app.testing = False  # what is not foreseen becomes a 500, as on a server
    with app.extensions["stances"].database.write_session() as session:
        code = access.create_invitation(session, DEBATE, Role.READER, days=1, limit=1000, by="a test")
    fuzzer = Fuzzer(app, int(os.environ.get("STANCES_FUZZ", "1928")), code)
    detector, cast = WriteDetector(app), Cast(app, people)
    with watch_lanes(monkeypatch, app) as outside:
        for _ in range(count):
            sent = fuzzer.request()
            detector.close()
            detector = WriteDetector(app)
            response = sent.send(cast.client(sent.role))
            response.close()
            assert response.status_code < 500, sent
            may_write = sent.method == "POST" and (sent.role is not Role.STRANGER or "/join/" in sent.path)
            assert may_write or not detector, sent
            if sent.role is Role.READER and "/me" not in sent.path and "/leave" not in sent.path:
                assert not detector or "/join/" in sent.path, sent
            assert not outside, sent
            if detector and any(word in sent.path for word in ("/access/", "/leave", "/join/")):
                cast.renew()
    detector.close()


def test_every_costly_address_is_made_in_a_lane(app: Flask) -> None:
    in_lane = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if hasattr(app.view_functions[rule.endpoint], "is_in_lane")
    }
    costly = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith((".<form>", "/save", "handout.pdf", "standalone.html"))
        and not rule.rule.endswith("/import/save")
    }
    assert costly - in_lane == {"/debates/<debate>/record.<form>"}, "which is text"
    assert in_lane == costly - {"/debates/<debate>/record.<form>"}
    assert making.LANES
