"""What the time slider's scripts read of the JSON that pages hold, and of attributes on drawings: all of it, as it is meant."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from stances.argument.graph import build_dispute_graph
from stances.argument.presence import Timing
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.moments import find_moments
from stances.timeline.slider_states import SliderStates, slider_states

PAGE = "/debates/left-opposition-1928/disputes/left-turn"
READ = """async (told) => {
    const { States } = await import("/static/js/time_slider/states.js");
    const asked = [];
    const source = new Proxy(told, { get: (from, key) => (asked.push(key), from[key]) });
    const states = new States(source);
    const slugs = Object.keys(told.states);
    const words = slugs.map((slug) => [slug, told.days.map((_, moment) => states.wordAt(slug, moment))]);
    return [asked, Object.fromEntries(words)];
}"""
PLACE = """async (inside) => {
    const { MapView } = await import("/static/js/time_slider/map_view.js");
    const { States } = await import("/static/js/time_slider/states.js");
    const scope = document.createElement("div");
    scope.innerHTML = `<figure class="map"><svg><g class="graph">${inside}</g></svg></figure>`;
    const presence = { a: "absent", c: "certain" };
    const states = new States({ days: ["1928-05-09", "1928-06-01"], presence, states: { x: "a1c1" }, answers: {} });
    new MapView().attach(scope, states);
    const frame = scope.querySelector(".badge-new .frame");
    return ["x", "y", "width", "height"].map((name) => Number(frame.getAttribute(name)));
}"""


@pytest.fixture
def on_site(page: Page, site: str) -> Page:
    page.goto(f"{site}{PAGE}")
    return page


def test_scripts_read_all_that_is_told_and_mean_by_a_letter_what_we_mean(
    on_site: Page, shipped: Record
) -> None:
    graph = build_dispute_graph(shipped, "left-turn")
    days = [moment.day for moment in find_moments(shipped, "left-turn")]
    told = json.loads(json.dumps(slider_states(shipped, graph, days, Basis.WRITTEN, [])))
    asked, words = on_site.evaluate(READ, told)
    assert set(asked) == SliderStates.__annotations__.keys()
    timing = Timing(shipped, Basis.WRITTEN)
    assert words == {
        slug: [timing.presence_by_slug(graph, day)[slug].value for day in days] for slug in told["states"]
    }
    assert {word for spelt in words.values() for word in spelt} >= {"absent", "possible", "certain"}


def test_signs_stand_around_the_box_that_the_drawing_says(on_site: Page) -> None:
    box = '<rect class="outline" x="10.5" y="-40" width="200" height="30"/>'
    claim = f'<g class="claim" data-slug="x"><a href="#x">{box}</a></g>'
    place: Any = on_site.evaluate(PLACE, claim)
    assert place == [7.5, -43, 206, 36]
