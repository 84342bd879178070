"""Metadata of a figure: Dublin Core as RDF in an SVG, and as texts of a PNG.

The RDF has the form that SVG editors show and keep. Metadata is reproducible: the drawing date is included only on request.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stances import __version__
from stances.dates.day import Day
from stances.graphics.svg import SVG_NAMESPACE
from stances.graphics.text_metrics import clean_text
from stances.record.citation_wording import citation_words, cite_source
from stances.record.entries import Entry
from stances.record.record import Record

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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
"""The keyword of each fact in a PNG: that of the PNG specification where it has one."""


@dataclass(frozen=True)
class Origin:
    """The record that a figure shows; if known, the days of its last change and of the drawing, and the figure's address."""

    record: Record
    revised_on: Day | None = None
    drawn_on: Day | None = None
    address: str = ""

    @property
    def revision_words(self) -> str:
        """“left-opposition-1928, revision 1053”; a record from a file has no revision."""
        slug, revision = self.record.debate.slug, self.record.revision
        return f"{slug}, revision {revision}" if revision else slug


def figure_prefix(kind: str, subject: Entry) -> str:
    """What the ids of a figure of this kind and subject begin with: “map-dispute-left-turn-”.

    The hyphen at its end, after which another follows, keeps the ids of two figures apart, whatever the slugs in them are.
    """
    return f"{kind}-{subject.kind_name}-{subject.slug}-"


def list_facts(origin: Origin, title: str, description: str) -> Iterator[tuple[str, str]]:
    """Yield the facts about a figure as pairs of name and value; a name may occur several times."""
    debate = origin.record.debate
    yield "dc:title", title
    yield "dc:description", description
    yield "dc:creator", f"stances {__version__}"
    yield "dc:format", "image/svg+xml"
    for source in debate.sources:
        yield "dc:source", citation_words(cite_source(source))
    if debate.from_ or debate.to:
        yield "dc:coverage", f"{debate.from_ or '..'}/{debate.to or '..'}"
    if debate.language:
        yield "dc:language", debate.language
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
    """The facts about a figure as the `<metadata>` element of its SVG."""
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
    """The facts by PNG keyword; facts of one name are joined, since readers keep only one text per keyword."""
    values_by_keyword: dict[str, list[str]] = {}
    for name, value in list_facts(origin, title, description):
        if name in _PNG_KEYWORDS:
            values_by_keyword.setdefault(_PNG_KEYWORDS[name], []).append(clean_text(value))
    return {keyword: "; ".join(values) for keyword, values in values_by_keyword.items()}


def read_title_and_description(root: Any) -> tuple[str, str]:
    """The title and the description of an SVG; `root` is its lxml element."""
    return root.findtext(f"{{{SVG_NAMESPACE}}}title", ""), root.findtext(f"{{{SVG_NAMESPACE}}}desc", "")


def set_metadata(root: Any, origin: Origin) -> None:
    """Replace the metadata of an SVG, with its own title and description, and name the language of its texts."""
    from lxml import etree  # slow to import, and maps, which are written as text, do without it

    if language := origin.record.debate.language:
        root.set(_XML_LANG, language)
        root.set("lang", language)
    for old in root.findall(f"{{{SVG_NAMESPACE}}}metadata"):
        root.remove(old)
    metadata = etree.fromstring(
        f'<svg xmlns="{SVG_NAMESPACE}">{render_metadata(origin, *read_title_and_description(root))}</svg>'
    )[0]
    root.insert(
        sum(1 for _ in root.iterchildren(f"{{{SVG_NAMESPACE}}}title", f"{{{SVG_NAMESPACE}}}desc")), metadata
    )
