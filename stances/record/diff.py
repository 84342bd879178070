"""What changed between two versions of a record, field by field and in words: what was taken out, what was put in.

Texts are compared word by word and lists item by item; a choice, a date or a place is replaced whole. Where little of a
text was kept, the old and the new stand side by side rather than shredded into each other.
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
"""The share of two texts that must be common to them for the comparison to go word by word."""

MAX_SMALL_WORD = 3
MAX_TOKENS_EXACT = 1_000
"""Words past which those that come often no longer count as something in common: comparing takes the square of them."""

WORD_PATTERN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
"""A word takes the space before it along, so that a space alone is never taken for something in common."""

ITEM_SEPARATOR = "; "
PROSE_FIELDS = frozenset(
    {"citation", "name", "note", "place", "question", "rationale", "short", "summary", "text", "title"}
)
"""The fields that are compared word by word: what people write rather than choose."""


DiffBlock = tuple[Sequence[str], Sequence[str], bool]
"""What there was, what there is, and whether they are the same."""


class DiffOp(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class FieldDiff:
    """One field that differs. `parts` in order make a marked text: without what was added it is `before`, without what was
    removed it is `after`; both are empty where the field says nothing."""

    field: str
    label: str
    before: str
    after: str
    parts: tuple[tuple[DiffOp, str], ...]


def diff_entries(before: Entry | None, after: Entry | None, record: Record) -> list[FieldDiff]:
    """The fields in which two versions of one record differ, in their order; None for a version that does not exist.

    Names are those that `record` has for what the versions refer to. A version that does not exist says nothing, so all that the
    other says has been added or removed.
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
    """Words that mean nothing in pieces."""

    __slots__ = ()


def _tokenise(words: str | tuple[str, ...]) -> list[str]:
    if isinstance(words, tuple):
        return [piece for item in words for piece in (item, ITEM_SEPARATOR)][:-1]
    if isinstance(words, _AtomicText):
        return [words] if words else []
    return WORD_PATTERN.findall(words)


def diff_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[DiffOp, str]]:
    """What two sequences of pieces share and what each has alone, in order, with no two neighbours alike."""
    matcher = SequenceMatcher(None, old, new, autojunk=len(new) > MAX_TOKENS_EXACT)
    if not old or not new or matcher.ratio() < MIN_COMMON_SHARE:
        return _join_blocks([(old, new, False)])
    blocks = [(old[i1:i2], new[j1:j2], tag == "equal") for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    return _join_blocks(_absorb_islands(blocks))


def _absorb_islands(blocks: Sequence[DiffBlock]) -> Iterator[DiffBlock]:
    """A lone small word kept between two changes tells nobody anything: it changes with them."""
    for place, (old, new, same) in enumerate(blocks):
        lone = len(old) == 1 and len(old[0].strip()) <= MAX_SMALL_WORD and 0 < place < len(blocks) - 1
        yield old, new, same and not lone


def _join_blocks(blocks: Iterable[DiffBlock]) -> Iterator[tuple[DiffOp, str]]:
    for same, together in groupby(blocks, key=lambda block: block[2]):
        stretch = list(together)
        old = "".join(piece for pieces, _, _ in stretch for piece in pieces)
        if same:
            yield DiffOp.SAME, old
            continue
        if old:
            yield DiffOp.REMOVED, old
        if new := "".join(piece for _, pieces, _ in stretch for piece in pieces):
            yield DiffOp.ADDED, new
