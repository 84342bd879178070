"""The real server, in a process of its own over a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.databases import SHIPPED, create_database
from tests.support.patience import PATIENCE


@cache
def _loaded() -> bytes:
    """The database that a first start would make, so that each server need not."""
    with TemporaryDirectory() as folder:
        return create_database(Path(folder), SHIPPED).read_bytes()


@contextmanager
def serving(folder: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """`stances serve` over the database `stances.db` of a folder, for as long as the block runs; its address."""
    if not (folder / "stances.db").exists():
        (folder / "stances.db").write_bytes(_loaded())
    address = f"http://127.0.0.1:{port or _free_port()}"
    command = [str(Path(sys.executable).with_name("stances")), "serve", "--port", address.rpartition(":")[2]]
    environment = {
        **os.environ,
        **environment,
        "DATABASE_URL": f"sqlite:///{(folder / 'stances.db').as_posix()}",
    }
    with (folder / "log.txt").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(address, server, Path(log.name))
            yield address
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # its worker too: open streams would hold a polite end up
            server.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return
        except urllib.error.HTTPError:
            return  # an answer all the same: the tests say what is wrong with it
        except OSError:
            time.sleep(0.1)  # between one try and the next: there is nothing yet that could tell
    pytest.fail(
        f"`stances serve` did not answer at {address}:\n{log.read_text(encoding='utf-8')}", pytrace=False
    )
