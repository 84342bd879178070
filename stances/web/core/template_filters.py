"""Filters, globals and macros for templates: words for dates, places in sources and how something is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, has_request_context
from flask.templating import Environment

from stances.dates.uncertain import UncertainDate
from stances.graphics.palette import UNDECIDED_TONE, Tone
from stances.record.attribution_wording import attribution_pieces
from stances.record.entries import Locator
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import (
    ATTRIBUTION_LEGEND,
    ATTRIBUTION_NAMES,
    OWN_CLAIM_WORDS,
    RATIONALE_MARK,
    plural,
)
from stances.timeline.scale import tone_of
from stances.web.core.urls import debate_urls, history_url, page_url_at

LINK_PHRASES = {"supports": "in support", "rebuts": "in rebuttal", "undercuts": "denying that this follows"}
LINK_COUNT_PHRASES = {"supports": "in support", "rebuts": "in rebuttal", "undercuts": "undercutting"}
LINK_VERBS_PASSIVE = {
    "supports": "is supported by",
    "rebuts": "is rebutted by",
    "undercuts": "is undercut by",
}

MACROS = ("dates", "provenance", "claims", "stances", "grid", "forms", "export")
"""Files in `templates/macros` whose macros depend on their arguments alone; every template reaches them as `ui`."""


def init_app(app: Flask) -> None:
    """Register the filters, globals and macros."""
    env = app.jinja_env
    env.filters.update(
        words=date_words, iso=iso_date, place=locator_words, moment=format_instant, plural=plural
    )
    env.globals.update(
        ATTRIBUTION_NAMES=ATTRIBUTION_NAMES,
        ATTRIBUTION_LEGEND=ATTRIBUTION_LEGEND,
        OWN_CLAIM=OWN_CLAIM_WORDS,
        EDITORS_WORDS=RATIONALE_MARK,
        attribution_pieces=attribution_pieces,
        DONE=LINK_VERBS_PASSIVE,
        SAID=LINK_PHRASES,
        COUNTED=LINK_COUNT_PHRASES,
        colour=position_class,
        Kind=Kind,
        asking=query_string,
    )
    env.globals["ui"] = _macros(env)
    app.context_processor(_debate_context)


def _debate_context() -> dict[str, Any]:
    if not has_request_context() or "record" not in g:
        return {"to": None, "record": None}
    return {
        "to": debate_urls(),
        "record": g.record,
        "past": g.get("as_of") is not None,
        "address_at": page_url_at,
        "history_here": history_url,
    }


def query_string(given: Mapping[str, str], **changes: str | None) -> str:
    """The parameters as a query string, with changes; None leaves one out: ?unit=weeks&open=ann"""
    wanted = {**given, **changes}
    query = {name: value for name, value in wanted.items() if value is not None}
    return f"?{urlencode(query)}" if query else ""


def date_words(when: UncertainDate | None, throughout: bool = False) -> str:
    """The date in words; `throughout` if an interval says how long something lasted."""
    return when.words(throughout=throughout) if when else "undated"


def iso_date(when: UncertainDate | None) -> str:
    """The date for a `datetime` attribute; empty unless it is a certain day, month or year."""
    if when is None or when.is_interval or not when.text.replace("-", "").isdigit():
        return ""
    return when.text if int(when.text[5:7] or 1) <= 12 else ""


def format_instant(at: datetime | None) -> str:
    """An instant in words: 22 November 2026, 14:05 UTC."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC" if at else ""


def locator_words(locator: Locator | None, record: Record) -> str:
    """A place in a source, in words."""
    return record.format_locator(locator)


def position_class(record: Record, dispute: str, position: int | None) -> Tone:
    """The tone of a position, whose text is its class in the stylesheet."""
    scale = record.disputes.get(dispute)
    return tone_of(scale, position) if scale else UNDECIDED_TONE


def _macros(env: Environment) -> SimpleNamespace:
    """The macros of all files of `MACROS` by their names, which are unique across the files."""
    macros = SimpleNamespace()
    for name in MACROS:
        module = env.get_template(f"macros/{name}.html").module
        macros.__dict__.update({key: value for key, value in vars(module).items() if not key.startswith("_")})
    return macros
