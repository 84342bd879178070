"""What a contributor saves is proposed; an editor decides; the contributor sees what became of it."""

from __future__ import annotations

import re
from html import unescape

import sqlalchemy as sa
from flask import Flask

from stances.record.entries import Link
from stances.record.vocabulary import LinkKind, Role
from stances.store.changes import Put
from stances.store.site_tables import RevisionRow
from tests.support.editing import CLAIM, change_claim, current_record, send_decision, send_edits
from tests.support.people import DEBATE, HOME, People, joined

QUEUE = f"{HOME}/proposals"


def proposed(app: Flask, people: People, text: str = "Conrad's words.") -> str:
    """The address of a contributor's proposal to reword a claim."""
    begun = current_record(app)
    response = send_edits(people.contributor, begun, change_claim(begun, text=text), why="reworded a claim")
    assert response.status_code == 303
    return response.location


def test_what_a_contributor_saves_waits_and_changes_nothing(app: Flask, people: People) -> None:
    before = current_record(app)
    address = proposed(app, people)
    assert current_record(app) == before
    assert "Waiting for an editor" in people.contributor.get(address).text
    assert "waiting for an editor" in people.contributor.get(QUEUE).text
    waiting = people.editor.get(QUEUE).text
    assert "reworded a claim" in waiting
    assert "Conrad" in waiting


def test_the_link_to_the_queue_says_how_many_wait(app: Flask, people: People) -> None:
    proposed(app, people)
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert ">1<" in people.editor.get(QUEUE, headers=part).text
    told = people.contributor.get(QUEUE, headers=part).text
    assert told.partition("<div")[0].strip() == "Proposals"
    assert "<p" not in told


def test_a_contributor_is_told_what_becomes_of_theirs_where_they_are(app: Flask, people: People) -> None:
    address = proposed(app, people)
    claim = current_record(app).claims[CLAIM]

    def told(page: str) -> str:
        part = {
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Current-URL": f"http://localhost{HOME}/{page}",
        }
        return people.contributor.get(QUEUE, headers=part).text

    for page in (f"claims/{CLAIM}", f"disputes/{claim.dispute}/claims?participants=radek"):
        assert "waiting for an editor" in told(page)
    assert "waiting for an editor" not in told("timeline")
    people.editor.post(f"{address}/accept", data={"answer": "Well put."})
    assert "was <b>accepted</b> by Edith" in told("timeline")
    assert "Well put." in told("timeline")
    assert ">1<" in told("timeline")
    people.contributor.get(QUEUE)
    assert "accepted" not in told("timeline")


def test_a_proposed_reply_is_read_as_a_sentence_and_a_picture(app: Flask, people: People) -> None:
    begun = current_record(app)
    claim = begun.claims[CLAIM].model_copy(update={"slug": "conrads", "text": "It is not.", "title": None})
    link = Link(
        slug="conrads-against", kind=LinkKind.REBUTS, source="conrads", target=CLAIM, rationale="It differs."
    )
    address = send_edits(people.contributor, begun, Put(claim), Put(link)).location
    page = unescape(people.editor.get(address).text)
    assert f"Conrad proposes a rebuttal to “{begun.claims[CLAIM].label}”" in page
    picture = page.partition('<figure class="neighbourhood')[2].partition("</figure>")[0]
    assert "It is not." in picture
    assert re.search(r"From claim</dt>\s*<dd[^>]*>“It is not.”", re.sub(r"</?(ins|span)[^>]*>", "", page))
    assert "proposed" in picture
    assert f"A rebuttal to “{begun.claims[CLAIM].label}”" in unescape(people.editor.get(QUEUE).text)


def test_a_reply_where_many_have_replied_is_no_picture(app: Flask, people: People, monkeypatch) -> None:
    """It would be large, and slow to draw while others wait."""
    monkeypatch.setattr("stances.web.editing.proposal_words.MAX_PICTURED_CLAIMS", 1)
    begun = current_record(app)
    claim = begun.claims[CLAIM].model_copy(update={"slug": "conrads", "text": "It is not.", "title": None})
    link = Link(
        slug="conrads-against", kind=LinkKind.REBUTS, source="conrads", target=CLAIM, rationale="It differs."
    )
    page = people.editor.get(send_edits(people.contributor, begun, Put(claim), Put(link)).location).text
    assert "Conrad proposes a rebuttal" in page
    assert "neighbourhood" not in page


def test_an_editor_sees_what_would_change(app: Flask, people: People) -> None:
    page = unescape(people.editor.get(proposed(app, people)).text)
    assert "<ins>Conrad's words.</ins>" in page
    assert f"<del>{current_record(app).claims[CLAIM].text}</del>" in page


def test_accepting_makes_the_change_under_both_names(app: Flask, people: People) -> None:
    address = proposed(app, people)
    response = people.editor.post(f"{address}/accept", data={"answer": "Well put."})
    assert (response.status_code, response.location) == (303, address)
    assert current_record(app).claims[CLAIM].text == "Conrad's words."
    with app.extensions["stances"].database.read_session() as session:
        newest = sa.select(RevisionRow).order_by(RevisionRow.id.desc())  # type: ignore[union-attr]
        last = session.execute(newest).scalars().first()
    assert (last.who, last.why) == ("Conrad, accepted by Edith", "reworded a claim")
    seen = people.contributor.get(address).text
    assert "Accepted</b> by Edith" in seen
    assert "Well put." in seen


def test_declining_needs_a_reason_which_the_contributor_sees(app: Flask, people: People) -> None:
    before, address = current_record(app), proposed(app, people)
    assert people.editor.post(f"{address}/decline", data={"answer": " "}).status_code == 422
    assert (
        people.editor.post(f"{address}/decline", data={"answer": "Not <i>his</i> words."}).status_code == 303
    )
    assert current_record(app) == before
    seen = people.contributor.get(QUEUE).text
    assert "declined</b> by Edith" in seen
    assert "Not &lt;i&gt;his&lt;/i&gt; words." in seen


def test_what_is_decided_is_decided(app: Flask, people: People) -> None:
    address = proposed(app, people)
    people.contributor.post(f"{address}/withdraw")
    for role, act in ((people.editor, "accept"), (people.owner, "decline"), (people.contributor, "withdraw")):
        again = role.post(f"{address}/{act}", data={"answer": "No."} if act != "withdraw" else {})
        assert again.status_code == 422
        assert "withdrawn by Conrad already" in again.text
    assert current_record(app).claims[CLAIM].text != "Conrad's words."


def test_what_has_changed_meanwhile_is_merged_when_a_proposal_is_accepted(app: Flask, people: People) -> None:
    address = proposed(app, people)
    begun = current_record(app)
    send_edits(people.editor, begun, change_claim(begun, note="A note."))
    assert people.editor.post(f"{address}/accept").status_code == 303
    after = current_record(app).claims[CLAIM]
    assert (after.text, after.note) == ("Conrad's words.", "A note.")


def test_accepting_what_conflicts_asks_the_editor_and_keeps_the_note(app: Flask, people: People) -> None:
    address = proposed(app, people)
    begun = current_record(app)
    send_edits(people.owner, begun, change_claim(begun, text="The owner's words."))
    page = people.editor.post(f"{address}/accept", data={"answer": "Mostly."})
    assert page.status_code == 409
    assert current_record(app).claims[CLAIM].text == "The owner's words."
    assert "Waiting for an editor" in people.contributor.get(address).text
    decided = send_decision(people.editor, page, **{f"choice claim {CLAIM} text": "mine"})
    assert (decided.status_code, current_record(app).claims[CLAIM].text) == (303, "Conrad's words.")
    assert "Mostly." in people.contributor.get(address).text


def test_a_contributors_stale_save_asks_before_it_is_proposed(app: Flask, people: People) -> None:
    begun = current_record(app)
    send_edits(people.editor, begun, change_claim(begun, text="The editor's words."))
    page = send_edits(people.contributor, begun, change_claim(begun, text="Conrad's words."))
    assert page.status_code == 409
    chosen = send_decision(people.contributor, page, **{f"choice claim {CLAIM} text": "mine"})
    assert chosen.location.startswith(QUEUE)
    assert current_record(app).claims[CLAIM].text == "The editor's words."


def test_two_proposals_of_one_link_make_one(app: Flask, people: People) -> None:
    begun = current_record(app)
    one, other = list(begun.claims)[:2]
    addresses = [
        send_edits(
            people.contributor,
            begun,
            Put(
                Link.model_validate(
                    {"slug": s, "kind": "rebuts", "source": one, "target": other, "rationale": s}
                )
            ),
        ).location
        for s in ("x", "y")
    ]
    assert people.editor.post(f"{addresses[0]}/accept").status_code == 303
    page = people.editor.post(f"{addresses[1]}/accept")
    assert (page.status_code, f'href="{HOME}/links/x"' in page.text) == (409, True)
    assert send_decision(people.editor, page).status_code == 303
    assert "y" in current_record(app).links


def test_a_proposal_that_would_break_the_record_is_refused_at_once(app: Flask, people: People) -> None:
    begun = current_record(app)
    assert send_edits(people.contributor, begun, change_claim(begun, speaker="nobody")).status_code == 422
    assert send_edits(people.contributor, begun, change_claim(begun)).status_code == 422
    assert "No proposals yet" in people.contributor.get(QUEUE).text


def test_a_contributor_sees_and_withdraws_their_own_alone(app: Flask, people: People) -> None:
    address = proposed(app, people)
    other = joined(app, Role.CONTRIBUTOR, "Conradine")
    assert other.get(address).status_code == 403
    assert other.post(f"{address}/withdraw").status_code == 403
    assert "reworded a claim" not in other.get(QUEUE).text
    assert people.contributor.post(f"{address}/withdraw").status_code == 303
    assert "withdrawn" in people.contributor.get(QUEUE).text


def test_only_editors_decide(app: Flask, people: People) -> None:
    address = proposed(app, people)
    for act in ("accept", "decline"):
        assert people.contributor.post(f"{address}/{act}", data={"answer": "Yes."}).status_code == 403
        assert people.reader.post(f"{address}/{act}", data={"answer": "Yes."}).status_code == 403
        assert people.stranger.post(f"{address}/{act}", data={"answer": "Yes."}).status_code == 401
    assert people.reader.get(QUEUE).status_code == 403
    assert people.contributor.get(f"{QUEUE}/99").status_code == 404


def test_proposals_of_one_debate_are_not_seen_in_another(app: Flask, people: People) -> None:
    address = proposed(app, people)
    elsewhere = address.replace(DEBATE, "noise")
    assert people.owner.get(elsewhere).status_code == 404
    assert "reworded a claim" not in people.owner.get(elsewhere.rpartition("/")[0]).text
