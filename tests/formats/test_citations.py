"""Documents and sources as BibTeX, RIS and CSL-JSON: only what these say is lost, and libraries of others are read."""

from __future__ import annotations

import json
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import assume, given

from stances.formats import Format, FormatError, find_format, recognise
from stances.formats.works import list_works
from stances.record.citation_wording import bare_doi
from stances.record.entries import Debate, Document, Participant, Source
from stances.record.record import Record
from tests.support.properties import examples
from tests.support.small_debate import shown_debate
from tests.support.strategies import records

DOCS = Path(__file__).parents[2] / "docs" / "formats"
CITATIONS = [find_format(name) for name in ("bib", "ris", "csl")]
BIB, RIS, CSL = CITATIONS
each_format = pytest.mark.parametrize("known", CITATIONS, ids=lambda known: known.name)


def _plain(value: object) -> object:
    """A text without what these formats do not keep: breaks of lines, and runs of spaces."""
    return " ".join(str(value).split()) if value is not None else None


def _people(record: Record, slugs: tuple[str, ...]) -> list[object]:
    names = (record.participants[slug].name for slug in slugs)
    return list(dict.fromkeys(map(_plain, names)))


def _document(record: Record, document: Document) -> dict[str, Any]:
    plain = {
        key: _plain(getattr(document, key))
        for key in ("title", "publisher", "place", "url", "archive", "note")
    }
    people = {
        key: _people(record, getattr(document, key)) for key in ("authors", "signatories", "addressees")
    }
    dates = {key: str(getattr(document, key)) for key in ("when", "published")}
    kind = _plain(document.kind) or ("book" if document.published else None)
    return {
        **plain,
        **people,
        **dates,
        "kind": kind,
        "language": document.language,
        "identifier": _id(document),
    }


def _id(work: Document | Source) -> object:
    return _plain(work.identifier and (bare_doi(work.identifier) or work.identifier)) or None


def _source(source: Source) -> dict[str, Any]:
    keys = ("title", "citation", "publisher", "place", "url", "language")
    texts = {key: _plain(getattr(source, key)) or None for key in keys}
    texts["author"] = _plain(source.author or "") or None
    return {**texts, "published": str(source.published), "identifier": _id(source)}


def _kept(record: Record) -> tuple[Any, Any]:
    """What a library keeps of a debate."""
    return (
        {slug: _document(record, document) for slug, document in record.documents.items()},
        {source.slug: _source(source) for source in record.debate.sources},
    )


def library_debate() -> Record:
    """The small debate of the docs, with a letter of doubtful date in a published source, and a pamphlet."""
    deutscher = {
        "slug": "records",
        "title": "Town Records",
        "author": "Cora May",
        "published": "1931",
        "publisher": "Town Press",
    }
    debate = Debate.model_validate({"slug": "bridge", "title": "The bridge", "sources": [deutscher]})
    letter = {
        "slug": "ann-letter",
        "title": "To Bob, on the ferry",
        "kind": "letter",
        "authors": ["ann"],
        "addressees": ["bob"],
    }
    pamphlet = {
        "slug": "pamphlet",
        "title": "What It Costs — 50%",
        "kind": "pamphlet",
        "authors": ["bob"],
        "when": "1928-06~",
    }
    return shown_debate().with_edits(
        [
            debate,
            Document.model_validate({**letter, "when": "1928-05~", "locator": {"page": "12"}}),
            Document.model_validate(
                {**pamphlet, "published": "1928-07", "identifier": "10.1000/182", "language": "en"}
            ),
        ]
    )


@examples(40)
@given(records())
def test_documents_and_sources_come_back_from_each_library(record: Record) -> None:
    titles = [work.texts["title"] for work in list_works(record)]
    assume(all(map(str.strip, [*titles, *(person.name for person in record.participants.values())])))
    for known in CITATIONS:
        reading = known.load(known.encode(record).decode(), "x")
        assert _kept(reading.record) == _kept(record)
        assert not reading.unplaced or not any(_kept(record))


@examples(20)
@given(records())
def test_rispy_reads_as_many_works_with_the_same_names_and_lines(record: Record) -> None:
    works = list_works(record)
    entries = rispy.loads(RIS.encode(record).decode())
    assert [entry["id"] for entry in entries] == [work.key for work in works]
    for entry, work in zip(entries, works, strict=True):
        assert len(entry.get("authors", ())) == len(work.names.get("author", ()))
        assert "\n".join(entry.get("notes", ())).split() == work.texts.get("note", "").split()


def _cite(record: Record) -> list[str]:
    """The bibliography of a debate's documents and sources in the style of Harvard, as citeproc makes it."""
    items = json.loads(CSL.encode(record))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # variables of CSL 1.0.2 that citeproc-py does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return list(map(str, bibliography.bibliography()))


def test_citeproc_renders_every_item_with_its_author_date_and_title(shipped: Record) -> None:
    assert _cite(library_debate()) == [
        "May, C. (1931) Town Records. Town Press.",
        "Lee, A. (1928) “To Bob, on the ferry”, Town Records.",
        "Cole, B. (1928) “What It Costs — 50%”. Available at: https://doi.org/10.1000/182.",
    ]
    documents = shipped.documents.values()
    texts = _cite(shipped)[len(shipped.debate.sources) :]
    for document, text in zip(documents, texts, strict=True):
        assert document.title.split("“")[0].split("’")[0] in text
        if when := document.published or document.when:
            years = range(when.earliest.year, when.latest.year + 1)
            assert any(str(year) in text for year in years)


@each_format
def test_the_page_of_a_format_shows_what_it_writes(known: Format) -> None:
    page = (DOCS / f"{known.name}.md").read_text(encoding="utf-8")
    assert known.encode(library_debate()).decode() in page
    assert known.loss in page.replace("\n", " ")


# Libraries that others wrote


ZOTERO_BIB = r"""
@article{trotsky_crisis_1928,
  title = {The {Crisis} in the Right-Center {Bloc}: {Kamenev}'s visit \& \"{o} {\'e} 5\%},
  author = {Trotsky, Leon and {Central {Committee} and others} and Karl Radek and van der Berg, Jan},
  journal = {Bulletin}, volume = 2, number = {3--4}, pages = {4--9}, month = may, year = 1928, abstract = {Long}
}
@string{press = "Gosizdat"}
@book{lenin1920, title = "Left-Wing" # " Communism", author = "Lenin, V. I.", year = {c. 1920}, publisher = press,
  isbn = {1-2}, doi = {10.1000/x_1}}
@misc{, title = {No key}, year = {[1927]}}
@letter{1, date = {1928-05-09/}}
@misc{bad, title = {Undatable}, year = {soon}}
"""
ZOTERO_RIS = """Provider: a library
TY  - JOUR
TI  - The Crisis
  in the Bloc
AU  - Trotsky, Leon
A1  - Radek, Karl, Jr.
T2  - Bulletin
VL  - 2
SP  - 4
EP  - 9
PY  - 1928
DA  - 1928/05/09/
N1  - one
two
ZZ  - y
ER  -

TY  - PCOMM
AU  - Committee
A2  - Zinoviev, Grigory
DA  - 1928///winter 1928
ER  -
TY  - BOOK
TI  - Left-Wing Communism
PY  - 1920///
LA  - English
UR  - nowhere
ER  - """.replace("\n", "\r\n")
ZOTERO_CSL = json.dumps(
    [
        {
            "id": "http://zotero.org/users/1/items/A",
            "type": "article-journal",
            "title": "The Crisis",
            "author": [
                {"family": "Trotsky", "given": "Leon"},
                {"family": "Berg", "given": "J.", "non-dropping-particle": "van"},
            ],
            "issued": {"date-parts": [["1928", 5]]},
            "DOI": "10.1/x",
            "ISBN": "12",
            "container-title": "Bulletin",
            "volume": 3,
        },
        {
            "id": 2,
            "type": "personal_communication",
            "issued": {"date-parts": [[1928, 5, 9], [1928, 5, 12]], "circa": True},
        },
        {
            "id": "old",
            "type": "book",
            "title": "Old",
            "issued": {"date-parts": [[-43]]},
            "original-date": {"raw": "about 50 BC"},
        },
        {"id": "s", "type": "speech", "title": "S", "issued": {"date-parts": [[1928]], "season": "1"}},
        {"id": "s", "type": "speech", "title": "Undatable", "issued": {"date-parts": [[1928, 13, 40]]}},
        {"id": "long", "title": "T" * 400},
    ],
    indent=1,
)


@pytest.mark.parametrize(
    ("text", "documents", "names", "unplaced"),
    [
        (
            ZOTERO_BIB,
            {
                "trotsky-crisis-1928": (
                    "The Crisis in the Right-Center Bloc: Kamenev's visit & ö é 5%",
                    None,
                    "1928-05",
                ),
                "lenin1920": ("Left-Wing Communism", None, "1920~"),
                "no-key": ("No key", "1927?", None),
                "letter": ("Letter", "1928-05-09/..", None),
                "bad": ("Undatable", None, None),
            },
            ["Leon Trotsky", "Central Committee and others", "Karl Radek", "Jan van der Berg", "V. I. Lenin"],
            [
                "8: “Left-Wing Communism”: ISBN: “1-2” has no place beside the DOI",
                "12: “Undatable”: “soon” is not a date I can read",
                "2: abstract: has no place in a debate, and 1 work has it",
            ],
        ),
        (
            ZOTERO_RIS,
            {
                "the-crisis-in-the-bloc": ("The Crisis in the Bloc", None, "1928-05-09"),
                "letter-to-grigory-zinoviev": ("Letter to Grigory Zinoviev", "1928-24", None),
                "left-wing-communism": ("Left-Wing Communism", None, "1920"),
            },
            ["Leon Trotsky", "Karl Radek Jr.", "Committee", "Grigory Zinoviev"],
            [
                "23: “Left-Wing Communism”: url: “nowhere” is not a web address",
                "23: “Left-Wing Communism”: language: “English” is not the code of a language",
                "2: ZZ: has no place in a debate",
            ],
        ),
        (
            ZOTERO_CSL,
            {
                "the-crisis": ("The Crisis", None, "1928-05"),
                "letter": ("Letter", "1928-05-09~/1928-05-12~", None),
                "old": ("Old", "-0049~", "-0042"),
                "s": ("S", "1928-21", None),
                "s-2": ("Undatable", None, None),
            },
            ["Leon Trotsky", "J. van Berg"],
            [
                "“The Crisis”: ISBN: “12” has no place",
                "names a month 13",
                "title: is longer than 300 characters",
            ],
        ),
    ],
    ids=["bib", "ris", "csl"],
)
def test_a_library_of_zotero_fills_the_list_of_documents(
    text: str, documents: dict[str, Any], names: list[str], unplaced: list[str]
) -> None:
    reading = recognise(text, "pasted").load(text, "library")
    record = reading.record
    dates = {
        slug: (d.title, *(when and when.text for when in (d.when, d.published)))
        for slug, d in record.documents.items()
    }
    assert dates == documents
    assert [participant.name for participant in record.participants.values()] == names
    assert len(reading.unplaced) == len(unplaced)
    for problem, words in zip(reading.unplaced, unplaced, strict=True):
        assert words in str(problem)
    assert not record.debate.model_fields_set
    assert all(
        Participant.model_fields.keys() - p.model_fields_set >= {"kind", "note"}
        for p in record.participants.values()
    )


def test_the_book_or_journal_that_a_document_is_in_is_told_in_its_note() -> None:
    document = RIS.loads(ZOTERO_RIS, "x").documents["the-crisis-in-the-bloc"]
    assert document.note == "In Bulletin, vol. 2, p. 4–9.\n\none\ntwo"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "bib",
            "@book{a, title={x}}\n@book{b, title={y}",
            "x:2: this is no entry of BibTeX: unexpectedly reached end of file",
        ),
        ("ris", "TY  - BOOK\nTI  - x\nTY  - BOOK\nER  - ", "x:1: another work begins before this one ends"),
        ("ris", "TY  - BOOK\nTI  - x\n", "x:1: this work has no end"),
        ("csl", '[{"id": "a", "type": "book"', "x:1: this is not JSON"),
        ("csl", '{"id": "a", "type": "book"}', "x:1: is no list of works"),
        ("csl", '[{"id": "a"},\n["b"]]', "x:2: a work is written in braces"),
        ("csl", "[" * 100_000, "deep in each other"),
    ],
)
def test_a_library_that_breaks_off_or_is_none_is_refused_with_its_place(
    name: str, text: str, words: str
) -> None:
    with pytest.raises(FormatError, match=words):
        find_format(name).load(text, "x")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bib", "@misc{a, title={" + "{" * 100_000 + "}" * 100_000 + "}}"),
        ("bib", "@misc{a, title={" + "\\'" * 100_000 + "}}"),
        ("bib", "@misc{a, author={" + "a and " * 50_000 + " " * 50_000 + "}}"),
        ("ris", "TY  - BOOK\nTI  - x\n" + "y\n" * 100_000 + "ER  - "),
        (
            "csl",
            json.dumps(
                [
                    {
                        "id": "a",
                        "title": "x",
                        "issued": {"date-parts": [[["x"]], {}]},
                        "author": [1, {"given": []}],
                    }
                ]
            ),
        ),
    ],
    ids=["braces", "accents", "names", "lines", "types"],
)
def test_hostile_libraries_are_read_in_bounded_time_or_told(name: str, text: str) -> None:
    with suppress(FormatError):
        find_format(name).load(text, "x")
