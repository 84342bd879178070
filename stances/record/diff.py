"""Compare two versions of an entry field by field, in words.

Texts are compared word by word and lists item by item; other values are replaced as a whole, and so are texts that have
little in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from stances.record.entries import Entry, FrozenModel
from stances.record.record import Record
from stances.record.wording import field_label, field_words

MIN_COMMON_SHARE = 0.4
"""Smallest `SequenceMatcher.ratio` at which two texts are compared word by word."""

MAX_SMALL_WORD = 3
"""Length in letters up to which a lone unchanged word counts as changed."""

MAX_TOKENS_EXACT = 1_000
"""Above this number of tokens difflib ignores frequent ones (`autojunk`), because the comparison is quadratic."""

WORD_PATTERN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
"""A token includes the space before it, so that a space alone never counts as common."""

ITEM_SEPARATOR = "; "
PROSE_FIELDS = frozenset(
    {
        *(
            "archive",
            "citation",
            "name",
            "note",
            "place",
            "publisher",
            "question",
            "rationale",
            "role",
            "short",
        ),
        *("summary", "text", "title"),
    }
)
"""Fields that are compared word by word, because they are written rather than chosen."""

DiffBlock = tuple[Sequence[str], Sequence[str], bool]
"""Old tokens, new tokens, and whether they are the same."""


class DiffOp(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class FieldDiff:
    """One field that differs.

    `parts` joined without the added ones are `before`, without the removed ones `after`; either is empty if the field is.
    """

    field: str
    label: str
    before: str
    after: str
    parts: tuple[tuple[DiffOp, str], ...]


def diff_entries(before: Entry | None, after: Entry | None, record: Record) -> list[FieldDiff]:
    """The fields in which two versions of an entry differ, in the model's order.

    None stands for a version that does not exist, so that everything was added or removed. `record` gives the names of
    what the versions refer to.
    """
    entry = after or before
    fields = type(entry).model_fields if entry else ()
    diffs = [_diff_field(field, before, after, record) for field in fields if field != "slug"]
    return [d for d in diffs if d.before != d.after]


def _diff_field(field: str, before: Entry | None, after: Entry | None, record: Record) -> FieldDiff:
    old, new = _field_text(before, field, record), _field_text(after, field, record)
    parts = tuple(diff_tokens(_tokenise(old), _tokenise(new)))
    return FieldDiff(field, field_label(field), "".join(_tokenise(old)), "".join(_tokenise(new)), parts)


def _field_text(entry: Entry | None, field: str, record: Record) -> str | tuple[str, ...] | _AtomicText:
    if entry is None:
        return ""
    words, value = field_words(entry, field, record), getattr(entry, field)
    if isinstance(words, tuple):
        return "\n".join(words) if any(isinstance(item, FrozenModel) for item in value) else words
    return words if field in PROSE_FIELDS else _AtomicText(words)


class _AtomicText(str):
    """A text that is not divided into tokens."""

    __slots__ = ()


def _tokenise(words: str | tuple[str, ...]) -> list[str]:
    if isinstance(words, tuple):
        return [piece for item in words for piece in (item, ITEM_SEPARATOR)][:-1]
    if isinstance(words, _AtomicText):
        return [words] if words else []
    return WORD_PATTERN.findall(words)


def diff_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[DiffOp, str]]:
    """The texts that two token sequences share or do not, in order; neighbours have different operations."""
    matcher = SequenceMatcher(None, old, new, autojunk=len(new) > MAX_TOKENS_EXACT)
    if not old or not new or matcher.ratio() < MIN_COMMON_SHARE:
        return _join_blocks([(old, new, False)])
    blocks = [(old[i1:i2], new[j1:j2], tag == "equal") for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    return _join_blocks(_absorb_islands(blocks))


def _absorb_islands(blocks: Sequence[DiffBlock]) -> Iterator[DiffBlock]:
    """Treat a single short word between two changes as changed: on its own it does not help the reader."""
    for place, (old, new, same) in enumerate(blocks):
        lone = len(old) == 1 and len(old[0].strip()) <= MAX_SMALL_WORD and 0 < place < len(blocks) - 1
        yield old, new, same and not lone


def _join_blocks(blocks: Iterable[DiffBlock]) -> Iterator[tuple[DiffOp, str]]:
    for same, together in groupby(blocks, key=lambda block: block[2]):
        run = list(together)
        old = "".join(piece for pieces, _, _ in run for piece in pieces)
        if same:
            yield DiffOp.SAME, old
            continue
        if old:
            yield DiffOp.REMOVED, old
        if new := "".join(piece for _, pieces, _ in run for piece in pieces):
            yield DiffOp.ADDED, new
