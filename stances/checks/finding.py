"""What rules and findings consist of, and words for their messages.

A rule is a function that takes a `Record`, which may have dangling references, and yields a `Hit` for each breach. Its
name is the rule's code, and the first line of its docstring says what it requires. To add one, write it in `errors`,
`doubts` or `notes` and list it in that module's table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Entry, FrozenModel, Locator, Stance
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import describe_entry, entry_name


@dataclass(frozen=True)
class Hit:
    """A breach of a rule: the entry to correct, what is wrong and what to do, the other entries concerned, and the field of a
    form that corrects it, where there is one.
    """

    entry: Entry
    message: str
    others: tuple[Entry, ...] = ()
    field: str = ""

    @property
    def sentence(self) -> str:
        """The message with a capital first letter."""
        return self.message[:1].upper() + self.message[1:]


RuleFunction: TypeAlias = Callable[[Record], Iterator[Hit]]


def describe(record: Record, entry: Entry) -> str:
    """The kind of an entry and its words, for use in a sentence: the claim “The turn is real.”."""
    return f"the {describe_entry(entry, record)}"


def describe_dated(record: Record, entry: Entry, when: UncertainDate) -> str:
    """The same with its date: the claim “The turn is real.” (May 1928). A stance has it in its words."""
    return describe(record, entry) + ("" if isinstance(entry, Stance) else f" ({when.words()})")


def quote(record: Record, kind: Kind, slug: str) -> str:
    """The words of the entry with this slug in quotation marks; the slug, if there is none."""
    entry = record.get(kind, slug)
    return f"“{entry_name(entry, record) if entry else slug}”"


def join_words(words: Sequence[str], max_items: int = 6) -> str:
    """The first words, separated by commas, and how many more there are."""
    shown = ", ".join(words[:max_items])
    return f"{shown} and {len(words) - max_items} more" if len(words) > max_items else shown


def iter_locators(value: FrozenModel) -> Iterator[Locator]:
    """Every locator among the fields of a value and of its parts."""
    for name in type(value).model_fields:
        field_value = getattr(value, name)
        if isinstance(field_value, Locator):
            yield field_value
        elif isinstance(field_value, tuple):
            for part in field_value:
                if isinstance(part, FrozenModel):
                    yield from iter_locators(part)


class Level(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """A hit of a rule, ready to be shown.

    `related` are the other entries concerned, `explanation` is a note that answers a doubt, `explained_by` whose note it is,
    and `line` is where the entry starts in its file. `is_explained_above` if the note stands with an earlier finding.
    """

    level: Level
    code: str
    kind: Kind
    slug: str
    message: str
    related: tuple[tuple[Kind, str], ...] = ()
    explanation: str = ""
    explained_by: tuple[Kind, str] | None = None
    line: int | None = None
    is_explained_above: bool = False
