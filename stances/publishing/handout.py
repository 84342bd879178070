"""A debate, or one dispute of it, set as a document to hand out: question, scale, grid, map, claims, links, sources.

What is said where is decided here and passed on as data; how it looks is `handout.typ`'s. A map that a page would make
illegible is split over several, whose references carry the numbers that claims have in the list. Pure but for the
engine that lays maps out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stances import __version__
from stances.errors import NotFoundError
from stances.figures.map.layout.graphviz import Engine
from stances.figures.map.link_styles import LINK_STYLES
from stances.graphics.palette import INK, QUIET_INK, RULE
from stances.publishing import typst
from stances.publishing.handout_section import (
    _BOTTOM,
    _PLATE_BOTTOM,
    _PLATE_SIDE,
    _PLATE_TOP,
    _SIDE,
    _TOP,
    Data,
    Sections,
    _claim_met,
    _how,
    _json,
    _names,
    _plain,
    _plate_room,
    _Section,
)
from stances.publishing.page_size import Paper, Sheet
from stances.record.entries import Claim, Document, Link
from stances.record.record import Record

PAPERS = (Paper.A4, Paper.LETTER)

Each = Callable[[Callable[[str], "_Section"], Iterable[str]], Iterable["_Section"]]


@dataclass(frozen=True)
class Handout:
    """A document for the typesetter, with the drawings and data that it names."""

    source: str
    files: Mapping[str, bytes]

    def pdf(self) -> bytes:
        """The finished document. Raises PressError."""
        return typst.pdf(self.source, self.files)


@cache
def _typography() -> str:
    return files("stances.publishing").joinpath("handout.typ").read_text(encoding="utf-8")


def handout(
    record: Record,
    engine: Engine,
    paper: Paper = Paper.A4,
    dispute: str | None = None,
    each: Each = map,
    sections: Sections | None = None,
) -> Handout:
    """The whole debate, or one dispute. Raises NotFoundError and what the engine raises.

    `each` goes through the disputes; an executor's `map` has several laid out at a time, if the engine can. `sections`
    remembers them from one handout to the next.
    """
    if dispute is not None and dispute not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{dispute}”.")
    slugs = [dispute] if dispute else list(record.disputes)
    kept = sections or Sections()
    parts = list(each(lambda slug: kept.get(record, slug, paper, engine), slugs))
    files = {"style.json": _json(_style(paper)), "handout.json": _json(_data(record, parts, dispute is None))}
    for part in parts:
        files |= part.files
    return Handout(_typography(), files)


def _style(paper: Paper) -> Data:
    """What is the same in all handouts on one paper."""
    width, height = Sheet(paper).size
    return {
        "colours": {"ink": INK, "quiet": QUIET_INK, "rule": RULE},
        "links": {
            kind: {"colour": style.colour, "dash": style.dash, "width": style.width}
            for kind, style in LINK_STYLES.items()
        },
        "paper": {"width": width, "height": height, "side": _SIDE, "top": _TOP, "bottom": _BOTTOM},
        "plate": {
            "side": _PLATE_SIDE,
            "top": _PLATE_TOP,
            "bottom": _PLATE_BOTTOM,
            "room": _plate_room(paper)[1],
        },
    }


def _data(record: Record, sections: Sequence[_Section], whole: bool) -> Data:
    across = _across(record, sections) if whole else []
    entries = (*(entry for section in sections for entry in section.entries()), *across)
    title = record.debate.title if whole else f"{sections[0].dispute.title}: {record.debate.title}"
    return {
        "title": _plain(title),
        "author": _plain(f"The editors of “{record.debate.title}”"),
        "keywords": [_plain(source.title) for source in record.debate.sources],
        "whole": whole,
        "dates": _dates(record),
        "summary": [_plain(part) for part in record.debate.summary.split("\n\n") if part.strip()],
        "imprint": _plain(record.imprint),
        "disputes": [section.name for section in sections],
        "between": list(_between(record, sections, across)),
        "documents": [_document(record, d) for d in _cited(record, entries)],
        "colophon": list(_colophon(record)),
    }


def _dates(record: Record) -> str:
    ends = (record.debate.from_, record.debate.to)
    return " – ".join(when.words() for when in ends if when)


def _colophon(record: Record) -> Iterator[str]:
    yield f"{_plain(record.debate.title)}, revision {record.revision}."
    for source in record.debate.sources:
        author = f"{source.author}, " if source.author else ""
        yield f"Coded from {_plain(source.citation or f'{author}{source.title}.')}"
    yield (
        "Claims are numbered in the order of time within each dispute, and have the same numbers on its map. Asserted is "
        "what a document says in its author’s own words, reported what somebody says of another, inferred what the "
        "editors read out of the text. Dates are no more certain than their sources make them."
    )
    if record.debate.licence:
        yield f"Licence of this record: {_plain(record.debate.licence)}."
    yield f"Set by stances {__version__}, free software under the MIT licence."


# --- links from one dispute to another ---


def _across(record: Record, sections: Sequence[_Section]) -> list[Link]:
    """The links that no dispute's own pages can list."""
    listed = {slug for section in sections for slug in section.graph.links}
    return [link for link in record.links.values() if link.slug not in listed]


def _between(record: Record, sections: Sequence[_Section], links: Iterable[Link]) -> Iterator[Data]:
    """Such links in the order in which the disputes have the claims that they come from."""
    homes = {section.dispute.slug: section for section in sections}

    def end(slug: str) -> Data:
        home = homes[record.claims[slug].dispute]
        return {"dispute": home.dispute.slug, "title": _plain(home.dispute.title), **home.end(slug)}

    places = {slug: place for place, slug in enumerate(homes)}
    found = [(end(link.source), link) for link in links]
    found.sort(key=lambda one: (places[one[0]["dispute"]], one[0]["number"], one[1].slug))
    for source, link in found:
        denied = record.links.get(link.target)
        yield {
            "kind": link.kind,
            "source": source,
            "target": end(_claim_met(record.links, link)),
            "of": end(denied.source) if denied else None,
            "denied": denied.kind if denied else "",
            "rationale": _plain(link.rationale),
            "how": _how(record, link),
        }


# --- documents ---


def _cited(record: Record, entries: Iterable[Claim | Link]) -> list[Document]:
    """The documents behind the claims and links shown, in the order of time, the undated last."""
    slugs = {entry.document for entry in entries if entry.document}
    found = [document for slug, document in record.documents.items() if slug in slugs]
    return sorted(found, key=lambda d: (d.when is None, d.when.sort_key if d.when else (), d.slug))


def _document(record: Record, document: Document) -> Data:
    facts = [
        document.kind or "",
        f"to {_names(record, document.addressees)}" if document.addressees else "",
        f"signed by {_names(record, document.signatories)}" if document.signatories else "",
        document.when.words() if document.when else "undated",
        f"published {document.published.words()}" if document.published else "",
    ]
    return {
        "slug": document.slug,
        "title": _plain(document.title),
        "authors": _names(record, document.authors),
        "facts": [_plain(fact) for fact in facts if fact],
        "place": record.place(document.locator),
    }


# --- disputes ---
