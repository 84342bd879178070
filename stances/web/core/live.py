"""Word of changes to those who have a page open, as an event stream; the page fetches itself anew and shows them.

A stream says what changed since the revision that the page shows, then each change as it comes. It is a thread for as long
as it is open and holds no session. It ends by itself after a minute, and the browser resumes where it was; when all places
are taken it ends at once and asks to be opened again in a while, so that a crowd is served late rather than not at all.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator

from flask import Response, after_this_request, g, request

from stances.errors import BadRequestError
from stances.query import is_whole
from stances.record.entries import Debate, Entry, Stance
from stances.store.activity import ActivityFeed, ActivityItem
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import site
from stances.web.core.urls import DebateUrls, debate_urls

pages = debate_blueprint("live")

STREAM_SECONDS = 60.0
HEARTBEAT_SECONDS = 5.0
"""How often something is sent, so that a reader who left is noticed."""

RESUME_MS, RETRY_FULL_MS = 500, 5_000
"""After how long a browser opens its stream again: when it ended as it does each minute, and when there was no place."""

REVISION_HEADER = "Stances-Revision"
"""The header that tells a page which revision its own saving made."""


@pages.get("/live")
def live() -> Response:
    """The stream. `since` is the revision that the page shows; the browser's own word on resuming outweighs it."""
    parameters.accept_only("since")
    if g.as_of is not None:
        raise BadRequestError("The debate as it stood does not change, so there is nothing to wait for.")
    since = _parse_revision(request.headers.get("Last-Event-ID") or request.args.get("since", ""))
    response = Response(
        _stream(site().activity, g.debate, since, debate_urls()), mimetype="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def announce_revision(revision: int) -> None:
    """Spread word of a revision that this request has committed, once its own answer has gone out."""
    feed = site().activity

    @after_this_request
    def _when_answered(response: Response) -> Response:
        response.headers[REVISION_HEADER] = str(revision)
        response.call_on_close(lambda: feed.announce(revision))
        return response


def _parse_revision(text: str) -> int:
    if not is_whole(text, digits=18):
        raise BadRequestError("since is the number of a revision, such as 12.")
    return int(text)


def _stream(feed: ActivityFeed, debate: str, since: int, to: DebateUrls) -> Iterator[str]:
    with feed.listen() as admitted:
        if feed.newest < since:
            feed.poll()
        since = min(
            since, feed.newest
        )  # a page of a database that was put back to an earlier day knows too much
        yield _event(
            "listening",
            since,
            {"until": "told" if admitted else "asked"},
            RESUME_MS if admitted else RETRY_FULL_MS,
        )
        ends = time.monotonic() + (_stream_seconds() if admitted else 0)
        while True:
            newest = feed.newest
            news = feed.items_since(debate, since)
            for one in news:
                since = one.revision
                yield _event("revised", since, _describe_item(one, to))
            left = ends - time.monotonic()
            if left <= 0 or feed.closed:
                return
            if not news:
                yield ":\n\n"
            feed.wait_for_newer(newest, min(left, HEARTBEAT_SECONDS))


def _stream_seconds() -> float:
    """About a minute: those who came at once are not to resume at once."""
    return STREAM_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311


def _event(name: str, revision: int, data: object, retry: int | None = None) -> str:
    lines = [f"event: {name}", f"id: {revision}", f"data: {json.dumps(data)}"]
    return "\n".join([*([f"retry: {retry}"] if retry else []), *lines, "", ""])


def _describe_item(news: ActivityItem, to: DebateUrls) -> dict[str, object]:
    """One change as a line to read: who, what they did, and where it can be seen."""
    first = news.changed_entries[0]
    return {
        "who": news.who,
        "what": f"{first.action} the {first.entry.kind_name}",
        "label": first.label,
        "href": _entry_url(first.entry, to) if first.action != "deleted" else None,
        "more": len(news.changed_entries) - 1,
    }


def _entry_url(entry: Entry, to: DebateUrls) -> str:
    if isinstance(entry, Debate):
        return f"{to.home}/"
    if isinstance(entry, Stance):
        return f"{to.dispute(entry.dispute)}#stance-{entry.slug}"
    return to.entry(entry)
