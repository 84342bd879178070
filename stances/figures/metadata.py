"""What a figure says of itself to whoever finds the file: Dublin Core, as RDF, in the form that editors of SVG show and keep.

A figure always tells the same of the same record: the day on which it was drawn is told only where somebody asks for it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from stances import __version__
from stances.graphics.svg import SVG_NAMESPACE
from stances.graphics.text_metrics import clean_text
from stances.record.record import Record

_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_CC = "http://creativecommons.org/ns#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_IMAGE = "http://purl.org/dc/dcmitype/StillImage"
_AGENTS = ("dc:creator", "dc:rights")
_PNG_KEYWORDS = {
    "dc:title": "Title",
    "dc:description": "Description",
    "dc:creator": "Author",
    "dc:source": "Source",
    "dc:coverage": "Coverage",
    "dc:rights": "Copyright",
    "dc:identifier": "Identifier",
    "dc:date": "Date",
    "dcterms:created": "Creation Time",
    "dc:relation": "URL",
}
"""What a PNG calls these facts: by the keywords of its specification where that has any."""


@dataclass(frozen=True)
class Origin:
    """The record that a figure shows, and as far as they are known when that was changed last, when the figure was drawn
    and the address that it was drawn from."""

    record: Record
    revised_on: date | None = None
    drawn_on: date | None = None
    address: str = ""

    @property
    def revision_words(self) -> str:
        """“left-opposition-1928, revision 1053”"""
        return f"{self.record.debate.slug}, revision {self.record.revision}"


def list_facts(origin: Origin, title: str, description: str) -> Iterator[tuple[str, str]]:
    """What is known of a figure, each fact under its name; a name may come several times."""
    debate = origin.record.debate
    yield "dc:title", title
    yield "dc:description", description
    yield "dc:creator", f"stances {__version__}"
    yield "dc:format", "image/svg+xml"
    for source in debate.sources:
        author = f"{source.author}, " if source.author else ""
        yield "dc:source", source.citation or f"{author}{source.title}"
    if debate.from_ or debate.to:
        yield "dc:coverage", f"{debate.from_ or '..'}/{debate.to or '..'}"
    if debate.licence:
        yield "dc:rights", debate.licence
    yield "dc:identifier", origin.revision_words
    if origin.revised_on:
        yield "dc:date", origin.revised_on.isoformat()
    if origin.drawn_on:
        yield "dcterms:created", origin.drawn_on.isoformat()
    if origin.address:
        yield "dc:relation", origin.address


def render_metadata(origin: Origin, title: str, description: str) -> str:
    """These facts as the `<metadata>` of an SVG."""
    elements = "".join(_render_element(name, value) for name, value in list_facts(origin, title, description))
    return (
        f'<metadata>\n<rdf:RDF xmlns:rdf="{_RDF}" xmlns:dc="{_DC}" xmlns:dcterms="{_DCTERMS}" xmlns:cc="{_CC}">\n'
        f'<cc:Work rdf:about="">\n<dc:type rdf:resource="{_IMAGE}"/>\n{elements}</cc:Work>\n</rdf:RDF>\n</metadata>\n'
    )


def _render_element(name: str, value: str) -> str:
    text = html.escape(clean_text(value))
    if name in _AGENTS:
        text = f"<cc:Agent><dc:title>{text}</dc:title></cc:Agent>"
    return f"<{name}>{text}</{name}>\n"


def collect_png_texts(origin: Origin, title: str, description: str) -> dict[str, str]:
    """These facts by a PNG's keywords; those that come several times in one, since readers keep but one text for a keyword."""
    values_by_keyword: dict[str, list[str]] = {}
    for name, value in list_facts(origin, title, description):
        if name in _PNG_KEYWORDS:
            values_by_keyword.setdefault(_PNG_KEYWORDS[name], []).append(clean_text(value))
    return {keyword: "; ".join(values) for keyword, values in values_by_keyword.items()}


def read_title_and_description(root: Any) -> tuple[str, str]:
    """The title and the description of a drawing."""
    return root.findtext(f"{{{SVG_NAMESPACE}}}title", ""), root.findtext(f"{{{SVG_NAMESPACE}}}desc", "")


def set_metadata(root: Any, origin: Origin) -> None:
    """Sets the metadata of a drawing anew, by its own title and description."""
    from lxml import etree  # a map is described as text, and need not wait for it

    for old in root.findall(f"{{{SVG_NAMESPACE}}}metadata"):
        root.remove(old)
    metadata = etree.fromstring(
        f'<svg xmlns="{SVG_NAMESPACE}">{render_metadata(origin, *read_title_and_description(root))}</svg>'
    )[0]
    root.insert(
        sum(1 for _ in root.iterchildren(f"{{{SVG_NAMESPACE}}}title", f"{{{SVG_NAMESPACE}}}desc")), metadata
    )
