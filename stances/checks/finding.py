"""The rules that a debate is checked against, a small function each: what breaks it, what is doubtful, what is worth a note.

A rule takes a `Record`, whose references may lead nowhere, and yields a `Hit` for each place where it finds something.
The name of the function is the rule's code and the first line of its docstring what it asks. To add one, write it in
`errors`, `doubts` or `notes` and put it in that module's table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from stances.record.entries import Entry, FrozenModel, Locator
from stances.record.record import Record
from stances.record.vocabulary import Kind


@dataclass(frozen=True)
class Hit:
    """What a rule finds: the record to mend, a sentence or two on what and how, and the other records concerned."""

    entry: Entry
    message: str
    others: tuple[Entry, ...] = ()

    @property
    def sentence(self) -> str:
        """The message with its first letter a capital, as it stands alone."""
        return self.message[:1].upper() + self.message[1:]


RuleFunction: TypeAlias = Callable[[Record], Iterator[Hit]]


def describe(entry: Entry) -> str:
    """How a sentence names a record: the claim “radeks-draft”."""
    return f"the {entry.kind_name} “{entry.slug}”"


def join_words(words: Sequence[str], max_items: int = 6) -> str:
    """A few words in a row, and how many more there are."""
    more = f" and {len(words) - max_items} more" if len(words) > max_items else ""
    return ", ".join(words[:max_items]) + more


def iter_locators(value: FrozenModel) -> Iterator[Locator]:
    """Every locator in a value and in its parts."""
    for name in type(value).model_fields:
        field_value = getattr(value, name)
        if isinstance(field_value, Locator):
            yield field_value
        elif isinstance(field_value, tuple):
            for part in field_value:
                if isinstance(part, FrozenModel):
                    yield from iter_locators(part)


class Level(StrEnum):
    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What a rule found in one record; `refs` are the others concerned, `explained` a note that answers a doubt."""

    level: Level
    code: str
    kind: Kind
    slug: str
    message: str
    related: tuple[tuple[Kind, str], ...] = ()
    explanation: str = ""
    line: int | None = None
