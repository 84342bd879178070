"""Collapsed groups in addresses: a drawing links to its page with one expanded or collapsed, and unknown ones are refused."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from stances.record.record import Record
from tests.support.people import HOME


def _openings(client: FlaskClient, address: str) -> dict[str, str]:
    """Where each collapsed group of a drawing leads."""
    svg = client.get(address).text
    links = re.findall(r'data-fold="([^"]*)".*?<a href="([^"]*)"', svg, re.DOTALL)
    return {token: unescape(href) for token, href in links}


def test_the_whole_debate_is_an_overview_of_which_each_part_can_be_opened(
    client: FlaskClient, shipped: Record
) -> None:
    openings = _openings(client, f"{HOME}/map.svg?title=no")
    assert len(openings) == len(shipped.disputes)
    opened = openings["dispute:slogan"]
    assert opened.startswith(f"{HOME}/map?fold=dispute:")
    svg = client.get(opened.partition("#")[0].replace("/map?", "/map.svg?")).text
    assert 'data-dispute="slogan"' in svg
    assert 'data-fold="dispute:left-turn"' in svg
    assert 'data-fold="dispute:slogan"' not in svg


def test_expanding_the_last_collapsed_group_leaves_none(client: FlaskClient) -> None:
    openings = _openings(client, f"{HOME}/disputes/slogan/map.svg?fold=faction:those-between")
    assert all(href.endswith("?fold=none#map-h") for href in openings.values())


def test_a_file_to_keep_links_nowhere(client: FlaskClient) -> None:
    assert "<a " not in client.get(f"{HOME}/map.svg?save=on").text


@pytest.mark.parametrize("arrange", ["time", "speaker", "position"])
@pytest.mark.parametrize("form", ["svg", "png", "pdf", "dot"])
def test_every_arrangement_comes_in_every_form(client: FlaskClient, arrange: str, form: str) -> None:
    assert client.get(f"{HOME}/disputes/slogan/map.{form}?arrange={arrange}&numbers=yes").status_code == 200


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("fold=faction:nobody", "faction:"),
        ("factions=nobody", "conciliators"),
        ("since=1999", "1929-02-28"),
        ("arrange=heap", "argument, time, speaker or position"),
    ],
)
def test_what_the_debate_does_not_have_is_answered_with_what_it_has(
    client: FlaskClient, query: str, named: str
) -> None:
    response = client.get(f"{HOME}/disputes/left-turn/map.svg?{query}")
    assert response.status_code == 400
    assert named in response.text
