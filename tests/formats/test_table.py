"""Tables as they are pasted: what their columns mean, what their rows say, and what is wrong with them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.formats.base import FormatError
from stances.formats.table import guess_meaning, split_table, write_template
from stances.formats.table_fields import TABLE_FIELDS, find_table_field
from stances.formats.table_reader import read_table
from stances.record.entries import Claim
from stances.record.record import Record
from stances.record.vocabulary import Kind
from tests.support.small_debate import shown_debate

CLAIMS = """Who\tWhen\tStatement\tQuestion
Ann Lee\tMay 1928\tBridges last.\tThe bridge
Cy Dow\tabout 1929\t"A ferry,
with a bell, is enough."\tbridge
"""


def read(text: str, into: Record | None = None, kind: Kind | None = None):
    table = split_table(text, "pasted")
    return read_table(table, guess_meaning(table, kind), into or shown_debate())


def refusal(text: str) -> str:
    with pytest.raises(FormatError) as error:
        read(text)
    return str(error.value)


def test_a_table_of_claims_is_guessed_and_its_names_are_found() -> None:
    table = split_table(CLAIMS, "pasted")
    assert guess_meaning(table) == guess_meaning(table, Kind.CLAIM)
    assert guess_meaning(table).fields == ("speaker", "when", "text", "dispute")
    reading = read(CLAIMS)
    first, second = (e for e in reading.record.claims.values() if e.text in ("Bridges last.", second_text()))
    assert (first.speaker, first.dispute, first.when and first.when.text) == ("ann", "bridge", "1928-05")
    assert (second.speaker, second.when and second.when.text) == ("cy-dow", "1929~")
    assert reading.record.participants["cy-dow"].name == "Cy Dow"
    assert reading.lines[Kind.CLAIM, second.slug] == 3
    assert not reading.unplaced


def second_text() -> str:
    return "A ferry,\nwith a bell, is enough."


def test_what_a_table_does_not_say_is_not_stated() -> None:
    stated = {e.text: e.model_fields_set for e in read(CLAIMS).record.claims.values()}
    assert stated["Bridges last."] == {"slug", "speaker", "text", "dispute", "when"}


@pytest.mark.parametrize("separator", ["\t", ";", ","])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_separator_and_a_byte_order_mark_change_nothing(separator: str, mark: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(csv.reader(io.StringIO(CLAIMS), delimiter="\t"))
    assert read(mark + text.getvalue()).record == read(CLAIMS).record


def test_positions_are_named_by_symbol_label_or_number() -> None:
    rows = [("Bob Cole", view) for view in ("−", "-", "For", "+1", "undecided", "Perhaps")]
    text = "Participant;Dispute;Position;Date\n" + "".join(
        f"{who};The bridge;{view};1928-0{n}\n" for n, (who, view) in enumerate(rows, 1)
    )
    reading = read(text)
    assert [stance.position for stance in reading.record.stances.values()] == [-1, -1, 1, 1, None]
    (problem,) = reading.unplaced
    assert str(problem).startswith(
        "pasted:7: Position: “Perhaps” is no position of this dispute; they are − Against"
    )


def test_a_table_of_links_names_claims_by_their_words_and_links_of_later_rows() -> None:
    reading = read(
        "From;Relation;To;Why;ID\n"
        "The market is on this side.;undercuts;dear-trade;It is beside the point;doubt\n"
        "cost;-;A bridge brings trade.;Trade costs;dear-trade\n"
    )
    links = reading.record.links
    assert (links["dear-trade"].kind, links["dear-trade"].source, links["dear-trade"].target) == (
        "rebuts",
        "cost",
        "trade",
    )
    assert (links["doubt"].kind, links["doubt"].target) == ("undercuts", "dear-trade")
    assert not reading.unplaced


def test_people_and_documents_that_are_there_keep_their_identifiers() -> None:
    people = read(
        "Name,Faction,Born\nAnn Lee,Builders,1890\nDi Fox,Builders; Rowers,\n", kind=Kind.PARTICIPANT
    ).record
    assert people.participants["ann"].memberships[0].faction == "builders"
    assert [m.faction for m in people.participants["di-fox"].memberships] == ["builders", "rowers"]
    letters = read("Title,Author,Date\nA letter,Ann Lee,3 May 1928\n", kind=Kind.DOCUMENT).record
    assert letters.documents["a-letter"].authors == ("ann",)


def test_rows_that_cannot_be_read_are_left_out_with_the_reason() -> None:
    reading = read(
        "Speaker,Claim,Date,Dispute\nAnn Lee,,1928,bridge\nAnn Lee,Good.,one day,bridge\nAnn Lee,Fine.,1928,bridge\n"
    )
    assert "fine" in reading.record.claims
    assert (
        "cy-dow" not in read("Speaker,Claim,Date,Dispute\nCy Dow,Good.,one day,bridge\n").record.participants
    )
    assert [(p.line, p.key) for p in reading.unplaced] == [(2, "Claim"), (3, "Date")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("Speaker,Speaker,Claim,Dispute\na,b,c,d\n", ""),
        ("Speaker,Claim\nAnn Lee,Good.\n", "has no column “Dispute”"),
        (
            'Speaker,Claim,Dispute\nAnn Lee,"Good.,bridge\n',
            "pasted:2: is no table: a quotation mark is opened",
        ),
        (
            "Speaker,Claim,Dispute\nAnn Lee,Good, better,bridge\n",
            "pasted:2: has 4 cells where there are 3 headings",
        ),
    ],
)
def test_a_table_that_is_none_is_refused_with_the_place(text: str, words: str) -> None:
    if words:
        assert words in refusal(text)
    else:  # the second of two columns with one name is left to be chosen
        assert guess_meaning(split_table(text, "pasted")).fields == ("speaker", "", "text", "dispute")


def test_two_columns_for_one_field_are_refused() -> None:
    table = split_table("Speaker,Claim,Dispute,Who\nAnn Lee,Good.,bridge,Bob Cole\n", "pasted")
    meaning = guess_meaning(table)
    doubled = type(meaning)(meaning.kind, (*meaning.fields[:3], "speaker"))
    with pytest.raises(FormatError, match="columns 1, 4 are both “Speaker”"):
        read_table(table, doubled, shown_debate())


def test_a_name_of_two_is_asked_about() -> None:
    twins = shown_debate().with_edits(
        [shown_debate().participants["bob"].model_copy(update={"name": "Ann Lee"})]
    )
    (problem,) = read("Speaker,Claim,Dispute\nAnn Lee,Good.,bridge\n", twins).unplaced
    assert "“Ann Lee” may be ann or bob; write which" in str(problem)


@pytest.mark.parametrize("kind", TABLE_FIELDS)
def test_a_template_is_read_as_what_it_is_for(kind: Kind) -> None:
    table = split_table(write_template(kind).decode(), "template")
    assert guess_meaning(table) == guess_meaning(table, kind)
    assert all(guess_meaning(table).fields)


@pytest.mark.parametrize("kind", TABLE_FIELDS)
def test_no_heading_names_two_fields(kind: Kind) -> None:
    for field in TABLE_FIELDS[kind]:
        for name in (field.name, field.label, *field.others):
            assert find_table_field(kind, name) is field, name


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5))
def test_no_table_breaks_the_reader_and_every_row_is_a_record_or_a_reason(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["Speaker", "Claim", "Dispute"], *rows])
    reading = read(text.getvalue())
    read_rows = [row for row in rows if any(cell.strip() for cell in row)]
    claims = [key for key in reading.lines if key[0] is Kind.CLAIM]
    assert len(claims) + len({p.line for p in reading.unplaced}) == len(read_rows)
    assert all(isinstance(reading.record.get(*key), Claim) for key in claims)
