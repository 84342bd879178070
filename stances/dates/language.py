"""How the words of another language say a date, as a table that turns them into the English ones.

One grammar, that of `english_reader`, then reads dates of every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stances.cache import cached_property
from stances.dates.day import MONTHS


@dataclass(frozen=True)
class Language:
    """The words of a language for dates, in lower case.

    `months` are the forms of each month, in order, with blanks between them; accents may be left out in writing. `words`
    gives the forms of a phrase, with commas between them, for each English one. `rewrites` are patterns and what replaces
    them, applied first, for what is not said word by word.
    """

    name: str
    months: tuple[str, ...]
    words: Mapping[str, str]
    rewrites: tuple[tuple[str, str], ...] = ()

    def to_english(self, tidy: str) -> str:
        """The date, in lower case with single blanks, with each known word in English; others stay as they are."""
        for pattern, replacement in self.rewrites:
            tidy = re.sub(pattern, replacement, tidy)
        return " ".join(self._pattern.sub(lambda match: self._english[match[1]], tidy).split())

    @cached_property
    def months_by_name(self) -> dict[str, str]:
        """The English name of each month by every form of its name."""
        return {
            form: month.lower()
            for month, forms in zip(MONTHS, self.months, strict=True)
            for written in forms.split()
            for form in (written, _without_accents(written))
        }

    @cached_property
    def _english(self) -> dict[str, str]:
        phrases = {form: english for english, forms in self.words.items() for form in forms.split(", ")}
        return self.months_by_name | phrases

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)({_alternatives(self._english)})(?!\w)\.?")


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _alternatives(phrases: Iterable[str]) -> str:
    """A pattern of the phrases, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
