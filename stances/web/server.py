"""Runs the site for `stances serve`, and prints its addresses: for its owner, and for others on the network."""

from __future__ import annotations

import io
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

import segno
from flask import Flask

from stances.store.activity import MAX_LISTENERS
from stances.web.core.bodies import MAX_JOINING, MAX_MEMBERS
from stances.web.core.making import MAX_FOLLOWERS, MAX_WAITING
from stances.web.core.urls import ADDRESS_VARIABLE
from stances.web.core.visitors import OWNER_TOKEN_VARIABLE

THREADS = MAX_LISTENERS + MAX_FOLLOWERS + MAX_WAITING + MAX_JOINING + MAX_MEMBERS + 64
"""A thread for every open stream, for whoever waits for a figure or sends a form, and enough for everybody else."""

PLAIN_HTTP_WARNING = """\
This is plain HTTP: whoever is on the same network can read along, and could pose as anybody who has joined. That is bearable
in a seminar room whose network you trust, and wrong on a public one. docs/operator.md says how to put it behind HTTPS."""


def make_banner(host: str, port: int) -> str:
    """The text to print at the start. Sets the owner's token and the public address in the environment, for the workers."""
    has_token = OWNER_TOKEN_VARIABLE in os.environ
    token = os.environ.setdefault(OWNER_TOKEN_VARIABLE, secrets.token_urlsafe(24))
    own = f"http://{_bracket_ipv6('127.0.0.1' if is_wildcard_host(host) else host)}:{port}/"
    lines = [f"stances is at {own} (Ctrl-C stops it)"]
    if not has_token:
        lines.append(f"You are its owner if you open it as {own}?token={token}")
    if is_wildcard_host(host):
        lines += _lan_lines(os.environ.setdefault(ADDRESS_VARIABLE, f"http://{lan_address()}:{port}"))
    return "\n".join(lines)


def is_wildcard_host(host: str) -> bool:
    """Whether it stands for all addresses of this machine."""
    return host in ("0.0.0.0", "::")  # noqa: S104  (to recognise it)


def lan_address() -> str:
    """The address by which this machine reaches others; 127.0.0.1 without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # an address reserved for documentation; connecting a datagram socket sends nothing
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def _lan_lines(address: str) -> list[str]:
    qr_text = io.StringIO()
    segno.make(address, micro=False).terminal(out=qr_text, compact=True, border=2)
    return [
        "",
        f"The others on this network open {address}/",
        qr_text.getvalue().rstrip("\n"),
        "There they read what is public. To let them do more, choose “Invite” in the page that you own.",
        "",
        PLAIN_HTTP_WARNING,
    ]


def _bracket_ipv6(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def run_server(host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted."""
    from granian import Granian
    from granian.log import LogLevels

    server = Granian(
        "stances.web.server:make_worker_app",
        factory=True,
        interface="wsgi",  # type: ignore[arg-type]
        address=host,
        port=port,
        workers=1,
        workers_kill_timeout=5,
        blocking_threads=THREADS,
        log_level=LogLevels.error,  # it would warn of so many threads, most of which sleep
    )
    banner = make_banner(host, port)
    server.on_startup(lambda: say(banner))
    server.serve()


def make_worker_app() -> Flask:
    """The application for a worker process, which ends when its parent does."""
    from stances.web.app import create_app

    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    return create_app({"FIGURE_PROCESSES": True})


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
