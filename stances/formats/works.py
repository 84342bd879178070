"""Works as reference managers keep them: what BibTeX, RIS and CSL-JSON have in common, and how it becomes documents and sources.

A `Work` says everything by the names that CSL gives to types and variables. The debate's sources have the keyword
`SOURCE_KEYWORD`, everything else is a document. What is printed has its date as the day of publication, and its original
date as the day of writing; what is not printed (a letter, a manuscript, a speech) was written on its date.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from stances.dates.uncertain import UncertainDate
from stances.formats.base import FileReading, Problem, unstated_debate
from stances.record.citation_wording import bare_doi
from stances.record.entries import Document, Entry, FrozenModel, Participant, Source
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.slugs import RESERVED_SLUGS, FreeSlugs, make_slug
from stances.record.source_wording import find_source, format_place
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Kind, ParticipantKind
from stances.record.wording import plural

SOURCE_KEYWORD = "source of the debate"
CITATION_LOSS = (
    "Only the debate's documents and sources are kept, with their authors' names: no claims, links or stances, "
    "not what a document came after or who received it when, and not where in the sources it is."
)
_M = TypeVar("_M", bound=FrozenModel)

PRINTED_TYPES = {
    "article-newspaper": "newspaper article",
    "article-magazine": "magazine article",
    "article-journal": "article",
    "chapter": "chapter",
    "pamphlet": "pamphlet",
    "report": "report",
    "thesis": "dissertation",
    "webpage": "web page",
    "book": "book",
}
"""The types of what was published, with the kind of document that each is where nothing else is said; also by these words."""
UNPRINTED_TYPES = {
    "personal_communication": "letter",
    "manuscript": "manuscript",
    "speech": "speech",
    "interview": "interview",
    "document": "",
}
_TYPES_BY_KIND = {
    **{kind: type_ for type_, kind in (PRINTED_TYPES | UNPRINTED_TYPES).items() if kind},
    **dict.fromkeys(("telegram", "postcard", "circular letter", "open letter"), "personal_communication"),
    **dict.fromkeys(("draft", "notes", "diary"), "manuscript"),
}
_DOCUMENT_TEXTS = {
    "title": "title",
    "genre": "kind",
    "publisher": "publisher",
    "publisher-place": "place",
    "URL": "url",
    "archive": "archive",
    "language": "language",
    "note": "note",
}
_SOURCE_TEXTS = {
    **{name: key for name, key in _DOCUMENT_TEXTS.items() if key not in ("kind", "archive", "note")},
    "note": "citation",
}
_DOCUMENT_NAMES = {"author": "authors", "recipient": "addressees", "contributor": "signatories"}
_IDENTIFIERS = ("DOI", "ISBN", "call-number")
_CONTAINER_WORDS = {
    "container-title": "In {it}",
    "collection-title": "series {it}",
    "edition": "edition {it}",
    "volume": "vol. {it}",
    "issue": "no. {it}",
    "page": "p. {it}",
    "editor": "edited by {it}",
    "translator": "translated by {it}",
}
"""What has no field of its own and is told in the note."""

NAME_VARIABLES = (*_DOCUMENT_NAMES, "editor", "translator")
TEXT_VARIABLES = frozenset(
    {*_DOCUMENT_TEXTS, *_IDENTIFIERS, *_CONTAINER_WORDS, "section", "keyword"}.difference(NAME_VARIABLES)
)
"""The variables that have a place in a debate."""


@dataclass(frozen=True)
class Name:
    """A person's family and given name; a group, or somebody who has one name, has it all in `family`."""

    family: str
    given: str = ""

    @property
    def words(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Work:
    """A document or source; `faults` tell what could not be read of it, `others` name fields that have no place in a debate."""

    key: str
    type: str
    texts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    dates: Mapping[str, UncertainDate] = field(default_factory=dict)
    line: int | None = None
    faults: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_source(self) -> bool:
        return SOURCE_KEYWORD in self.texts.get("keyword", "")

    @property
    def all_others(self) -> tuple[str, ...]:
        """What has no place in a debate, each once; keywords but that of a source have none."""
        keyword = "keyword" in self.texts and not self.is_source
        return tuple(dict.fromkeys((*self.others, *(["keyword"] if keyword else []))))

    @property
    def is_printed(self) -> bool:
        return self.type in PRINTED_TYPES or "original-date" in self.dates


# From a record


_PARTICLE = re.compile(r"(?:von|van|de|der|den|di|da|du|la|le|ten|ter|zu)\b")
_NUMERAL = re.compile(r"[IVXLC]+")


def split_name(words: str) -> Name:
    """A person's name in two parts; whole where the last word is not certainly the family's name."""
    parts = words.split(" ")
    family = next((n for n, part in enumerate(parts) if n and _PARTICLE.match(part)), len(parts) - 1)
    regular = all(part[:1].isupper() and part[-1:] != "," for part in (*parts[:family], parts[-1]))
    if not regular or not family or _NUMERAL.fullmatch(parts[-1]) or "," in words:
        return Name(words)
    return Name(" ".join(parts[family:]), " ".join(parts[:family]))


def list_works(record: Record) -> list[Work]:
    """The sources of a debate, then its documents."""
    return [
        *(_source_work(source) for source in record.debate.sources),
        *(document_work(record, document) for document in record.documents.values()),
    ]


def _source_work(source: Source) -> Work:
    return Work(
        key=f"source:{source.slug}",
        type="book",
        texts={**_texts_of(source, _SOURCE_TEXTS), "keyword": SOURCE_KEYWORD},
        names={"author": (split_name(source.author),)} if source.author else {},
        dates={"issued": source.published} if source.published else {},
    )


def document_work(record: Record, document: Document) -> Work:
    """A document of a debate as a work."""
    dates = {"original-date": document.when, "issued": document.published}
    if not document.published:
        dates = {"issued": document.when}
    names = {name: getattr(document, key) for name, key in _DOCUMENT_NAMES.items()}
    return Work(
        key=document.slug,
        type=_type_of(document),
        texts={**_texts_of(document, _DOCUMENT_TEXTS), **_container_texts(record, document)},
        names={
            name: tuple(_participant_name(record, slug) for slug in slugs)
            for name, slugs in names.items()
            if slugs
        },
        dates={name: when for name, when in dates.items() if when},
    )


def _type_of(document: Document) -> str:
    """What is not known to be published is no printed type, whose date would be that of publication."""
    type_ = _TYPES_BY_KIND.get((document.kind or "").lower(), "")
    if not document.published:
        return type_ if type_ in UNPRINTED_TYPES else "document"
    return type_ if type_ in PRINTED_TYPES or (document.when and type_) else "book"


def _texts_of(work: Document | Source, fields: Mapping[str, str]) -> dict[str, str]:
    texts = {name: getattr(work, key) for name, key in fields.items()}
    if identifier := work.identifier:
        texts |= _identifier_text(identifier)
    return {name: text for name, text in texts.items() if text}


def _identifier_text(identifier: str) -> dict[str, str]:
    if doi := bare_doi(identifier):
        return {"DOI": doi}
    if identifier.startswith("ISBN "):
        return {"ISBN": identifier.removeprefix("ISBN ")}
    return {"call-number": identifier}


def _container_texts(record: Record, document: Document) -> dict[str, str]:
    """The debate's source that a document is in, and where."""
    locator = document.locator
    source = find_source(record, locator) if locator and not locator.is_empty else None
    if not locator or not source:
        return {}
    place = format_place(locator) if locator.paragraphs or locator.notes else ""
    texts = {"container-title": source.title, "page": locator.page or "", "section": place}
    return {name: text for name, text in texts.items() if text}


def _participant_name(record: Record, slug: str) -> Name:
    participant = record.participants.get(slug)
    if not participant:
        return Name(slug)
    is_person = participant.kind is ParticipantKind.PERSON
    return split_name(participant.name) if is_person else Name(participant.name)


# To a record


def read_works(works: Iterable[Work], name: str) -> FileReading:
    """The record of these works, of a file with this name."""
    return _WorksReader(name, list(works)).read()


class _WorksReader:
    """Makes entries of works, and keeps what could not be placed."""

    def __init__(self, name: str, works: list[Work]) -> None:
        self.name, self.works = name, works
        self.source_titles = {work.texts.get("title") for work in works if work.is_source}
        self.participants: dict[str, Participant] = {}
        self.known_names: dict[str, str | None] = {}
        self.slugs = defaultdict[type[FrozenModel], FreeSlugs](lambda: FreeSlugs(RESERVED_SLUGS))
        self.documents: dict[str, Document] = {}
        self.sources: dict[str, Source] = {}
        self.lines: dict[tuple[Kind, str], int] = {}
        self.unplaced: list[Problem] = []

    def read(self) -> FileReading:
        for work in self.works:
            self.add_work(work)
        self.report_others()
        if not self.works:
            self.unplaced.append(Problem(self.name, None, "", "", "holds no document"))
        debate = unstated_debate(self.name)
        if self.sources:
            debate = debate.model_copy(update={"sources": tuple(self.sources.values())})
        entries: list[Entry] = [*self.participants.values(), *self.documents.values()]
        return FileReading(Record.from_entries(debate, entries), self.lines, tuple(self.unplaced))

    def add_work(self, work: Work) -> None:
        for fault in work.faults:
            self.report(work, "", fault)
        if work.is_source:
            self.add_source(work)
        else:
            self.add_document(work)

    def report(self, work: Work, key: str, message: str) -> None:
        title = work.texts.get("title") or work.key
        self.unplaced.append(Problem(self.name, work.line, f"“{title[:60]}”", key, message))

    def report_others(self) -> None:
        """One line for each field that has no place in a debate, however many works have it."""
        lines: dict[str, int | None] = {}
        for work in reversed(self.works):
            lines |= dict.fromkeys(work.all_others, work.line)
        counts = Counter(key for work in self.works for key in work.all_others)
        for key, count in counts.items():
            line = lines[key]
            message = f"has no place in a debate, and {plural(count, 'work has', 'works have')} it"
            self.unplaced.append(Problem(self.name, line, "", key, message))

    def add_source(self, work: Work) -> None:
        values: dict[str, Any] = {
            "slug": self.free_slug(work, Source),
            **{key: work.texts[name] for name, key in _SOURCE_TEXTS.items() if name in work.texts},
            **self.identifier_value(work),
        }
        if "author" in work.names:
            values["author"] = ", ".join(name.words for name in work.names["author"])
        if "issued" in work.dates:
            values["published"] = work.dates["issued"]
        if source := self.make(Source, work, values):
            self.sources[source.slug] = source

    def add_document(self, work: Work) -> None:
        values = {
            "slug": self.free_slug(work, Document),
            "title": self.title_of(work),
            **self.text_values(work),
            **self.identifier_value(work),
            **_date_values(work),
        }
        if document := self.make(Document, work, values):
            people = {
                key: tuple(dict.fromkeys(filter(None, map(self.participant, work.names[name]))))
                for name, key in _DOCUMENT_NAMES.items()
                if name in work.names
            }
            self.documents[document.slug] = document.model_copy(update=people)
            self.lines[Kind.DOCUMENT, document.slug] = work.line or 1

    def text_values(self, work: Work) -> dict[str, str]:
        values = {key: work.texts[name] for name, key in _DOCUMENT_TEXTS.items() if name in work.texts}
        if "kind" not in values and (kind := (PRINTED_TYPES | UNPRINTED_TYPES).get(work.type)):
            values["kind"] = kind
        if note := "\n\n".join(filter(None, [self.container_words(work), values.get("note")])):
            values["note"] = note
        return values

    def container_words(self, work: Work) -> str:
        """The book or journal that it is in, as the note tells it; nothing if that is one of the file's sources."""
        if work.texts.get("container-title") in self.source_titles:
            return ""
        names = {key: " and ".join(name.words for name in people) for key, people in work.names.items()}
        told = {**work.texts, **names}
        parts = [words.format(it=told[key]) for key, words in _CONTAINER_WORDS.items() if told.get(key)]
        sentence = ", ".join(parts)
        return f"{sentence[:1].upper()}{sentence[1:]}." if parts else ""

    def identifier_value(self, work: Work) -> dict[str, str]:
        first, *others = [key for key in _IDENTIFIERS if key in work.texts] or [""]
        for key in others:
            message = f"“{work.texts[key]}” has no place beside the {first}"
            self.report(work, key, message)
        prefix = "ISBN " if first == "ISBN" else ""
        return {"identifier": prefix + work.texts[first]} if first else {}

    def title_of(self, work: Work) -> str:
        if title := work.texts.get("title"):
            return title
        kind = work.texts.get("genre") or UNPRINTED_TYPES.get(work.type) or ""
        people = " and ".join(name.words for name in work.names.get("recipient", ()))
        return " to ".join(filter(None, [kind.capitalize(), people])) if kind else ""

    def free_slug(self, work: Work, model: type[FrozenModel]) -> str:
        key = work.key.removeprefix("source:")
        is_word = re.fullmatch(r"[A-Za-z][\w.:+/-]*", key) and "://" not in key
        wanted = key if re.fullmatch(SLUG_PATTERN, key) and is_word else make_slug(key if is_word else "")
        title = make_slug(self.title_of(work))
        return self.slugs[model].take(wanted or title or "document")

    def participant(self, name: Name) -> str | None:
        """The slug of the participant with this name; None if nobody can be called that."""
        words = " ".join(name.words.split())
        if words not in self.known_names:
            slug = self.slugs[Participant].take(make_slug(words) or "participant")
            made = self.make(Participant, Work(words, ""), {"slug": slug, "name": words})
            self.known_names[words] = slug if made else None
            if made:
                self.participants[slug] = made
        return self.known_names[words]

    def make(self, model: type[_M], work: Work, values: dict[str, Any]) -> _M | None:
        """The entry, without the values that it can't hold, which are reported; None if it can't be without them."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            wrong = {str(e["loc"][0]): explain_mistake(e) for e in error.errors()}
        for key, message in wrong.items():
            self.report(work, key, message)
        if {"slug", "title", "name"} & set(wrong):
            return None
        return self.make(model, work, {key: value for key, value in values.items() if key not in wrong})


def _date_values(work: Work) -> dict[str, UncertainDate]:
    keys = {"issued": "published", "original-date": "when"} if work.is_printed else {"issued": "when"}
    return {key: work.dates[name] for name, key in keys.items() if name in work.dates}
