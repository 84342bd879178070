"""A map too large for its paper is divided on the page where it is saved, and in the files that this page leads to."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

MAP = "/debates/left-opposition-1928/disputes/left-turn/map"


def test_the_page_for_saving_shows_each_sheet_and_says_how_large_its_text_is(client: FlaskClient) -> None:
    page = client.get(f"{MAP}/save?paper=a4&split=yes")
    assert page.status_code == 200
    count = re.search(r"(\d+) pages of A4", page.text)
    assert count
    assert page.text.count("page=") >= int(count[1])


def test_where_text_would_be_too_small_a_division_is_proposed(client: FlaskClient) -> None:
    assert "split=yes" in client.get(f"{MAP}/save?paper=a4").text


def test_a_pdf_holds_every_sheet_and_an_svg_the_one_asked_for(client: FlaskClient) -> None:
    pdf = client.get(f"{MAP}.pdf?paper=a4&split=yes").data
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 3
    sheet = client.get(f"{MAP}.svg?paper=a4&split=yes&page=2").text
    assert "page 2 of" in sheet
    assert "→ " in sheet or "from " in sheet
    refused = client.get(f"{MAP}.svg?paper=a4&split=yes&page=99")
    assert refused.status_code == 400
    assert "from 1 to" in refused.text


@pytest.mark.parametrize("arrange", ["time", "speaker", "position"])
def test_a_map_in_lanes_is_divided_too_and_says_in_its_boxes_where_links_lead(
    client: FlaskClient, arrange: str
) -> None:
    assert "split=yes" in client.get(f"{MAP}/save?arrange={arrange}&paper=a4").text
    sheet = client.get(f"{MAP}.svg?arrange={arrange}&paper=a4&split=yes&page=1").text
    assert "page 1 of" in sheet
    assert re.search(r"(supports|supported by|rebuts|rebutted by) \d+", sheet)
