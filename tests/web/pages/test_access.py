"""Who may come in, as whom, and for how long; what a browser is told, and what is kept of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from stances.errors import StancesError, TooManyRequestsError
from stances.record.vocabulary import Role
from stances.store import access
from stances.store.site_tables import InvitationRow, RevisionRow, VisitorSessionRow
from stances.web.core import proxy, visitors
from stances.web.core.refusals import RateLimiter
from tests.support.people import DEBATE, HOME, OWNER_TOKEN, People, browser


def rows(app: Flask, table: Any) -> list[Any]:
    with app.extensions["stances"].database.read_session() as session:
        return list(session.execute(sa.select(table)).scalars())


def set_row(app: Flask, table: Any, **values: Any) -> None:
    with app.extensions["stances"].database.write_session() as session:
        session.execute(sa.update(table).values(**values))


def code_for(people: People, role: str = "editor", limit: int = 3) -> str:
    """The code on the page that the owner's form leads to."""
    page = people.owner.post(
        f"{HOME}/access/invitations", data={"role": role, "days": "7", "limit": str(limit)}
    )
    match = re.search(r'<p class="code">([a-z0-9-]+)</p>', page.text)
    assert match
    return match[1]


def who(client: FlaskClient) -> str:
    return client.get(f"{HOME}/me", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text


# --- the owner ---


def test_the_printed_address_makes_the_owner_and_hides_its_token(people: People, app: Flask) -> None:
    client = app.test_client()
    answer = client.get(f"{HOME}/find?q=left&token={OWNER_TOKEN}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://localhost{HOME}/find?q=left")
    assert who(client) == "<b>the owner</b>, owner"


def test_another_token_makes_nobody(people: People) -> None:
    answer = people.stranger.get("/?token=guess")
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert who(people.stranger).endswith("stranger")


def test_without_a_token_of_its_own_a_site_has_no_owner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(visitors.OWNER_TOKEN_VARIABLE, "")
    client = browser(app)
    client.set_cookie("stances", "")
    assert client.get(f"{HOME}/access").status_code == 401


def test_the_owner_may_have_a_name(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.OWNER_NAME_VARIABLE, "Dr. Weber")
    assert who(people.owner) == "<b>Dr. Weber</b>, owner"


# --- invitations ---


def test_who_accepts_an_invitation_is_in_under_their_name_and_in_its_role(people: People, app: Flask) -> None:
    code = code_for(people, "contributor")
    page = people.stranger.get(f"/join/{code}")
    assert "contributor" in page.text
    answer = people.stranger.post(f"/join/{code}", data={"name": "  Nora\t Lang "})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HOME}/")
    assert who(people.stranger) == "<b>Nora Lang</b>, contributor"
    assert [r.name for r in rows(app, VisitorSessionRow)][-1] == "Nora Lang"


def test_a_code_may_be_typed_as_people_type(people: People) -> None:
    code = code_for(people)
    untidy = code.replace("-", " ").upper().replace("0", "O").replace("1", "I")
    assert people.stranger.get("/join", query_string={"code": untidy}).headers["Location"] == (
        f"/join/{code.replace('-', '')}"
    )
    whole = f"http://localhost/join/{code}"
    answer = people.stranger.get("/join", query_string={"code": whole}, follow_redirects=True)
    assert answer.status_code == 200


def test_neither_codes_nor_tokens_are_in_the_database(people: People, app: Flask) -> None:
    code = code_for(people)
    people.stranger.post(f"/join/{code}", data={"name": "Nora"})
    cookie = people.stranger.get_cookie(f"stances-{DEBATE}")
    assert cookie is not None
    stored = [r.code for r in rows(app, InvitationRow)] + [r.token for r in rows(app, VisitorSessionRow)]
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in stored)
    assert cookie.value not in stored


def test_an_invitation_serves_as_many_as_it_says(people: People, app: Flask) -> None:
    code = code_for(people, limit=2)
    answers = [browser(app).post(f"/join/{code}", data={"name": name}) for name in ("Nora", "Otto", "Paul")]
    assert [answer.status_code for answer in answers] == [303, 303, 404]
    assert "used up" in answers[-1].text


def test_an_invitation_runs_out(people: People, app: Flask) -> None:
    code = code_for(people)
    set_row(app, InvitationRow, ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert "has expired" in people.stranger.get(f"/join/{code}").text
    assert people.stranger.post(f"/join/{code}", data={"name": "Nora"}).status_code == 404


def test_a_revoked_invitation_lets_nobody_in_but_leaves_those_who_are(people: People, app: Flask) -> None:
    code = code_for(people)
    early = browser(app)
    early.post(f"/join/{code}", data={"name": "Nora"})
    number = rows(app, InvitationRow)[-1].id
    people.owner.post(f"{HOME}/access/invitations/{number}/revoke")
    assert "was revoked" in people.stranger.post(f"/join/{code}", data={"name": "Otto"}).text
    assert who(early) == "<b>Nora</b>, editor"
    people.owner.post(f"{HOME}/access/invitations/{number}/revoke", data={"end": "yes"})
    assert who(early).endswith("stranger")


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"role": "stranger", "days": "7", "limit": "3"}, "“role” is owner, editor, contributor or reader"),
        ({"role": "king", "days": "7", "limit": "3"}, "“role” is owner, editor, contributor or reader"),
        ({"role": "editor", "days": "0", "limit": "3"}, "“days” is a whole number from 1 to 366"),
        ({"role": "editor", "days": "367", "limit": "3"}, "“days” is a whole number from 1 to 366"),
        ({"role": "editor", "days": "7", "limit": "0"}, "“limit” is a whole number from 1 to 1000"),
        ({"role": "editor", "days": "7", "limit": "1001"}, "“limit” is a whole number from 1 to 1000"),
        ({"role": "editor", "days": "٣", "limit": "3"}, "“days” is a whole number"),
        ({"role": "editor", "days": "9" * 5000, "limit": "3"}, "“days” is a whole number"),
    ],
)
def test_an_invitation_without_sense_is_refused_with_what_was_typed(
    people: People, app: Flask, form: dict[str, str], says: str
) -> None:
    before = len(rows(app, InvitationRow))
    answer = people.owner.post(f"{HOME}/access/invitations", data=form)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{form["days"]}"' in answer.text
    assert len(rows(app, InvitationRow)) == before


@pytest.mark.parametrize("form", [{}, {"name": "Nora", "role": "owner"}])
def test_a_form_of_other_fields_is_refused(people: People, form: dict[str, str]) -> None:
    assert people.stranger.post(f"/join/{code_for(people)}", data=form).status_code == 400


def test_nobody_reaches_into_another_debate(people: People, app: Flask) -> None:
    """An owner of one debate is a stranger in the next, whatever numbers they send."""
    code = code_for(people, "owner")
    people.stranger.post(f"/join/{code}", data={"name": "Nora"})
    assert people.stranger.get(f"{HOME}/access").status_code == 200
    assert people.stranger.get("/debates/noise/access").status_code == 401
    assert people.owner.post("/debates/noise/access/people/1/end").status_code == 404
    assert people.owner.post("/debates/noise/access/invitations/1/revoke").status_code == 404
    assert who(people.editor) == "<b>Edith</b>, editor"


def test_the_class_does_not_get_a_link_to_its_own_machine(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"role": "editor", "days": "7", "limit": "3"}
    before = people.owner.get(f"{HOME}/access").text
    assert "stances serve --lan" in before
    assert re.search(r'value="contributor" checked', before)
    assert "stances serve --lan" in people.owner.post(f"{HOME}/access/invitations", data=form).text
    monkeypatch.setenv("STANCES_ADDRESS", "http://192.168.1.20:5000")
    assert "stances serve --lan" not in people.owner.get(f"{HOME}/access").text
    page = people.owner.post(f"{HOME}/access/invitations", data=form).text
    assert "http://192.168.1.20:5000/join/" in page
    assert "Copy it now: for security it is not stored and cannot be shown again." in page
    assert "stances serve --lan" not in page


# --- names ---


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 61,
        "Ed\x00ith",
        "edith",
        "EDITH ",
        "Ｅdith",
        "The Owner",
        "Edi\u200bth",
        "a\u202eb",
        "--",
        "a\ud800",
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_and_kept_in_the_form(
    people: People, app: Flask, name: str
) -> None:
    sent = name.encode("utf-8", "surrogatepass")
    answer = people.stranger.post(f"/join/{code_for(people)}", data={"name": sent})
    assert answer.status_code in (400, 422)
    assert [r.name for r in rows(app, VisitorSessionRow)] == ["Edith", "Conrad", "Rita"]


def test_a_name_is_shown_as_text(people: People) -> None:
    people.stranger.post(f"/join/{code_for(people)}", data={"name": "<script>alert(1)</script>"})
    for page in (who(people.stranger), people.owner.get(f"{HOME}/access").text):
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_no_kept_page_says_a_name(people: People) -> None:
    assert "Edith" not in people.editor.get(f"{HOME}/").text
    assert people.editor.get(f"{HOME}/me").headers["Cache-Control"] == "no-store"


# --- sessions ---


def test_an_ended_session_is_a_stranger_s(people: People) -> None:
    assert "Rita" in people.owner.get(f"{HOME}/access").text
    people.owner.post(f"{HOME}/access/people/3/end")
    assert who(people.reader).endswith("stranger")
    assert "Rita" not in people.owner.get(f"{HOME}/access").text


def test_a_session_runs_out(people: People, app: Flask) -> None:
    set_row(app, VisitorSessionRow, ends_at=datetime.now(UTC))
    assert who(people.editor).endswith("stranger")


def test_a_name_can_be_changed_and_the_history_keeps_the_old_one(people: People, app: Flask) -> None:
    people.editor.post(f"{HOME}/factions/new", data={"name": "Those who wait", "base": "0"})
    assert 'value="Edith"' in people.editor.get(f"{HOME}/me").text
    assert people.editor.post(f"{HOME}/me", data={"name": " Edith  Weber "}).status_code == 303
    assert who(people.editor) == "<b>Edith Weber</b>, editor"
    assert [r.who for r in rows(app, RevisionRow)][-1] == "Edith"


@pytest.mark.parametrize("name", ["", "Rita", "the owner", "x" * 61, "\u202e"])
def test_a_name_is_not_changed_to_what_cannot_be_taken(name: str, people: People) -> None:
    answer = people.contributor.post(f"{HOME}/me", data={"name": name})
    assert answer.status_code == 422
    assert 'id="name-problem"' in answer.text
    assert who(people.contributor) == "<b>Conrad</b>, contributor"


def test_a_name_may_be_written_otherwise(people: People) -> None:
    assert people.reader.post(f"{HOME}/me", data={"name": "RITA"}).status_code == 303
    assert who(people.reader) == "<b>RITA</b>, reader"


def test_the_owner_of_the_machine_has_the_name_it_was_started_with(people: People) -> None:
    people.owner.post(f"{HOME}/me", data={"name": "Somebody"})
    page = people.owner.get(f"{HOME}/me").text
    assert "<h1>the owner</h1>" in page
    assert 'name="name"' not in page


def test_who_leaves_is_out_for_good_and_the_name_is_free(people: People) -> None:
    token = people.reader.get_cookie(f"stances-{DEBATE}")
    assert token is not None
    people.reader.post(f"{HOME}/leave")
    people.stranger.set_cookie(f"stances-{DEBATE}", token.value)
    assert who(people.stranger).endswith("stranger")
    assert people.stranger.post(f"/join/{code_for(people)}", data={"name": "Rita"}).status_code == 303


def test_who_joins_again_has_one_session(people: People, app: Flask) -> None:
    people.reader.post(f"/join/{code_for(people)}", data={"name": "Rita"})
    assert who(people.reader) == "<b>Rita</b>, editor"
    assert [r.ended_at is None for r in rows(app, VisitorSessionRow) if r.name == "Rita"] == [
        False,
        True,
    ]


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(
    people: People, scheme: str, secure: bool
) -> None:
    people.stranger.environ_base["HTTP_ORIGIN"] = f"{scheme}://localhost"
    answer = people.stranger.post(
        f"/join/{code_for(people)}", data={"name": "Nora"}, base_url=f"{scheme}://localhost"
    )
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) == secure


def test_two_sites_on_one_machine_keep_their_visitors_apart(people: People, app: Flask) -> None:
    client = app.test_client()
    client.get(f"/?token={OWNER_TOKEN}", base_url="http://localhost:5000")
    assert client.get_cookie("stances-5000") is not None
    assert client.get(f"{HOME}/access", base_url="http://localhost:5001").status_code == 401


# --- reading ---


def test_a_debate_that_is_not_public_is_for_those_who_joined(people: People) -> None:
    people.owner.post(f"{HOME}/access/public", data={"public": "no"})
    assert people.reader.get(f"{HOME}/").status_code == 200
    refused = people.stranger.get(f"{HOME}/")
    assert refused.status_code == 401
    assert 'action="/join"' in refused.text
    assert "Left Opposition" not in refused.text
    assert "Left Opposition" not in people.stranger.get("/").text
    assert "Left Opposition" in people.reader.get("/").text
    people.owner.post(f"{HOME}/access/public", data={"public": "on"})
    assert people.stranger.get(f"{HOME}/").status_code == 200


def test_nobody_gets_a_page_that_was_made_for_another_role(people: People) -> None:
    owners = people.owner.get(f"{HOME}/")
    strangers = people.stranger.get(f"{HOME}/", headers={"If-None-Match": owners.headers["ETag"]})
    assert "/access" in owners.text
    assert strangers.status_code == 200
    assert "/access" not in strangers.text
    assert "private" in owners.headers["Cache-Control"]


# --- limits ---


def test_guessing_codes_is_slowed_down_and_even_a_right_one_waits(people: People) -> None:
    right = code_for(people)
    answers = [people.stranger.get(f"/join/wrong{n}") for n in range(25)]
    assert [a.status_code for a in answers[:20]] == [404] * 20
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert people.stranger.get(f"/join/{right}").status_code == 429


def test_a_class_behind_one_address_comes_in_at_once(people: People, app: Flask) -> None:
    code = code_for(people, limit=60)
    names = (f"Student {n}" for n in range(60))
    assert {browser(app).post(f"/join/{code}", data={"name": n}).status_code for n in names} == {303}


def test_a_limit_fills_up_again() -> None:
    now = 0.0
    limit = RateLimiter(burst=10, a_second=2, clock=lambda: now)
    limit.spend("a", 10)
    with pytest.raises(TooManyRequestsError) as refused:
        limit.check("a", 5)
    assert refused.value.seconds == 3
    limit.check("b", 5)
    now = 2.5
    limit.check("a", 5)


# --- behind a proxy ---


@pytest.fixture
def proxied(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A site that believes the proxy at 10.0.0.5, where anna runs things and others may propose."""
    for name, value in {
        proxy.PROXIES_VARIABLE: "10.0.0.5",
        proxy.USER_HEADER_VARIABLE: "X-Remote-User",
        proxy.USERS_ROLE_VARIABLE: "contributor",
        proxy.OWNERS_VARIABLE: "anna, otto",
    }.items():
        monkeypatch.setenv(name, value)
    proxy.init_app(app)
    return browser(app)


def seen(client: FlaskClient, user: str, address: str) -> str:
    environ = {"REMOTE_ADDR": address}
    headers = {"X-Remote-User": user, "HX-Request": "true", "HX-Request-Type": "partial"}
    return client.get(f"{HOME}/me", headers=headers, environ_overrides=environ).text


def test_the_login_of_the_trusted_proxy_is_believed(proxied: FlaskClient) -> None:
    assert seen(proxied, "anna", "10.0.0.5") == "<b>anna</b>, owner"
    assert seen(proxied, "bert", "10.0.0.5") == "<b>bert</b>, contributor"


def test_nobody_else_s_word_is_believed(proxied: FlaskClient) -> None:
    for address in ("10.0.0.6", "127.0.0.1", "", "10.0.0.5, 1.2.3.4"):
        assert seen(proxied, "anna", address).endswith("stranger")


def test_a_login_keeps_its_name_when_it_accepts_an_invitation(proxied: FlaskClient, app: Flask) -> None:
    with app.extensions["stances"].database.write_session() as session:
        code = access.create_invitation(session, DEBATE, Role.EDITOR, days=1, limit=5, by="a test")
    environ = {"REMOTE_ADDR": "10.0.0.5"}
    headers = {"X-Remote-User": "bert"}
    proxied.post(f"/join/{code}", data={"name": "anna"}, headers=headers, environ_overrides=environ)
    assert seen(proxied, "bert", "10.0.0.5") == "<b>bert</b>, editor"
    assert seen(proxied, "carla", "10.0.0.5") == "<b>carla</b>, contributor"


def test_the_proxy_says_whether_there_was_tls(proxied: FlaskClient) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Remote-User": "bert"}
    home = f"{HOME}/leave"
    inside = proxied.post(
        home,
        headers={**headers, "Origin": "https://localhost"},
        environ_overrides={"REMOTE_ADDR": "10.0.0.5"},
    )
    outside = proxied.post(
        home, headers={**headers, "Origin": "https://localhost"}, environ_overrides={"REMOTE_ADDR": "1.2.3.4"}
    )
    assert (inside.status_code, outside.status_code) == (303, 403)


def test_a_header_without_a_proxy_to_trust_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(proxy.USER_HEADER_VARIABLE, "X-Remote-User")
    with pytest.raises(StancesError, match=r"anybody could pose as anybody"):
        proxy.init_app(app)


def test_a_header_is_off_unless_asked_for(people: People) -> None:
    assert seen(people.stranger, "anna", "127.0.0.1").endswith("stranger")
