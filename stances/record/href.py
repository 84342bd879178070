"""The type of functions that return the address of a record, or "" if it has none."""

from __future__ import annotations

from collections.abc import Callable

from stances.record.vocabulary import Kind

Href = Callable[[Kind, str], str]
