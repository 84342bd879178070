"""Filters and globals that templates use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    g,
    has_request_context,
)
from flask.templating import Environment

from stances.dates.uncertain import UncertainDate
from stances.graphics.palette import UNDECIDED_TONE, Tone
from stances.record.entries import Locator
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Kind
from stances.record.wording import plural
from stances.timeline.scale import tone_of
from stances.web.core.urls import address_at, addresses, history_here

HOW_KNOWN = {
    Attribution.ASSERTED: "in own words, from a cited document",
    Attribution.REPORTED: "as somebody else reports it",
    Attribution.INFERRED: "the editor's reading",
}


SAID = {"supports": "in support", "rebuts": "in rebuttal", "undercuts": "denying that this follows"}


COUNTED = {"supports": "in support", "rebuts": "in rebuttal", "undercuts": "undercutting"}


DONE = {"supports": "is supported by", "rebuts": "is rebutted by", "undercuts": "is undercut by"}


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.filters.update(words=words, iso=iso, place=place, moment=moment, plural=plural)
    env.globals.update(
        HOW_KNOWN=HOW_KNOWN,
        DONE=DONE,
        SAID=SAID,
        COUNTED=COUNTED,
        colour=colour_class,
        Kind=Kind,
        asking=asking,
    )
    env.globals["ui"] = _macros(env)
    app.context_processor(_about_debate)


def _about_debate() -> dict[str, Any]:
    if not has_request_context() or "record" not in g:
        return {"to": None, "record": None}
    return {
        "to": addresses(),
        "record": g.record,
        "past": g.get("as_of") is not None,
        "address_at": address_at,
        "history_here": history_here,
    }


def asking(given: Mapping[str, str], **changes: str | None) -> str:
    """The parameters as an address has them, some of them changed or, with None, left out: ?unit=weeks&open=ann"""
    wanted = {**given, **changes}
    kept = {name: value for name, value in wanted.items() if value is not None}
    return f"?{urlencode(kept)}" if kept else ""


def words(when: UncertainDate | None, throughout: bool = False) -> str:
    """The date in words; `throughout` where an interval says how long something lasted."""
    return when.words(throughout=throughout) if when else "undated"


def iso(when: UncertainDate | None) -> str:
    """The date for a `datetime` attribute, which knows only whole days, months and years."""
    if when is None or when.is_interval or not when.text.replace("-", "").isdigit():
        return ""
    return when.text if int(when.text[5:7] or 1) <= 12 else ""


def moment(at: datetime | None) -> str:
    """An instant of the site's own life: 22 November 2026, 14:05 UTC."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC" if at else ""


def place(locator: Locator | None, record: Record) -> str:
    return record.place(locator)


def colour_class(record: Record, dispute: str, position: int | None) -> Tone:
    """The tone of a position, which as text is the stylesheet's class for it."""
    scale = record.disputes.get(dispute)
    return tone_of(scale, position) if scale else UNDECIDED_TONE


MACROS = ("dates", "provenance", "claims", "stances", "grid", "forms", "export")
"""Files in `templates/macros` whose macros need nothing of a page but what they are given."""


def _macros(env: Environment) -> SimpleNamespace:
    """The macros of all files of `MACROS` by their names, which are unique across the files."""
    found = SimpleNamespace()
    for name in MACROS:
        module = env.get_template(f"macros/{name}.html").module
        found.__dict__.update({key: value for key, value in vars(module).items() if not key.startswith("_")})
    return found
