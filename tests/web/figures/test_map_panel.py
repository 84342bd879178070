"""A map on a page and its outline: what their addresses ask for, what they say is on, and where they lead."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

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
    assert f'href="{page}/outline?{query}"' in text(client, f"{page}?{asked}&unit=weeks")
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
