"""Uncertain dates and their order.

An `UncertainDate` consists of its text in EDTF (see `edtf`) and the first and last day that the text allows. Comparing
two of them has three results, because many pairs have no certain order; so there is no `<`, and sorting uses
`sort_key`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic_core import core_schema

from stances.dates import edtf, english, english_reader
from stances.dates.day import Day
from stances.dates.edtf import EDTF_HELP, MAX_EDTF_LENGTH, Precision

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


class DateOrder(StrEnum):
    """The result of comparing two dates. It is never “same”: two events of one day have no known order."""

    BEFORE = "before"
    AFTER = "after"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class UncertainDate:
    """A date in EDTF with the days that it allows. Construct it by `parse`, `read`, `of` or `between`.

    `earliest` and `latest` are limited to `Day.min` and `Day.max`, which also stand for open ends. `old_style_until` is the
    last day up to which days are said in both calendars, as `old_style` has it; two dates are equal whatever it is.
    """

    text: str
    earliest: Day
    latest: Day
    approximate: bool
    uncertain: bool
    old_style_until: str | None = field(default=None, compare=False)

    @classmethod
    def parse(cls, text: str) -> UncertainDate:
        """Parse EDTF; raises `DateError`."""
        if len(text) > MAX_EDTF_LENGTH:
            raise edtf.DateError(text, f"is longer than {MAX_EDTF_LENGTH} characters", EDTF_HELP)
        return _parsed(text)

    @classmethod
    def read(cls, written: str, old_style_until: str | None = None) -> UncertainDate:
        """Read a date written in EDTF or in words; raises `DateError`, also if it is ambiguous.

        A day of the old calendar (O.S.) is refused after `old_style_until`, or after the last that there was anywhere.
        """
        return _parsed(english_reader.read(written, old_style_until)).until_old_style(old_style_until)

    @classmethod
    def of(cls, day: Day) -> UncertainDate:
        """Exactly this day."""
        return cls.parse(day.isoformat())

    @classmethod
    def between(cls, earliest: Day, latest: Day) -> UncertainDate:
        """The interval from one day to another; `Day.min` and `Day.max` stand for open ends."""
        if earliest == latest:
            return cls.of(earliest)
        start = ".." if earliest == Day.min else earliest.isoformat()
        return cls.parse(f"{start}/{'..' if latest == Day.max else latest.isoformat()}")

    def until_old_style(self, day: str | None) -> UncertainDate:
        """The same date, whose days up to this one are said in both calendars."""
        return self if day == self.old_style_until else replace(self, old_style_until=day)

    @property
    def sort_key(self) -> tuple[Day, Day]:
        return self.earliest, self.latest

    @property
    def is_interval(self) -> bool:
        return "/" in self.text

    @property
    def is_exact(self) -> bool:
        """Whether this is a single day and not marked as uncertain."""
        return self.earliest == self.latest and not self.uncertain

    @property
    def precision(self) -> Precision:
        return edtf.precision(self.text)

    def compare(self, other: UncertainDate) -> DateOrder:
        """`BEFORE` or `AFTER` if that is true of every pair of days that the two allow, else `UNDETERMINED`."""
        return compare_bounds(self.sort_key, other.sort_key)

    def overlaps(self, other: UncertainDate) -> bool:
        """Whether both could be the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def contains(self, day: Day) -> bool:
        """Whether the date could be this day."""
        return self.earliest <= day <= self.latest

    def words(self, *, throughout: bool = False) -> str:
        """The date in English, which `read` understands.

        An interval is “between 2 and 24 June 1928” or “early June 1928”; with `throughout`, “from 2 to 24 June 1928”.
        """
        return english.words(self.text, throughout, self.old_style_until)

    def span_words(self) -> str:
        """The date as one phrase, to put behind “after” or “by”: “July–December 1928”."""
        return english.span_words(self.text, self.old_style_until)

    def short_words(self) -> str:
        """The date where there is little room: “9 May 1928”, “Mar–9 May 1928”."""
        return english.short_words(self.text, self.old_style_until)

    @property
    def bounds_words(self) -> str:
        """Its first and last possible day: “1 Jun 1928 – open”."""
        return " – ".join(
            "open" if day in (Day.min, Day.max) else english.short_day_words(day)
            for day in (self.earliest, self.latest)
        )

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        from_text = core_schema.no_info_after_validator_function(
            cls.parse, core_schema.str_schema(strict=True)
        )
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "maxLength": MAX_EDTF_LENGTH,
            "description": f"An uncertain date in EDTF (ISO 8601-2): {EDTF_HELP}.",
            "examples": [
                "1928",
                "1928-05",
                "1928-05-09~",
                "1928-22?",
                "192X",
                "1928-05-21/1928-06",
                "../1928-05",
            ],
        }


def compare_bounds(one: tuple[Day, Day], other: tuple[Day, Day]) -> DateOrder:
    """The order of two dates, each given by its first and last possible day."""
    before, after = one[1] < other[0], one[0] > other[1]
    if before == after:
        return DateOrder.UNDETERMINED
    return DateOrder.BEFORE if before else DateOrder.AFTER


@lru_cache(maxsize=8192)
def _parsed(text: str) -> UncertainDate:
    earliest, latest, flags = edtf.bounds(text)
    return UncertainDate(text, earliest, latest, *edtf.parse_flags(flags))
