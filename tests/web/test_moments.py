"""A dispute as of a moment: its page, its grid and map, the states that the scrubber moves through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from stances.moments import moments
from stances.record import Record
from stances.timeline import grid
from stances.views import Basis
from tests.people import People

HOME = "/debates/left-opposition-1928"
PAGE = f"{HOME}/disputes/left-turn"
STATES = f"{PAGE}/moments.json"


def _page(client: FlaskClient, address: str = PAGE) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return html.fromstring(answer.get_data(as_text=True))


def test_the_control_offers_every_moment_as_a_plain_form(client, shipped) -> None:
    (form,) = _page(client).xpath("//form[@id='scrubber']")
    values = form.xpath(".//select[@name='as_of']/option/@value")
    assert values == ["", *(m.day.isoformat() for m in moments(shipped, "left-turn"))]
    assert form.xpath(".//noscript/button")
    assert form.get("method", "get") == "get"


def test_a_moment_is_chosen_and_shown_where_its_address_is_opened(client) -> None:
    page = _page(client, f"{PAGE}?as_of=1928-05-09&unit=months")
    assert page.xpath("//select[@name='as_of']/option[@selected]/@value") == ["1928-05-09"]
    assert page.xpath("//form[@id='scrubber']//input[@name='unit']/@value") == ["months"]
    later = page.xpath("//td[@data-row='trotsky'][@data-column='1928-07']/@class")
    assert later == ["later"]


def test_a_day_between_moments_is_offered_too(client) -> None:
    page = _page(client, f"{PAGE}?as_of=1928-05-11")
    assert page.xpath("//select[@name='as_of']/option[@selected]/text()") == ["11 May 1928"]


def test_what_can_be_saved_is_of_the_moment_and_the_map_in_the_page_holds_all(client) -> None:
    page = _page(client, f"{PAGE}?as_of=1928-05-09&basis=known")
    saved = page.xpath("//p[@class='saved-as']/a/@href")
    assert saved
    assert all("as_of=1928-05-09&basis=known" in address for address in saved)
    (inline,) = page.xpath("//figure[contains(@class, 'map')]//@hx-get")
    assert "as_of" not in inline
    (picture,) = page.xpath("//figure[contains(@class, 'map')]//noscript//img/@src")
    assert "as_of=1928-05-09&basis=known" in picture


@pytest.mark.parametrize("path", ["", "/grid.svg", "/grid.csv", "/map.svg", "/map.dot", "/moments.json"])
@pytest.mark.parametrize("query", ["as_of=1850-01-01", "as_of=soon", "basis=guessed"])
def test_days_outside_the_debate_and_other_words_are_refused(client, path, query) -> None:
    answer = client.get(f"{PAGE}{path}?{query}")
    assert answer.status_code == 400
    name = query.partition("=")[0]
    assert name in answer.get_data(as_text=True)


def test_the_states_say_what_the_grid_says_at_each_moment(client, shipped) -> None:
    told = client.get(STATES).get_json()
    assert len(told["states"]["turn-made"]) == len(told["days"])
    for number, day in [*enumerate(told["days"]), (len(told["days"]), None)]:
        then = grid(shipped, "left-turn", as_of=day and date.fromisoformat(day))
        shown = {(c["row"], c["column"]): _look(c, number) for c in told["cells"]}
        for row in then.rows:
            for column, cell in zip(then.columns, row.cells, strict=True):
                look = shown.get((row.participant.slug, column.key))
                if look is not None:
                    assert html.fragment_fromstring(look).xpath(".//span[@class='sr']/text()") == [cell.text]


def _look(cell: dict[str, Any], number: int) -> str:
    looks: list[str] = cell["looks"]
    now: int = [look for first, look in cell["runs"] if first <= number][-1]
    return looks[now]


def test_cells_that_never_change_are_not_told(client) -> None:
    told = client.get(STATES).get_json()
    assert told["cells"]
    assert all(len(cell["runs"]) > 1 for cell in told["cells"])


def test_as_known_the_states_wait_for_arrivals(client, shipped: Record) -> None:
    known = client.get(f"{STATES}?basis=known").get_json()
    assert known["days"] == [m.day.isoformat() for m in moments(shipped, "left-turn", Basis.KNOWN)]
    anton = next(c.slug for c in shipped.claims_of_document["anton-report"] if "left-turn" in c.disputes)
    assert known["states"][anton][known["days"].index("1928-09-30")] == "a"
    written = client.get(STATES).get_json()
    assert written["states"][anton][written["days"].index("1928-09-30")] != "a"


def test_a_contributor_gets_the_cells_that_he_can_fill(people: People) -> None:
    looks = [look for cell in people.contributor.get(STATES).get_json()["cells"] for look in cell["looks"]]
    assert any("/stances/new?" in look for look in looks)
    readers = [look for cell in people.reader.get(STATES).get_json()["cells"] for look in cell["looks"]]
    assert not any("/stances/new?" in look for look in readers)
