"""A PostgreSQL of a test's own, which it may stop and start; skipped where its programs are not installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs over a folder; it refuses to be root, so for root it is run as the user `postgres`."""

    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://stances@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs; the test fails if it does."""
        command = [*_as_somebody(), str(self.programs / program), "-D", str(self.folder / "data"), *words]
        with (self.folder / "commands.txt").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=self.folder, timeout=120)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log.txt"), "start")

    def stop(self, how: str = "immediate") -> None:
        self.run("pg_ctl", "-w", "-m", how, "stop")


def _as_somebody() -> Sequence[str]:
    return ("runuser", "-u", "postgres", "--") if os.getuid() == 0 else ()


def _find_programs() -> Path:
    candidates = [shutil.which("initdb"), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")))]
    found = next((Path(name).resolve().parent for name in candidates if name), None)
    if found is None:
        pytest.skip("PostgreSQL is not installed (no initdb)")
    return found


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server with an empty database `postgres`, for as long as the block runs."""
    programs = _find_programs()
    folder = Path(mkdtemp(prefix="stances-postgresql-"))
    if os.getuid() == 0:
        try:
            somebody = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL can't be run as root, and there is no user `postgres`")
        os.chown(folder, somebody.pw_uid, somebody.pw_gid)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = PostgresServer(programs, folder, listener.getsockname()[1])
    try:
        server.run("initdb", "-A", "trust", "-U", "stances", "-E", "UTF8", "--no-sync")
        server.start()
        yield server
    finally:
        subprocess.run(
            [
                *_as_somebody(),
                str(programs / "pg_ctl"),
                "-D",
                str(folder / "data"),
                "-m",
                "immediate",
                "stop",
            ],
            capture_output=True,
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)
