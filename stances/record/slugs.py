"""Make slugs from text that are short, readable and not taken in a debate."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import count

from slugify import slugify

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
    """A slug made from the first words of a text in the letters of ASCII: the-left-turn-is-real; "" if none has any."""
    slug = slugify(
        text,
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=longest,
        word_boundary=True,
        save_order=True,
        replacements=[("'", "")],
        replacement_stage="pre",
        backend="text-unidecode",
        algorithm="modern",
    )
    return f"{slug}-1" if slug in RESERVED_SLUGS else slug


def free_slug(record: Record, kind: Kind, wanted: str, taken: Collection[str] = ()) -> str:
    """The wanted slug, numbered if a record of this kind has it; `taken` are further taken slugs."""
    kinds = LINK_ENDS if kind in LINK_ENDS else (kind,)
    return number_slug(wanted, lambda slug: slug in taken or any(record.get(k, slug) for k in kinds))


def number_slug(wanted: str, is_taken: Callable[[str], bool], start: int = 1) -> str:
    """The wanted slug or, if it is taken, the first of radek-2, radek-3 … that is not; numbers begin at `start`."""
    for number in count(start):
        tail = f"-{number}" if number > 1 else ""
        slug = wanted[: MAX_SLUG_LENGTH - len(tail)].rstrip("-") + tail
        if not is_taken(slug):
            return slug
    raise AssertionError("numbers do not end")


class FreeSlugs:
    """Gives out slugs, each once. Many that want the same cost no more than others: where counting stood is remembered."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The wanted slug, numbered if it was given out before."""
        number = self._numbers.get(wanted, 1)
        slug = number_slug(wanted, self._taken.__contains__, number)
        self._numbers[wanted] = number + 1
        self._taken.add(slug)
        return slug
