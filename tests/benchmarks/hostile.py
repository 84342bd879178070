"""Five visitors who want to stop a class: `python -m tests.benchmarks.hostile PORT HOME CODE`, until the end of its input.

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
from collections.abc import Callable

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


async def _send_nothing(port: int, head: bytes) -> None:
    await asyncio.sleep(random.random() * IDLE_PAUSE_SECONDS / 2)
    while True:
        with contextlib.suppress(OSError, EOFError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head)
            while await reader.read(65536):
                pass
            writer.close()
        await asyncio.sleep(IDLE_PAUSE_SECONDS)


async def _attack(port: int, home: str, code: str) -> Counter[int]:
    seen: Counter[int] = Counter()
    asking = [
        _ask_again_and_again(port, lambda make=make: make(home), seen)  # type: ignore[misc]
        for make in (_old_handout, _picture, _map)
        for _ in range(AT_ONCE)
    ]
    reading = request(f"{home}/", *BODY)
    joining = request(f"/join/{code}", *BODY, f"Origin: http://127.0.0.1:{port}").replace(b"GET", b"POST", 1)
    idle = [_send_nothing(port, head) for head in (reading, joining) for _ in range(IDLE)]
    tasks = [asyncio.create_task(work) for work in (*asking, *idle)]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    return seen


def main(port: str, home: str, code: str) -> None:
    print(json.dumps(asyncio.run(_attack(int(port), home, code))))


if __name__ == "__main__":
    main(*sys.argv[1:])
