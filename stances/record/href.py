"""How a drawing or a page asks for the address of a record: `href(kind, slug)`, empty where there is none."""

from __future__ import annotations

from collections.abc import Callable

from stances.record.vocabulary import Kind

Href = Callable[[Kind, str], str]
