"""A class of readers, as browsers with a page open: `python -m tests.benchmarks.viewers PORT COUNT SINCE STREAM PAGE [FIGURE …]`.

Each holds a stream; when it tells of a change, they fetch the page and its figures anew, spread over as long as `live.js`
spreads them. Prints a line when all are connected, and at the end of its input one a reader and change: the revision, when
the reader heard of it, and when they had all of it (by the monotonic clock, which all processes share).
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field

from tests.benchmarks.readers import answer, request

SPREAD_SECONDS = 0.2
RESUME_SECONDS = 0.5

Seen = tuple[int, float, float]


@dataclass
class Viewer:
    """One browser: a stream, and a second connection, kept alive, for what it fetches."""

    port: int
    since: int
    stream: str
    pages: list[str]
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    changes: asyncio.Queue[tuple[int, float]] = field(default_factory=asyncio.Queue)
    seen: list[Seen] = field(default_factory=list)

    async def listen(self) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request(f"{self.stream}?since={self.since}"))
            await self._hear(reader)
            writer.close()
            await asyncio.sleep(RESUME_SECONDS)

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        name = ""
        while line := await reader.readline():
            word, _, value = line.decode().strip().partition(": ")
            if word == "event":
                name = value
                self.listening.set()
            elif word == "id":
                self.since = int(value)
                if name == "revised":
                    self.changes.put_nowait((self.since, time.monotonic()))

    async def read(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while True:
            changes = [await self.changes.get()]
            await asyncio.sleep(random.random() * SPREAD_SECONDS)
            while not self.changes.empty():
                changes.append(self.changes.get_nowait())
            for page in self.pages:
                writer.write(request(page))
                await _expect_answer(reader)
            self.seen += [(revision, heard, time.monotonic()) for revision, heard in changes]


async def _expect_answer(reader: asyncio.StreamReader) -> None:
    if (status := await answer(reader)) != 200:
        raise RuntimeError(f"answered {status}")


async def _watch(port: int, count: int, since: int, stream: str, pages: list[str]) -> list[Seen]:
    viewers = [Viewer(port, since, stream, pages) for _ in range(count)]
    working = [asyncio.create_task(work) for viewer in viewers for work in (viewer.listen(), viewer.read())]
    await asyncio.gather(*(viewer.listening.wait() for viewer in viewers))
    print("listening", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in working:
        if task.done():
            task.result()
        task.cancel()
    return [seen for viewer in viewers for seen in viewer.seen]


def main(port: str, count: str, since: str, stream: str, *pages: str) -> None:
    for seen in asyncio.run(_watch(int(port), int(count), int(since), stream, list(pages))):
        print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
