"""Saving a claim by its form, with its revision and the page that shows it made anew, compared with one bare durable INSERT.

A save from the detail pane of a dispute is answered by what is shown there; the page around it is brought up to date after that.
A save on a form's own page is answered by the address of the claim's page, which htmx then fetches: both are on the clock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from http import HTTPStatus
from io import BytesIO
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from sqlmodel import Session
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from stances.record.vocabulary import Attribution
from stances.store.access import OWNER_NAME_VARIABLE
from stances.store.tables import ClaimRow
from tests.benchmarks.editor import CLAIM, OWNER_TOKEN, Editor, cookies
from tests.benchmarks.measure import compare
from tests.benchmarks.sites import SHIPPED, Reader, shipped_site, site_of

TARGET, ROUNDS = 5, 100
ORIGIN = "http://localhost"
BESIDES: dict[str, Any] = {
    "debate": SHIPPED.stem,
    "speaker": "radek",
    "dispute": "left-turn",
    "quotations": [],
    "attribution": Attribution.ASSERTED,
}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Poster:
    """Sends a form as a page of the site does, and reads the answer to its end, as a server would."""

    def __init__(
        self, app: Flask, path: str, form: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        self._app = app
        self._form = form
        self._environ = EnvironBuilder(
            path,
            method="POST",
            headers=Headers({"Origin": ORIGIN, **(headers or {})}),
            data=form,
            content_type="application/x-www-form-urlencoded",
        ).get_environ()

    def __call__(self) -> bytes:
        environ = {**self._environ, "wsgi.input": BytesIO(self._form)}
        parts = self._app(environ, self._start)
        with closing(parts):  # type: ignore[type-var]
            return b"".join(parts)

    def _start(self, status: str, *_: Any) -> Any:
        if int(status[:3]) >= 400:
            raise RuntimeError(f"saving was answered {status}")
        return lambda _: None


def _bare_insert(engine: sa.Engine) -> Flask:
    """A Flask view and an SQLModel session alone: the claim's text inserted as a row, on disk before the answer."""
    numbers = count(1)

    def view() -> str:
        with Session(engine) as session:
            number = next(numbers)
            row: dict[str, Any] = {
                "slug": f"bare-{number}",
                "ord": number,
                "text": request.form["text"],
                **BESIDES,
            }
            session.add(ClaimRow(**row))
            session.commit()
        return "saved"

    app = Flask("bare", static_folder=None)
    app.add_url_rule("/", "insert", view, methods=["POST"])
    return app


def lines() -> Iterator[str]:
    os.environ["STANCES_OWNER_TOKEN"] = OWNER_TOKEN
    with shipped_site() as app:
        home = f"/debates/{SHIPPED.stem}"
        editor = Editor(home, lambda path: Reader(app, path, HTTPStatus.OK, **cookies())())
        shown = Reader(app, f"{home}/claims/{CLAIM}", HTTPStatus.OK, **cookies())
        bare = Poster(_bare_insert(site_of(app).database.engine), "/", b"text=What+was+said.")
        ready: list[Poster] = []

        numbers = count()

        def fill_in() -> None:
            os.environ[OWNER_NAME_VARIABLE] = (
                f"editor {next(numbers) // 50}"  # nobody saves more often than one may
            )
            form, headers = editor.fill_in(), {**cookies(), **HTMX}
            ready[:] = [
                Poster(app, editor.address, form, {**headers, "HX-Current-URL": f"{ORIGIN}{page}"})
                for page in (f"{home}/disputes/left-turn", editor.address)
            ]

        def save_in_pane() -> None:
            ready[0]()

        def save() -> None:
            ready[1]()

        def save_and_show() -> None:
            save()
            shown()

        works = (
            ("a claim saved from the detail pane, shown", save_in_pane),
            ("a claim saved on its own page", save),
            ("a claim saved on its own page, shown", save_and_show),
        )
        for what, work in works:
            yield compare(
                f"{what}, to a bare INSERT", work, bare, TARGET, rounds=ROUNDS, before=fill_in
            ).line()
