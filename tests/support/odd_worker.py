"""A worker that does whatever it is told, for tests of how its parent bears it."""

from __future__ import annotations

import os
import signal
import time

from stances.errors import StancesError
from stances.figures.workers import serve


def obey(job: bytes) -> bytes:
    match job.decode().split():
        case ["say", word]:
            return word.encode()
        case ["refuse", word]:
            raise StancesError(word)
        case ["freeze"]:
            os.kill(os.getpid(), signal.SIGSTOP)
        case ["sleep"]:
            time.sleep(3600)
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["grow", megabytes]:
            kept = bytearray(int(megabytes) * 1_000_000)
            for place in range(0, len(kept), 1024):
                kept[place] = 1
            time.sleep(3600)
        case ["keep", megabytes]:
            _KEPT.append(b"x" * int(megabytes) * 1_000_000)
    return b""


_KEPT: list[bytes] = []

if __name__ == "__main__":
    serve(obey)
