"""Make slugs from text that are short, readable and not taken in a debate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import count

from stances.record.kinds import LINK_ENDS
from stances.record.record import Record
from stances.record.vocabulary import Kind

MAX_SLUG_LENGTH = 80
RESERVED_SLUGS = ("new",)
"""Slugs that have another meaning in addresses."""


def make_free_slug(record: Record, kind: Kind, text: str) -> str:
    """A slug made from a text (from the kind's name if that gives none) that no record has yet."""
    return free_slug(record, kind, make_slug(text) or kind.value)


def make_slug(text: str, longest: int = 48) -> str:
    """A slug made from the first words of a text: the-left-turn-is-real; "" if it has no letters or digits in ASCII."""
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


def free_slug(record: Record, kind: Kind, wanted: str, taken: Collection[str] = ()) -> str:
    """The wanted slug or, if it is taken, the first free one of radek-2, radek-3 …; `taken` are further taken slugs."""
    kinds = LINK_ENDS if kind in LINK_ENDS else (kind,)
    for number in count(1):
        tail = f"-{number}" if number > 1 else ""
        slug = wanted[: MAX_SLUG_LENGTH - len(tail)].rstrip("-") + tail
        if slug not in taken and all(record.get(k, slug) is None for k in kinds):
            return slug
    raise AssertionError("numbers do not end")
