"""The tabs of a dispute that list its claims, its stances and what has been read."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stances.record.commitments import find_holders
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store.importing import load_file
from tests.support.people import HOME, People, joined

TAB = f"{HOME}/disputes/left-turn"
EMPTY = """
format: stances/1
debate: {slug: empty, title: Empty}
disputes: [{slug: turn, title: The turn, question: Is it real?}]
"""


@pytest.mark.parametrize(("tab", "counted"), [("claims", "10 of 34 claims"), ("stances", "5 of 19 stances")])
def test_a_list_is_narrowed_to_participants_and_says_how_much_there_is_of_each(
    client: FlaskClient, shipped: Record, tab: str, counted: str
) -> None:
    page = client.get(f"{TAB}/{tab}?participants=radek,trotsky").text
    assert f"{counted}," in page
    assert page.count(f"/{tab}?participants=radek,trotsky.</p>") == 2  # to cite, on the screen and on paper
    assert f'<a href="{TAB}/{tab}?participants=trotsky" aria-current="true"' in page
    assert f'<a href="{TAB}/{tab}?participants=radek%2Ctrotsky%2Csmilga"><bdi>Smilga</bdi>' in page
    refused = client.get(f"{TAB}/{tab}?participants=nobody")
    assert refused.status_code == 400
    assert "“participants” has no “nobody”. Choose from:" in refused.text
    heard = {slug for claim in shipped.claims_of_dispute["left-turn"] for slug in find_holders(claim)}
    silent = next(slug for slug in shipped.participants if slug not in heard)
    assert "None of these has a" in client.get(f"{TAB}/{tab}?participants={silent}").text


def test_each_entry_is_edited_where_it_stands_by_those_who_may(people: People) -> None:
    for tab, edited in (
        ("claims", "claims/turn-made/edit"),
        ("coverage", "disputes/left-turn/edit?only=coverage"),
    ):
        assert f'"{HOME}/{edited}"' in people.editor.get(f"{TAB}/{tab}").text
        assert f'"{HOME}/{edited}"' not in people.reader.get(f"{TAB}/{tab}").text


def test_an_empty_tab_says_what_to_do_to_those_who_may(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "empty.yaml").write_text(EMPTY, encoding="utf-8")
    with app.extensions["stances"].database.write_session() as session:
        load_file(session, tmp_path / "empty.yaml")
    editor = joined(app, Role.EDITOR, "Ed", "empty")
    for tab, words in (
        ("claims", "Add a claim"),
        ("stances", "Record a stance"),
        ("coverage", "Add sources covered"),
    ):
        address = f"/debates/empty/disputes/turn/{tab}"
        assert f">{words}</a>" in editor.get(address).text.split("</header>")[-1]
        assert f">{words}</a>" not in client.get(address).text
