"""Records of one name are told apart wherever they stand, and nothing more is said of any other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument.options import ClusterBy, ColourBy, MapView
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import draw_view
from stances.record.entries import Dispute, Document, Entry, Faction, Participant
from stances.record.label_wording import full_name, tell_apart
from stances.record.record import Record
from stances.record.wording import entry_name
from stances.timeline.csv_tables import write_grid_csv
from stances.timeline.grid import build_grid
from stances.web.editing.record_picker import read_choice, reference_text, suggest_entries
from tests.support.properties import examples
from tests.support.small_debate import claim, debate


def smith(slug: str, **keys: Any) -> Participant:
    return Participant.model_validate({"slug": slug, "name": "John Smith", **keys})


def called(*people: Entry) -> list[str]:
    return list(tell_apart(people, lambda person: person.label).values())


@pytest.mark.parametrize(
    ("one", "other", "labels"),
    [
        ({"role": "baker"}, {"role": "smith", "place": "York"}, ["baker", "smith"]),
        ({"role": "baker", "place": "Leeds"}, {"role": "Baker", "place": "York"}, ["Leeds", "York"]),
        ({"place": "York", "born": "1879", "died": "1940-08"}, {"place": "York"}, ["1879–1940", "b"]),
        ({"born": "1879"}, {"died": "1879"}, ["born 1879", "died 1879"]),
        ({"role": "baker"}, {}, ["baker", "b"]),
        ({}, {}, ["a", "b"]),
    ],
)
def test_namesakes_have_their_role_their_place_or_their_years_in_brackets_else_the_slug(
    one: dict[str, str], other: dict[str, str], labels: list[str]
) -> None:
    assert called(smith("a", **one), smith("b", **other), smith("c", name="Ann", role="baker")) == [
        *(f"John Smith ({words})" for words in labels),
        "Ann",
    ]


def test_where_only_short_names_are_alike_the_full_name_will_do() -> None:
    people = smith("a", short="Smith"), smith("b", name="Adam Smith", short="Smith")
    assert called(*people) == ["John Smith", "Adam Smith"]
    assert list(tell_apart(people, full_name).values()) == ["John Smith", "Adam Smith"]


WORDS = st.sampled_from(["A", "a", "B", "A (B)", "A (a)", "B (b)", "A  (B)", "C" * 60, "C" * 59 + "D"])


@st.composite
def namesakes(draw: st.DrawFn) -> Record:
    """A debate in which most names are several records'."""
    slugs = st.lists(st.sampled_from("abcdef"), max_size=5, unique=True)
    optional = st.none() | WORDS
    people = [
        Participant(slug=s, name=draw(WORDS), short=draw(optional), role=draw(optional), place=draw(optional))
        for s in draw(slugs)
    ]
    documents = [Document(slug=s, title=draw(WORDS)) for s in draw(slugs)]
    disputes = [Dispute(slug=s, title=draw(WORDS), question="Is it?") for s in draw(slugs)]
    factions = [Faction(slug=s, name=draw(WORDS)) for s in draw(slugs)]
    return debate(*people, *documents, *disputes, *factions)


@examples(60)
@given(namesakes())
def test_no_two_options_of_any_list_have_the_same_words(record: Record) -> None:
    for kind, labels in record.labels.items():
        entries = record.of_kind(kind)
        assert [entry_name(entry, record) for entry in entries.values()] == list(labels.values())
        for names in (labels, record.full_names):
            assert len({" ".join(words.split()).casefold() for words in names.values()}) == len(names)
        offered = suggest_entries(record, kind, "")
        assert len({(one.label, one.about) for one in offered}) == len(offered)
        texts = [reference_text(record, kind, slug) for slug in entries]
        assert [read_choice(record, kind, text) for text in texts] == list(entries)


@given(namesakes())
def test_records_that_nobody_shares_a_name_with_are_called_by_it_alone(record: Record) -> None:
    for kind, labels in record.labels.items():
        names = {slug: entry.label for slug, entry in record.of_kind(kind).items()}
        if len({" ".join(name.split()).casefold() for name in names.values()}) == len(names):
            assert labels == names


def test_figures_and_tables_tell_two_people_of_one_name_apart() -> None:
    people = smith("p1", role="baker"), smith("p2")
    record = debate(*people, claim("c1", "p1"), claim("c2", "p2"))
    names = {"John Smith (baker)", "John Smith (p2)"}
    assert {row.participant_label for row in build_grid(record, "turn").rows} == names
    table = write_grid_csv(build_grid(record, "turn")).decode()
    drawing = draw_view(
        record,
        MapView(dispute="turn", cluster=ClusterBy.SPEAKER, colour=ColourBy.SPEAKER),
        "svg",
        render_in_process,
    ).decode()
    for name in names:
        assert name in table
        assert drawing.count(name) >= 4, "box, frame, legend, description"
