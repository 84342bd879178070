"""How every family of pages finds its debate: the address names it, and the views need not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from stances.web.site import only_debate


def family(name: str) -> Blueprint:
    """A blueprint under /debates/<debate>; the debate is kept aside as `g.debate`."""
    pages = Blueprint(name, __name__, url_prefix="/debates/<debate>")
    pages.url_value_preprocessor(_take_debate)
    return pages


def _take_debate(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.debate = (values or {}).pop("debate", None) or only_debate()
