"""Make slugs from text that are short, readable and not taken in a debate."""

from __future__ import annotations

from collections.abc import Callable, Collection

from slugify import slugify

from stances.record.kinds import LINK_ENDS
from stances.record.record import Record
from stances.record.vocabulary import Kind

MAX_SLUG_LENGTH = 80
RESERVED_SLUGS = ("new",)
"""Slugs that have another meaning in addresses."""
_FEW = 50
"""How many records of one name are counted one by one."""


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


def number_slug(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """The wanted slug or, if it is taken, the first of radek-2, radek-3 … that is not.

    Beyond `_FEW` the free number is found by halving, so that thousands of one name take no time: after gaps it need not be
    the first.
    """
    for number in range(1, _FEW):
        if not is_taken(slug := _number(wanted, number)):
            return slug
    taken, free = _FEW - 1, _FEW
    while is_taken(_number(wanted, free)):
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(_number(wanted, middle)) else (taken, middle)
    return _number(wanted, free)


def _number(wanted: str, number: int) -> str:
    tail = f"-{number}" if number > 1 else ""
    return wanted[: MAX_SLUG_LENGTH - len(tail)].rstrip("-") + tail


class FreeSlugs:
    """Gives out slugs, each once."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, wanted: str) -> str:
        """The wanted slug, numbered if it was given out before."""
        slug = number_slug(wanted, self._taken.__contains__)
        self._taken.add(slug)
        return slug
