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
from stances.store.activity import Feed, News
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import site
from stances.web.core.urls import Addresses, addresses

pages = family("live")

STREAM_SECONDS = 60.0
SIGN_OF_LIFE_SECONDS = 5.0
"""How often something is sent, so that a reader who left is noticed."""

RESUME_MS, RETURN_MS = 500, 5_000
"""After how long a browser opens its stream again: when it ended as it does each minute, and when there was no place."""

REVISION = "Stances-Revision"
"""The header that tells a page which revision its own saving made."""


@pages.get("/live")
def live() -> Response:
    """The stream. `since` is the revision that the page shows; the browser's own word on resuming outweighs it."""
    parameters.only("since")
    if g.as_of is not None:
        raise BadRequestError("The debate as it stood does not change, so there is nothing to wait for.")
    since = _number(request.headers.get("Last-Event-ID") or request.args.get("since", ""))
    response = Response(_stream(site().feed, g.debate, since, addresses()), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def tell(revision: int) -> None:
    """Spread word of a revision that this request has committed, once its own answer has gone out."""
    feed = site().feed

    @after_this_request
    def _when_answered(response: Response) -> Response:
        response.headers[REVISION] = str(revision)
        response.call_on_close(lambda: feed.ring(revision))
        return response


def _number(text: str) -> int:
    if not is_whole(text, digits=18):
        raise BadRequestError("since is the number of a revision, such as 12.")
    return int(text)


def _stream(feed: Feed, debate: str, since: int, to: Addresses) -> Iterator[str]:
    with feed.listening() as admitted:
        if feed.newest < since:
            feed.look()
        since = min(
            since, feed.newest
        )  # a page of a database that was put back to an earlier day knows too much
        yield _event(
            "listening",
            since,
            {"until": "told" if admitted else "asked"},
            RESUME_MS if admitted else RETURN_MS,
        )
        ends = time.monotonic() + (_lifetime() if admitted else 0)
        while True:
            newest = feed.newest
            news = feed.since(debate, since)
            for one in news:
                since = one.revision
                yield _event("revised", since, _words(one, to))
            left = ends - time.monotonic()
            if left <= 0 or feed.closed:
                return
            if not news:
                yield ":\n\n"
            feed.wait(newest, min(left, SIGN_OF_LIFE_SECONDS))


def _lifetime() -> float:
    """About a minute: those who came at once are not to resume at once."""
    return STREAM_SECONDS * random.uniform(0.8, 1.2)


def _event(name: str, revision: int, data: object, retry: int | None = None) -> str:
    lines = [f"event: {name}", f"id: {revision}", f"data: {json.dumps(data)}"]
    return "\n".join([*([f"retry: {retry}"] if retry else []), *lines, "", ""])


def _words(news: News, to: Addresses) -> dict[str, object]:
    """One change as a line to read: who, what they did, and where it can be seen."""
    first = news.touched[0]
    return {
        "who": news.who,
        "what": f"{first.done} the {first.entry.kind_name}",
        "label": first.label,
        "href": _address(first.entry, to) if first.done != "deleted" else None,
        "more": len(news.touched) - 1,
    }


def _address(entry: Entry, to: Addresses) -> str:
    if isinstance(entry, Debate):
        return f"{to.home}/"
    if isinstance(entry, Stance):
        return f"{to.dispute(entry.dispute)}#stance-{entry.slug}"
    return to.entry(entry)
