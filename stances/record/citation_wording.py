"""Documents and sources as they are cited: in words, with what leads to each on the web."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from stances.record.entries import Document, Source
from stances.record.record import Record
from stances.record.source_wording import find_source, format_place, full_name
from stances.record.text_types import URL_PATTERN
from stances.record.wording import speaker_label

_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CitationPart:
    """A part of a citation, and the address on the web that it leads to, if it does."""

    words: str
    url: str = ""


Citation = tuple[CitationPart, ...]


def cite_document(record: Record, document: Document) -> Citation:
    """Who wrote it, its title, kind and date; where it was published and is kept; where it is in the debate's sources."""
    title = [
        *(speaker_label(record, slug) for slug in document.authors),
        f"“{document.title}”",
        document.kind,
        document.when.words() if document.when else "undated",
    ]
    printed = _join([_name_of_source(record, document), format_place(document.locator)])
    return _join_parts(
        _join(title),
        *find_publication(document),
        f"In {printed}" if printed else "",
    )


def cite_source(source: Source) -> Citation:
    """The citation that is written out for it, else author, title and where it was published; and what leads to it."""
    written = source.citation or full_name(source)
    imprint = "" if source.citation else _write_imprint(source)
    online = (part for part in _find_online(source) if part.words not in written)
    return _join_parts(written, imprint, *online)


def find_publication(document: Document) -> Citation:
    """Where it was published and in which language, where it is kept, and what leads to it on the web."""
    return _join_parts(_write_imprint(document), document.archive, *_find_online(document))


def citation_words(citation: Citation) -> str:
    """The citation as plain text."""
    return ". ".join(part.words for part in citation)


def _name_of_source(record: Record, document: Document) -> str:
    """The work among the debate's sources that the document's place is in; "" without a place."""
    locator = document.locator
    if locator is None or locator.is_empty:
        return ""
    source = find_source(record, locator)
    return full_name(source) if source else ""


def _write_imprint(work: Document | Source) -> str:
    """Moscow: Gosizdat, 1930, language ru; what of it there is."""
    where = ": ".join(filter(None, (work.place, work.publisher)))
    when = work.published.words() if work.published else ""
    language = f"language {work.language}" if work.language else ""
    return _join([where, when if where or not when else f"published {when}", language])


def _find_online(work: Document | Source) -> Iterator[CitationPart]:
    """The identifier, which leads somewhere if it is an address or a DOI, and the address."""
    if work.identifier:
        doi = bare_doi(work.identifier)
        is_url = re.match(URL_PATTERN, work.identifier)
        yield CitationPart(
            work.identifier, f"https://doi.org/{doi}" if doi else work.identifier if is_url else ""
        )
    if work.url and work.url != work.identifier:
        yield CitationPart(work.url, work.url)


def bare_doi(identifier: str) -> str:
    """The DOI that an identifier is, without what leads to it: 10.1000/182; "" for any other."""
    match = _DOI.fullmatch(identifier)
    return match[1] if match else ""


def _join(words: Iterable[str | None]) -> str:
    return ", ".join(filter(None, words))


def _join_parts(*parts: str | CitationPart | None) -> Citation:
    """The parts there are; only the last keeps a full stop of its own."""
    made = [CitationPart(part) if isinstance(part, str) else part for part in parts if part]
    others, last = made[:-1], made[-1:]
    return (*(replace(part, words=part.words.removesuffix(".")) for part in others), *last)
