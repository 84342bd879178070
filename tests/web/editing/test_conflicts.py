"""Two people, one record: what each of them sees, and what is saved."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from stances.record.entries import Link, Participant
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Drop, Put
from tests.support.editing import CLAIM, change_claim, current_record, send_decision, send_edits
from tests.support.people import HOME, People


def test_what_two_people_change_in_different_fields_is_both_saved(app: Flask, people: People) -> None:
    begun = current_record(app)
    assert send_edits(people.owner, begun, change_claim(begun, note="The owner's note.")).status_code == 303
    response = send_edits(people.editor, begun, change_claim(begun, text="The editor's words."))
    assert (response.status_code, response.location) == (303, f"{HOME}/claims/{CLAIM}")
    after = current_record(app).claims[CLAIM]
    assert (after.text, after.note) == ("The editor's words.", "The owner's note.")


def conflict(app: Flask, people: People) -> TestResponse:
    begun = current_record(app)
    send_edits(people.owner, begun, change_claim(begun, text="The owner's words.", note="The owner's note."))
    return send_edits(people.editor, begun, change_claim(begun, text="The editor's <b>words</b>."))


def test_a_stale_save_changes_nothing_and_shows_all_three_versions(app: Flask, people: People) -> None:
    before = current_record(app).claims[CLAIM].text
    page = conflict(app, people)
    assert page.status_code == 409
    assert current_record(app).claims[CLAIM].text == "The owner's words."
    said = unescape(re.sub(r"<[^>]*>", "", page.text))
    for text in (before, "What the owner wrote", "What you wrote", "owner changed the same thing while you"):
        assert text in said
    assert "1 owner" not in said
    assert "editor's &lt;b&gt;words&lt;/b&gt;" in re.sub(r"</?(ins|del)>", "", page.text).replace(
        "&#39;", "'"
    )
    assert "Merged by itself: Note" in said
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_htmx_gets_the_page_in_the_place_of_the_content(app: Flask, people: People) -> None:
    begun = current_record(app)
    send_edits(people.owner, begun, change_claim(begun, text="The owner's words."))
    people.editor.environ_base |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
    page = send_edits(people.editor, begun, change_claim(begun, text="The editor's words."))
    assert (page.status_code, page.headers["HX-Retarget"]) == (409, "#content")
    assert page.headers["HX-Reswap"] == "innerHTML show:top"
    assert "<html" not in page.text


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("mine", "The editor's <b>words</b>."),
        ("theirs", "The owner's words."),
        ("words", "Both\nof them."),
    ],
)
def test_what_is_chosen_is_saved(app: Flask, people: People, choice: str, text: str) -> None:
    name = f"claim {CLAIM} text"
    page = conflict(app, people)
    chosen = {f"choice {name}": choice, f"words {name}": "Both\r\nof them."}
    assert send_decision(people.editor, page, **chosen).status_code == 303
    after = current_record(app).claims[CLAIM]
    assert (after.text, after.note) == (text, "The owner's note.")


def test_a_choice_that_was_not_made_is_asked_for_again(app: Flask, people: People) -> None:
    page = conflict(app, people)
    assert send_decision(people.editor, page).status_code == 409


def test_words_that_cannot_be_saved_are_asked_for_again(app: Flask, people: People) -> None:
    name = f"claim {CLAIM} text"
    page = conflict(app, people)
    long = send_decision(people.editor, page, **{f"choice {name}": "words", f"words {name}": "x" * 3000})
    assert "can't be saved: text: is longer than 2,000 characters; shorten it." in unescape(long.text)
    again = send_decision(people.editor, page, **{f"choice {name}": "words", f"words {name}": ""})
    assert again.status_code == 422
    assert "What you chose can't be saved" in unescape(again.text)
    assert current_record(app).claims[CLAIM].text == "The owner's words."
    assert send_decision(people.editor, again, **{f"choice {name}": "mine"}).status_code == 303


def test_whoever_saves_while_another_chooses_is_not_overwritten(app: Flask, people: People) -> None:
    page = conflict(app, people)
    seen = current_record(app)
    send_edits(people.owner, seen, change_claim(seen, text="Third words."))
    again = send_decision(people.editor, page, **{f"choice claim {CLAIM} text": "mine"})
    assert again.status_code == 409
    assert current_record(app).claims[CLAIM].text == "Third words."
    assert send_decision(people.editor, again, **{f"choice claim {CLAIM} text": "mine"}).status_code == 303
    assert current_record(app).claims[CLAIM].text == "The editor's <b>words</b>."


def alone(record: Record) -> str:
    """A claim that nothing refers to."""
    cited = {s for k in record.links.values() for s in (k.source, k.target)}
    cited |= {c for s in record.stances.values() for c in s.claims}
    cited |= {c for change_claim in record.claims.values() for c in change_claim.after}
    return next(slug for slug in record.claims if slug not in cited)


def test_deleting_what_another_changed_asks_first(app: Flask, people: People) -> None:
    begun = current_record(app)
    slug = alone(begun)
    send_edits(people.owner, begun, Put(begun.claims[slug].model_copy(update={"note": "Worth keeping."})))
    page = send_edits(people.editor, begun, Drop(Kind.CLAIM, slug))
    assert page.status_code == 409
    assert "Worth keeping." in page.text
    response = send_decision(people.editor, page, **{f"choice claim {slug} ": "theirs"})
    assert (response.status_code, slug in current_record(app).claims) == (303, True)
    gone = send_decision(people.editor, page, **{f"choice claim {slug} ": "mine"})
    assert (gone.status_code, slug in current_record(app).claims) == (303, False)


def test_changing_what_another_deleted_can_bring_it_back(app: Flask, people: People) -> None:
    begun = current_record(app)
    slug = alone(begun)
    send_edits(people.owner, begun, Drop(Kind.CLAIM, slug))
    page = send_edits(people.editor, begun, Put(begun.claims[slug].model_copy(update={"note": "Mine."})))
    assert (page.status_code, "the owner deleted it" in page.text) == (409, True)
    assert send_decision(people.editor, page, **{f"choice claim {slug} ": "mine"}).status_code == 303
    assert current_record(app).claims[slug].note == "Mine."


def test_the_second_to_make_the_same_link_is_told_and_led_to_the_first(app: Flask, people: People) -> None:
    begun = current_record(app)
    one, other = list(begun.claims)[:2]
    ends = {"kind": "rebuts", "source": one, "target": other}
    send_edits(people.owner, begun, Put(Link.model_validate({"slug": "x", "rationale": "Because.", **ends})))
    mine = Put(Link.model_validate({"slug": "y", "rationale": "Since.", **ends}))
    page = send_edits(people.editor, begun, mine)
    assert page.status_code == 409
    assert f'href="{HOME}/links/x"' in page.text
    assert "Since." in page.text
    assert "y" not in current_record(app).links
    assert send_decision(people.editor, page).status_code == 303
    assert "y" in current_record(app).links


def test_the_second_to_make_the_same_person_is_told_and_led_to_the_first(app: Flask, people: People) -> None:
    begun = current_record(app)
    send_edits(people.owner, begun, Put(Participant(slug="a", name="New Person")))
    page = send_edits(people.editor, begun, Put(Participant(slug="a", name="new person", place="Tomsk")))
    assert (page.status_code, f'href="{HOME}/participants/a"' in page.text) == (409, True)
    assert send_decision(people.editor, page).status_code == 303
    assert current_record(app).participants["a-2"].place == "Tomsk"


def test_a_reader_decides_nothing_and_damaged_forms_are_refused(app: Flask, people: People) -> None:
    begun = current_record(app)
    assert send_edits(people.reader, begun, change_claim(begun, text="No.")).status_code == 403
    assert send_edits(people.editor, begun, edits="[{}]").status_code == 400
    assert send_edits(people.editor, begun, edits="nonsense").status_code == 400
    assert send_edits(people.editor, begun, change_claim(begun, text="No."), shown="x").status_code == 400
    assert send_edits(people.editor, begun, change_claim(begun, text="No."), shown="99999").status_code == 400
    assert (
        send_edits(
            people.editor, begun, change_claim(begun, text="No."), **{"choice a b": "mine"}
        ).status_code
        == 400
    )
    assert current_record(app) == begun


# --- merging two records ---


def test_two_participants_are_merged_as_the_page_said(app: Flask, people: People) -> None:
    begun = current_record(app)
    page = people.editor.get(f"{HOME}/participants/radek/merge?q=smilga")
    assert "?with=smilga" in page.text
    page = people.editor.get(f"{HOME}/participants/radek/merge?with=smilga")
    assert begun.participants["smilga"].name in page.text
    response = send_decision(people.editor, page)
    assert (response.status_code, response.location) == (303, f"{HOME}/participants/radek")
    after = current_record(app)
    assert "smilga" not in after.participants
    assert begun.participants["smilga"].name in after.participants["radek"].aliases
    assert {c.slug for c in begun.claims_of_speaker["smilga"]} <= {
        c.slug for c in after.claims_of_speaker["radek"]
    }


def test_merging_asks_again_when_it_would_do_something_else(app: Flask, people: People) -> None:
    begun = current_record(app)
    one, other = (c.slug for c in begun.claims_of_speaker["radek"][:2])
    page = people.editor.get(f"{HOME}/claims/{one}/merge?with={other}")
    send_edits(people.owner, begun, Put(begun.claims[other].model_copy(update={"text": "Other words."})))
    response = send_decision(people.editor, page)
    assert response.status_code == 422
    assert other in current_record(app).claims


def test_only_those_who_may_write_see_the_merging_page(people: People) -> None:
    assert people.reader.get(f"{HOME}/participants/radek/merge").status_code == 403
    assert people.stranger.get(f"{HOME}/participants/radek/merge").status_code == 401
    assert people.contributor.get(f"{HOME}/participants/radek/merge").status_code == 200
