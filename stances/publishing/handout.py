"""Build a handout of a debate or of one dispute: question, scale, grid, map, claims, links, documents.

The contents are passed as data to `handout.typ`, which has the typography. A map that would be illegible on one page is
divided over several, whose references are the numbers of claims in the list. Pure apart from the layout engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.link_styles import LINK_STYLES
from stances.graphics.palette import QUIET_TEXT_COLOUR, RULE_COLOUR, TEXT_COLOUR
from stances.publishing import typst, wording
from stances.publishing.handout_section import (
    BOTTOM_MARGIN_PT,
    MAP_PAGE_BOTTOM_PT,
    MAP_PAGE_SIDE_PT,
    MAP_PAGE_TOP_PT,
    SIDE_MARGIN_PT,
    TOP_MARGIN_PT,
    HandoutSection,
    SectionCache,
    TypstData,
    describe_provenance,
    encode_json,
    join_names,
    map_area,
    target_claim,
)
from stances.publishing.page_size import Orientation, Paper, Sheet
from stances.publishing.typst import clean
from stances.record.citation_wording import find_publication
from stances.record.entries import Claim, Dispute, Document, Link
from stances.record.link_wording import link_verb
from stances.record.ordering import sort_documents
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.source_wording import credit_line, format_locator
from stances.record.wording import UNDATED_LABEL, describe_period, entry_name

MapSections = Callable[[Callable[[str], HandoutSection], Iterable[str]], Iterable[HandoutSection]]
"""Maps a function from a dispute's slug to its section over disputes, as `map` does."""


FONT_NOTES = "fonts.json"
"""The file of what the colophon says about fonts, which is known when the document is set."""


@dataclass(frozen=True)
class Handout:
    """A document in Typst, with the drawings and data files that it reads."""

    source: str
    files: Mapping[str, bytes]

    def render_pdf(self) -> bytes:
        """Return the document as PDF; its colophon says if no font has some of its characters. Raises TypesettingError."""
        missing = typst.find_missing_characters(self._texts)
        notes = [f"{wording.note_boxes(len(missing))}."] if missing else []
        return typst.render_pdf(self.source, {**self.files, FONT_NOTES: encode_json({"notes": notes})})

    def font_note(self) -> str:
        """Which of its characters no font here has; nothing if there are none."""
        return typst.note_missing_characters(self._texts)

    @property
    def _texts(self) -> str:
        return "".join(content.decode() for name, content in self.files.items() if name.endswith(".json"))


@cache
def _load_typography() -> str:
    return files("stances.publishing").joinpath("handout.typ").read_text(encoding="utf-8")


def build_handout(
    record: Record,
    engine: LayoutEngine,
    paper: Paper = Paper.A4,
    dispute: str | None = None,
    map_sections: MapSections = map,
    cache: SectionCache | None = None,
) -> Handout:
    """Build the handout of the whole debate, or of one dispute. Raises NotFoundError and what the engine raises.

    `map_sections` maps a function over disputes; an executor's `map` lays out several at a time, if the engine can.
    `cache` keeps sections from one handout to the next.
    """
    slugs = list(record.disputes) if dispute is None else [require_entry(record, Dispute, dispute).slug]
    section_cache = cache or SectionCache()
    parts = list(map_sections(lambda slug: section_cache.get(record, slug, paper, engine), slugs))
    files = {
        "style.json": encode_json(_style_data(paper, record.debate.language)),
        FONT_NOTES: encode_json({"notes": []}),
        "handout.json": encode_json(_handout_data(record, parts, dispute is None)),
    }
    for part in parts:
        files |= part.files
    return Handout(_load_typography(), files)


def _style_data(paper: Paper, language: str | None) -> TypstData:
    """The data that is the same in all handouts on one paper, of debates in one language."""
    width, height = Sheet(paper).size
    return {
        "language": (language or "").partition("-")[0].lower(),
        "colours": {"text": TEXT_COLOUR, "quiet": QUIET_TEXT_COLOUR, "rule": RULE_COLOUR},
        "links": {
            kind: {"colour": style.colour, "dash": style.dash, "width": style.width}
            for kind, style in LINK_STYLES.items()
        },
        "paper": {
            "width": width,
            "height": height,
            "side": SIDE_MARGIN_PT,
            "top": TOP_MARGIN_PT,
            "bottom": BOTTOM_MARGIN_PT,
        },
        "map_page": {
            "side": MAP_PAGE_SIDE_PT,
            "top": MAP_PAGE_TOP_PT,
            "bottom": MAP_PAGE_BOTTOM_PT,
            "height": map_area(paper, Orientation.LANDSCAPE)[1],
        },
    }


def _handout_data(record: Record, sections: Sequence[HandoutSection], whole: bool) -> TypstData:
    cross_links = _links_between_disputes(record, sections) if whole else []
    entries = (*(entry for section in sections for entry in section.entries()), *cross_links)
    title = record.debate.title if whole else f"{sections[0].dispute.title}: {record.debate.title}"
    return {
        "title": clean(title),
        "author": clean(wording.name_editors(record)),
        "keywords": [clean(source.title) for source in record.debate.sources],
        "whole": whole,
        "dates": describe_period(record.debate.from_, record.debate.to),
        "summary": [clean(part) for part in record.debate.summary.split("\n\n") if part.strip()],
        "imprint": clean(credit_line(record)),
        "disputes": [section.name for section in sections],
        "between": list(_between_data(record, sections, cross_links)),
        "documents": [_document_data(record, d) for d in _cited_documents(record, entries)],
        "colophon": [clean(line) for line in wording.colophon(record)],
    }


# --- links from one dispute to another ---


def _links_between_disputes(record: Record, sections: Sequence[HandoutSection]) -> list[Link]:
    """The links that no dispute's section lists."""
    listed = {slug for section in sections for slug in section.graph.links}
    return [link for link in record.links.values() if link.slug not in listed]


def _between_data(
    record: Record, sections: Sequence[HandoutSection], links: Iterable[Link]
) -> Iterator[TypstData]:
    """The data of links between disputes, in the order of disputes and of the claims that they come from."""
    section_by_dispute = {section.dispute.slug: section for section in sections}

    def end_data(slug: str) -> TypstData:
        own_section = section_by_dispute[record.claims[slug].dispute]
        return {
            "dispute": own_section.dispute.slug,
            "title": clean(entry_name(own_section.dispute, record)),
            **own_section.end_data(slug),
        }

    places = {slug: place for place, slug in enumerate(section_by_dispute)}
    ends = [(end_data(link.source), link) for link in links]
    ends.sort(key=lambda pair: (places[pair[0]["dispute"]], pair[0]["number"], pair[1].slug))
    for source, link in ends:
        undercut_link = record.links.get(link.target)
        yield {
            "kind": link.kind,
            "mutual": link.mutual,
            "sources": [source, *map(end_data, link.with_)],
            "target": end_data(target_claim(record.links, link)),
            "of": [end_data(slug) for slug in undercut_link.premises] if undercut_link else [],
            "denied": link_verb(undercut_link) if undercut_link else "",
            "rationale": clean(link.rationale),
            "how": describe_provenance(record, link),
        }


# --- documents ---


def _cited_documents(record: Record, entries: Iterable[Claim | Link]) -> list[Document]:
    """The documents behind the claims and links shown, in the order of time, the undated last."""
    slugs = {entry.document for entry in entries if entry.document}
    return sort_documents(record, (document for slug, document in record.documents.items() if slug in slugs))


def _document_data(record: Record, document: Document) -> TypstData:
    facts = [
        document.kind or "",
        wording.note_addressees(join_names(record, document.addressees)) if document.addressees else "",
        wording.note_signatories(join_names(record, document.signatories)) if document.signatories else "",
        document.when.words() if document.when else UNDATED_LABEL,
    ]
    return {
        "slug": document.slug,
        "title": clean(entry_name(document, record)),
        "authors": join_names(record, document.authors),
        "facts": [clean(fact) for fact in facts if fact],
        "place": format_locator(record, document.locator),
        "found": [{"words": clean(part.words), "url": part.url} for part in find_publication(document)],
    }
