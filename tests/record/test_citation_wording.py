"""Documents and sources are cited whole, and lead only to pages on the web."""

from __future__ import annotations

import pytest
from hypothesis import given

from stances.record.citation_wording import Citation, citation_words, cite_document, cite_source
from stances.record.entries import Document, Locator, Source
from stances.record.record import Record
from stances.record.source_wording import format_locator
from tests.support.properties import examples
from tests.support.small_debate import debate
from tests.support.strategies import records

LETTER = Document.model_validate(
    {
        "slug": "letter",
        "title": "Letter to friends",
        "kind": "letter",
        "authors": ["ann"],
        "when": "1928-05-09",
        "published": "1930",
        "place": "Moscow",
        "publisher": "Gosizdat",
        "language": "ru",
        "archive": "RGASPI, f. 325, d. 171.",
        "identifier": "doi:10.1000/182",
        "url": "https://example.org/letters/12",
    }
)


def links(citation: Citation) -> list[str]:
    return [part.url for part in citation if part.url]


def test_a_document_is_cited_with_all_that_finds_it() -> None:
    cited = cite_document(debate(LETTER), LETTER)
    assert citation_words(cited) == (
        "Ann, “Letter to friends”, letter, 9 May 1928. Moscow: Gosizdat, 1930, language ru. RGASPI, f. 325, d. 171. "
        "doi:10.1000/182. https://example.org/letters/12"
    )
    assert links(cited) == ["https://doi.org/10.1000/182", "https://example.org/letters/12"]


def test_a_citation_that_is_written_out_stands_and_what_it_lacks_follows() -> None:
    source = Source(slug="s", title="A Book", citation="Ann, A Book (York, 1930), https://a.org/b.")
    assert citation_words(cite_source(source)) == source.citation
    source = source.model_copy(update={"url": "https://a.org/b", "identifier": "ISBN 3", "publisher": "X"})
    assert citation_words(cite_source(source)) == "Ann, A Book (York, 1930), https://a.org/b. ISBN 3"
    assert citation_words(cite_source(Source(slug="s", title="A Book", author="Ann"))) == "Ann, A Book"


@given(records())
@examples(100)
def test_every_link_of_a_citation_is_an_address_on_the_web(record: Record) -> None:
    cited = [cite_document(record, document) for document in record.documents.values()]
    for citation in [*cited, *map(cite_source, record.debate.sources)]:
        assert all(url.startswith(("https://", "http://")) for url in links(citation))
        assert "javascript:" not in " ".join(links(citation))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("12–13", "p. 12–13"),
        ("3.44.4", "3.44.4"),
        ("3.44.4–46.1", "3.44.4–46.1"),
        ("3.36.2, 3.36.4–5", "3.36.2, 3.36.4–5"),
        ("3.36.2, 12", "p. 3.36.2, 12"),
        ("3.", "p. 3."),
        ("xii", "p. xii"),
    ],
)
def test_a_place_by_book_and_chapter_is_not_called_a_page(page: str, words: str) -> None:
    assert format_locator(debate(), Locator(page=page)) == words


def test_two_sources_of_one_author_are_told_apart() -> None:
    one, two, same = (Source(slug=s, author="Ann", title=t) for s, t in (("a", "A"), ("b", "B"), ("c", "B")))
    record = debate()
    record = record.with_entry(record.debate.model_copy(update={"sources": (one, two, same)}))
    said = [format_locator(record, Locator(source=s, page="1")) for s in "abc"]
    assert said == ["Ann, A, p. 1", "Ann, B (b), p. 1", "Ann, B (c), p. 1"]
