"""The controls of forms, and what a form says of each of its fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from stances.record.vocabulary import Kind


class Widget(Enum):
    """The control for a field, which is for a text unless it says otherwise."""

    LINE = auto()
    TEXT = auto()
    LINES = auto()  # a list, one item a line
    TAGS = auto()  # peace, price of bread
    NUMBER = auto()
    NUMBERS = auto()  # 28–29, 31
    DATE = auto()
    CHOICE = auto()
    SOURCE = auto()  # one of the debate's sources
    HELD = auto()  # a dispute and a position in it, chosen together
    ONE = auto()  # another record
    MANY = auto()  # other records
    GROUP = auto()  # the fields of a nested value
    ROWS = auto()  # a list of nested values
    HIDDEN = auto()
    HIDDEN_NUMBER = auto()


@dataclass(frozen=True)
class FieldSpec:
    """One field of a form.

    `kind` is the kind of record that a ONE or MANY refers to, None for a claim or a link; `parts` are the fields of a GROUP or
    of each of ROWS; `default` is the text in a new record's form; `throughout` is for dates that say how long something
    lasted, `ordered` for rows whose order says something.
    """

    name: str
    label: str
    widget: Widget = Widget.LINE
    help: str = ""
    required_message: str = ""
    default: str = ""
    kind: Kind | None = None
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[FieldSpec, ...] = ()
    is_behind_fold: bool = False
    throughout: bool = False
    long: bool = False
    ordered: bool = False

    @property
    def ignored_in_rows(self) -> bool:
        """Whether a row counts as empty if only such fields are filled in."""
        return self.widget in (Widget.CHOICE, Widget.HIDDEN, Widget.HIDDEN_NUMBER, Widget.SOURCE)

    def behind_fold(self) -> FieldSpec:
        """The same field in the closed section."""
        return replace(self, is_behind_fold=True)
