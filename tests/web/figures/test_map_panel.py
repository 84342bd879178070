"""A map on a page and its outline: what their addresses ask for, what they say is on, and where they lead."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from stances.record.record import Record
from tests.support.people import HOME

PAGES = [
    f"{HOME}/map",
    f"{HOME}/disputes/left-turn",
    f"{HOME}/participants/radek",
    f"{HOME}/claims/turn-made",
]
OUTLINES = [
    f"{HOME}/outline",
    *(
        f"{HOME}/{folder}/outline"
        for folder in ("disputes/left-turn", "participants/radek", "claims/turn-made")
    ),
]


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("page", [*PAGES, *OUTLINES])
def test_every_filter_that_is_on_can_be_taken_away_alone(client: FlaskClient, page: str) -> None:
    shown = text(client, f"{page}?factions=conciliators,intransigents&factions=between&links=rebuts")
    chips = re.findall(r'<li><a href="([^"]*)" hx-get', shown)
    assert len(chips) == 4
    assert f"{page}?factions=intransigents,between&amp;links=rebuts#map-h" in chips
    assert f'<a href="{page}#map-h"' in shown  # clear all


@pytest.mark.parametrize("page", [*PAGES, *OUTLINES])
@pytest.mark.parametrize(
    "query", ["factions=nobody", "since=1900-01-01", "links=likes", "unanswered=maybe", "x=1"]
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, page: str, query: str) -> None:
    text(client, f"{page}?{query}", 400)


def test_map_and_outline_lead_to_each_other_with_what_was_asked(client: FlaskClient) -> None:
    page, query = PAGES[1], "attributions=asserted&amp;until=1928-06-30"
    asked = query.replace("&amp;", "&")
    assert f'href="{page}/outline?{query}"' in text(client, f"{page}?{asked}&carried=no")
    assert f'href="{page}?{query}#map-h"' in text(client, f"{page}/outline?{asked}")


def test_the_grid_keeps_what_is_asked_of_the_map_and_the_map_what_is_asked_of_the_grid(
    client: FlaskClient,
) -> None:
    shown = text(client, f"{PAGES[1]}?unit=weeks&factions=conciliators")
    assert '<input type="hidden" name="factions" value="conciliators">' in shown
    assert '<input type="hidden" name="unit" value="weeks">' in shown


def test_an_outline_as_of_a_day_has_nothing_later(client: FlaskClient) -> None:
    whole, early = (text(client, f"{OUTLINES[1]}{query}") for query in ("", "?as_of=1928-04-30"))
    assert 0 < early.count('class="text"') < whole.count('class="text"')


def test_what_is_collapsed_on_the_map_stands_in_the_outline(client: FlaskClient) -> None:
    plain, collapsed = (text(client, f"{OUTLINES[1]}{query}") for query in ("", "?fold=faction:conciliators"))
    assert plain.count('class="text"') == collapsed.count('class="text"')


def test_a_claim_spells_out_the_argument_line_from_it(client: FlaskClient) -> None:
    shown = text(client, PAGES[3])
    assert f'href="{HOME}/map?line=turn-made"' in shown
    assert re.search(r'<li class="depth-1 rebuts" data-slug="[^"]+" data-link="[^"]+">', shown)


def test_a_collapsed_box_leads_to_the_page_where_it_is_expanded(client: FlaskClient) -> None:
    drawing = text(
        client, f"{PAGES[1]}/map.svg?fold=faction:conciliators,faction:intransigents&colour=speaker"
    )
    assert f"{PAGES[1]}?colour=speaker&amp;fold=faction:intransigents#map-h" in drawing


RETURN = f"{HOME}/disputes/return"
ANSWERED_ON_2_JUNE = "readmission-against-no-conditions"


@pytest.mark.parametrize("address", ["map.svg", "map.dot"])
@pytest.mark.parametrize(("day", "shown"), [("1928-06-01", True), ("1928-06-02", False), ("", False)])
def test_what_is_unanswered_is_so_on_the_day_that_is_asked_for(
    client: FlaskClient, address: str, day: str, shown: bool
) -> None:
    drawing = text(client, f"{RETURN}/{address}?unanswered=yes&as_of={day}")
    assert (ANSWERED_ON_2_JUNE in drawing) is shown


def test_the_outline_and_its_count_are_of_the_day(client: FlaskClient) -> None:
    page = f"{RETURN}/outline?unanswered=yes&as_of="
    before, after = (text(client, f"{page}{day}") for day in ("1928-06-23", "1928-06-24"))
    counts = [re.findall(r'class="counted">(\d+) claims?, (\d+) links?', shown) for shown in (before, after)]
    assert int(counts[0][0][1]) > int(counts[1][0][1])


def test_filters_count_the_claims_of_the_day(client: FlaskClient) -> None:
    def count(day: str) -> int:
        shown = text(client, f"{RETURN}?as_of={day}")
        return int(
            re.findall(r'value="rebuts"[^>]*> <bdi>rebuts</bdi> <span class="count"[^>]*>(\d+)', shown)[0]
        )

    assert count("1928-05-08") < count("1928-06-02") <= count("")


OPTION = re.compile(
    r'name="(\w+)" value="([\w-]*)"[^>]*> <bdi>[^<]*</bdi> <span class="count"(?: data-since="([^"]*)")?>(\d+)<'
)
COLOUR = re.compile(
    r'<li(?: data-since="([^"]*)")?( data-at="absent")?><svg[^>]*>.*?</svg> <bdi>([^<]*)</bdi></li>'
)


@pytest.mark.parametrize(
    "query", ["", "&context=yes&colour=speaker", "&participants=trotsky", "&basis=known"]
)
def test_filters_and_colours_say_from_which_days_their_claims_count(client: FlaskClient, query: str) -> None:
    whole = {
        (name, value): since.split()
        for name, value, since, _ in OPTION.findall(text(client, f"{RETURN}?{query}"))
    }
    assert {name for name, _ in whole} == {"links", "attributions", "factions", "participants"}
    for day in ("1928-01-01", "1928-04-30", "1928-05-09", "1928-06-24", "1928-09-01", "1929-02-01"):
        shown = text(client, f"{RETURN}?as_of={day}{query}")
        counts = {(name, value): int(count) for name, value, _, count in OPTION.findall(shown)}
        assert counts == {option: sum(since <= day for since in days) for option, days in whole.items()}
        for since, absent, _ in COLOUR.findall(shown.split('class="legend plain map-key colour-key"')[1]):
            assert bool(absent) == (min(since.split()) > day)


def test_a_map_that_is_drawn_for_its_day_has_the_colours_of_that_day(client: FlaskClient) -> None:
    def colours(query: str) -> set[str]:
        shown = text(client, f"{RETURN}?as_of=1928-04-30&colour=speaker{query}")
        return {words for _, _, words in COLOUR.findall(shown.split('map-key colour-key"')[1])}

    assert colours("&layout=fresh") < colours("")


def test_the_page_draws_a_map_anew_for_a_day_only_where_more_than_what_is_visible_changes(
    client: FlaskClient,
) -> None:
    for query, follows in (("", False), ("&unanswered=yes", True), ("&fold=speaker:trotsky", True)):
        shown = text(client, f"{RETURN}?as_of=1928-06-01{query}")
        assert ("data-follows-day" in shown) is follows
        (inline,) = re.findall(r'class="stage" hx-get="([^"]*)"', shown)
        assert ("as_of=1928-06-01" in inline) is follows


def test_as_known_says_on_how_many_receipts_it_rests(client: FlaskClient, shipped: Record) -> None:
    words = r"a date of receipt is recorded for \d+ of \d+ documents; the others use their date of publication or their own"
    (slider, grid, map_) = (
        re.search(pattern, text(client, f"{HOME}/disputes/left-turn?as_of=1928-06-01&basis=known"), re.DOTALL)
        for pattern in (
            f"“As known”: {words}",
            f"carried.*As known: {words}",
            f"map-controls.*As known: {words}",
        )
    )
    assert slider
    assert grid
    assert map_
    received = sum(bool(document.received) for document in shipped.documents.values())
    told = f"As known: a date of receipt is recorded for {received} of {len(shipped.documents)} documents"
    assert told in text(client, f"{HOME}/map?as_of=1928-06-01&basis=known")


def test_a_link_tells_whether_its_speaker_could_have_known_what_they_answer(client: FlaskClient) -> None:
    too_early = text(client, f"{HOME}/links/members-against-illegal-party")
    assert "Could Left Opposition have known" in too_early
    assert "No: it was written later" in too_early
    undetermined = text(client, f"{HOME}/links/no-new-course-against-turn")
    assert "Uncertain: the record does not say when" in undetermined
