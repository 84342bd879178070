"""What a page says to reference managers and programs of its record is certain."""

from __future__ import annotations

from hypothesis import given

from stances.dates.uncertain import UncertainDate
from stances.formats.page_metadata import citation_tags, linked_data
from stances.record.record import Record
from tests.record.test_citation_wording import LETTER
from tests.support.properties import examples
from tests.support.small_debate import claim, debate
from tests.support.strategies import records


def test_a_page_tells_reference_managers_what_is_certain_of_its_record() -> None:
    record = debate(
        LETTER,
        claim("own", document="letter", when="1928-05-09"),
        claim("said", "bob", attribution="reported"),
    )
    assert citation_tags(record, LETTER) == [
        ("citation_title", "Letter to friends"),
        ("citation_author", "Ann"),
        ("citation_date", "1930"),
        ("citation_publisher", "Gosizdat"),
        ("citation_doi", "10.1000/182"),
        ("citation_language", "ru"),
        ("citation_inbook_title", "A small debate"),
    ]
    assert dict(citation_tags(record, record.claims["own"]))["citation_author"] == "Ann"
    assert not {"citation_author", "author"} & {
        name for name, _ in citation_tags(record, record.claims["said"])
    }
    data = linked_data(record, record.claims["own"], "https://a.org/claims/own", "https://a.org")
    assert data["appearance"]["@id"] == "https://a.org/documents/letter"
    assert data["dateCreated"] == "1928-05-09"
    doubtful = LETTER.model_copy(update={"when": UncertainDate.parse("1928-05~"), "published": None})
    data = linked_data(record, doubtful, "https://a.org/documents/letter", "https://a.org")
    assert data["temporal"] == "1928-05~"
    assert "dateCreated" not in data
    assert "citation_date" not in dict(citation_tags(record, doubtful))


@given(records())
@examples(20)
def test_every_record_has_linked_data(record: Record) -> None:
    for entry in (record.debate, *record.entries()):
        assert linked_data(record, entry, "https://a.org/x", "https://a.org")["name"] == entry.label
        assert citation_tags(record, entry)[0] == ("citation_title", entry.label)
