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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Server:
    """A server that runs, and where it is; its first process starts the worker that answers."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def worker(self) -> int:
        """The number of the worker's process."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0])


@contextmanager
def serving(folder: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """`stances serve` over the database `stances.db` of a folder, for as long as the block runs; its address."""
    with running(folder, port, **environment) as server:
        yield server.address


@contextmanager
def running(folder: Path, port: int | None = None, **environment: str) -> Iterator[Server]:
    """The same, with its processes; killed in the end, if it still runs."""
    if "DATABASE_URL" not in environment and not (folder / "stances.db").exists():
        (folder / "stances.db").write_bytes(_loaded())
    address = f"http://127.0.0.1:{port or _free_port()}"
    command = [str(Path(sys.executable).with_name("stances")), "serve", "--port", address.rpartition(":")[2]]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{(folder / 'stances.db').as_posix()}",
        **environment,
    }
    with (folder / "log.txt").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(address, server, Path(log.name))
            yield Server(address, server, Path(log.name))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)  # its worker too
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
