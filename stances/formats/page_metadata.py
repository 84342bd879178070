"""What a page says to programs of the record that it is of: `citation_*` tags for reference managers, and data of schema.org.

Only what the debate says for certain is said: a date in these tags has no doubt, and whoever a claim is only reported or
inferred to be of is not its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.record.citation_wording import bare_doi, citation_words, cite_source
from stances.record.entries import Claim, Debate, Dispute, Document, Entry
from stances.record.record import Record
from stances.record.vocabulary import Attribution, ParticipantKind

_PLAIN = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")
_AGENTS = {ParticipantKind.PERSON: "Person"}


def citation_tags(record: Record, entry: Entry) -> list[tuple[str, str]]:
    """The names and contents of the tags by which a reference manager takes up the page of an entry."""
    facts = [("citation_title", entry.label), *_tags_of(record, entry)]
    if entry is not record.debate:
        facts.append(("citation_inbook_title", record.debate.title))
    return facts


def _tags_of(record: Record, entry: Entry) -> Iterator[tuple[str, str]]:
    for name in _author_names(record, entry):
        yield "citation_author", name
    if when := _plain(_date_of(record, entry)):
        yield "citation_date", when.replace("-", "/")
    if isinstance(entry, Document):
        if entry.publisher:
            yield "citation_publisher", entry.publisher
        if entry.identifier and (doi := bare_doi(entry.identifier)):
            yield "citation_doi", doi
    language = getattr(entry, "language", None) or record.debate.language
    if language:
        yield "citation_language", language


def _author_slugs(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, Document):
        return entry.authors
    is_asserted = isinstance(entry, Claim) and entry.attribution is Attribution.ASSERTED
    return (entry.speaker,) if isinstance(entry, Claim) and is_asserted else ()


def _author_names(record: Record, entry: Entry) -> list[str]:
    return [record.participants[slug].name for slug in _author_slugs(entry) if slug in record.participants]


def _date_of(record: Record, entry: Entry) -> UncertainDate | None:
    if isinstance(entry, Document):
        return entry.published or entry.when
    return entry.when if isinstance(entry, Claim) else None


def _plain(when: UncertainDate | None) -> str:
    """The date as ISO 8601 has it, if it is a day, a month or a year without doubt; else nothing."""
    return when.text if when and _PLAIN.fullmatch(when.text) else ""


def linked_data(record: Record, entry: Entry, address: str, home: str) -> dict[str, Any]:
    """An entry as JSON-LD of schema.org; `home` is the address of its debate."""
    facts: dict[str, Any] = {"@context": "https://schema.org", "@id": address, "url": address}
    facts |= {"name": entry.label}
    facts |= {"author": _agents(record, _author_slugs(entry))}
    if entry is not record.debate:
        facts |= {"isPartOf": {"@type": "Dataset", "@id": home, "name": record.debate.title}}
    return _without_empty({**facts, **_data_of(record, entry, home)})


def _data_of(record: Record, entry: Entry, home: str) -> dict[str, Any]:
    if isinstance(entry, Document):
        return _document_data(record, entry)
    if isinstance(entry, Claim):
        return _claim_data(record, entry, home)
    if isinstance(entry, Dispute):
        return {"@type": "Question", "text": entry.question, "keywords": list(entry.tags)}
    return _debate_data(record) if isinstance(entry, Debate) else {"@type": "Thing"}


def _document_data(record: Record, document: Document) -> dict[str, Any]:
    return {
        "@type": "CreativeWork",
        "genre": document.kind,
        "recipient": _agents(record, document.addressees),
        **_date_facts("dateCreated", document.when),
        **_date_facts("datePublished", document.published),
        "publisher": document.publisher and {"@type": "Organization", "name": document.publisher},
        "identifier": document.identifier,
        "sameAs": document.url,
        "inLanguage": document.language,
    }


def _claim_data(record: Record, claim: Claim, home: str) -> dict[str, Any]:
    document = record.documents.get(claim.document or "")
    is_own = claim.attribution is Attribution.ASSERTED
    appearance = document and {
        "@type": "CreativeWork",
        "@id": f"{home}/documents/{document.slug}",
        "name": document.title,
    }
    return {
        "@type": "Claim",
        "text": claim.text,
        "appearance": appearance,
        "mentions": () if is_own else _agents(record, (claim.speaker,)),
        "keywords": list(claim.tags),
        **_date_facts("dateCreated", claim.when),
    }


def _debate_data(record: Record) -> dict[str, Any]:
    debate = record.debate
    return {
        "@type": "Dataset",
        "description": debate.summary,
        "version": str(record.revision),
        "temporalCoverage": f"{debate.from_ or '..'}/{debate.to or '..'}"
        if debate.from_ or debate.to
        else "",
        "license": debate.licence,
        "inLanguage": debate.language,
        "citation": [citation_words(cite_source(source)) for source in debate.sources],
    }


def _date_facts(key: str, when: UncertainDate | None) -> dict[str, str]:
    """A date without doubt by its own key, any other in EDTF as what the text is of in time."""
    if when is None:
        return {}
    return {key: when.text} if _plain(when) else {"temporal": when.text}


def _agents(record: Record, slugs: Iterable[str]) -> list[dict[str, str]]:
    people = (record.participants[slug] for slug in slugs if slug in record.participants)
    return [{"@type": _AGENTS.get(person.kind, "Organization"), "name": person.name} for person in people]


def _without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in (None, "", [], ())}
