"""A dispute as of a moment: its page, its grid and map, the states that the time slider moves through."""

from __future__ import annotations

import json
import re
from typing import Any, get_type_hints

import pytest
from flask.testing import FlaskClient
from lxml import html
from pydantic import TypeAdapter

from stances.argument.presence import Presence
from stances.dates.uncertain import UncertainDate
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.timeline.cells import CellState
from stances.timeline.grid import build_grid
from stances.timeline.moments import find_moments
from stances.timeline.slider_states import SliderStates, script_json
from tests.support.people import HOME, People

PAGE = f"{HOME}/disputes/left-turn"


def _page(client: FlaskClient, address: str = PAGE) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return html.fromstring(answer.get_data(as_text=True))


def test_the_control_offers_every_moment_as_a_plain_form(client, shipped) -> None:
    (form,) = _page(client).xpath("//form[@id='time-slider']")
    values = form.xpath(".//select[@name='as_of']/option/@value")
    assert values == ["", *(m.day.isoformat() for m in find_moments(shipped, "left-turn"))]
    assert form.xpath(".//noscript/button")
    assert form.get("method", "get") == "get"


def test_a_moment_is_chosen_and_shown_where_its_address_is_opened(client) -> None:
    page = _page(client, f"{PAGE}?as_of=1928-05-09&unit=months")
    assert page.xpath("//select[@name='as_of']/option[@selected]/@value") == ["1928-05-09"]
    assert page.xpath("//form[@id='time-slider']//input[@name='unit']/@value") == ["months"]
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


@pytest.mark.parametrize("path", ["", "/grid.svg", "/grid.csv", "/map.svg", "/map.dot"])
@pytest.mark.parametrize("query", ["as_of=1850-01-01", "as_of=soon", "basis=guessed"])
def test_days_outside_the_debate_and_other_words_are_refused(client, path, query) -> None:
    answer = client.get(f"{PAGE}{path}?{query}")
    assert answer.status_code == 400
    name = query.partition("=")[0]
    assert name in answer.get_data(as_text=True)


def _states(client: FlaskClient, page: html.HtmlElement) -> str:
    """The states of a page: at the address that it names, or in it."""
    if inside := page.xpath("//script[@id='slider-states']/text()"):
        return str(inside[0])
    (address,) = page.xpath("//*[@id='slider-states']/@data-address")
    answer = client.get(address)
    assert answer.mimetype == "application/json"
    return answer.get_data(as_text=True)


def _slider_data(client: FlaskClient, query: str = "") -> tuple[html.HtmlElement, dict[str, Any]]:
    """A page, and the states that its time slider asks for, written out in full."""
    page = _page(client, f"{PAGE}?{query}")
    data = json.loads(_states(client, page))
    spelt = {
        slug: re.sub(r"([a-z])(\d+)", lambda run: run[1] * int(run[2]), runs)
        for slug, runs in data["states"].items()
    }
    return page, {**data, "states": spelt, "cells": data["cells"]["left-turn"]}


def _says(appearance: str) -> str:
    return _name(html.fragment_fromstring(appearance, create_parent="tr")[0])


def _name(cell: html.HtmlElement) -> str:
    """What a screen reader says of a cell."""
    return str((cell.xpath("a/@aria-label") or cell.xpath("(. | a)/b/text()"))[0]).removesuffix(
        ": record a stance"
    )


@pytest.mark.parametrize("query", ["", "as_of=1928-05-09", "unit=quarters&sort=final", "basis=known"])
def test_the_page_tells_what_the_grid_says_at_each_moment(client, shipped, query) -> None:
    """As the time slider's script reads it: later until its column begins, then what the page shows, or a state of its own."""
    page, data = _slider_data(client, query)
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    how: Any = {k: Choice(asked[k]) for k, Choice in (("unit", ColumnUnit), ("basis", Basis)) if k in asked}
    keys = page.xpath("//table[@data-dispute]//th/@data-column")
    rows = page.xpath("//table[@data-dispute]/tbody/tr[@data-row]")
    assert len(rows) == len(build_grid(shipped, "left-turn").rows)
    for number, day in [*enumerate(data["days"]), (len(data["days"]), None)]:
        then = build_grid(shipped, "left-turn", as_of=day and UncertainDate.parse(day).earliest, **how)
        cells = {row.participant.slug: row.cells for row in then.rows}
        for row in rows:
            slug = row.get("data-row")
            for key, cell, shown in zip(keys, cells[slug], row.xpath("td[@data-column]"), strict=True):
                assert (shown.get("data-row"), shown.get("data-column")) == (slug, key)
                usual = [[data["begins"][key], None]]
                history = data["cells"].get(slug, {}).get(key, usual)
                if number < history[0][0]:
                    assert cell.state is CellState.LATER
                    continue
                appearance = next(appearance for start, appearance in reversed(history) if start <= number)
                said = _name(shown) if appearance is None else _says(data["looks"][appearance])
                assert said == cell.name


def test_changes_that_come_later_are_on_the_page_and_unseen(client) -> None:
    """So that a script can bring them, and rows keep their height."""
    whole, then = _page(client), _page(client, f"{PAGE}?as_of=1928-06-10")
    for path in ("//td/em/@data-begins", "//ol/li/@data-begins"):
        assert whole.xpath(path) == then.xpath(path)
    days = {li.get("data-begins"): li.get("data-at") for li in then.xpath("//ol/li[@data-begins]")}
    assert {day > "1928-06-10": at for day, at in days.items()} == {True: "absent", False: None}
    assert not whole.xpath("//*[@data-begins][@data-at]")


def test_events_are_listed_under_the_grid_with_their_dates_and_later_ones_are_unseen(client) -> None:
    """Those of the whole time are there, so that nothing moves and the slider can show them."""
    whole, then = _page(client), _page(client, f"{PAGE}?as_of=1928-06-10")
    events = [page.xpath("//ol[@aria-label='Events']/li") for page in (whole, then)]
    assert "3 May 1928: Protest in Tiflis against the Georgian arrests" in [
        li.text_content() for li in events[0]
    ]
    assert len(events[0]) == len(events[1]) > len([li for li in events[1] if not li.get("data-at")]) > 0
    assert not any(li.get("data-at") for li in events[0])


def test_few_cells_have_a_history_of_their_own(client) -> None:
    page, data = _slider_data(client)
    odd = sum(map(len, data["cells"].values()))
    assert 0 < odd < len(page.xpath("//table[@data-dispute]/tbody//td[@data-row]")) / 4
    assert len(json.dumps(data)) < 40_000


def test_as_known_the_states_wait_for_arrivals(client, shipped: Record) -> None:
    _, known = _slider_data(client, "basis=known")
    assert known["days"] == [m.day.isoformat() for m in find_moments(shipped, "left-turn", Basis.KNOWN)]
    anton = next(c.slug for c in shipped.claims_of_document["anton-report"] if "left-turn" in c.disputes)
    assert known["states"][anton][known["days"].index("1928-09-30")] == "a"
    _, written = _slider_data(client)
    assert written["states"][anton][written["days"].index("1928-09-30")] != "a"


def test_a_contributor_gets_the_cells_that_they_can_fill(people: People) -> None:
    assert any("/stances/new?" in appearance for appearance in _slider_data(people.contributor)[1]["looks"])
    assert not any("/stances/new?" in appearance for appearance in _slider_data(people.reader)[1]["looks"])


def test_no_text_of_a_record_ends_the_script_that_holds_it() -> None:
    script = script_json({"name": "</script><script>alert(1)</script><!-- & \u2028"})
    assert "<" not in script
    assert json.loads(script)["name"].startswith("</script>")


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}?unit=documents", f"{PAGE}?as_of=1928-05-09", f"{HOME}/standalone.html"]
)
def test_what_scripts_are_told_is_what_is_described(client: FlaskClient, address: str) -> None:
    page = _page(client, address)
    data = json.loads(_states(client, page))
    for name, described in get_type_hints(SliderStates).items():
        if name in data:
            TypeAdapter(described).validate_python(data[name])
    assert data.keys() | {"speakers"} == SliderStates.__annotations__.keys()
    assert set(data["presence"].values()) == set(Presence)
    assert set(re.sub(r"\d", "", "".join(data["states"].values()))) <= data["presence"].keys()
    for table in page.xpath("//table[@data-dispute]"):
        cells = data["cells"][table.get("data-dispute")]
        rows, columns = table.xpath(".//tr/@data-row"), table.xpath(".//th/@data-column")
        assert cells.keys() <= set(rows)
        assert {key for row in cells.values() for key in row} <= set(columns) <= data["begins"].keys()
        for row in table.xpath(".//tr[@data-row]"):
            assert len(row.xpath("td[not(@class='now')]")) == len(columns)
