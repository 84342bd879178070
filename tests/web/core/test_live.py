"""What a stream says to a page that is open, when, and to whom."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.cache import PageCache
from stances.formats import load_path
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store import access, activity
from stances.store.changes import Drop, Edit, Put, apply_edits
from stances.store.failures import Cause, make_failure
from stances.web.core import live
from stances.web.core.site import Site
from stances.web.editing.save import save
from tests.support.databases import NOISE
from tests.support.patience import PATIENCE
from tests.support.people import DEBATE, HOME, People

Mark = tuple[int, object]


@dataclass(frozen=True)
class Event:
    name: str
    revision: int
    data: dict[str, Any]
    retry: int | None


def site_of(app: Flask) -> Site:
    site: Site = app.extensions["stances"]
    return site


def current(app: Flask, debate: str = DEBATE) -> Record:
    with site_of(app).database.read_session() as session:
        return site_of(app).snapshots.current(session, debate)


def changed_elsewhere(app: Flask, *edits: Edit, who: str = "Anna", debate: str = DEBATE) -> int:
    """A change as another process makes it: nothing in this one announces it."""
    with site_of(app).database.write_session() as session:
        record = site_of(app).snapshots.current(session, debate)
        return apply_edits(session, record, edits, who=who, why="a test").revision


def reworded(app: Flask, text: str, slug: str = "turn-made") -> Put:
    """A claim in other words, which stand for it: it has no title."""
    return Put(current(app).claims[slug].model_copy(update={"text": text, "title": None}))


@contextmanager
def listening(client: FlaskClient, since: int, **headers: str) -> Iterator[Iterator[Event]]:
    """The events of a stream as they come; it ends when the stream does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(f"{HOME}/live?since={since}", headers=named, buffered=False)
    assert response.mimetype == "text/event-stream"
    try:
        yield _events(response)
    finally:
        response.close()


def _events(response: TestResponse) -> Iterator[Event]:
    for part in response.iter_encoded():
        fields = dict(
            line.split(": ", 1) for line in part.decode().splitlines() if not line.startswith(":") and line
        )
        if fields:
            retry = fields.get("retry")
            data = json.loads(fields["data"])
            yield Event(fields["event"], int(fields["id"]), data, int(retry) if retry else None)


def revised(events: Iterator[Event]) -> Event:
    return next(event for event in events if event.name == "revised")


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream in which nothing comes ends, and its test with it, but not before what must come has had time to."""
    monkeypatch.setattr(live, "STREAM_SECONDS", PATIENCE)


@pytest.fixture
def no_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody polls the table of revisions: what is heard of was announced."""
    monkeypatch.setattr(activity.ActivityFeed, "_start_polling", lambda _: None)


@pytest.fixture
def saving(app: Flask, people: People) -> FlaskClient:
    """An editor's browser: a POST to /save rewords a claim by the way that every form takes."""

    def view(debate: str) -> str:
        g.debate = debate
        text = request.form["text"]
        save(lambda record: [Put(record.claims["turn-made"].model_copy(update={"text": text}))], "a test")
        return "saved"

    app.add_url_rule("/save/<debate>", "save", view, methods=["POST"])
    return people.editor


def test_a_stream_begins_with_what_changed_since_the_page_was_made(app: Flask, client: FlaskClient) -> None:
    shown = current(app).revision
    first = changed_elsewhere(app, reworded(app, "It was made."))
    second = changed_elsewhere(app, reworded(app, "It was not made."), who="Boris")
    with listening(client, shown) as events:
        assert next(events).name == "listening"
        assert [(e.revision, e.data["who"], e.data["label"]) for e in (next(events), next(events))] == [
            (first, "Anna", "It was made."),
            (second, "Boris", "It was not made."),
        ]


def test_the_browsers_word_on_where_it_was_outweighs_the_address(app: Flask, client: FlaskClient) -> None:
    shown = current(app).revision
    seen = changed_elsewhere(app, reworded(app, "It was made."))
    missed = changed_elsewhere(app, reworded(app, "It was not made."))
    with listening(client, shown, Last_Event_ID=str(seen)) as events:
        assert revised(events).revision == missed


def test_a_change_that_another_process_made_is_found_by_polling_each_second(
    app: Flask, client: FlaskClient
) -> None:
    assert activity.POLL_SECONDS <= 1
    with listening(client, current(app).revision) as events:
        assert next(events).name == "listening"
        made = changed_elsewhere(app, reworded(app, "It was made."))
        assert revised(events).revision == made


@pytest.mark.parametrize("error", [sa.exc.OperationalError("", None, Exception()), make_failure(Cause.BUSY)])
def test_polling_goes_on_when_the_database_was_out_of_reach(
    error: Exception, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    polled, failures = activity.ActivityFeed.poll, iter([error, error])
    monkeypatch.setattr(activity, "POLL_SECONDS", 0.01)

    def poll(feed: activity.ActivityFeed) -> None:
        for failure in failures:
            raise failure
        polled(feed)

    monkeypatch.setattr(activity.ActivityFeed, "poll", poll)
    with listening(client, 0) as events:
        assert next(events).name == "listening"
        made = changed_elsewhere(app, reworded(app, "It was made."))
        while revised(events).revision != made:
            pass


@pytest.mark.usefixtures("no_polling")
def test_who_polls_second_knows_what_the_first_has_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that asked meanwhile would take its page for one from the future, and send it the whole history."""
    feed, announced = site_of(app).activity, activity.ActivityFeed.announce
    found, told, known = threading.Event(), threading.Event(), []

    def announce(feed: activity.ActivityFeed, debate: str, revision: int) -> None:
        found.set()
        told.wait(0.2)  # a second one that did not wait would be through by then
        announced(feed, debate, revision)

    def poll_second() -> None:
        found.wait(PATIENCE)
        feed.poll()
        known.append(feed.newest(DEBATE))
        told.set()

    monkeypatch.setattr(activity.ActivityFeed, "announce", announce)
    second = threading.Thread(target=poll_second)
    second.start()
    feed.poll()
    second.join(PATIENCE)
    assert known == [current(app).revision]


@pytest.mark.usefixtures("no_polling")
def test_a_change_saved_here_is_announced_without_polling(
    app: Flask, client: FlaskClient, saving: FlaskClient
) -> None:
    with listening(client, current(app).revision) as events:
        assert next(events).name == "listening"
        answer = saving.post(f"/save/{DEBATE}", data={"text": "It was made."}, buffered=True)
        answer.close()
        event = revised(events)
        assert answer.headers[live.REVISION_HEADER] == str(event.revision) == str(current(app).revision)


def test_nobody_is_told_before_the_one_who_saved_has_their_answer(app: Flask, saving: FlaskClient) -> None:
    answer = saving.post(f"/save/{DEBATE}", data={"text": "It was made."}, buffered=False)
    before = site_of(app).activity.newest(DEBATE)
    answer.close()
    assert before < site_of(app).activity.newest(DEBATE) == current(app).revision


def test_what_was_refused_is_announced_to_nobody(app: Flask, saving: FlaskClient) -> None:
    def break_it(record: Record) -> list[Edit]:
        return [Drop(Kind.PARTICIPANT, record.claims["turn-made"].speaker)]

    def view(debate: str) -> str:
        g.debate = debate
        save(break_it, "a test")
        return "saved"

    app.add_url_rule("/break/<debate>", "break", view, methods=["POST"])
    answer = saving.post(f"/break/{DEBATE}")
    answer.close()
    assert (
        answer.status_code,
        live.REVISION_HEADER in answer.headers,
        site_of(app).activity.newest(DEBATE),
    ) == (
        422,
        False,
        0,
    )


def test_one_act_of_saving_is_one_event_however_many_records_it_touched(
    app: Flask, client: FlaskClient
) -> None:
    shown = current(app)
    slugs = list(shown.claims)[:3]
    made = changed_elsewhere(app, *(reworded(app, f"Number {n}.", slug) for n, slug in enumerate(slugs)))
    with listening(client, shown.revision) as events:
        event = revised(events)
    assert (event.revision, event.data["what"], event.data["more"]) == (made, "changed the claim", 2)
    assert event.data["href"] == f"{HOME}/claims/{slugs[0]}"


def test_an_event_says_where_a_stance_can_be_seen_and_whose_it_is(app: Flask, client: FlaskClient) -> None:
    shown = current(app)
    stance = next(iter(shown.stances.values()))
    changed_elsewhere(app, Put(stance.model_copy(update={"note": "Read again."})))
    with listening(client, shown.revision) as events:
        said = revised(events).data
    assert said["href"] == f"{HOME}/disputes/{stance.dispute}/stances#stance-{stance.slug}"
    assert (
        said["label"]
        == f"{shown.participants[stance.participant].label} on {shown.disputes[stance.dispute].title}"
    )


def test_what_was_deleted_has_no_address(app: Flask, client: FlaskClient) -> None:
    shown = current(app)
    leaf = next(s for s in shown.links if s not in shown.links_to and not _undercut(shown, s))
    changed_elsewhere(app, Drop(Kind.LINK, leaf))
    with listening(client, shown.revision) as events:
        said = revised(events).data
    assert (said["what"], said["href"], said["label"]) == ("deleted the link", None, shown.links[leaf].label)


def _undercut(record: Record, slug: str) -> bool:
    return any(link.target == slug for link in record.links.values())


def test_changes_of_other_debates_are_not_announced(app: Flask, client: FlaskClient) -> None:
    other = load_path(NOISE).debate.slug
    shown = current(app).revision
    entry = next(iter(current(app, other).participants.values()))
    changed_elsewhere(app, Put(entry.model_copy(update={"note": "Nobody's business."})), debate=other)
    mine = changed_elsewhere(app, reworded(app, "It was made."))
    with listening(client, shown) as events:
        assert revised(events).revision == mine


def test_a_stream_ends_by_itself_and_the_place_is_free_again(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.1)
    with listening(client, 0) as events:
        assert list(events)[-1].revision == current(app).revision
    assert site_of(app).activity.listeners == 0


def test_somebody_who_leaves_frees_their_place(app: Flask, client: FlaskClient) -> None:
    with listening(client, current(app).revision) as events:
        next(events)
        assert site_of(app).activity.listeners == 1
    assert site_of(app).activity.listeners == 0


@pytest.mark.usefixtures("no_polling")
def test_a_stream_that_waits_holds_no_connection_to_the_database(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def wait(feed: activity.ActivityFeed, _debate: str, _mark: Mark, _: float) -> None:
        held.append(site_of(app).database.engine.pool.checkedout())  # type: ignore[attr-defined]
        feed.close()

    monkeypatch.setattr(activity.ActivityFeed, "wait_for_newer", wait)
    with listening(client, current(app).revision) as events:
        assert [event.name for event in events] == ["listening"]
    assert held == [0]


def test_who_finds_no_place_hears_what_they_missed_and_is_asked_to_return(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(*_: object) -> int:
        raise AssertionError("who has no place must not wait")

    monkeypatch.setattr(activity, "MAX_LISTENERS", 0)
    monkeypatch.setattr(activity.ActivityFeed, "wait_for_newer", wait)
    shown = current(app).revision
    made = changed_elsewhere(app, reworded(app, "It was made."))
    with listening(client, shown) as events:
        opening, event = events
    assert (opening.retry, opening.data["until"], event.revision) == (live.RETRY_FULL_MS, "asked", made)


def test_a_page_from_the_future_of_a_restored_database_still_hears_of_changes(
    app: Flask, client: FlaskClient
) -> None:
    with listening(client, 10**9) as events:
        next(events)
        made = changed_elsewhere(app, reworded(app, "It was made."))
        assert revised(events).revision == made


@pytest.mark.parametrize(
    "since", ["", "?since=", "?since=x", "?since=-1", "?since=1e3", f"?since={'9' * 40}", "?since=1&x=2"]
)
def test_a_stream_since_nonsense_is_refused(client: FlaskClient, since: str) -> None:
    assert client.get(f"{HOME}/live{since}").status_code == 400


def test_strangers_hear_nothing_of_a_debate_that_is_not_public(app: Flask, people: People) -> None:
    with site_of(app).database.write_session() as session:
        access.set_public(session, DEBATE, False)
    assert people.stranger.get(f"{HOME}/live?since=0").status_code == 401
    with listening(people.reader, current(app).revision) as events:
        assert next(events).name == "listening"


def test_a_debate_that_is_not_there_has_no_stream(app: Flask, people: People) -> None:
    for client in (people.stranger, people.owner):
        assert client.get("/debates/no-such-debate/live?since=999999").status_code == 404
    assert site_of(app).activity.listeners == 0


def test_a_stream_tells_nothing_of_the_revisions_of_other_debates(app: Flask, client: FlaskClient) -> None:
    other = load_path(NOISE).debate.slug
    entry = next(iter(current(app, other).participants.values()))
    changed_elsewhere(app, Put(entry.model_copy(update={"note": "Nobody's business."})), debate=other)
    with listening(client, 10**9) as events:
        assert next(events).revision == current(app).revision


def close(app: Flask) -> None:
    with site_of(app).database.write_session() as session:
        access.set_public(session, DEBATE, False)


def end_session(app: Flask) -> None:
    """Rita's."""
    with site_of(app).database.write_session() as session:
        access.set_public(session, DEBATE, False)
        access.end_session(session, DEBATE, 3)


@pytest.mark.parametrize(("reader", "lose"), [("stranger", close), ("reader", end_session)])
def test_a_stream_ends_when_its_reader_may_no_longer_read_and_tells_no_more(
    app: Flask,
    people: People,
    reader: str,
    lose: Callable[[Flask], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert activity.POLL_SECONDS <= 0.5
    for name in ("STREAM_SECONDS", "HEARTBEAT_SECONDS"):  # it ends at once, not at the next beat
        monkeypatch.setattr(live, name, 10 * PATIENCE)
    with listening(getattr(people, reader), current(app).revision) as events:
        next(events)
        lose(app)
        changed_elsewhere(app, reworded(app, "A secret."))
        with ThreadPoolExecutor() as threads:
            rest = threads.submit(list, events).result(PATIENCE)
            assert [(event.name, event.data) for event in rest] == [("ended", {})]


def test_a_stream_goes_on_for_those_who_may_still_read(app: Flask, people: People) -> None:
    for client in (people.reader, people.owner):
        with listening(client, current(app).revision) as events:
            next(events)
            close(app)
            made = changed_elsewhere(app, reworded(app, f"A secret of {current(app).revision}."))
            assert revised(events).revision == made


def test_a_page_names_its_stream_and_the_revision_that_it_shows(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"{HOME}/claims/turn-made").text
    assert f'data-live="{HOME}/live" data-revision="{current(app).revision}"' in page
    assert "data-live" not in client.get(f"{HOME}/claims/nowhere").text


def test_the_debate_as_it_stood_has_no_stream(app: Flask, client: FlaskClient) -> None:
    past = f"{HOME}@{current(app).revision}"
    assert "data-live" not in client.get(f"{past}/claims/turn-made").text
    assert client.get(f"{past}/live?since=0").status_code == 400


def test_closing_the_site_lets_everybody_go(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, waited = threading.Event(), activity.ActivityFeed.wait_for_newer

    def wait(feed: activity.ActivityFeed, debate: str, mark: Mark, seconds: float) -> None:
        waiting.set()
        waited(feed, debate, mark, seconds)

    monkeypatch.setattr(activity.ActivityFeed, "wait_for_newer", wait)
    for name in ("STREAM_SECONDS", "HEARTBEAT_SECONDS"):
        monkeypatch.setattr(live, name, 10 * PATIENCE)
    with listening(client, current(app).revision) as events:
        next(events)
        rest: list[Event] = []
        reader = threading.Thread(target=lambda: rest.extend(events), daemon=True)
        reader.start()
        assert waiting.wait(PATIENCE)
        site_of(app).activity.close()
        reader.join(PATIENCE)
        assert not reader.is_alive()
    assert rest == []


def test_what_many_ask_for_is_read_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = current(app).revision
    changed_elsewhere(app, reworded(app, "It was made."))
    feed = site_of(app).activity
    feed.poll()
    batches = [feed.items_since(DEBATE, shown) for _ in range(10)]
    assert len({id(batch) for batch in batches}) == 1


def test_a_page_that_many_want_at_once_is_made_once(app: Flask) -> None:
    made: list[int] = []
    coming = threading.Barrier(20)
    all_here = threading.Event()

    def make() -> Any:
        made.append(1)
        all_here.wait(PATIENCE)
        return app.response_class("a page")

    def come() -> None:
        if coming.wait(PATIENCE) == 0:
            all_here.set()
        pages.get_or_make(("page",), make)

    pages: PageCache[Any] = PageCache()
    together = [threading.Thread(target=come) for _ in range(20)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(made) == 1
