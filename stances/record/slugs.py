"""Slugs made from text: short, readable, and free within a debate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import count

from stances.record.record import Record
from stances.record.vocabulary import Kind

RESERVED_SLUGS = ("new",)
"""Slugs that an address means something else by."""


def make_free_slug(record: Record, kind: Kind, text: str) -> str:
    """A short readable slug made from a text, which nothing has yet."""
    return free_slug(record, kind, make_slug(text) or kind.value)


def make_slug(text: str, longest: int = 48) -> str:
    """the-left-turn-is-real; nothing, where a text has no letters that can be written so."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = "-".join(_words_within(words, longest))[:longest].strip("-")
    return f"{slug}-1" if slug in RESERVED_SLUGS else slug


def _words_within(words: Iterable[str], longest: int) -> Iterator[str]:
    length = -1
    for number, word in enumerate(words):
        length += len(word) + 1
        if number and length > longest:
            return
        yield word


MAX_SLUG_LENGTH = 80


def free_slug(record: Record, kind: Kind, wanted: str, taken: Collection[str] = ()) -> str:
    """The slug wanted, or the first of its followers (radek-2, radek-3 …) that nothing has."""
    kinds = (Kind.CLAIM, Kind.LINK) if kind in (Kind.CLAIM, Kind.LINK) else (kind,)
    for number in count(1):
        tail = f"-{number}" if number > 1 else ""
        slug = wanted[: MAX_SLUG_LENGTH - len(tail)].rstrip("-") + tail
        if slug not in taken and all(record.get(k, slug) is None for k in kinds):
            return slug
    raise AssertionError("numbers do not end")
