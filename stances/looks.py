"""How a figure is to look when it is published: on what paper, in what inks and letters, with what words around it.

Values only, read in one place from addresses, forms and options, whatever the figure is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  (a look has a field of that name)
from typing import Any

from stances.dates import DateError, UncertainDate
from stances.errors import BadRequestError
from stances.inks import Font, Ink
from stances.paper import Orientation, Paper, pixels
from stances.views import chosen, one_of, yes


@dataclass(frozen=True)
class Look:
    """How a figure is to be published. Without paper it has its own size; `width` is a picture's, in pixels.

    `source` and `date` come with the title where nobody says. `date` is that of the record's last change; `drawn` is a day that
    somebody asks to have on the figure as well. `split` divides what is too large for one sheet; `page` is one of those.
    """

    paper: Paper | None = None
    orientation: Orientation = Orientation.AUTO
    width: int | None = None
    ink: Ink = Ink.COLOUR
    font: Font = Font.SANS
    title: bool = True
    legend: bool = True
    source: bool | None = None
    date: bool | None = None
    drawn: Day | None = None
    split: bool = False
    page: int | None = None

    def __post_init__(self) -> None:
        if self.split and self.paper is None:
            raise BadRequestError(
                f"“split” divides a figure over pages; say of which “paper”: {', '.join(Paper)}."
            )

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Look:
        """The look that URL parameters or options ask for; others are somebody else's, empty ones are unset."""
        return cls(**{name: read(name, query[name]) for name, read in _READERS.items() if query.get(name)})

    def query(self) -> dict[str, str]:
        """This look as parameters, without those that are as they would be anyway."""
        usual = Look()
        asked = {name: getattr(self, name) for name in _READERS}
        return {n: _spoken(value) for n, value in asked.items() if value != getattr(usual, n)}

    @property
    def says_source(self) -> bool:
        return self.title if self.source is None else self.source

    @property
    def says_date(self) -> bool:
        return self.title if self.date is None else self.date

    @property
    def bare(self) -> bool:
        """Whether the figure is wanted just as it is drawn."""
        return self == Look(title=False, legend=self.legend)


def _spoken(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _day(name: str, text: str) -> Day:
    try:
        found = UncertainDate.parse(text)
    except DateError as error:
        raise BadRequestError(f"“{name}”: {error}") from None
    if found.earliest != found.latest:
        raise BadRequestError(f"“{name}” is a day, such as 2026-08-03, not “{text}”.")
    return found.earliest


def _paper(name: str, text: str) -> Paper | None:
    found: Paper | None = chosen(name, text, {"own": None, **{paper.value: paper for paper in Paper}})
    return found


def _page(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) < 1000:
        raise BadRequestError(f"“{name}” is the number of a page, from 1, not “{text}”.")
    return int(text)


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "paper": _paper,
    "orientation": one_of(Orientation),
    "width": pixels,
    "ink": one_of(Ink),
    "font": one_of(Font),
    "title": yes,
    "legend": yes,
    "source": yes,
    "date": yes,
    "drawn": _day,
    "split": yes,
    "page": _page,
}
LOOKS = tuple(_READERS)
"""What may be asked of how any figure looks."""
