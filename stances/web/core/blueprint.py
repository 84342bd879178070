"""Blueprints for the pages of a debate, whose address names the debate.

`/debates/<debate>@412/…` and `/debates/<debate>@2026-11-22/…` are the same pages for an earlier state, read-only.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request

from stances.errors import GoneError, ReadOnlyPastError
from stances.store.bin import explain_deletion
from stances.store.debates import find_only_debate
from stances.store.history import parse_history_point
from stances.web.core.security import SAFE_METHODS
from stances.web.core.site import session
from stances.web.core.visitors import require_reader


def debate_blueprint(name: str) -> Blueprint:
    """A blueprint under /debates/<debate>. It sets `g.debate` and `g.as_of`, and refuses visitors who may not read the debate."""
    pages = Blueprint(name, __name__, url_prefix="/debates/<debate>")
    pages.url_value_preprocessor(_set_debate)
    pages.before_request(_refuse_changing_the_past)
    pages.before_request(admit_reader)
    return pages


def _set_debate(endpoint: str | None, values: dict[str, Any] | None) -> None:
    name_debate((values or {}).pop("debate", None) or find_only_debate(session()) or "")


def name_debate(name: str) -> None:
    """Set `g.debate` and `g.as_of` to what the address calls a debate: its slug, and an earlier state behind an @."""
    g.debate, at, point = name.partition("@")
    g.as_of = parse_history_point(point) if at else None


def _refuse_changing_the_past() -> None:
    if g.as_of is not None and request.method not in SAFE_METHODS:
        raise ReadOnlyPastError(
            "This is an earlier version of the debate, which can only be read. Open the current version to change it."
        )


def admit_reader() -> None:
    """Refuse visitors who may not read the debate, whatever it answers once it is deleted."""
    require_reader()
    status = g.get("status")
    if status is not None and status.deleted_at is not None:
        raise GoneError(explain_deletion(status.deleted_at))
