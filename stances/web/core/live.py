"""Live updates: an event stream tells open pages of changes; the page then fetches itself anew and shows them.

A stream sends what changed since the revision that the page shows, then each change as it comes. It takes a thread while it is
open, but no session. It ends after a minute, and the browser resumes it; or with a word of it as soon as its reader may no longer
read, as when the debate is deleted. If there are too many listeners it ends at once and asks to be opened again later.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator

from flask import Response, after_this_request, g, request

from stances.errors import BadRequestError, NotFoundError
from stances.query import is_whole, refuse
from stances.store.activity import ActivityFeed, ActivityItem
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import revision, site
from stances.web.core.urls import DebateUrls, debate_urls
from stances.web.core.visitors import reading_right

pages = debate_blueprint("live")

STREAM_SECONDS = 60.0
HEARTBEAT_SECONDS = 5.0
"""How often something is sent at least, to notice that a reader has left."""

RESUME_MS, RETRY_FULL_MS = 500, 5_000
"""After how long a browser opens its stream again: after the usual end, and after there were too many listeners."""

REVISION_HEADER = "Stances-Revision"
"""The header that tells a page the revision that its own save made."""


@pages.get("/live")
def live() -> Response:
    """The stream. `since` is the revision that the page shows; when a browser resumes, its `Last-Event-ID` takes precedence."""
    parameters.accept_only("since")
    if g.as_of is not None:
        raise BadRequestError("Earlier versions of a debate do not change, so there is nothing to wait for.")
    since = _parse_revision(request.headers.get("Last-Event-ID") or request.args.get("since", ""))
    may_read = reading_right()
    if not may_read():
        raise NotFoundError("There is no such debate, so there is nothing to wait for.")
    # a page may be newer than a database that was restored from a backup
    stream = _stream(site().activity, g.debate, min(since, revision()), debate_urls(), may_read)
    response = Response(stream, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def announce_revision(revision: int) -> None:
    """Announce a revision that this request has committed, after its response has been sent."""
    feed, debate = site().activity, g.debate

    @after_this_request
    def _when_answered(response: Response) -> Response:
        response.headers[REVISION_HEADER] = str(revision)
        response.call_on_close(lambda: feed.announce(debate, revision))
        return response


def _parse_revision(text: str) -> int:
    if not is_whole(text, digits=18):
        refuse("since", text, "the number of a revision, such as 12")
    return int(text)


def _stream(
    feed: ActivityFeed, debate: str, since: int, to: DebateUrls, may_read: Callable[[], bool]
) -> Iterator[str]:
    with feed.listen() as admitted:
        if feed.newest(debate) < since:
            feed.poll()
        yield _event(
            "listening",
            since,
            {"until": "told" if admitted else "asked"},
            RESUME_MS if admitted else RETRY_FULL_MS,
        )
        end = time.monotonic() + (_stream_seconds() if admitted else 0)
        while True:
            mark = feed.mark(debate)
            items = feed.items_since(debate, since)
            if not may_read():  # asked after the changes were read: none is told to who may no longer read
                yield _event("ended", since, {})
                return
            for item in items:
                since = item.revision
                yield _event("revised", since, _describe_item(item, to))
            left = end - time.monotonic()
            if left <= 0 or feed.closed:
                return
            if not items:
                yield ":\n\n"
            feed.wait_for_newer(debate, mark, min(left, HEARTBEAT_SECONDS))


def _stream_seconds() -> float:
    """About a minute, at random, so that streams opened together don't resume together."""
    return STREAM_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311


def _event(name: str, revision: int, data: object, retry: int | None = None) -> str:
    lines = [f"event: {name}", f"id: {revision}", f"data: {json.dumps(data)}"]
    return "\n".join([*([f"retry: {retry}"] if retry else []), *lines, "", ""])


def _describe_item(item: ActivityItem, to: DebateUrls) -> dict[str, object]:
    """One change as a line to read: who, what they did, and where it can be seen."""
    first = item.changed_entries[0]
    return {
        "who": item.who,
        "what": f"{first.action} the {first.entry.kind_name}",
        "label": first.label,
        "href": to.entry(first.entry) if first.action != "deleted" else None,
        "more": len(item.changed_entries) - 1,
    }
