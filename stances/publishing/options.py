"""The options of a published figure: paper, colours, font, and the words around it.

Values only, read in one place from addresses, forms and command-line options, the same for every figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  (a field has that name)
from functools import partial
from typing import Any

from stances.errors import BadRequestError
from stances.publishing.page_size import MAX_WIDTH_PX, MIN_WIDTH_PX, Orientation, Paper
from stances.publishing.recolour import ColourMode, FontStyle
from stances.query import (
    Reader,
    read_all,
    read_choice,
    read_day,
    read_flag,
    read_number,
    read_value,
    write_value,
)


@dataclass(frozen=True)
class PublishOptions:
    """How a figure is published. Without `paper` it has its own size; `width` is that of a PNG in pixels.

    `source` and `date` default to `title`. `date` is that of the record's last change; `drawn` is a day to print on the
    figure as well. `split` divides a figure that is too large for one sheet, and `page` selects one of its pages. Raises
    BadRequestError for `split` without `paper`.
    """

    paper: Paper | None = None
    orientation: Orientation = Orientation.AUTO
    width: int | None = None
    ink: ColourMode = ColourMode.COLOUR
    font: FontStyle = FontStyle.SANS
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
    def from_query(cls, query: Mapping[str, str]) -> PublishOptions:
        """The options that parameters ask for; other parameters are ignored, empty ones count as unset.

        Raises BadRequestError.
        """
        return cls(**read_all({name: query[name] for name in _READERS if name in query}, _READERS))

    def query(self) -> dict[str, str]:
        """The parameters that ask for these options, defaults left out."""
        defaults = PublishOptions()
        values = {name: getattr(self, name) for name in _READERS}
        return {n: write_value(value) for n, value in values.items() if value != getattr(defaults, n)}

    @property
    def shows_source(self) -> bool:
        """Whether the source is printed; by default if the title is."""
        return self.title if self.source is None else self.source

    @property
    def shows_date(self) -> bool:
        """Whether revision and date are printed; by default if the title is."""
        return self.title if self.date is None else self.date

    @property
    def is_bare(self) -> bool:
        """Whether the figure is to be left as it is drawn."""
        return self == PublishOptions(title=False, legend=self.legend)


_READERS: Mapping[str, Reader[Any]] = {
    "paper": partial(read_value, values={"own": None, **{paper.value: paper for paper in Paper}}),
    "orientation": partial(read_choice, among=Orientation),
    "width": partial(
        read_number,
        lowest=MIN_WIDTH_PX,
        highest=MAX_WIDTH_PX,
        allowed=f"a whole number of pixels from {MIN_WIDTH_PX} to {MAX_WIDTH_PX}",
    ),
    "ink": partial(read_choice, among=ColourMode),
    "font": partial(read_choice, among=FontStyle),
    "title": read_flag,
    "legend": read_flag,
    "source": read_flag,
    "date": read_flag,
    "drawn": read_day,
    "split": read_flag,
    "page": partial(read_number, lowest=1, highest=999, allowed="the number of a page, from 1"),
}
OPTION_NAMES = tuple(_READERS)
"""The parameters of these options."""
