"""Costly pages: figures, files, handouts and previews of imports, made in lanes and, on a server, in processes of their own.

The server itself has checked who asks and what they may read by then; the process is the same site once more, which makes just
this page for a role, and may hang, crash or grow without harm. What takes longer than `SHORT_SECONDS`, by what it took before
or by its kind, goes into a lane of its own, so that it holds up nothing short.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from flask import Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from stances.errors import OverloadedError
from stances.figures.workers import FailureCause, WorkerFailedError, WorkerLimits, WorkerPool
from stances.record.vocabulary import Role
from stances.web.core.lanes import RETRY_SECONDS, Asker, CostEstimates, LaneLimits, SingleFlight, WorkLane

SHORT_SECONDS = 0.3
"""What takes no longer never waits for what does."""

MAX_FOLLOWERS = 400
"""How many may wait for a figure that is being made for somebody else; a change makes every open page ask at once."""

MAX_WAITING = 96
"""How many figures and files may be waited for at most, in all lanes; each takes a thread, as a follower does."""

PROCESS_MODULE = "stances.web.figure_process"
ROLE_KEY = "stances.role"
"""The key under which a figure process finds the role to make a page for; no header of a request has such a name."""


MAX_SHORT_AT_WORK = max(2, os.cpu_count() or 2)
"""How many jobs of the short lane are at work at most, those included that take longer than thought."""


class LaneName(StrEnum):
    """The lanes."""

    SHORT = "short"
    LONG = "long"
    IMPORT = "import"


LANES = {
    LaneName.SHORT: LaneLimits(
        slots=2, most=MAX_SHORT_AT_WORK, of_visitor=24, of_address=48, of_all=64, patience_seconds=20
    ),
    LaneName.LONG: LaneLimits(
        slots=1, most=1, of_visitor=6, of_address=12, of_all=MAX_WAITING - 72, patience_seconds=90
    ),
    LaneName.IMPORT: LaneLimits(
        slots=1,
        most=1,
        of_visitor=1,
        of_address=4,
        of_all=8,
        patience_seconds=60,
        too_much="A file of yours is still being read. Wait a moment, then try again.",
        full="Other files are being read right now. Wait a moment, then try again.",
    ),
}
PROCESS_LIMITS = {
    LaneName.SHORT: WorkerLimits(seconds=20, memory=800_000_000, memory_kept=220_000_000, niceness=19),
    LaneName.LONG: WorkerLimits(seconds=60, memory=1_200_000_000, memory_kept=300_000_000, niceness=19),
    LaneName.IMPORT: WorkerLimits(seconds=30, memory=1_000_000_000, memory_kept=220_000_000, niceness=19),
}


@dataclass(frozen=True)
class FigureJob:
    """A page to make in a process: the parts of the request that it depends on, the role that it is for, and what was sent."""

    environ: Mapping[str, str]
    role: Role
    body: bytes = b""

    @classmethod
    def of_request(cls) -> FigureJob:
        """The job that this request asks for."""
        kept = {
            key: value
            for key, value in request.environ.items()
            if isinstance(value, str) and (key in _JOB_KEYS or key.startswith("HTTP_HX_"))
        }
        if request.method == "GET":
            return cls({**kept, "REQUEST_METHOD": "GET"}, g.visitor.role)
        sent = {key: request.environ[key] for key in _SENT_KEYS if key in request.environ}
        body = request.get_data(cache=True)
        about = {"REQUEST_METHOD": request.method, "CONTENT_LENGTH": str(len(body))}
        return cls({**kept, **sent, **about}, g.visitor.role, body)

    def encode(self) -> bytes:
        head = json.dumps({"environ": dict(self.environ), "role": self.role})
        return head.encode() + b"\n" + self.body

    @classmethod
    def decode(cls, job: bytes) -> FigureJob:
        """Return the job that was encoded."""
        head, _, body = job.partition(b"\n")
        given = json.loads(head)
        return cls(given["environ"], Role(given["role"]), body)


_SENT_KEYS = ("CONTENT_TYPE", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE")
_JOB_KEYS = (
    *("PATH_INFO", "QUERY_STRING", "SCRIPT_NAME"),
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme", "HTTP_HOST"),
)


@dataclass(frozen=True)
class MadePage:
    """A page, and how many seconds its making took: of the processor, where that can be told on a busy machine."""

    response: BaseResponse
    seconds: float

    @classmethod
    def make(cls, make: Callable[[], BaseResponse], clock: Callable[[], float] = time.monotonic) -> MadePage:
        """Make a page and time it."""
        begun = clock()
        return cls(make(), clock() - begun)

    def encode(self) -> bytes:
        """The page as the answer of a process."""
        head = json.dumps([self.seconds, self.response.status_code, list(self.response.headers)])
        return head.encode() + b"\n" + self.response.get_data()

    @classmethod
    def decode(cls, answer: bytes) -> MadePage:
        """Return the page that was encoded."""
        head, _, body = answer.partition(b"\n")
        seconds, status, headers = json.loads(head)
        response = Response(body, status)
        response.headers.clear()
        response.headers.extend(headers)
        return cls(response, seconds)


class FigureMaker:
    """The lanes of a site, what is known of costs, and its figure processes, if it has any. Thread-safe."""

    def __init__(self) -> None:
        self.lanes = {name: WorkLane(limits) for name, limits in LANES.items()}
        self.flight: SingleFlight[Response] = SingleFlight(MAX_FOLLOWERS)
        self.costs = CostEstimates()
        self.limits = dict(PROCESS_LIMITS)
        self.pools: dict[LaneName, WorkerPool] = {}

    def use_processes(self, database_url: str) -> None:
        """Make everything in processes from now on, the first of which starts at once."""
        variables = {"DATABASE_URL": database_url}
        self.pools = {
            name: WorkerPool(PROCESS_MODULE, max_idle=limits.slots, variables=variables)
            for name, limits in LANES.items()
        }
        self.pools[LaneName.SHORT].warm_up(self.limits[LaneName.SHORT].niceness)

    def make(
        self, path: str, query: str, asker: Asker, is_long: bool, make: Callable[[], Response]
    ) -> Response:
        """Wait for a turn, and make a page: in a process, or by `make` on a site that has none.

        Raises TooManyRequestsError and OverloadedError.
        """
        return self.make_in(self._choose_lane(path, query, is_long), path, query, asker, make)

    def make_in(
        self, name: LaneName, path: str, query: str, asker: Asker, make: Callable[[], Response]
    ) -> Response:
        """The same in a lane that is chosen."""
        with self.lanes[name].turn(asker):
            try:
                made = self._make_in_process(name) if self.pools else MadePage.make(make)
            except WorkerFailedError as error:
                if error.cause is FailureCause.TIME:
                    self.costs.learn(path, query, self.limits[name].seconds)
                raise OverloadedError(self._explain_failure(error.cause, name), RETRY_SECONDS) from None
        self.costs.learn(path, query, made.seconds)
        return cast("Response", made.response)

    def _choose_lane(self, path: str, query: str, is_long: bool) -> LaneName:
        seconds = self.costs.seconds(path, query)
        if seconds is not None:
            is_long = seconds > SHORT_SECONDS
        return LaneName.LONG if is_long else LaneName.SHORT

    def _make_in_process(self, name: LaneName) -> MadePage:
        job = FigureJob.of_request()
        return MadePage.decode(self.pools[name].ask(job.encode(), self.limits[name]))

    def _explain_failure(self, cause: FailureCause, name: LaneName) -> str:
        return {
            FailureCause.TIME: f"Making this took longer than {self.limits[name].seconds:g} seconds and was stopped. "
            "Ask for a smaller part of it, or try again later.",
            FailureCause.MEMORY: "Making this took too much memory and was stopped. Ask for a smaller part of it.",
            FailureCause.DIED: "Making this was interrupted. Try again.",
            FailureCause.CLOSED: "The site is being stopped. Try again when it is back.",
        }[cause]

    def renew(self) -> None:
        """End the processes that wait for work, so that others start with nothing in memory."""
        for pool in self.pools.values():
            pool.renew()

    def close(self) -> None:
        """End the processes."""
        for pool in self.pools.values():
            pool.close()
