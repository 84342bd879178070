"""A finished figure made ready to publish: in the inks and letters asked for, with its words, as SVG, PNG or PDF.

Whatever a figure shows, it arrives here as an SVG without a title of its own, and all three formats are one drawing.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from stances import press
from stances.errors import BadRequestError
from stances.inks import inked, lettered
from stances.looks import Look
from stances.metadata import described
from stances.paper import LEAST_WIDTH, MOST_WIDTH
from stances.plates import composed
from stances.titling import Caption

FORMS = ("svg", "png", "pdf")
PPI = 192.0
"""Twice what a screen shows: how finely a picture is drawn whose width is not given."""
MOST_PIXELS = 60_000_000
_INCH = 72.0
_LONGEST = 14_400.0
"""No reader of PDF takes a longer page, in points."""


def publish(svg: bytes, look: Look, form: str, caption: Caption) -> bytes:
    """A figure, drawn without its title, as svg, png or pdf. Raises BadRequestError where a picture would be too large."""
    if form not in FORMS:
        raise BadRequestError(f"A figure comes as {', '.join(FORMS)}, not as “{form}”.")
    if form == "svg" and look.bare:
        return svg
    root = etree.fromstring(svg)
    described(root, replace(caption.origin, drawn=look.drawn))
    sheet, size = composed(root, look, caption)
    inked(sheet, look.ink)
    lettered(sheet, look.font)
    drawing: bytes = etree.tostring(sheet, encoding="UTF-8", xml_declaration=True)
    if form == "svg":
        return drawing
    return _pdf([drawing], size, caption) if form == "pdf" else _png(drawing, size, look.width)


def _page(name: str, size: tuple[float, float], scale: float = 1) -> str:
    width, height = (f"{length * scale:.3f}pt" for length in size)
    return (
        f"#set page(width: {width}, height: {height}, margin: 0pt)\n"
        f"#image({press.quoted(name)}, width: {width}, height: {height})\n"
    )


def _pdf(drawings: list[bytes], size: tuple[float, float], caption: Caption) -> bytes:
    """A page for each drawing, in a document that says what it is, and of the same bytes each time."""
    origin = caption.origin
    names = [f"page-{i}.svg" for i in range(len(drawings))]
    keywords = [origin.record.debate.title, origin.revision, *filter(None, [origin.record.debate.licence])]
    listed = "".join(f"{press.quoted(word)}, " for word in keywords)
    author = press.quoted("; ".join(s.author or s.title for s in origin.record.debate.sources))
    head = (
        f"#set document(title: {press.quoted(caption.title)}, author: {author}, keywords: ({listed}),"
        f" description: {press.quoted(caption.subtitle)}, date: none)\n"
    )
    scale = min(1.0, _LONGEST / max(size))
    pages = "".join(_page(name, size, scale) for name in names)
    return press.pdf(head + pages, dict(zip(names, drawings, strict=True)))


def _png(drawing: bytes, size: tuple[float, float], wanted: int | None) -> bytes:
    """A picture of this many pixels across, or of twice a screen's as far as that is not too many."""
    ppi = wanted / size[0] * _INCH if wanted else _usual_ppi(size)
    across, down = (length * ppi / _INCH for length in size)
    if across * down > MOST_PIXELS:
        most = int((MOST_PIXELS * size[0] / size[1]) ** 0.5)
        raise BadRequestError(
            f"“width” is at most {most} pixels for this figure, not {wanted}: it would be {down:.0f} high."
        )
    return press.png(_page("figure.svg", size), {"figure.svg": drawing}, ppi)[0]


def _usual_ppi(size: tuple[float, float]) -> float:
    width, height = size
    most: float = min(MOST_WIDTH / width, (MOST_PIXELS / width / height) ** 0.5) * _INCH
    return min(max(PPI, LEAST_WIDTH / width * _INCH), 0.999 * most)
