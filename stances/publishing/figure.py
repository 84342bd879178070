"""What a figure is, whatever it shows: how it is asked for, built, drawn, captioned, and written as a file.

Each kind of figure is described once, by a `FigureKind` of `publishing.figures`: the site serves them, the commands write
them, and tests go through them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from lxml import etree

from stances.cache import cached_property
from stances.errors import BadRequestError
from stances.figures.map.render import MapRenderer
from stances.figures.metadata import Origin, figure_prefix
from stances.graphics.svg import SVG_NAMESPACE
from stances.publishing import wording
from stances.publishing.caption import Caption, note
from stances.publishing.options import PublishOptions
from stances.publishing.publish import FORMS, DivideFigure, publish
from stances.publishing.typst import find_missing_characters, note_missing_characters
from stances.query import Parameter, join_or
from stances.record.entries import Entry
from stances.record.href import Href
from stances.record.record import Record
from stances.record.vocabulary import Kind

C = TypeVar("C")

MEDIA_TYPES: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
"""The media type of each format that figures come as."""


_FORMS_WITH_FONTS = ("png", "pdf")


@dataclass(frozen=True)
class FigureRequest:
    """What is asked for: of which record of a debate, by which parameters; `href` gives the addresses in it, if it has any."""

    origin: Origin
    subject: Entry
    query: Mapping[str, str]
    renderer: MapRenderer
    href: Href | None = None

    @property
    def record(self) -> Record:
        return self.origin.record

    @cached_property
    def options(self) -> PublishOptions:
        return PublishOptions.from_query(self.query)


@dataclass(frozen=True)
class FigureKind(Generic[C]):
    """A kind of figure, and of which kinds of record there is one.

    `name` ends its address and its file's name, and begins its ids; `words` say what it shows; `parameters` are those of its
    content. On the command line it is drawn by `command`, with `switch` where that draws several. `build` makes what is
    shown, from which come the drawing, its caption, and the `data`: formats that are not drawings, to which publishing
    options don't apply. `divide` splits it into pages, `name_file` ends its file's name otherwise than `name`.
    """

    name: str
    words: str
    subjects: tuple[Kind, ...]
    command: str
    parameters: Mapping[str, Parameter[Any]]
    build: Callable[[FigureRequest], C]
    draw: Callable[[Figure[C]], bytes]
    caption: Callable[[C, Origin], Caption]
    data: Mapping[str, Callable[[Figure[C]], bytes]] = field(default_factory=dict)
    divide: Callable[[Figure[C]], DivideFigure | None] | None = None
    name_file: Callable[[C], str] | None = None
    switch: str = ""

    @property
    def formats(self) -> tuple[str, ...]:
        return (*FORMS, *self.data)

    def make(self, request: FigureRequest) -> Figure[C]:
        """The figure that is asked for, not yet drawn. Raises `StancesError`."""
        return Figure(self, request, self.build(request))


@dataclass(frozen=True)
class Figure(Generic[C]):
    """A figure, drawn when its drawing is first needed."""

    kind: FigureKind[C]
    request: FigureRequest
    content: C

    @cached_property
    def svg(self) -> bytes:
        """The drawing without its title, which is in the caption."""
        return self.kind.draw(self)

    @cached_property
    def caption(self) -> Caption:
        return self.kind.caption(self.content, self.request.origin)

    @property
    def divide(self) -> DivideFigure | None:
        return self.kind.divide(self) if self.kind.divide else None

    @property
    def is_in_page(self) -> bool:
        """Whether it is to stand in a page, which says what it is and leads on from it."""
        return self.request.href is not None and self.request.options.is_bare

    @property
    def prefix(self) -> str:
        """What its ids begin with."""
        return figure_prefix(self.kind.name, self.request.subject)

    @property
    def file_stem(self) -> str:
        """The name of its file without the ending: left-opposition-1928-left-turn-map."""
        what = self.kind.name_file(self.content) if self.kind.name_file else self.kind.name
        return file_stem(self.request.record, self.request.subject, what)

    @property
    def chart_style(self) -> dict[str, Any]:
        """The arguments that all charts take: no title, addresses, the prefix of ids, and whether there is a legend."""
        request = self.request
        return {
            "title": "",
            "href": request.href,
            "prefix": self.prefix,
            "legend": request.options.legend,
        }

    def font_note(self, form: str) -> str:
        """Which of its characters no font here has, where it is drawn with fonts; else nothing."""
        return note_missing_characters(self._texts) if form in _FORMS_WITH_FONTS else ""

    @property
    def _texts(self) -> str:
        """All that is set in letters, in no particular order."""
        texts = etree.fromstring(self.svg).iter(f"{{{SVG_NAMESPACE}}}text")
        caption = (self.caption.title, self.caption.subtitle, *self.caption.notes)
        caption += tuple(item.words for item in self.caption.legend.items)
        words = ("".join(text.itertext()) for text in texts)
        return "".join([*words, *caption, self.caption.footer(self.request.options)])

    def _caption_for(self, form: str) -> Caption:
        """The caption, which says if no font has some of the characters."""
        missing = find_missing_characters(self._texts) if form in _FORMS_WITH_FONTS else ""
        boxes = note(wording.note_boxes(len(missing))) if missing else ()
        return replace(self.caption, notes=(*self.caption.notes, *boxes))

    def write(self, form: str) -> bytes:
        """The figure in a format: data as they are, drawings as published. Raises `BadRequestError`."""
        if write_data := self.kind.data.get(form):
            return write_data(self)
        if form not in FORMS:
            raise BadRequestError(f"This figure comes as {join_or(self.kind.formats)}, not as “{form}”.")
        return publish(self.svg, self.request.options, form, self._caption_for(form), self.divide)


def file_stem(record: Record, subject: Entry, what: str) -> str:
    """The name of a file about a record of a debate, without the ending."""
    return "-".join([*dict.fromkeys((record.debate.slug, subject.slug)), what])
