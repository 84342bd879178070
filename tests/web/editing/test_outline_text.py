"""A dispute is written as text: what differs is shown, then saved as one change; without scripts too."""

from __future__ import annotations

import html
import re

from flask import Flask

from stances.record.record import Record
from tests.support.people import DEBATE, HOME, People

TEXT = f"{HOME}/disputes/cause/text"
MORE = """
Radek, June 1928: It was the harvest.
  - Trotsky, July 1928: The harvest was good. {rationale: A good harvest forces nothing}
"""


def record_of(app: Flask) -> Record:
    site = app.extensions["stances"]
    with site.database.write_session() as session:
        record: Record = site.snapshots.current(session, DEBATE)
        return record


def shown_text(page: str) -> dict[str, str]:
    """What the form of a page would send."""
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    base = re.search(r'name="base" value="(\d+)"', page)
    assert area
    assert base
    return {"text": html.unescape(area[1]), "base": base[1]}


def test_the_text_of_a_dispute_saved_as_it_is_changes_nothing(people: People, app: Flask) -> None:
    before = record_of(app)
    sent = shown_text(people.editor.get(TEXT).text)
    assert "Trotsky, 9 May 1928: " in sent["text"]
    assert people.editor.post(TEXT, data=sent).status_code == 303
    assert record_of(app).revision == before.revision


def test_what_is_added_and_changed_is_shown_and_then_saved_as_one_change(people: People, app: Flask) -> None:
    before = record_of(app)
    sent = shown_text(people.editor.get(TEXT).text)
    sent["text"] = sent["text"].replace("sprang from an objective need", "came of need") + MORE
    preview = people.editor.post(TEXT, data=sent | {"show": "yes"}).text
    assert shown_text(preview) == sent
    assert "4 records would change." in preview
    assert re.search(r"<summary>New</summary>.*It was the harvest", preview, re.DOTALL)
    assert re.search(r"<svg.*It was the harvest\..*new.*</svg>", preview, re.DOTALL)
    assert record_of(app).revision == before.revision
    assert people.editor.post(TEXT, data=sent).status_code == 303
    after = record_of(app)
    new = after.claims.keys() - before.claims.keys()
    assert {(after.claims[slug].speaker, str(after.claims[slug].when)) for slug in new} == {
        ("radek", "1928-06"),
        ("trotsky", "1928-07"),
    }
    [link] = [link for slug, link in after.links.items() if slug not in before.links]
    assert (link.kind, link.rationale) == ("rebuts", "A good harvest forces nothing")
    assert "came of need" in after.claims["objective-need"].text
    assert "edited “Who caused the turn” as text" in people.editor.get(f"{HOME}/history").text


def test_a_contributor_proposes_what_they_write(people: People, app: Flask) -> None:
    before = record_of(app)
    sent = shown_text(people.contributor.get(TEXT).text)
    answer = people.contributor.post(TEXT, data=sent | {"text": sent["text"] + MORE})
    assert "/proposals/" in answer.location
    assert record_of(app).revision == before.revision


def test_what_is_wrong_is_said_at_its_line_and_what_has_no_place_is_shown_before_it_is_left_out(
    people: People, app: Flask
) -> None:
    before = record_of(app)
    sent = shown_text(people.editor.get(TEXT).text)
    for text, words in (
        ("Radek, June 1928: One.\n+ Trotsky: Two.", "Line 2, column 1"),
        ("Nobody in front.", "say first who says this, and when"),
        ("[turn-made] {when: long ago}", "is not a date"),
        ("Radek, June 1928: One. // for later", "a comment is not kept"),
    ):
        answer = people.editor.post(TEXT, data=sent | {"text": text})
        assert answer.status_code == 422
        assert words in answer.text
    assert record_of(app).revision == before.revision
    seen = sent | {"text": "Radek, June 1928: One. // for later", "seen": "yes"}
    assert people.editor.post(TEXT, data=seen).status_code == 303
    assert len(record_of(app).claims) == len(before.claims) + 1


def test_what_others_changed_meanwhile_is_kept(people: People, app: Flask) -> None:
    sent = shown_text(people.editor.get(TEXT).text)
    changed = sent | {"text": sent["text"].replace("sprang from an objective need", "came of need")}
    assert people.owner.post(TEXT, data=changed).status_code == 303
    assert people.editor.post(TEXT, data=sent | {"text": sent["text"] + MORE}).status_code == 303
    assert "came of need" in record_of(app).claims["objective-need"].text


def test_where_two_changed_one_claim_both_versions_are_shown(people: People, app: Flask) -> None:
    sent = shown_text(people.editor.get(TEXT).text)
    theirs = sent | {"text": sent["text"].replace("sprang from an objective need", "came of need")}
    mine = sent | {"text": sent["text"].replace("sprang from an objective need", "was forced on it")}
    assert people.owner.post(TEXT, data=theirs).status_code == 303
    answer = people.editor.post(TEXT, data=mine)
    assert answer.status_code == 409
    words = re.sub(r"<[^>]+>", "", answer.text)
    assert "came of need" in words
    assert "was forced on it" in words
