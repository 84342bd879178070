"""The page that compares two sides, its files, and what it says to those who ask for what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stances.store.importing import load_file
from tests.support.csv_files import read_csv

ADDRESS = "/debates/left-opposition-1928/disputes/left-turn/compare"
SIDES = ["moments=1928-05,1928-09", "participants=radek,trotsky", "factions=conciliators,intransigents"]


def text(client: FlaskClient, query: str = "") -> str:
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "heading", "sides"),
    [
        ("", "January 1928 and February 1929 compared", ("1928-01", "1929-02")),
        ("kind=participants&basis=known", "as known</h2>", ("almost-all-discussants", "unsure-deportees")),
        ("kind=factions&moments=1928-05,1928-09", "Those between compared", ("conciliators", "between")),
    ],
)
def test_without_sides_the_first_and_last_moment_are_compared_or_the_first_two_who_differ_at_the_end(
    client: FlaskClient, query: str, heading: str, sides: tuple[str, str]
) -> None:
    page = text(client, query)
    assert heading in page
    assert page.count("<button>Compare") == 1
    for value in sides:
        assert f'<option value="{value}" selected ' in page


def test_a_kind_of_which_there_are_no_two_is_said_and_not_refused(client: FlaskClient) -> None:
    page = client.get(f"{ADDRESS.replace('left-turn', 'china')}?kind=participants").text
    assert "This dispute does not have two participants to compare." in page
    assert "kind=factions" in page


def test_the_page_is_a_tab_of_its_dispute(client: FlaskClient) -> None:
    assert f'<a href="{ADDRESS}" aria-current="page">Compare</a>' in text(client)


def test_the_kind_is_a_switch_that_keeps_the_options(client: FlaskClient) -> None:
    page = text(client, f"{SIDES[1]}&as_of=May+1928&basis=known").replace("&amp;", "&")
    assert f'<a href="{ADDRESS}?kind=moments&basis=known"' in page
    assert f'<a href="{ADDRESS}?kind=factions&as_of=1928-05-31&basis=known"' in page


def test_a_date_may_be_typed_and_makes_a_plain_address(client: FlaskClient) -> None:
    answer = client.get(f"{ADDRESS}?moments=1928-05&first=stale&moments=&second=7+August,+1928&context=yes")
    assert answer.status_code == 303
    assert answer.location == f"{ADDRESS}?moments=1928-05,1928-08-07&context=yes"
    assert '<option value="1928-08-07" selected' in client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize("query", SIDES)
def test_the_choice_is_kept_in_the_form_and_in_every_link(client: FlaskClient, query: str) -> None:
    page = text(client, query)
    for value in query.partition("=")[2].split(","):
        assert f'<option value="{value}" selected ' in page
    assert f"/compare.csv?{query}&amp;save=yes" in page
    assert f"/compare.svg?{query}" in page.replace("&amp;", "&")


def test_the_form_names_its_sides_one_by_one(client: FlaskClient) -> None:
    assert "9 May and August 1928 compared" in text(client, "moments=9+May+1928&moments=August+1928")


def test_who_moved_stands_first_and_silence_is_explained(client: FlaskClient) -> None:
    page = text(client, SIDES[0])
    assert page.index("moved</td>") < page.index("first evidence</td>")
    assert page.index("first evidence</td>") < page.index("uncertain</td>")
    assert "no longer assumed to persist; last evidence" in page
    assert "silence is neither neutral nor undecided" in page


@pytest.mark.parametrize("query", SIDES)
@pytest.mark.parametrize("form", ["svg", "png", "pdf", "dot", "csv"])
def test_a_comparison_is_saved_in_every_form(client: FlaskClient, query: str, form: str) -> None:
    response = client.get(f"{ADDRESS}.{form}?{query}&save=on")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith(
        'attachment; filename="left-opposition-1928-left-turn-'
    )


def test_typed_days_make_a_plain_file_name(client: FlaskClient) -> None:
    response = client.get(f"{ADDRESS}.csv", query_string={"moments": '9 May 1928,"August 1928', "save": "on"})
    assert response.status_code == 400
    response = client.get(f"{ADDRESS}.csv", query_string={"moments": "9 May 1928,August 1928", "save": "on"})
    assert (
        'filename="left-opposition-1928-left-turn-1928-05-09-1928-08-31.csv"'
        in response.headers["Content-Disposition"]
    )


def test_the_table_is_saved_as_csv(client: FlaskClient) -> None:
    rows = read_csv(client.get(f"{ADDRESS}.csv?{SIDES[0]}").data)
    trotsky = next(row for row in rows if row["slug"] == "trotsky")
    assert (trotsky["outcome"], trotsky["value_1"], trotsky["perhaps_2"]) == (
        "moved",
        "1",
        "A zigzag and no more",
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("moments=1928-05,1931-05", "this debate runs from"),
        ("moments=1928-05,nonsense", "moments"),
        ("moments=1928-05", "two different sides"),
        ("participants=radek,nobody", "“participants” has no “nobody”. Choose from: "),
        ("factions=right,nobody", "intransigents"),
        ("moments=1928-05,1928-09&participants=radek,trotsky", "one of these only"),
        ("moments=1928-05,1928-09&unit=weeks", "has no option “unit”"),
        ("participants=radek&participants=radek", "Both sides are “radek”"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(client: FlaskClient, query: str, words: str) -> None:
    for form in ("", ".svg"):
        response = client.get(f"{ADDRESS}{form}?{query}")
        assert response.status_code == 400
        assert words in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "words", "kept"),
    [
        ("moments=&first=soon&moments=1928-09&second=", "“soon” is not a date", 'name="first" value="soon"'),
        ("moments=1928-05&moments=&first=&second=", "Type the second date", '"1928-05" selected'),
        ("participants=radek,nobody&as_of=May", "not a date", 'name="as_of" value="May"'),
        ("kind=people", "“kind” is moments, participants or factions", '"1928-01" selected'),
    ],
)
def test_a_refusal_keeps_the_form_as_it_was_filled_under_the_dispute(
    client: FlaskClient, query: str, words: str, kept: str
) -> None:
    response = client.get(f"{ADDRESS}?{query}")
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert words in page
    assert kept in page
    assert 'aria-current="page">Compare</a>' in page


def test_an_unknown_form_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{ADDRESS}.gif?{SIDES[0]}").status_code == 400


EMPTY = """
format: stances/1
debate: {slug: empty, title: Empty}
participants: [{slug: ann, name: Ann}, {slug: bob, name: Bob}]
disputes: [{slug: turn, title: The turn, question: Is it real?}]
"""


def test_a_debate_with_nothing_in_it_says_what_to_do(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text(EMPTY, encoding="utf-8")
    with app.extensions["stances"].database.write_session() as session:
        load_file(session, tmp_path / "empty.yaml")
    address = "/debates/empty/disputes/turn/compare"
    nothing = client.get(address).get_data(as_text=True)
    assert "nothing to compare in this dispute yet" in nothing
    silent = client.get(f"{address}?participants=ann,bob").get_data(as_text=True)
    assert "Neither side has a claim" in silent
    assert "Record a stance" in silent
    assert client.get(f"{address}.svg?participants=ann,bob").status_code == 200


def test_two_people_are_compared_on_one_day_which_the_page_names_and_the_form_offers(
    client: FlaskClient,
) -> None:
    page = text(client, "participants=preobrazhensky,trotsky")
    assert "Preobrazhensky and Trotsky compared as of 10 June 1928</h2>" in page
    assert "the last day on which both have evidence" in page
    assert "assumed to persist" in page
    asked = text(client, "participants=preobrazhensky,trotsky&as_of=May+1928")
    assert "compared as of 31 May 1928" in asked
    assert '<input type="text" name="as_of" value="1928-05-31"' in asked
    assert "participants=preobrazhensky,trotsky&amp;as_of=1928-05-31" in asked


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("participants=radek,trotsky&as_of=1850", "this debate runs from"),
        ("participants=radek,trotsky&as_of=soon", "as_of"),
        ("moments=1928-05,1928-09&as_of=1928-05-01", "two moments are days themselves"),
    ],
)
def test_a_day_that_cannot_be_compared_is_refused(client: FlaskClient, query: str, words: str) -> None:
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 400
    assert words in response.get_data(as_text=True)
