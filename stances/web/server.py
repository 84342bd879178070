"""Runs the site for `stances serve`, and prints its addresses: for its owner, and for others on the network."""

from __future__ import annotations

import gc
import io
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import segno
from flask import Flask

from stances.store.activity import MAX_LISTENERS
from stances.store.database import settle_database
from stances.web.core.bodies import MAX_JOINING, MAX_MEMBERS
from stances.web.core.making import MAX_FOLLOWERS, MAX_WAITING
from stances.web.core.site import Site
from stances.web.core.urls import ADDRESS_VARIABLE
from stances.web.core.visitors import OWNER_TOKEN_VARIABLE

THREADS = MAX_LISTENERS + MAX_FOLLOWERS + MAX_WAITING + MAX_JOINING + MAX_MEMBERS + 64
"""A thread for every open stream, for whoever waits for a figure or sends a form, and enough for everybody else."""

KILL_SECONDS = 5
"""How long a worker may take to stop; what it is doing then is cut off."""

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}

PLAIN_HTTP_WARNING = """\
This is plain HTTP: anyone on the same network can read along, and could act as anybody who has joined. That is bearable
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
        f"Others on this network open {address}/",
        qr_text.getvalue().rstrip("\n"),
        "There they can read public debates. To let them do more, choose “Invite” on a page that you own.",
        "",
        PLAIN_HTTP_WARNING,
    ]


def _bracket_ipv6(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def run_server(host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted, or until the terminal is closed. Then the database is one whole file, however a worker ended."""
    from granian import Granian
    from granian.log import LogLevels

    server = Granian(
        "stances.web.server:make_worker_app",
        factory=True,
        interface="wsgi",  # type: ignore[arg-type]
        address=host,
        port=port,
        workers=1,
        workers_kill_timeout=KILL_SECONDS,
        blocking_threads=THREADS,
        log_level=LogLevels.error,  # it would warn of so many threads, most of which sleep
    )
    # for SIGHUP, which comes when the terminal is closed, it would start another worker
    server.signal_handler_reload = None if _ignores_hangup() else server.signal_handler_interrupt  # type: ignore[assignment,method-assign]
    banner = make_banner(host, port)
    server.on_startup(lambda: say(banner))
    try:
        server.serve(run_worker)
    finally:
        settle_database()


def make_worker_app() -> Flask:
    """The application for a worker process."""
    from stances.web.app import create_app

    return create_app({"FIGURE_PROCESSES": True})


def run_worker(number: int, name: str | None, load_app: Callable[[], Flask], *rest: Any) -> None:
    """Serve in a worker process, which ends when its parent does; close the site however that ends."""
    from granian.server import Server

    app = load_app()
    site: Site = app.extensions["stances"]
    _collect_garbage_seldom()
    _end_streams_on_signal(site)
    threading.Thread(target=_end_with_parent, args=(os.getppid(), site), daemon=True).start()
    stopped = threading.Event()
    daily = site.database.do_daily_work
    threading.Thread(target=daily, args=(stopped, site.forget_debate), daemon=True).start()
    try:
        Server._spawn_wsgi_worker(number, name, lambda: app, *rest)
    finally:
        stopped.set()
        site.close()


def _collect_garbage_seldom() -> None:
    """Leave the program out of garbage collections, and go through all else a hundredth as often.

    With a debate in memory that takes a tenth of a second, in which nobody is answered; cycles, which is all that is found so,
    are few.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 25, 100)


def _end_streams_on_signal(site: Site) -> None:
    """End the open streams as soon as a signal to stop comes: the server would wait for them, and be killed meanwhile."""
    if hasattr(signal, "SIGHUP") and not _ignores_hangup():
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    arrived, sent = socket.socketpair()
    sent.setblocking(False)
    signal.set_wakeup_fd(sent.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_close_feed_on, args=(arrived, sent, site), daemon=True).start()


def _ignores_hangup() -> bool:
    """Whether this process was told to go on when its terminal is closed, as by `nohup`."""
    return hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def _close_feed_on(arrived: socket.socket, sent: socket.socket, site: Site) -> None:
    """Wait for a signal's number; `sent` is the other end, which has to stay open."""
    while number := arrived.recv(1):
        if number[0] in STOP_SIGNALS:
            site.activity.close()


def _end_with_parent(parent: int, site: Site) -> None:
    """End as at a signal once the parent is gone, and after a while in any case, since nobody else would kill this process."""
    while os.getppid() == parent:
        time.sleep(1)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        time.sleep(KILL_SECONDS)
    site.close()
    os._exit(0)
