"""A finished figure made ready to publish: in the inks and letters asked for, with its words, as SVG, PNG or PDF.

Whatever a figure shows, it arrives here as an SVG without a title of its own, and all three formats are one drawing.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from lxml import etree

from stances.errors import BadRequestError
from stances.figures.metadata import Origin, described, texts, told
from stances.publishing import typst
from stances.publishing.caption import Caption
from stances.publishing.options import Look
from stances.publishing.page_layout import Size, composed, fitted, sheet_for
from stances.publishing.page_size import LEAST_WIDTH, MOST_WIDTH, Sheet
from stances.publishing.recolour import inked, lettered, opaque

T = TypeVar("T")

FORMS = ("svg", "png", "pdf")
PPI = 192.0
"""Twice what a screen shows: how finely a picture is drawn whose width is not given."""
MOST_PIXELS = 60_000_000
_INCH = 72.0
_LONGEST = 14_400.0
"""No reader of PDF takes a longer page, in points."""


Divide = Callable[[tuple[float, float]], Sequence[bytes]]
"""Divides a figure into drawings of which each fits into this much room with its text no smaller than it may be."""


def publish(svg: bytes, look: Look, form: str, caption: Caption, divide: Divide | None = None) -> bytes:
    """A figure, drawn without its title, as svg, png or pdf. Raises BadRequestError where a picture would be too large.

    With `look.split` it is divided: a pdf has all pages, an svg or png the one that `look.page` names.
    """
    if form not in FORMS:
        raise BadRequestError(f"A figure comes as {', '.join(FORMS)}, not as “{form}”.")
    if look.split:
        pages = divided(svg, look, caption, divide).pages
        drawings, size = [drawing for drawing, _ in _wanted(pages, look.page, form)], pages[0][1]
    else:
        drawing, size = _drawn(etree.fromstring(svg), look, caption)
        drawings = [drawing]
    if form == "pdf":
        return _pdf(drawings, size, caption)
    return (
        drawings[0]
        if form == "svg"
        else _png(drawings[0], size, look.width, replace(caption.origin, drawn=look.drawn))
    )


def _drawn(
    root: Any, look: Look, caption: Caption, most: float = math.inf
) -> tuple[bytes, tuple[float, float]]:
    """The figure with its words, in its inks and letters, and its size."""
    described(root, replace(caption.origin, drawn=look.drawn))
    sheet, size = composed(root, look, caption, most)
    inked(sheet, look.ink)
    opaque(sheet)
    lettered(sheet, look.font)
    return etree.tostring(sheet, encoding="UTF-8", xml_declaration=True), size


@dataclass(frozen=True)
class Divided:
    """A figure on several sheets of one kind, all at one scale: the pages with their size, the sheet, the smallest text."""

    pages: tuple[tuple[bytes, tuple[float, float]], ...]
    sheet: Sheet
    text: float

    @property
    def words(self) -> str:
        count = f"{len(self.pages)} pages" if len(self.pages) > 1 else "One page"
        return f"{count} of {self.sheet.words}; text will be {math.floor(self.text * 10) / 10:g} pt."


def divided(svg: bytes, look: Look, caption: Caption, divide: Divide | None) -> Divided:
    """The pages of a figure. Raises BadRequestError where it can't be divided."""
    if divide is None:
        raise BadRequestError("This figure comes on one page; leave “split” out.")
    numbered = replace(caption, page="page 88 of 88")
    sheet = sheet_for(Size.of(etree.fromstring(svg)), look, numbered)
    turned = replace(look, orientation=sheet.orientation)
    parts = [etree.fromstring(part) for part in divide(sheet.room)]
    sizes = [Size.of(part) for part in parts]
    scale = min(fitted(size, sheet).scale for size in sizes)
    pages = (
        _drawn(part, turned, replace(caption, page=f"page {i} of {len(parts)}"), scale)
        for i, part in enumerate(parts, 1)
    )
    return Divided(tuple(pages), sheet, scale * min(size.text for size in sizes))


def _wanted(pages: Sequence[T], page: int | None, form: str) -> Sequence[T]:
    """All pages, or the one that is asked for; a form that holds only one must be told which."""
    if page is None and (form == "pdf" or len(pages) == 1):
        return pages
    if page is None or page > len(pages):
        raise BadRequestError(
            f"Divided, this figure has {len(pages)} pages. A PDF holds them all; "
            f"of SVG and PNG say “page”, from 1 to {len(pages)}."
        )
    return pages[page - 1 : page]


def _page(name: str, size: tuple[float, float], scale: float = 1) -> str:
    width, height = (f"{length * scale:.3f}pt" for length in size)
    return (
        f"#set page(width: {width}, height: {height}, margin: 0pt)\n"
        f"#image({typst.quoted(name)}, width: {width}, height: {height})\n"
    )


def _pdf(drawings: list[bytes], size: tuple[float, float], caption: Caption) -> bytes:
    """A page for each drawing, in a document that says what it is, and of the same bytes each time."""
    origin = caption.origin
    names = [f"page-{i}.svg" for i in range(len(drawings))]
    keywords = [origin.record.debate.title, origin.revision, *filter(None, [origin.record.debate.licence])]
    listed = "".join(f"{typst.quoted(word)}, " for word in keywords)
    author = typst.quoted("; ".join(s.author or s.title for s in origin.record.debate.sources))
    head = (
        f"#set document(title: {typst.quoted(caption.title)}, author: {author}, keywords: ({listed}),"
        f" description: {typst.quoted(caption.subtitle)}, date: none)\n"
    )
    scale = min(1.0, _LONGEST / max(size))
    pages = "".join(_page(name, size, scale) for name in names)
    return typst.pdf(head + pages, dict(zip(names, drawings, strict=True)))


def _png(drawing: bytes, size: tuple[float, float], wanted: int | None, origin: Origin) -> bytes:
    """A picture of this many pixels across, or of twice a screen's as far as that is not too many, that says what it is."""
    ppi = wanted / size[0] * _INCH if wanted else _usual_ppi(size)
    across, down = (length * ppi / _INCH for length in size)
    if across * down > MOST_PIXELS:
        most = int((MOST_PIXELS * size[0] / size[1]) ** 0.5)
        raise BadRequestError(
            f"“width” is at most {most} pixels for this figure, not {wanted}: it would be {down:.0f} high."
        )
    (picture,) = typst.png(_page("figure.svg", size), {"figure.svg": drawing}, ppi)
    return inscribed(picture, texts(origin, *told(etree.fromstring(drawing))))


def _usual_ppi(size: tuple[float, float]) -> float:
    width, height = size
    most: float = min(MOST_WIDTH / width, (MOST_PIXELS / width / height) ** 0.5) * _INCH
    return min(max(PPI, LEAST_WIDTH / width * _INCH), 0.999 * most)


_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = len(_SIGNATURE) + 25
"""Where the first chunk, which describes the picture, ends: 13 bytes of content between 12 of the chunk's own."""


def inscribed(png: bytes, texts: Mapping[str, str]) -> bytes:
    """The picture with these texts; a keyword is of at most 79 Latin letters."""
    chunks = b"".join(_chunk(b"iTXt", _international(keyword, text)) for keyword, text in texts.items())
    return png[:_HEADER] + chunks + png[_HEADER:]


def _international(keyword: str, text: str) -> bytes:
    """An international text: not compressed, in no language that is named, its keyword not translated."""
    return keyword.encode("latin-1") + b"\0" + b"\0\0" + b"\0" + b"\0" + text.encode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
