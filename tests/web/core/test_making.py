"""Costly pages: what is made in a figure process is what the site itself would make, and what fails there costs one request."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stances.figures.workers import WorkerLimits
from stances.formats.native import dumps_yaml
from stances.record.vocabulary import Role
from stances.store import access
from stances.web.app import create_app
from stances.web.core.lanes import Asker, CostEstimates
from stances.web.core.making import LANES, LaneName
from stances.web.core.site import Site
from tests.support.patience import PATIENCE
from tests.support.people import DEBATE, HOME, People, joined
from tests.support.small_debate import shown_debate

MAP = f"{HOME}/disputes/left-turn/map.svg"
FILES = (
    MAP,
    f"{HOME}/disputes/cause/map.png?width=300",
    f"{HOME}/disputes/slogan/handout.pdf",
    f"{HOME}/disputes/cause/standalone.html",
    f"{HOME}/grids.csv",
    f"{HOME}/map/save?paper=a4",
    f"{HOME}@40/disputes/left-turn/map.svg",
)


def site_of(app: Flask) -> Site:
    site: Site = app.extensions["stances"]
    return site


@pytest.fixture(autouse=True)
def _learns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine what is short may take long, and then go into the other lane."""
    monkeypatch.setattr(CostEstimates, "learn", lambda *_: None)


@contextmanager
def _full(app: Flask) -> Iterator[None]:
    """While this is held there is no room in the short lane."""
    lane = site_of(app).maker.lanes[LaneName.SHORT]
    before, lane.limits = lane.limits, replace(lane.limits, of_all=0)
    yield
    lane.limits = before


@pytest.fixture
def served(app: Flask) -> Iterator[Flask]:
    """The site as a server runs it: with figure processes."""
    with_processes = create_app(
        {
            "DATABASE_URL": site_of(app).database.engine.url.render_as_string(),
            "TESTING": True,
            "FIGURE_PROCESSES": True,
        }
    )
    site = site_of(with_processes)
    site.maker.limits = dict.fromkeys(LaneName, WorkerLimits(PATIENCE))
    yield with_processes
    site.close()


def test_a_process_makes_what_the_site_would_make(served: Flask, client: FlaskClient) -> None:
    for file in FILES:
        made, here = served.test_client().get(file), client.get(file)
        assert (made.status_code, made.data) == (200, here.data), file
        assert dict(made.headers) == dict(here.headers), file
    assert site_of(served).maker.pools[LaneName.SHORT].processes()
    assert not site_of(served).layout.processes(), "the server itself lays nothing out"


def test_a_file_to_import_is_read_in_a_process_of_its_own(served: Flask, people: People) -> None:
    """As the figures are, and with what was sent."""
    editor = joined(served, Role.EDITOR, "Emma")
    for text, status in ((dumps_yaml(shown_debate()), 200), ("format: stances/1\ndebate: {", 422)):
        made, here = (c.post(f"{HOME}/import", data={"text": text}) for c in (editor, people.editor))
        assert (made.status_code, made.text) == (status, here.text)
    assert site_of(served).maker.pools[LaneName.IMPORT].processes()


def test_what_is_refused_in_a_process_is_refused_in_the_same_words(
    served: Flask, client: FlaskClient
) -> None:
    for address in ("map.svg?arrange=wrong", "map.exe", "disputes/none/map.svg", "map.png?width=10000"):
        made, here = served.test_client().get(f"{HOME}/{address}"), client.get(f"{HOME}/{address}")
        assert (made.status_code, made.data) == (here.status_code, here.data)
        assert made.status_code in (200, 400, 404)


def test_a_frozen_process_costs_one_request_and_is_replaced(served: Flask) -> None:
    maker = site_of(served).maker
    assert served.test_client().get(MAP).status_code == 200
    (frozen,) = maker.pools[LaneName.SHORT].processes()
    os.kill(frozen, signal.SIGSTOP)
    maker.limits[LaneName.SHORT] = WorkerLimits(0.2)
    refused = served.test_client().get(f"{MAP}?arrange=time")
    assert refused.status_code == 503
    assert "longer than 0.2 seconds" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    maker.limits[LaneName.SHORT] = maker.limits[LaneName.LONG]
    assert served.test_client().get(f"{MAP}?arrange=speaker").status_code == 200
    assert frozen not in maker.pools[LaneName.SHORT].processes()


def test_nothing_is_made_for_who_may_not_read(served: Flask) -> None:
    site = site_of(served)
    with site.database.write_session() as session:
        access.set_public(session, DEBATE, False)
    assert {served.test_client().get(file).status_code for file in FILES} == {401}
    assert not any(pool.busy for pool in site.maker.pools.values())


def test_pages_that_are_kept_wait_for_nobody(client: FlaskClient, app: Flask) -> None:
    maker = site_of(app).maker
    assert client.get(MAP).status_code == 200
    with _full(app):
        assert client.get(MAP).status_code == 200
        assert client.get(f"{HOME}/").status_code == 200
        refused = client.get(f"{MAP}?arrange=time")
    assert refused.status_code == 503
    assert "being made right now" in refused.text
    assert maker.lanes[LaneName.SHORT].running == 0


def test_a_refusal_reads_no_earlier_state(client: FlaskClient, app: Flask, monkeypatch) -> None:
    """To put one together costs more than a page; its frame is of the debate as it stands."""
    monkeypatch.setattr("stances.web.core.site.record_at", pytest.fail)
    with _full(app):
        refused = client.get(f"{HOME}@40/disputes/slogan/handout.pdf")
    assert refused.status_code == 503
    assert f'href="{HOME}/timeline"' in refused.text


def test_short_work_is_never_behind_long(client: FlaskClient, app: Flask) -> None:
    site_of(app).maker.lanes[LaneName.LONG].limits = replace(LANES[LaneName.LONG], of_all=0)
    assert client.get(f"{HOME}/handout.pdf").status_code == 503
    assert client.get(f"{HOME}/standalone.html").status_code == 503
    assert client.get(f"{HOME}/map.pdf?paper=a4&split=yes").status_code == 503
    for file in FILES:
        assert client.get(file).status_code == 200


def test_a_visitor_who_asks_for_too_much_at_once_is_told_to_wait(people: People, app: Flask) -> None:
    lane = site_of(app).maker.lanes[LaneName.SHORT]
    lane.limits = replace(LANES[LaneName.SHORT], of_visitor=1)
    with lane.turn(Asker(3, "elsewhere")):  # Rita's session
        refused = people.reader.get(MAP)
        assert people.editor.get(MAP).status_code == 200
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_handouts_of_old_revisions_push_nothing_else_out(client: FlaskClient, app: Flask) -> None:
    site = site_of(app)
    client.get(f"{HOME}@40/disputes/slogan/handout.pdf")
    assert (len(site.pages), len(site.figures), len(site.old_pages)) == (0, 0, 1)
    client.get(f"{HOME}/disputes/slogan/handout.pdf")
    client.get(f"{HOME}/")
    assert (len(site.pages), len(site.figures), len(site.old_pages)) == (1, 1, 1)
