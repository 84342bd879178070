"""Writing through forms: what is typed becomes a record, or is shown again with what is wrong beside each field."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.record.entries import Claim
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind, Scale
from stances.timeline.scale import renumber_positions
from stances.web.editing import form_reader, form_texts
from stances.web.editing.field_specs import FIELDS_OF_KIND
from stances.web.editing.record_picker import UnknownNameError, read_choice, reference_text, suggest_entries
from tests.support.editing import current_record
from tests.support.people import HOME, People

HOSTILE = (
    "<script>alert(1)</script> & \"quoted\" 'so' {{ 7*7 }} \u202eright\u2069 \U0001f468\u200d\U0001f33e é"
)


def sent(client: FlaskClient, path: str, form: dict[str, Any], **headers: str) -> TestResponse:
    """Open the form at this path, and send what it holds with these fields changed."""
    return client.post(
        f"{HOME}/{path}", data=filled(client.get(f"{HOME}/{path}").text) | form, headers=headers
    )


def filled(page: str) -> dict[str, Any]:
    """What a browser would send of a page's form."""
    form = page[page.index('<form class="record-form"') :]
    form = form[: form.index("</form>")]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and value:
            fields.setdefault(name[1], []).append(unescape(value[1]))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        fields[name] = [unescape(text)]
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen_ = (
            re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options)[:1]
        )
        fields[name] = [unescape(text) for text in chosen_]
    return fields


def errors(response: TestResponse) -> dict[str, str]:
    """What is said beside each field that is wrong, each tied to its input."""
    page = response.text
    messages = dict(re.findall(r'<small class="error" id="form-\w+?-([^"]*)-error">(.*?)</small>', page))
    for name in messages:
        assert re.search(rf'aria-describedby="[^"]*{name}-error', page), name
    return {name: unescape(text) for name, text in messages.items()}


CLAIM = {"text": "The turn is a manoeuvre.", "speaker": "Karl Bernardovich Radek", "dispute": "left-turn"}


def test_a_claim_is_made_from_names_and_a_written_date(app: Flask, people: People) -> None:
    form = CLAIM | {"when": "end of May 1928", "locator.paragraphs": "28–29, 31", "why": "Read again"}
    response = sent(people.editor, "claims/new", form)
    assert (response.status_code, response.location) == (303, f"{HOME}/claims/the-turn-is-a-manoeuvre")
    claim = current_record(app).claims["the-turn-is-a-manoeuvre"]
    assert (claim.speaker, claim.dispute, claim.when and claim.when.text) == (
        "radek",
        "left-turn",
        "1928-05-21/1928-05-31",
    )
    assert claim.locator
    assert claim.locator.paragraphs == (28, 29, 31)
    assert "Read again" in people.editor.get(f"{HOME}/history").text


def test_every_record_of_the_debate_comes_back_from_its_form_as_it_was(shipped: Record) -> None:
    for entry in (shipped.debate, *shipped.entries()):
        fields = FIELDS_OF_KIND[entry.kind_name]
        typed = form_texts.texts_from_data(fields, entry.model_dump(mode="json", by_alias=True), shipped)
        reading = form_reader.read_form(fields, form_texts.drop_empty_rows(fields, typed), shipped)
        reading.data["slug"] = entry.slug
        assert reading.build_entry(entry.kind_name, fields) == entry, (entry, reading.errors)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_form_saved_as_it_was_opened_changes_nothing(kind: Kind, app: Flask, people: People) -> None:
    before = current_record(app)
    folder = KINDS[kind].collection
    slug = next(e.slug for e in before.entries() if e.kind_name is kind)
    assert sent(people.editor, f"{folder}/{slug}/edit", {}).status_code == 303
    assert current_record(app) == before
    assert current_record(app).revision == before.revision


def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_is_kept(
    app: Flask, people: People
) -> None:
    before = current_record(app)
    form = {
        "text": "",
        "speaker": "Radk",
        "dispute": "",
        "when": "09/05/28",
        "locator.notes": "many",
        "note": HOSTILE,
    }
    response = sent(people.editor, "claims/new", form)
    assert response.status_code == 422
    assert errors(response).keys() == {"text", "speaker", "dispute", "when", "locator-notes"}
    assert "There is no participant called “Radk”" in errors(response)["speaker"]
    typed = filled(response.text)
    assert {name: typed[name] for name in form} == {name: [text] for name, text in form.items()}
    assert "<script>alert" not in response.text
    assert current_record(app) == before


def test_text_is_stored_exactly(app: Flask, people: People) -> None:
    note = f"  {HOSTILE}\n\n\tindented\n"
    sent(people.editor, "claims/new", CLAIM | {"slug": "kept", "note": note.replace("\n", "\r\n")})
    assert current_record(app).claims["kept"].note == note


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "x" * 2_001, "At most 2,000 characters"),
        ("text", "a\x00b", "U+0000"),
        ("locator.page", "one\ntwo", "one line"),
        ("slug", "Not A Slug", "lower-case letters"),
        ("slug", "turn-made", "has this web address"),
        ("slug", "new", "has this web address"),
    ],
)
def test_what_no_record_may_hold_is_reported(
    field: str, value: str, said: str, app: Flask, people: People
) -> None:
    before = current_record(app)
    response = sent(people.editor, "claims/new", CLAIM | {field: value})
    assert response.status_code == 422
    assert said in errors(response)[field.replace(".", "-")]
    assert current_record(app) == before


@pytest.mark.parametrize(
    "name",
    [
        "owner",
        "acts.0.nobody",
        "acts.x.participant",
        "acts",
        "locator",
        "text.0",
        "acts.999.act",
        "acts.01.act",
        "acts.0000000001234567.act",
    ],
)
def test_a_field_that_the_form_does_not_have_is_refused(name: str, people: People) -> None:
    assert sent(people.editor, "claims/new", CLAIM | {name: "1"}).status_code == 400


def test_a_slug_of_another_debate_is_nobody_here(people: People) -> None:
    assert "speaker" in errors(sent(people.editor, "claims/new", CLAIM | {"speaker": "[noisy-person]"}))


def test_a_choice_that_is_not_offered_is_refused(people: People) -> None:
    assert "attribution" in errors(sent(people.editor, "claims/new", CLAIM | {"attribution": "guessed"}))


def created(page: str) -> list[str]:
    """What the buttons of a refused form would create, as they send it."""
    return [
        unescape(text) for text in re.findall(r'<button [^>]*name="create" value="([^"]*)">Create “', page)
    ]


def test_names_of_nobody_are_created_by_a_button_each_in_one_change_with_the_claim(
    app: Flask, people: People
) -> None:
    before = current_record(app)
    form = CLAIM | {"speaker": "Ivan Nikitich", "document": "A letter", "slug": "said-by-ivan"}
    refused = sent(people.editor, "claims/new", form)
    assert refused.status_code == 422
    assert "new:" not in refused.text
    assert created(refused.text) == ["participant Ivan Nikitich", "document A letter"]
    again = filled(refused.text) | {"create": ["participant Ivan Nikitich"]}
    refused = people.editor.post(f"{HOME}/claims/new", data=again)
    assert created(refused.text) == ["document A letter"]
    assert "New participant, created when you save." in refused.text
    assert current_record(app) == before
    last = filled(refused.text)
    assert last["create"] == ["participant Ivan Nikitich"]
    people.editor.post(f"{HOME}/claims/new", data=last | {"create": [*last["create"], "document A letter"]})
    after = current_record(app)
    assert after.claims["said-by-ivan"].speaker == "ivan-nikitich"
    assert after.participants["ivan-nikitich"].name == "Ivan Nikitich"
    assert after.claims["said-by-ivan"].document == "a-letter"
    assert after.revision - before.revision == 3


def test_what_is_created_is_the_whole_name_and_never_its_beginning(app: Flask, people: People) -> None:
    form = CLAIM | {"speaker": "Ivan Nikitich", "create": ["participant Ivan"]}
    assert created(sent(people.editor, "claims/new", form).text) == ["participant Ivan Nikitich"]
    assert "Create “" not in people.editor.get(f"{HOME}/suggest?kind=participant&q=Radek").text
    assert "data-create" in people.editor.get(f"{HOME}/suggest?kind=participant&q=Rade").text


def test_rows_are_added_and_taken_out_without_saving(app: Flask, people: People) -> None:
    before = current_record(app)
    path = "participants/radek/edit?only=memberships"
    count = len(before.participants["radek"].memberships)
    page = people.editor.get(f"{HOME}/{path}")
    assert f'name="memberships.{count}.faction"' in page.text
    form = filled(page.text) | {f"memberships.{count}.faction": "bolshevik-leninists", "add": "memberships"}
    added = people.editor.post(f"{HOME}/{path}", data=form)
    assert added.status_code == 200
    assert f'name="memberships.{count + 1}.faction"' in added.text
    out = people.editor.post(f"{HOME}/{path}", data=filled(added.text) | {"remove": "memberships.0"})
    assert out.status_code == 200
    assert f'name="memberships.{count}.faction"' not in out.text
    assert current_record(app) == before
    assert people.editor.post(f"{HOME}/{path}", data=filled(out.text)).status_code == 303
    after = current_record(app).participants["radek"]
    assert len(after.memberships) == count
    assert after.model_copy(update={"memberships": ()}) == before.participants["radek"].model_copy(
        update={"memberships": ()}
    )


def test_a_claim_is_rebutted_in_one_change(app: Flask, people: People) -> None:
    before = current_record(app)
    form = {
        "text": "It was made under pressure.",
        "speaker": "radek",
        "rationale": "Pressure is not conviction.",
    }
    response = sent(people.editor, "claims/turn-made/answer?does=rebuts", form)
    assert response.status_code == 303
    (link,) = set(current_record(app).links) - set(before.links)
    assert current_record(app).links[link].target == "turn-made"
    assert current_record(app).links[link].kind == "rebuts"
    assert (
        current_record(app).claims[current_record(app).links[link].source].dispute
        == before.claims["turn-made"].dispute
    )


def test_a_link_is_undercut(app: Flask, people: People) -> None:
    target = next(k.slug for k in current_record(app).links.values())
    form = {"text": "It does not follow.", "speaker": "radek", "rationale": "Another matter."}
    assert sent(people.editor, f"links/{target}/answer", form).status_code == 303
    assert [k.kind for k in current_record(app).links_to[target]][-1] == "undercuts"


def two_claims_of_one_speaker(record: Record) -> tuple[Claim, Claim, Claim]:
    """Two claims by the same speaker and one by somebody else."""
    one, other = next(claims for claims in record.claims_of_speaker.values() if len(claims) > 1)[:2]
    return one, other, next(c for c in record.claims.values() if c.speaker != one.speaker)


def test_a_link_is_made_with_its_co_premises_and_between_contraries(app: Flask, people: People) -> None:
    one, other, target = two_claims_of_one_speaker(current_record(app))
    form = {"source": one.slug, "kind": "rebuts", "target": target.slug, "rationale": "R", "slug": "joined"}
    joined = {**form, "with": other.slug, "mutual": "true"}
    assert sent(people.editor, "links/new", joined).status_code == 303
    link = current_record(app).links["joined"]
    assert (link.premises, link.mutual) == ((one.slug, other.slug), True)
    page = people.editor.get(f"{HOME}/links/joined/edit").text
    assert '<option value="true" selected>' in page
    assert f"[{other.slug}]" in page
    assert people.editor.post(f"{HOME}/links/joined/edit", data=filled(page)).status_code == 303
    assert current_record(app).links["joined"] == link
    again = {**form, "source": other.slug, "with": one.slug, "slug": "again"}
    assert sent(people.editor, "links/new", again).status_code == 303, "contraries are another link"
    swapped = {**form, "source": other.slug, "with": one.slug, "mutual": "true", "slug": "swapped"}
    assert sent(people.editor, "links/new", swapped).status_code == 409


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"with": "{one}"}, "with", "is the claim that it starts from"),
        ({"with": "{target}"}, "with", "is what it is about"),
        ({"with": "{target}", "target": "{other}"}, "with", "Say under “Argued by” who argues with both"),
        ({"with": "nobody-says-it"}, "with", "There is no claim called"),
        ({"kind": "supports", "mutual": "true"}, "mutual", "only a rebuttal can be"),
    ],
)
def test_a_link_joined_wrongly_is_refused_beside_its_field(
    app: Flask, people: People, changes: dict[str, str], field: str, words: str
) -> None:
    before = current_record(app)
    slugs = dict(
        zip(("one", "other", "target"), (c.slug for c in two_claims_of_one_speaker(before)), strict=True)
    )
    form = {"source": "{one}", "kind": "rebuts", "target": "{target}", "rationale": "R", **changes}
    response = sent(people.editor, "links/new", {key: text.format(**slugs) for key, text in form.items()})
    assert response.status_code == 422
    assert words in errors(response)[field]
    assert current_record(app) == before


def test_a_reply_is_made_with_its_co_premises(app: Flask, people: People) -> None:
    one = current_record(app).claims_of_speaker["radek"][0]
    form = {"text": "It was made under pressure.", "speaker": "radek", "rationale": "R", "with": one.slug}
    before = current_record(app)
    answer = sent(people.editor, "claims/turn-made/answer?does=rebuts", {**form, "mutual": "true"})
    assert answer.status_code == 303
    (slug,) = set(current_record(app).links) - set(before.links)
    assert current_record(app).links[slug].with_ == (one.slug,)
    assert current_record(app).links[slug].mutual


def test_a_stance_is_begun_from_a_cell_of_the_grid(app: Flask, people: People) -> None:
    page = people.editor.get(f"{HOME}/disputes/left-turn").text
    cell = unescape(re.findall(r'href="([^"]*/stances/new\?[^"]*when=[^"]*)"', page)[0]).removeprefix(
        f"{HOME}/"
    )
    before = current_record(app)
    assert (
        sent(people.editor, cell, {"position": "left-turn 2", "attribution": "inferred"}).status_code == 303
    )
    (slug,) = set(current_record(app).stances) - set(before.stances)
    assert current_record(app).stances[slug].position == 2


def test_a_stance_without_evidence_is_saved_only_after_it_was_said(app: Flask, people: People) -> None:
    before = current_record(app)
    stance = {"participant": "radek", "position": "left-turn 2", "when": "May 1928", "slug": "bare"}
    response = sent(people.editor, "stances/new", stance)
    assert response.status_code == 422
    assert "cites no claim" in errors(response)["claims"]
    assert current_record(app) == before
    assert re.search('<button [^>]*name="anyway" value="yes">Save anyway</button>', response.text)
    form = filled(response.text) | {"anyway": "yes"}
    assert people.editor.post(f"{HOME}/stances/new", data=form).status_code == 303
    assert current_record(app).stances["bare"].claims == ()
    assert "“The left turn” (May 1928) cites no claim" in unescape(people.editor.get(f"{HOME}/check").text)


def test_a_year_that_is_most_likely_mistyped_is_asked_about(app: Flask, people: People) -> None:
    claim = {
        "text": "Said long ago.",
        "speaker": "radek",
        "dispute": "left-turn",
        "when": "May 1028",
        "slug": "old",
    }
    response = sent(people.editor, "claims/new", claim)
    assert response.status_code == 422
    assert (
        errors(response)["when"]
        == "May 1028 is 900 years before the debate begins (February 1928): is that right?"
    )
    form = filled(response.text) | {"anyway": "yes"}
    assert people.editor.post(f"{HOME}/claims/new", data=form).status_code == 303
    assert current_record(app).claims["old"].when
    grid = people.editor.get(f"{HOME}/disputes/left-turn")
    assert grid.status_code == 200
    assert grid.text.count('data-column="1928-05"') > 1


def test_what_no_record_may_hold_is_not_saved_anyway(app: Flask, people: People) -> None:
    before = current_record(app)
    stance = {"participant": "radek", "position": "left-turn 2", "when": "", "anyway": "yes"}
    assert sent(people.editor, "stances/new", stance).status_code == 422
    assert current_record(app) == before


def test_a_claim_that_leaves_a_stance_without_evidence_says_whose(app: Flask, people: People) -> None:
    before = current_record(app)
    stance = next(
        s
        for s in before.stances.values()
        if s.participant == "radek" and len(s.claims) == 1 and s.attribution == "asserted"
    )
    path = f"claims/{stance.claims[0]}/edit"
    response = sent(people.editor, path, {"speaker": "trotsky"})
    assert response.status_code == 422
    assert f"({stance.when.words()}) cites no claim that “Radek”" in unescape(response.text)
    assert current_record(app) == before
    form = filled(response.text) | {"anyway": "yes"}
    assert people.editor.post(f"{HOME}/{path}", data=form).status_code == 303
    assert f"({stance.when.words()}) cites no claim" in unescape(people.editor.get(f"{HOME}/check").text)


def test_a_proposal_of_a_stance_without_evidence_is_asked_for_too(people: People) -> None:
    stance = {"participant": "radek", "position": "left-turn 2", "when": "May 1928"}
    response = sent(people.contributor, "stances/new", stance)
    assert (response.status_code, "Propose anyway" in response.text) == (422, True)


def test_deleting_a_claim_says_which_stances_lose_their_evidence(app: Flask, people: People) -> None:
    stance = next(
        s for s in current_record(app).stances.values() if len(s.claims) == 1 and s.attribution == "asserted"
    )
    page = people.editor.get(f"{HOME}/claims/{stance.claims[0]}/delete").text
    assert "which will then have no evidence" in page


def test_readers_see_no_controls(people: People) -> None:
    for client, seen in ((people.reader, False), (people.stranger, False), (people.contributor, True)):
        for path in ("", "claims/turn-made", "disputes/left-turn", "participants/radek", "timeline"):
            text = client.get(f"{HOME}/{path}").text
            assert ("/edit" in text or "stances/new" in text) is seen, path


def test_a_position_in_use_does_not_vanish(app: Flask, people: People) -> None:
    dispute = current_record(app).disputes["left-turn"]
    used = {s.position for s in current_record(app).stances_of_dispute["left-turn"]}
    row = next(n for n, p in enumerate(dispute.positions) if p.value in used)
    path = "disputes/left-turn/edit?only=scale,positions"
    page = people.editor.get(f"{HOME}/{path}").text
    without = {k: v for k, v in filled(page).items() if not k.startswith(f"positions.{row}.")}
    response = people.editor.post(f"{HOME}/{path}", data=without)
    assert response.status_code == 422
    assert current_record(app).disputes["left-turn"] == dispute


def test_stances_stay_with_their_position_when_the_order_of_the_scale_changes(
    app: Flask, people: People
) -> None:
    def labels() -> dict[str, str]:
        record = current_record(app)
        named = {p.value: p.label for p in record.disputes["left-turn"].positions}
        return {s.slug: named[s.position or 0] for s in record.stances_of_dispute["left-turn"]}

    before, path = labels(), "disputes/left-turn/edit?only=scale,positions"
    page = people.editor.get(f"{HOME}/{path}").text
    names = re.findall(r'name="positions\.\d\.label" value="([^"]*)"', page)
    moved = people.editor.post(f"{HOME}/{path}", data=filled(page) | {"move": "positions.1.up"})
    assert moved.status_code == 200
    assert re.findall(r'key" value="" dir="auto" placeholder="(.*?)"', moved.text) == [
        "++",
        "+",
        "0",
        "−",
        "−−",
    ]
    assert people.editor.post(f"{HOME}/{path}", data=filled(moved.text)).status_code == 303
    after = sorted(current_record(app).disputes["left-turn"].positions, key=lambda p: -p.value)
    assert [unescape(name) for name in (names[1], names[0], *names[2:])] == [p.label for p in after]
    assert [p.key for p in after] == ["++", "+", "0", "−", "−−"]
    assert labels() == before


@pytest.mark.parametrize(
    ("had", "given"),
    [
        ([None] * 3, [1, 0, -1]),
        ([None] * 2, [1, -1]),
        ([1, 0, None, -1], [1, 0, -1, -2]),
        ([2, -1, -2], [2, -1, -2]),
        ([-1, 0, 1], [1, 0, -1]),
        ([3, 2, 1, 0, -1, -2, -3], [3, 2, 1, 0, -1, -2, -3]),
    ],
)
def test_positions_keep_their_numbers_as_far_as_the_order_allows(
    had: list[int | None], given: list[int]
) -> None:
    assert renumber_positions(Scale.ORDINAL, had) == given


def test_a_dispute_is_called_by_its_question_unless_it_has_a_title(app: Flask, people: People) -> None:
    refused = sent(people.editor, "disputes/new", {"question": "", "title": ""})
    assert errors(refused) == {"question": "Write the question, or a title."}
    sent(people.editor, "disputes/new", {"question": "Should Mill Road\nget a lane?"})
    made = current_record(app).disputes["should-mill-road-get-a-lane"]
    assert made.title == "Should Mill Road get a lane?"
    assert [(p.key, p.label) for p in made.positions] == [("+", "yes"), ("0", "in part"), ("−", "no")]


@pytest.mark.parametrize(
    ("scale", "count", "given"),
    [
        ("ordinal", 7, "3+++ 2++ 1+ 00 -1− -2−− -3−−−"),
        ("ordinal", 4, "2++ 1+ -1− -2−−"),
        ("categorical", 3, "1A 2B 3C"),
    ],
)
def test_numbers_and_signs_left_empty_are_given_in_the_order_of_the_rows(
    scale: str, count: int, given: str, app: Flask, people: People
) -> None:
    labels = {f"positions.{row}.label": f"answer {row}" * (row < count) for row in range(max(count, 5))}
    form = {"title": "The quay", "question": "Is it?", "scale": scale, "horizon_months": "4", **labels}
    response = sent(people.editor, "disputes/new", form)
    assert errors(response) == {}
    positions = current_record(app).disputes["the-quay"].positions
    assert " ".join(f"{p.value}{p.key}" for p in positions) == given


def test_deleting_says_what_goes_along_and_does_it_only_then(app: Flask, people: People) -> None:
    page = people.editor.get(f"{HOME}/claims/turn-made/delete").text
    links = [k.slug for k in current_record(app).links.values() if "turn-made" in (k.source, k.target)]
    assert links
    assert all(f"/links/{slug}" in page for slug in links)
    assert people.editor.post(f"{HOME}/claims/turn-made/delete").status_code == 409
    agreed = re.search(r'name="agreed" value="(\w+)"', page)
    assert agreed
    assert (
        people.editor.post(f"{HOME}/claims/turn-made/delete", data={"agreed": agreed[1]}).status_code == 303
    )
    assert "turn-made" not in current_record(app).claims
    assert not set(links) & set(current_record(app).links)


def from_htmx(path: str) -> dict[str, str]:
    """The headers with which htmx asks for a part of the page at this path."""
    sent_by = {"HX-Request": "true", "HX-Request-Type": "partial"}
    return sent_by | {"HX-Current-URL": f"http://localhost{HOME}/{path}"}


def test_htmx_gets_the_form_alone_and_from_its_own_page_is_told_where_to_go(people: People) -> None:
    address = f"{HOME}/claims/turn-made/edit"
    headers = from_htmx("claims/turn-made/edit")
    answer = people.editor.get(address, headers=headers)
    opened = answer.text
    assert {"HX-Request", "HX-Request-Type"} <= set(answer.vary)
    assert opened.lstrip().startswith("<form")
    assert "hx-morph-skip" in opened
    for other in ({"HX-Request-Type": "full"}, {"HX-Request": "false"}):
        assert people.editor.get(address, headers=headers | other).text.startswith("<!doctype html>")
    response = people.editor.post(address, data=filled(opened) | {"note": "n"}, headers=headers)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == f"{HOME}/claims/turn-made"
    wrong = people.editor.post(
        f"{HOME}/claims/turn-made/edit", data=filled(opened) | {"text": ""}, headers=headers
    )
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith("<form")


def test_a_form_in_a_panel_is_replaced_by_what_was_saved_with_ways_to_undo_it_and_add_another(
    app: Flask, people: People
) -> None:
    headers = from_htmx("disputes/left-turn")
    before = current_record(app)
    new = f"{HOME}/claims/new?dispute=left-turn"
    form = filled(people.editor.get(new).text)
    saved = people.editor.post(new, data=form | CLAIM, headers=headers)
    assert saved.status_code == 200
    (slug,) = current_record(app).claims.keys() - before.claims.keys()
    assert f'href="{HOME}/claims/{slug}"' in saved.text
    again = re.search(r'href="([^"]*)"[^>]*>Add another', saved.text)
    assert again
    following = filled(people.editor.get(unescape(again[1])).text)
    assert (following["text"], following["speaker"]) == (
        [""],
        [reference_text(before, Kind.PARTICIPANT, "radek")],
    )
    undo = re.search(r'hx-post="([^"]*/undo)"', saved.text)
    assert undo
    undone = people.editor.post(undo[1], headers=headers)
    assert "<b>Undone</b>" in undone.text
    assert current_record(app).claims == before.claims
    assert people.editor.post(undo[1], headers=headers).status_code == 422
    redo = re.search(r'hx-post="([^"]*/undo)"', undone.text)
    assert redo
    assert "<b>Redone</b>" in people.editor.post(redo[1], headers=headers).text
    assert slug in current_record(app).claims
    proposed = people.contributor.post(new, data=form | CLAIM | {"text": "And so on."}, headers=headers)
    assert "<b>Proposed</b>" in proposed.text
    assert "/undo" not in proposed.text


@pytest.mark.parametrize(
    "address", ["claims/turn-made", "links/retreat-unlikely-so-leninist", "documents/ostrovskaia-letter"]
)
def test_a_record_is_duplicated_by_a_form_that_has_all_of_it(
    app: Flask, people: People, address: str
) -> None:
    folder, slug = address.split("/")
    page = people.editor.get(f"{HOME}/{address}").text
    assert f'href="{HOME}/{folder}/new?copy={slug}"' in page
    copied = filled(people.editor.get(f"{HOME}/{folder}/new?copy={slug}").text)
    original = filled(people.editor.get(f"{HOME}/{address}/edit").text)
    assert {name: copied[name] for name in original if name != "base"} == {
        name: text for name, text in original.items() if name != "base"
    }
    assert people.editor.get(f"{HOME}/{folder}/new?copy=gone").status_code == 404


def test_a_stance_is_asked_for_a_position_of_its_own_dispute(people: People) -> None:
    page = people.editor.get(f"{HOME}/stances/new?dispute=left-turn").text
    assert re.findall(r'<optgroup label="([^"]*)"', page) == ["The left turn"]
    assert len(re.findall("<optgroup", people.editor.get(f"{HOME}/stances/new").text)) > 5


@pytest.mark.parametrize("by_htmx", [False, True])
def test_saving_to_add_another_opens_the_next_form_with_what_stays_the_same(
    app: Flask, people: People, by_htmx: bool
) -> None:
    headers = from_htmx("claims/new") if by_htmx else {}
    form = filled(people.editor.get(f"{HOME}/claims/new").text)
    data = form | CLAIM | {"when": "June 1928", "again": "yes"}
    answer = people.editor.post(f"{HOME}/claims/new", data=data, headers=headers, follow_redirects=True)
    assert CLAIM["text"] in [claim.text for claim in current_record(app).claims.values()]
    following = filled(answer.text)
    assert following["text"] == [""]
    assert following["when"] == ["June 1928"]
    assert ("<b>Saved</b>" in answer.text) == by_htmx


def test_the_page_that_a_save_leads_to_can_say_what_was_changed(app: Flask, people: People) -> None:
    response = sent(people.editor, "claims/new", CLAIM)
    (cookie,) = [
        text for text in response.headers.getlist("Set-Cookie") if text.startswith("stances-change=")
    ]
    number = current_record(app).revision
    assert cookie.startswith(f"stances-change={number};")
    note = people.editor.get(f"{HOME}/history/changes/{number}/note").text
    assert "<b>Saved</b>" in note
    assert CLAIM["text"] in unescape(note)


def test_a_contributor_proposes(app: Flask, people: People) -> None:
    before = current_record(app)
    response = sent(people.contributor, "claims/new", CLAIM)
    assert response.status_code == 303
    assert "/proposals/" in response.location
    assert current_record(app) == before


def test_records_are_found_by_the_beginnings_of_their_words(shipped: Record) -> None:
    assert "radek" in [
        read_choice(shipped, Kind.PARTICIPANT, o.text)
        for o in suggest_entries(shipped, Kind.PARTICIPANT, "rad")
    ]
    assert all(
        read_choice(shipped, Kind.CLAIM, o.text) for o in suggest_entries(shipped, Kind.CLAIM, "turn left")
    )
    assert len(suggest_entries(shipped, Kind.CLAIM, "")) <= 20


def test_evidence_is_offered_from_the_claims_of_the_participant_in_the_dispute_first(
    people: People, shipped: Record
) -> None:
    own = [c for c in shipped.claims_of_speaker["radek"] if "left-turn" in c.disputes]
    asked = {"kind": "claim", "q": "", "speaker": "Radek", "dispute": "left-turn"}
    page = people.editor.get(f"{HOME}/suggest", query_string=asked).text
    slugs = re.findall(r'data-value="[^"]*\[([a-z0-9-]+)\]"', page)
    assert set(slugs[: len(own)]) == {claim.slug for claim in own}


def test_what_a_form_shows_for_a_record_means_that_record(shipped: Record) -> None:
    for entry in shipped.entries():
        if entry.kind_name is not Kind.STANCE:
            assert (
                read_choice(shipped, entry.kind_name, reference_text(shipped, entry.kind_name, entry.slug))
                == entry.slug
            )


def test_a_name_of_nobody_names_who_could_be_meant(shipped: Record) -> None:
    with pytest.raises(UnknownNameError, match="Radek"):
        read_choice(shipped, Kind.PARTICIPANT, "Rade")


def test_a_date_is_read_as_it_is_typed(people: People) -> None:
    def said(text: str) -> str:
        answer = people.reader.get(f"{HOME}/read-date", query_string={"text": text})
        return " ".join(unescape(re.sub("<[^>]*>", "", answer.text)).split())

    assert said("end of May 1928") == "late May 1928 21 May 1928 – 31 May 1928"
    assert said("9.5.1928") == "9 May 1928"
    assert said("since June 1928").endswith("1 Jun 1928 – open")
    assert "is not a date" in said("whenever")
    assert "February 44 BC has 28 days and no 30" in said("30 February 44 BC")
    assert said("0").startswith("“0” names a year 0, and 1 BC was followed by AD 1")
    assert said("3 May 1950 (O.S.)").startswith("“3 May 1950 (O.S.)” lies after 1923")
    assert said("") == ""


def test_a_debate_whose_sources_use_the_old_calendar_shows_days_in_both(app: Flask, people: People) -> None:
    assert "Leave empty if all dates are Gregorian" in unescape(people.editor.get(f"{HOME}/edit").text)
    refused = sent(people.editor, "edit", {"old_style_until": "31 January 1929"})
    assert "Write year, month and day" in errors(refused)["old_style_until"]
    assert "ends (1927) before it begins" in errors(sent(people.editor, "edit", {"to": "1927"}))["to"]
    assert sent(people.editor, "edit", {"old_style_until": "1929-01-31"}).status_code == 303
    claim = next(c for c in current_record(app).claims.values() if c.when)
    path = f"claims/{claim.slug}/edit"
    late = errors(sent(people.editor, path, {"when": "3 May 1950 (O.S.)"}))["when"]
    assert late.startswith("“3 May 1950 (O.S.)” lies after 31 January 1929")
    assert sent(people.editor, path, {"when": "26 April 1928 (O.S.)"}).status_code == 303
    assert str(current_record(app).claims[claim.slug].when) == "1928-05-09"
    assert filled(people.editor.get(f"{HOME}/{path}").text)["when"] == ["26 April (9 May) 1928"]
    assert "26 April (9 May) 1928" in people.reader.get(f"{HOME}/claims/{claim.slug}").text


def test_a_claim_says_its_wording_its_title_and_who_concedes_it(app: Flask, people: People) -> None:
    form = CLAIM | {
        "title": "A manoeuvre",
        "rendering": "summary",
        "acts.0.participant": "Christian Georgiyevich Rakovsky",
        "acts.0.act": "concedes",
    }
    assert sent(people.editor, "claims/new", form).status_code == 303
    claim = current_record(app).claims["the-turn-is-a-manoeuvre"]
    assert (claim.title, claim.rendering, claim.label) == ("A manoeuvre", "summary", "A manoeuvre")
    page = people.editor.get(f"{HOME}/claims/{claim.slug}").text
    assert ">A manoeuvre</bdi>" in page
    assert ", summarised in our words" in page
    assert "<b>concedes</b> it" in page


@pytest.mark.parametrize(
    ("field", "form", "expected"),
    [
        ("title", {"title": "long " * 13}, "At most 60 characters, please"),
        ("tags", {"tags": "a" * 61}, "At most 60 characters, please"),
        ("rendering", {"rendering": "quoted"}, "is marked as quoted, but has no quotation"),
        (
            "acts",
            {"acts.0.participant": CLAIM["speaker"], "acts.0.act": "concedes"},
            "which they said themselves",
        ),
    ],
)
def test_a_newer_field_that_is_wrong_says_so_beside_it_and_nothing_is_saved(
    app: Flask, people: People, field: str, form: dict[str, str], expected: str
) -> None:
    before = current_record(app)
    response = sent(people.editor, "claims/new", CLAIM | form)
    assert response.status_code == 422
    assert errors(response).keys() == {field}
    assert expected in errors(response)[field]
    assert current_record(app) == before


CITED = {
    "publisher": "Gosizdat",
    "place": "Moscow",
    "url": "https://example.org/letters/12",
    "archive": "RGASPI, f. 325",
    "identifier": "10.1000/182",
    "language": "ru",
}


def test_a_document_says_where_else_it_is_found(app: Flask, people: People) -> None:
    assert sent(people.editor, "documents/new", {"title": "A letter"} | CITED).status_code == 303
    page = people.stranger.get(f"{HOME}/documents/a-letter").text
    assert 'href="https://example.org/letters/12" rel="external nofollow noopener"' in page
    assert 'href="https://doi.org/10.1000/182"' in page
    assert "“A letter”, undated. Moscow: Gosizdat, language ru. RGASPI, f. 325. " in page
    changed = people.stranger.get(f"{HOME}/history/document/a-letter").text
    assert "Archive and shelfmark" in changed


def test_a_participants_life_and_role_are_on_their_page(app: Flask, people: People) -> None:
    same = "https://www.wikidata.org/entity/Q33391\r\n https://viaf.org/viaf/1 "
    life = {"born": "7 November 1879", "died": "August 1940", "role": "People’s commissar", "same_as": same}
    assert sent(people.editor, "participants/trotsky/edit", life).status_code == 303
    person = current_record(app).participants["trotsky"]
    assert person.same_as == ("https://www.wikidata.org/entity/Q33391", "https://viaf.org/viaf/1")
    page = people.stranger.get(f"{HOME}/participants/trotsky").text
    for words in (
        "7 November 1879",
        "August 1940",
        "People’s commissar",
        'href="https://viaf.org/viaf/1" rel=',
    ):
        assert words in page
    response = sent(people.editor, "participants/radek/edit", {"same_as": "Q33391"})
    assert errors(response)["same_as"].startswith("“Q33391” is not a web address: write the full address")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "url",
            "ftp://example.org",
            "“ftp://example.org” is not a web address: write the full address,",
        ),
        ("language", "Russian", "Write the code of a language: ru, fr, de."),
    ],
)
def test_what_finds_a_document_is_wrong_beside_its_field(
    name: str, text: str, words: str, app: Flask, people: People
) -> None:
    before = current_record(app)
    response = sent(people.editor, "documents/new", {"title": "A letter"} | CITED | {name: text})
    assert errors(response)[name].startswith(words)
    assert current_record(app) == before


def test_a_sources_folded_fields_open_where_one_is_wrong(app: Flask, people: People) -> None:
    closed = '<details class="more"><summary>More fields</summary>'
    assert closed in people.editor.get(f"{HOME}/edit").text
    response = sent(people.editor, "edit", {"sources.0.url": "example.org"})
    assert errors(response)["sources-0-url"].startswith("“example.org” is not a web address")
    assert '<details class="more" open><summary>More fields</summary>' in response.text


def test_claims_and_disputes_are_found_by_their_tags(app: Flask, people: People) -> None:
    form = CLAIM | {"tags": " Price  of bread, peace,, PEACE"}
    assert sent(people.editor, "claims/new", form).status_code == 303
    assert current_record(app).claims["the-turn-is-a-manoeuvre"].tags == ("price of bread", "peace")
    assert sent(people.editor, "disputes/left-turn/edit", {"tags": "peace"}).status_code == 303
    page = people.editor.get(f"{HOME}/claims/the-turn-is-a-manoeuvre").text
    assert (
        'href="/debates/left-opposition-1928/find?tags=price%20of%20bread"><bdi>price of bread</bdi></a>'
        in page
    )
    found = people.reader.get(f"{HOME}/find?tags=peace&q=manoeuvre").text
    assert found.count('<li class="claim"') == 1
    assert "/disputes/left-turn" not in found.partition('id="found"')[2].partition("</article>")[0]
    assert "/disputes/left-turn" in people.reader.get(f"{HOME}/find?tags=peace").text
    overview = people.reader.get(f"{HOME}/?tags=peace").text
    assert overview.count('<p class="question"') == 1
    assert (
        'value="peace"> <bdi>peace</bdi> <span class="count"'
        in people.reader.get(f"{HOME}/disputes/left-turn").text
    )
    drawn = people.reader.get(f"{HOME}/disputes/left-turn/map.svg?tags=peace&attributions=asserted").text
    assert "Only claims marked “own claim”; claims tagged “peace”" in drawn
    refused = people.reader.get(f"{HOME}/find?tags=war")
    assert refused.status_code == 400
    assert "“tags” has no “war”. Choose from: peace, price of bread." in refused.text


def test_an_event_names_the_disputes_that_it_unsettles(app: Flask, people: People) -> None:
    form = {"name": "The plenum of July", "when": "July 1928", "unsettles": ["left-turn"]}
    assert sent(people.editor, "events/new", form).status_code == 303
    assert current_record(app).events["the-plenum-of-july"].unsettles == ("left-turn",)
    title = current_record(app).disputes["left-turn"].title
    for page in ("timeline", "standalone.html"):
        text = people.editor.get(f"{HOME}/{page}").text
        assert re.search(rf"Unsettles <a href=[^>]*left-turn[^>]*>{re.escape(title)}</a>", text), page


def test_an_event_may_have_an_order_in_place_of_a_date_but_no_circle(app: Flask, people: People) -> None:
    first = next(iter(current_record(app).events.values()))
    form = {"name": "The fall", "after": [reference_text(current_record(app), Kind.EVENT, first.slug)]}
    assert errors(sent(people.editor, "events/new", form)) == {}
    before = current_record(app)
    assert (before.events["the-fall"].when, before.events["the-fall"].after) == (None, (first.slug,))
    for page in ("timeline", "standalone.html", "find?q=fall"):
        text = people.reader.get(f"{HOME}/{page}").text
        assert "undated" in text.partition("The fall")[0][-200:] + text.partition("The fall")[2][:200], page
    later = re.sub(r"\s+", " ", people.reader.get(f"{HOME}/timeline").text)
    assert f'Comes after <a href="#{first.slug}"' in later
    response = sent(people.editor, f"events/{first.slug}/edit", {"after": ["The fall"]})
    assert response.status_code == 422
    assert "come after each other in a circle" in errors(response)["after"]
    response = sent(people.editor, "events/the-fall/edit", {"after": ["The fall"]})
    assert "comes after itself" in errors(response)["after"]
    assert current_record(app) == before


def test_an_event_cannot_unsettle_a_dispute_that_is_not_there(app: Flask, people: People) -> None:
    before = current_record(app)
    form = {"name": "The plenum of July", "when": "July 1928", "unsettles": ["regime-of-another-debate"]}
    response = sent(people.editor, "events/new", form)
    assert response.status_code == 422
    assert errors(response).keys() == {"unsettles"}
    assert current_record(app) == before
