"""Five visitors who want to stop a class: `python -m tests.benchmarks.hostile PORT HOME CODE`, until the end of its input.

With `idle` behind that, only the two of them who open connections; it prints a line when all are open for the first time.

Two ask for handouts of old revisions and for large pictures, one for maps that nobody has drawn yet, twenty at a time, and
again a fifth of a second after each answer or refusal. Two open 500 connections each, one to read and one to join by the
invitation with this code, whose bodies never come, and
open each again ten seconds after it was closed. Prints how often each status came.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from tests.benchmarks.readers import answer, request

AT_ONCE, IDLE, PAUSE_SECONDS, IDLE_PAUSE_SECONDS = 20, 500, 0.2, 10.0
BODY = ("Content-Length: 1000", "Content-Type: application/x-www-form-urlencoded")


def _old_handout(home: str) -> str:
    return f"{home}@{random.randint(2, 300)}/handout.pdf"


def _picture(home: str) -> str:
    return f"{home}/map.png?width={random.randint(3000, 9000)}&arrange=time"


def _map(home: str) -> str:
    day = f"1928-{random.randint(3, 12):02}-{random.randint(1, 28):02}"
    return f"{home}/map.svg?arrange={random.choice(['time', 'speaker', 'argument'])}&until={day}"


async def _ask_again_and_again(port: int, address: Callable[[], str], seen: Counter[int]) -> None:
    while True:
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(address()))
            seen[await answer(reader)] += 1
            writer.close()
        await asyncio.sleep(PAUSE_SECONDS)


async def _send_nothing(port: int, head: bytes, opened: asyncio.Event) -> None:
    await asyncio.sleep(random.random() * IDLE_PAUSE_SECONDS / 2)
    while True:
        with contextlib.suppress(OSError, EOFError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head)
            opened.set()
            while await reader.read(65536):
                pass
            writer.close()
        await asyncio.sleep(IDLE_PAUSE_SECONDS)


def _asking(port: int, home: str, seen: Counter[int]) -> list[Coroutine[Any, Any, None]]:
    return [
        _ask_again_and_again(port, lambda make=make: make(home), seen)  # type: ignore[misc]
        for make in (_old_handout, _picture, _map)
        for _ in range(AT_ONCE)
    ]


async def _attack(port: int, home: str, code: str, is_only_idle: bool) -> Counter[int]:
    seen: Counter[int] = Counter()
    reading = request(f"{home}/", *BODY)
    joining = request(f"/join/{code}", *BODY, f"Origin: http://127.0.0.1:{port}").replace(b"GET", b"POST", 1)
    opened = [asyncio.Event() for _ in range(2 * IDLE)]
    idle = [
        _send_nothing(port, head, event)
        for head, event in zip([reading, joining] * IDLE, opened, strict=True)
    ]
    tasks = [
        asyncio.create_task(work) for work in (*idle, *([] if is_only_idle else _asking(port, home, seen)))
    ]
    if is_only_idle:
        await asyncio.gather(*(event.wait() for event in opened))
        print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    return seen


def main(port: str, home: str, code: str, what: str = "") -> None:
    print(json.dumps(asyncio.run(_attack(int(port), home, code, what == "idle"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
