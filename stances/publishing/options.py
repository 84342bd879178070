"""The options of a published figure: paper, colours, font, and the words around it.

Values only, read in one place from addresses, forms and command-line options, the same for every figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from stances.argument.options import MAP_OPTIONS
from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.publishing.page_size import MAX_WIDTH_PX, MIN_WIDTH_PX, Orientation, Paper
from stances.publishing.recolour import ColourMode, FontStyle
from stances.query import (
    ONE_DAY,
    Parameter,
    Values,
    describe_parameters,
    one_of,
    option,
    read_all,
    read_value,
    same_option,
    whole_number,
    write_value,
    yes_or_no,
)

_PAPERS = {"own": None, **{paper.value: paper for paper in Paper}}


@dataclass(frozen=True)
class PublishOptions:
    """How a figure is published. Without `paper` it has its own size; `width` is that of a PNG in pixels.

    `source` and `date` default to `title`. `date` is that of the record's last change; `drawn` is a day to print on the
    figure as well. `split` divides a figure that is too large for one sheet, and `page` selects one of its pages. Raises
    BadRequestError for `split` without `paper`.
    """

    paper: Paper | None = option(
        Values(
            partial(read_value, values=_PAPERS),
            "|".join(_PAPERS),
            {name: paper.words if paper else "own size" for name, paper in _PAPERS.items()},
        ),
        None,
        "the page size; by default the figure's own size",
        "Page size",
    )
    orientation: Orientation = option(
        one_of(
            {
                Orientation.AUTO: "automatic",
                Orientation.PORTRAIT: "portrait",
                Orientation.LANDSCAPE: "landscape",
            }
        ),
        Orientation.AUTO,
        "the orientation of the page",
        "Orientation",
    )
    width: int | None = option(
        whole_number(
            MIN_WIDTH_PX, MAX_WIDTH_PX, f"a whole number of pixels from {MIN_WIDTH_PX} to {MAX_WIDTH_PX}"
        ),
        None,
        "the width of a PNG in pixels; by default twice the screen size",
        "PNG width (pixels)",
    )
    ink: ColourMode = option(
        one_of(
            {
                ColourMode.COLOUR: "colour",
                ColourMode.GREY: "greyscale",
                ColourMode.CONTRAST: "high contrast",
            }
        ),
        ColourMode.COLOUR,
        "the colour mode",
        "Colour mode",
    )
    font: FontStyle = option(
        one_of({FontStyle.SANS: "sans serif", FontStyle.SERIF: "serif"}),
        FontStyle.SANS,
        "the typeface",
        "Typeface",
    )
    title: bool = same_option(MAP_OPTIONS["title"])
    legend: bool = same_option(MAP_OPTIONS["legend"])
    source: bool | None = option(
        yes_or_no(yes="with", no="without"),
        None,
        "with its source; by default if it has a title",
        "Source",
    )
    date: bool | None = option(
        yes_or_no(yes="with", no="without"),
        None,
        "with the revision and its date; by default if it has a title",
        "Revision and its date",
    )
    drawn: Day | None = option(ONE_DAY, None, "the date to print on the figure", "Date printed on it")
    split: bool = option(
        yes_or_no(no="one page", yes="several pages"),
        False,
        "divide a long figure over several pages",
        "Pages",
    )
    page: int | None = option(
        whole_number(1, 999, "the number of a page, from 1"),
        None,
        "which page of several, for files that hold only one",
    )

    def __post_init__(self) -> None:
        if self.split and self.paper is None:
            raise BadRequestError(
                f"“split” divides a figure over pages and needs a “paper”: {', '.join(Paper)}."
            )

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> PublishOptions:
        """The options that parameters ask for; other parameters are ignored, empty ones count as unset.

        Raises BadRequestError.
        """
        return cls(**read_all(query, PUBLISH_OPTIONS))

    def query(self) -> dict[str, str]:
        """The parameters that ask for these options, defaults left out."""
        defaults = PublishOptions()
        values = {name: getattr(self, name) for name in PUBLISH_OPTIONS}
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


PUBLISH_OPTIONS = describe_parameters(PublishOptions)
HANDOUT_PAPER = Parameter(
    "paper", one_of({paper: paper.words for paper in (Paper.A4, Paper.LETTER)}), Paper.A4, "the paper size"
)
"""The paper of a handout, which has pages, so that a figure's own size means nothing."""
OPTION_NAMES = tuple(PUBLISH_OPTIONS)
"""The parameters of these options."""
