"""Publish a finished figure as SVG, PNG or PDF, in the colours and font asked for and with its words.

Every figure comes as an SVG without a title; all three formats are made from the same drawing.
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
from stances.figures.metadata import Origin, collect_png_texts, read_title_and_description, set_metadata
from stances.graphics.legend import Legend
from stances.publishing import typst, wording
from stances.publishing.caption import Caption
from stances.publishing.options import PublishOptions
from stances.publishing.page_layout import FigureSize, choose_sheet_for, compose_page, fit_figure
from stances.publishing.page_size import MAX_WIDTH_PX, MIN_WIDTH_PX, Sheet
from stances.publishing.recolour import fix_widths, flatten_opacity, recolour, set_font

T = TypeVar("T")

FORMS = ("svg", "png", "pdf")
DEFAULT_PPI = 192.0
"""The resolution of a PNG whose width is not given: twice that of a screen."""
MAX_PIXELS = 16_000_000
"""Of a PNG: four bytes each, several times over while it is drawn."""
_PT_PER_INCH = 72.0
_ROUNDING_PX = 0.001
_SHORT_PX = 0.01
_MAX_PDF_SIDE_PT = 14_400.0
"""The longest side of a page, in points, that readers of PDF accept."""

DivideFigure = Callable[[tuple[float, float]], Sequence[tuple[bytes, Legend]]]
"""Divides a figure into drawings that each fit into an area of this width and height with legible text, and their legends."""


def publish(
    svg: bytes, options: PublishOptions, form: str, caption: Caption, divide: DivideFigure | None = None
) -> bytes:
    """Return a figure, drawn without its title, as svg, png or pdf.

    With `options.split` it is divided: a pdf has all pages, an svg or png the one that `options.page` names. Raises
    BadRequestError for an unknown form or page, or a picture that would be too large.
    """
    if form not in FORMS:
        raise BadRequestError(f"A figure comes as {', '.join(FORMS)}, not as “{form}”.")
    if options.split:
        pages = divide_figure(svg, options, caption, divide).pages
        drawings, size = [drawing for drawing, _ in _select_pages(pages, options.page, form)], pages[0][1]
    else:
        drawing, size = _prepare_drawing(etree.fromstring(svg), options, caption)
        drawings = [drawing]
    if form == "pdf":
        return _render_pdf(drawings, size, caption)
    if form == "svg":
        return _write_svg(drawings[0], options)
    return _render_png(drawings[0], size, options.width, replace(caption.origin, drawn_on=options.drawn))


def _write_svg(drawing: bytes, options: PublishOptions) -> bytes:
    root = etree.fromstring(drawing)
    fix_widths(root, options.font)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _prepare_drawing(
    root: Any, options: PublishOptions, caption: Caption, max_scale: float = math.inf
) -> tuple[bytes, tuple[float, float]]:
    """The figure with its words, in the colours and font asked for, and its size."""
    set_metadata(root, replace(caption.origin, drawn_on=options.drawn))
    page, size = compose_page(root, options, caption, max_scale)
    recolour(page, options.ink)
    flatten_opacity(page)
    set_font(page, options.font)
    return etree.tostring(page, encoding="UTF-8", xml_declaration=True), size


@dataclass(frozen=True)
class DividedFigure:
    """A figure on several sheets of one kind at one scale: the pages with their sizes, the sheet, the smallest text."""

    pages: tuple[tuple[bytes, tuple[float, float]], ...]
    sheet: Sheet
    smallest_text_pt: float

    @property
    def description(self) -> str:
        """“3 pages of A4 landscape; text will be 7 pt.”"""
        size = wording.format_size(math.floor(self.smallest_text_pt * 10) / 10)
        return wording.describe_division(len(self.pages), self.sheet.words, size)


def divide_figure(
    svg: bytes, options: PublishOptions, caption: Caption, divide: DivideFigure | None
) -> DividedFigure:
    """Divide a figure over pages. Raises BadRequestError if it can't be divided."""
    if divide is None:
        raise BadRequestError("This figure comes on one page; leave “split” out.")
    numbered = replace(caption, page=wording.number_page(88, 88))
    sheet = choose_sheet_for(FigureSize.measure(etree.fromstring(svg)), options, numbered)
    sheet_options = replace(options, orientation=sheet.orientation)
    parts = [(etree.fromstring(part), legend) for part, legend in divide(sheet.content_size)]
    sizes = [FigureSize.measure(part) for part, _ in parts]
    scale = min(fit_figure(size, sheet).scale for size in sizes)
    captions = (
        replace(caption, page=wording.number_page(i, len(parts)), legend=legend)
        for i, (_, legend) in enumerate(parts, 1)
    )
    pages = (
        _prepare_drawing(part, sheet_options, page_caption, scale)
        for (part, _), page_caption in zip(parts, captions, strict=True)
    )
    return DividedFigure(tuple(pages), sheet, scale * min(size.smallest_text_pt for size in sizes))


def _select_pages(pages: Sequence[T], page: int | None, form: str) -> Sequence[T]:
    """All pages, or the one asked for. Raises BadRequestError for svg or png of several pages without `page`."""
    if page is None and (form == "pdf" or len(pages) == 1):
        return pages
    if page is None or page > len(pages):
        raise BadRequestError(
            f"Divided, this figure has {len(pages)} pages. A PDF holds them all; "
            f"of SVG and PNG say “page”, from 1 to {len(pages)}."
        )
    return pages[page - 1 : page]


def _page_source(name: str, size: tuple[float, float], scale: float = 1) -> str:
    """A page that is as large as the drawing on it."""
    width, height = (f"{length * scale:.3f}pt" for length in size)
    return (
        f"#set page(width: {width}, height: {height}, margin: 0pt)\n"
        f"#image({typst.quote(name)}, width: {width}, height: {height})\n"
    )


def _render_pdf(drawings: list[bytes], size: tuple[float, float], caption: Caption) -> bytes:
    """Return a PDF with a page for each drawing and with metadata; the same bytes each time."""
    origin = caption.origin
    names = [f"page-{i}.svg" for i in range(len(drawings))]
    keywords = [
        origin.record.debate.title,
        origin.revision_words,
        *filter(None, [origin.record.debate.licence]),
    ]
    keyword_list = "".join(f"{typst.quote(word)}, " for word in keywords)
    author = typst.quote("; ".join(s.author or s.title for s in origin.record.debate.sources))
    head = (
        f"#set document(title: {typst.quote(caption.title)}, author: {author}, keywords: ({keyword_list}),"
        f" description: {typst.quote(caption.subtitle)}, date: none)\n"
    )
    scale = min(1.0, _MAX_PDF_SIDE_PT / max(size))
    pages = "".join(_page_source(name, size, scale) for name in names)
    return typst.render_pdf(head + pages, dict(zip(names, drawings, strict=True)))


def _render_png(drawing: bytes, size: tuple[float, float], width_px: int | None, origin: Origin) -> bytes:
    """Return a PNG with metadata, `width_px` wide or of the default resolution. Raises BadRequestError if it is too large."""
    ppi = width_px / size[0] * _PT_PER_INCH if width_px else _default_ppi(size)
    width, height = (length * ppi / _PT_PER_INCH for length in size)
    if width * height > MAX_PIXELS:
        max_width_px = int((MAX_PIXELS * size[0] / size[1]) ** 0.5)
        raise BadRequestError(
            f"“width” is at most {max_width_px} pixels for this figure, not {width_px}: it would be {height:.0f} high."
        )
    root = etree.fromstring(drawing)
    whole = (math.ceil(width - _ROUNDING_PX), math.ceil(height - _ROUNDING_PX))
    (picture,) = typst.render_png(*_picture_source(root, whole, ppi), ppi)
    return add_texts(picture, collect_png_texts(origin, *read_title_and_description(root)))


def _picture_source(root: Any, whole: tuple[int, int], ppi: float) -> tuple[str, dict[str, bytes]]:
    """A page of whole pixels, and the drawing enlarged to fill it.

    The typesetter cuts off a part of a pixel, and what stands in it. A drawing that ends within a pixel is drawn on one
    more and squeezed into its place, which costs a row or column of pixels in the midst of letters.
    """
    width, height = whole[0], whole[1] - _SHORT_PX  # so that rounding never makes it one pixel more
    root.set("width", f"{width}")
    root.set("height", f"{height}")
    root.set("viewBox", " ".join(f"{length / ppi * _PT_PER_INCH:.6f}" for length in (0, 0, width, height)))
    across, down, filled = (f"{length / ppi * _PT_PER_INCH:.6f}pt" for length in (*whole, width - _SHORT_PX))
    source = (
        f'#set page(width: {across}, height: {down}, margin: 0pt)\n#image("figure.svg", width: {filled})\n'
    )
    return source, {"figure.svg": etree.tostring(root)}


def _default_ppi(size: tuple[float, float]) -> float:
    """The usual resolution, less where that would be too many pixels, of which each side may get one more to be whole."""
    width, height = size
    around, area = width + height, width * height
    most = (math.sqrt(around**2 + 4 * area * (MAX_PIXELS - 1)) - around) / (2 * area)
    max_ppi = min(MAX_WIDTH_PX / width, most) * _PT_PER_INCH
    return min(max(DEFAULT_PPI, MIN_WIDTH_PX / width * _PT_PER_INCH), 0.999 * max_ppi)


_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_END = len(_SIGNATURE) + 25
"""The end of the first chunk, IHDR: 13 bytes of content and 12 of the chunk's own."""


def add_texts(png: bytes, texts: Mapping[str, str]) -> bytes:
    """Add texts to a PNG, by keyword: at most 79 characters of Latin-1."""
    chunks = b"".join(
        _build_chunk(b"iTXt", _international_text(keyword, text)) for keyword, text in texts.items()
    )
    return png[:_HEADER_END] + chunks + png[_HEADER_END:]


def _international_text(keyword: str, text: str) -> bytes:
    """The content of an iTXt chunk: uncompressed, without a language or a translated keyword."""
    return keyword.encode("latin-1") + b"\0" + b"\0\0" + b"\0" + b"\0" + text.encode()


def _build_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
