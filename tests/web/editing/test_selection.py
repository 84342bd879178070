"""Selecting several records, and moving or deleting them in one change."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.record.entries import Claim, Entry, Stance
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Drop, Put, apply_edits, plan_deletion
from stances.web.editing.selection import MAX_SELECTED
from tests.support.editing import current_record, send_edits
from tests.support.people import HOME, People

PAGE = f"{HOME}/select"


def keys(*entries: Entry) -> list[str]:
    return [f"{entry.kind_name}.{entry.slug}" for entry in entries]


def ticked(page: TestResponse) -> list[str]:
    return re.findall(r'name="chosen" value="([^"]*)" checked', page.text)


def listed(page: TestResponse) -> list[str]:
    return re.findall(r'type="checkbox" name="chosen" value="([^"]*)"', page.text)


def send(client: FlaskClient, act: str, base: int, *entries: Entry, **more: str) -> TestResponse:
    """Send what the button of the page sends."""
    form = {
        "chosen": keys(*entries),
        "base": str(base),
        "q": "",
        "kind": "",
        "who": "",
        "dispute": "",
        **more,
    }
    return client.post(f"{PAGE}/{act}", data=form)


def confirm(client: FlaskClient, page: TestResponse, **more: str) -> TestResponse:
    """Send the last form of a page that asks, with what it carries."""
    form = page.text.rpartition('<form class="decide"')[2]
    address = re.search(r'action="([^"]*)"', form)
    carried: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form):
        carried.setdefault(name, []).append(unescape(value))
    assert address
    return client.post(address[1], data={**carried, **more})


def of_dispute(record: Record, dispute: str, number: int = 3) -> list[Entry]:
    """Some claims and all stances of a dispute."""
    claims = [c for c in record.claims.values() if c.disputes == (dispute,)][:number]
    return [*claims, *record.stances_of_dispute[dispute]]


def undo(client: FlaskClient, app: Flask) -> TestResponse:
    return client.post(f"{HOME}/history/changes/{current_record(app).revision}/undo")


# --- the list ---


def test_the_list_is_filtered_by_an_address(app: Flask, people: People) -> None:
    shown = current_record(app)
    of_turn = listed(people.editor.get(f"{PAGE}?dispute=left-turn&kind=stance"))
    assert sorted(of_turn) == sorted(keys(*shown.stances_of_dispute["left-turn"]))
    radek = listed(people.editor.get(f"{PAGE}?kind=claim&who=radek"))
    assert sorted(radek) == sorted(keys(*shown.claims_of_speaker["radek"]))
    words = listed(people.editor.get(f"{PAGE}?q=fischer-maslow+letter&kind=document"))
    assert "document.trotsky-january-letter" in words
    assert len(words) < len(shown.documents)
    everything = listed(people.editor.get(PAGE))
    assert len(everything) == len(set(everything)) > len(shown.claims) + len(shown.links)
    nothing = people.editor.get(f"{PAGE}?q=no-such-word")
    assert (listed(nothing), "Nothing matches" in nothing.text) == ([], True)


def test_what_is_selected_outlives_another_filter(people: People) -> None:
    page = people.editor.get(f"{PAGE}?kind=event&chosen=claim.turn-made&chosen=claim.gone-long-ago")
    assert ticked(page) == ["claim.turn-made"]
    assert "Selected, but not listed below" in page.text
    every = people.editor.get(f"{PAGE}?kind=event&chosen=claim.turn-made&all=yes")
    assert ticked(every) == listed(every) == ["claim.turn-made", *listed(page)[1:]]
    assert ticked(people.editor.get(f"{PAGE}?kind=event&chosen=claim.turn-made&all=no")) == []


@pytest.mark.parametrize(
    "query",
    ["kind=dispute", "who=nobody", "dispute=nothing", "chosen=x", "chosen=dispute.left-turn", "all=maybe"],
)
def test_an_address_that_means_nothing_is_refused(query: str, people: People) -> None:
    assert people.editor.get(f"{PAGE}?{query}").status_code == 400


def test_only_those_who_may_change_something_are_offered_it(people: People) -> None:
    for client in (people.owner, people.editor, people.contributor):
        assert f"{PAGE}?dispute=left-turn" in client.get(f"{HOME}/disputes/left-turn").text
        assert client.get(PAGE).status_code == 200
    for client, status in ((people.reader, 403), (people.stranger, 401)):
        assert PAGE not in client.get(f"{HOME}/disputes/left-turn").text
        assert client.get(PAGE).status_code == status
    assert people.editor.get(f"{HOME}@1/select").status_code == 409


def test_without_a_selection_nothing_is_done_and_it_says_so(app: Flask, people: People) -> None:
    begun = current_record(app)
    for act in ("delete", "move"):
        response = send(people.editor, act, begun.revision)
        assert (response.status_code, "Nothing is selected" in response.text) == (422, True)
    claims = list(begun.claims.values())
    many = [claims[0].model_copy(update={"slug": f"x-{n}"}) for n in range(MAX_SELECTED + 1)]
    with app.extensions["stances"].database.write_session() as session:
        apply_edits(session, current_record(app), [Put(c) for c in many], who="a test", why="many")
    response = send(people.editor, "delete", begun.revision, *many)
    assert (response.status_code, f"At most {MAX_SELECTED}" in response.text) == (422, True)
    assert len(ticked(response)) == len(many)


# --- deleting ---


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_several_are_deleted_in_one_change_and_come_back_together(
    role: str, app: Flask, people: People
) -> None:
    begun, client = current_record(app), getattr(people, role)
    chosen = [
        begun.claims["turn-made"],
        *list(begun.documents.values())[:2],
        *list(begun.events.values())[:1],
    ]
    plan = plan_deletion(begun, *chosen)
    page = send(client, "delete", begun.revision, *chosen)
    assert page.status_code == 200
    assert current_record(app) == begun
    assert "Delete 1 claim, 2 documents and 1 event?" in page.text
    assert all(f"/links/{one.slug}" in page.text for one in plan.along if one.kind_name is Kind.LINK)
    assert confirm(client, page, why=" Read  twice. ").status_code == 303
    after = current_record(app)
    assert all(after.get(one.kind_name, one.slug) is None for one in plan.deleted)
    assert after == begun.with_edits(plan.changed, [(one.kind_name, one.slug) for one in plan.deleted])
    history = client.get(f"{HOME}/history").text
    assert history.count("Read twice.") == 1
    assert undo(client, app).status_code == 303
    assert current_record(app) == begun


def test_a_contributor_proposes_deleting_them_and_an_editor_decides_on_all(
    app: Flask, people: People
) -> None:
    begun = current_record(app)
    chosen = [begun.claims["turn-made"], next(iter(begun.documents.values()))]
    page = send(people.contributor, "delete", begun.revision, *chosen)
    assert "Propose deleting them" in page.text
    proposed = confirm(people.contributor, page)
    assert proposed.location.startswith(f"{HOME}/proposals/")
    assert current_record(app) == begun
    assert people.editor.post(f"{proposed.location}/accept").status_code == 303
    assert not {one.slug for one in chosen} & {*current_record(app).claims, *current_record(app).documents}


def test_those_who_may_not_are_refused(app: Flask, people: People) -> None:
    begun = current_record(app)
    for client, status in ((people.reader, 403), (people.stranger, 401)):
        for act in ("delete", "move"):
            response = send(client, act, begun.revision, begun.claims["turn-made"], to="cause")
            assert response.status_code == status
    assert current_record(app) == begun


def test_what_others_changed_or_deleted_meanwhile_is_said_and_nothing_half_done(
    app: Flask, people: People
) -> None:
    begun = current_record(app)
    made, *others = [
        c
        for c in begun.claims.values()
        if not begun.stances_citing.get(c.slug) and not begun.links_to.get(c.slug)
    ][:3]
    gone, kept = others
    page = send(people.editor, "delete", begun.revision, made, gone, kept)
    plan = plan_deletion(begun, gone)
    edits = [*plan.edits, Put(made.model_copy(update={"text": "Reworded by the owner."}))]
    assert send_edits(people.owner, begun, *edits).status_code == 303
    changed = current_record(app)
    again = confirm(people.editor, page)
    assert again.status_code == 409
    assert f"the claim “{gone.label}”" in unescape(again.text)
    assert re.findall(
        r"<li>claim <a href=.*/claims/([^\"]*)\"[^>]*>.*</a> <strong>changed by somebody else", again.text
    ) == [made.slug]
    assert current_record(app) == changed
    assert confirm(people.editor, again).status_code == 303
    assert not {made.slug, gone.slug, kept.slug} & set(current_record(app).claims)
    late = send(people.editor, "delete", begun.revision, made, gone)
    assert (late.status_code, "has deleted everything" in late.text) == (422, True)


# --- moving ---


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_claims_and_stances_move_in_one_change_and_links_follow(
    role: str, app: Flask, people: People
) -> None:
    begun, client = current_record(app), getattr(people, role)
    chosen = of_dispute(begun, "left-turn")
    link = next(k for k in begun.links.values() if k.source == chosen[0].slug or k.target == chosen[0].slug)
    first = send(client, "move", begun.revision, *chosen, link, dispute="left-turn")
    assert (first.status_code, "Preview changes" in first.text) == (200, True)
    page = confirm(client, first, to="approach")
    assert page.status_code == 200
    assert "Other records that stay" in page.text
    assert "becomes" in page.text
    assert current_record(app) == begun
    assert confirm(client, page).status_code == 303
    after = current_record(app)
    for one in chosen:
        moved = after.get(one.kind_name, one.slug)
        assert isinstance(moved, Claim | Stance)
        assert moved.dispute == "approach"
    assert after.links == begun.links
    assert undo(client, app).status_code == 303
    assert current_record(app) == begun


def test_a_stance_that_does_not_fit_the_scale_stays_and_is_named(app: Flask, people: People) -> None:
    begun = current_record(app)
    stances = [s for s in begun.stances_of_dispute["left-turn"] if s.position is not None]
    page = send(people.editor, "move", begun.revision, begun.claims["turn-made"], *stances, to="statement")
    assert "Stances that stay" in page.text
    assert f"/stances/{stances[0].slug}/edit" in page.text
    assert confirm(people.editor, page).status_code == 303
    after = current_record(app)
    assert after.claims["turn-made"].dispute == "statement"
    assert {after.stances[s.slug].dispute for s in stances} == {"left-turn"}
    alone = send(people.editor, "move", after.revision, stances[0], to="statement")
    assert "None of these can move there" in alone.text
    assert "agreed" not in alone.text


def test_only_claims_and_stances_can_move(app: Flask, people: People) -> None:
    begun = current_record(app)
    response = send(people.editor, "move", begun.revision, next(iter(begun.links.values())), to="cause")
    assert (response.status_code, "Only claims and stances" in response.text) == (422, True)


def test_a_move_that_crosses_another_is_shown_again_and_a_rewording_is_kept(
    app: Flask, people: People
) -> None:
    begun = current_record(app)
    claim = begun.claims["turn-made"]
    page = send(people.editor, "move", begun.revision, claim, to="cause")
    send_edits(people.owner, begun, Put(claim.model_copy(update={"note": "The owner's note."})))
    assert confirm(people.editor, page).status_code == 303
    moved = current_record(app).claims["turn-made"]
    assert (moved.dispute, moved.note) == ("cause", "The owner's note.")
    page = send(people.editor, "move", begun.revision, moved, to="regime")
    send_edits(people.owner, current_record(app), Put(moved.model_copy(update={"dispute": "remedy"})))
    again = confirm(people.editor, page)
    assert (again.status_code, "changed by somebody else" in again.text) == (409, True)
    assert current_record(app).claims["turn-made"].dispute == "remedy"


def test_a_contributor_proposes_a_move(app: Flask, people: People) -> None:
    begun = current_record(app)
    chosen = of_dispute(begun, "left-turn", 2)
    page = send(people.contributor, "move", begun.revision, *chosen, to="approach")
    proposed = confirm(people.contributor, page)
    assert current_record(app) == begun
    assert people.editor.post(f"{proposed.location}/accept").status_code == 303
    assert {current_record(app).get(o.kind_name, o.slug).dispute for o in chosen} == {"approach"}  # type: ignore[union-attr]


def test_a_claim_deleted_before_it_is_selected_again_is_left_out(app: Flask, people: People) -> None:
    begun = current_record(app)
    link = next(k for k in begun.links.values() if not begun.links_to.get(k.slug))
    send_edits(people.owner, begun, Drop(Kind.LINK, link.slug))
    page = send(people.editor, "delete", begun.revision, begun.claims["turn-made"], link)
    assert page.status_code == 200
    assert f"the link “{link.label}”" in unescape(page.text)
    assert keys(link)[0] not in page.text
