"""A class that reads: `python -m tests.benchmarks.readers PORT COUNT STREAM PAGE …`.

Each holds a stream and opens one page after another, every few seconds, on a connection of its own that is kept alive. Prints
a line when all are connected; at the end of its input one line of JSON for each page: when it was asked for (by the monotonic
clock), how long it took, and the status, 0 for an answer that did not come.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
import time
from dataclasses import dataclass, field

SECONDS_BETWEEN = 5.0
PATIENCE_SECONDS = 30.0

Read = tuple[float, float, int]


@dataclass
class Reader:
    """One browser: a stream, and a connection for pages."""

    port: int
    stream: str
    pages: list[str]
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    reads: list[Read] = field(default_factory=list)

    async def listen(self) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request(self.stream))
            while await reader.readline():
                self.listening.set()
            writer.close()
            await asyncio.sleep(1)

    async def read(self) -> None:
        await asyncio.sleep(random.random() * SECONDS_BETWEEN)
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                while self.reads == [] or self.reads[-1][2]:
                    await self._read_page(reader, writer)
                    await asyncio.sleep(SECONDS_BETWEEN * random.uniform(0.5, 1.5))
            writer.close()

    async def _read_page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun, status = time.monotonic(), 0
        try:
            writer.write(request(random.choice(self.pages)))
            status = await asyncio.wait_for(answer(reader), PATIENCE_SECONDS)
        finally:
            self.reads.append((begun, time.monotonic() - begun, status))


def request(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: a reader", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


async def answer(reader: asyncio.StreamReader) -> int:
    """Read an answer to its end; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next((line for line in head.splitlines() if line.startswith("content-length:")), ":0")
    await reader.readexactly(int(length.partition(":")[2]))
    return int(head.split()[1])


async def _watch(port: int, count: int, stream: str, pages: list[str]) -> list[Read]:
    readers = [Reader(port, stream, pages) for _ in range(count)]
    working = [asyncio.create_task(work) for one in readers for work in (one.listen(), one.read())]
    await asyncio.gather(*(one.listening.wait() for one in readers))
    print("listening", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in working:
        task.cancel()
    return [read for one in readers for read in one.reads]


def main(port: str, count: str, stream: str, *pages: str) -> None:
    for read in asyncio.run(_watch(int(port), int(count), stream, list(pages))):
        print(json.dumps(read))


if __name__ == "__main__":
    main(*sys.argv[1:])
