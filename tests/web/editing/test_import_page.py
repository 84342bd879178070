"""Importing on the site: preview, choose, save once; what is wrong with a file is said with its line, and its text stays."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stances.formats import find_format
from stances.record.record import Record
from stances.web.core.making import LaneName
from stances.web.editing import import_page
from tests.support.people import HOME, People
from tests.support.small_debate import claim, shown_debate

YAML = find_format("yaml")


def send(client: FlaskClient, address: str, content: bytes, name: str = "bridge.yaml") -> str:
    """The preview of a file."""
    answer = client.post(address, data={"file": (BytesIO(content), name)})
    assert answer.status_code == 200, answer.text
    return answer.text


def fields(page: str) -> dict[str, str]:
    """What the form of a preview sends if nothing is chosen."""
    return {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]
        for name in ("edits", "base", "name")
    }


def with_more() -> Record:
    build = shown_debate().claims["build"]
    changed = build.model_copy(update={"note": "Seen.", "text": "No bridge, please."})
    return shown_debate().with_edits([changed, claim("new", dispute="bridge")])


def test_a_file_becomes_a_debate_and_a_later_one_a_change_of_it_that_can_be_undone(people: People) -> None:
    owner, address = people.owner, "/debates/new/import"
    page = send(owner, address, YAML.encode(shown_debate()))
    assert "this would become the debate “<bdi>The bridge</bdi>”" in page
    assert "5 claims</summary>" in page
    assert owner.post(f"{address}/save", data=fields(page)).headers["Location"].startswith("/debates/bridge/")

    home = "/debates/bridge"
    assert "there is nothing to save" in send(owner, f"{home}/import", YAML.encode(shown_debate()))
    page = send(owner, f"{home}/import", YAML.encode(with_more()))
    assert "Different here and in the file" in page
    number = re.search(r'name="take-(\d+)" value="file"', page)[1]  # type: ignore[index]
    taken = fields(page) | {f"take-{number}": "file"}
    assert owner.post(f"{home}/import/save", data=taken).status_code == 303
    told = owner.get(f"{home}/record.json").json["claims"]  # type: ignore[index]
    assert [c["text"] for c in told if c["slug"] in ("build", "new")] == [
        "No bridge, please.",
        "Claim new stands.",
    ]
    history = owner.get(f"{home}/history").text
    assert history.count("imported from bridge.yaml") == 2
    change = max(map(int, re.findall(rf"{home}/history/changes/(\d+)", history)))
    assert owner.post(f"{home}/history/changes/{change}/undo").status_code == 303
    told = owner.get(f"{home}/record.json").json["claims"]  # type: ignore[index]
    assert [c["text"] for c in told if c["slug"] in ("build", "new")] == ["The town should build the bridge."]

    page = send(owner, address, YAML.encode(shown_debate()))
    assert (
        owner.post(f"{address}/save", data=fields(page)).headers["Location"].startswith("/debates/bridge-2/")
    )


def test_what_cannot_be_read_is_said_with_its_line_and_the_text_stays_to_be_corrected(people: People) -> None:
    text = YAML.encode(shown_debate()).decode().replace("speaker: bob", "speaker: bo", 1)
    answer = people.editor.post(f"{HOME}/import", data={"text": text.replace("\n", "\r\n")})
    assert answer.status_code == 422
    assert re.search(r"<li dir=\"auto\">pasted text:\d+: claim “cost”", html.unescape(answer.text))
    assert html.escape(text, quote=True).replace("&#x27;", "&#39;") in answer.text.replace("&#34;", "&quot;")
    page = people.editor.post(f"{HOME}/import", data={"text": text.replace("bo\n", "bob\n"), "form": "yaml"})
    assert page.status_code == 200
    assert "Change the text, or choose another file" in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds no text; choose a file, or paste a text"),
        (b"format: stances/1\n#" + b"x" * 200_000, "is larger than 0 MB"),
        ("format: stances/1".encode("utf-16"), "is written in UTF-16; save it again as UTF-8"),
        (b"PK\x03\x04", "is a packed archive"),
        (b"format: stances/1\ndebate: &a [*a, *a]", "is an anchor, which this format does not have"),
    ],
)
def test_a_file_that_no_debate_can_be_is_refused(
    people: People, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_page, "MAX_IMPORT_BYTES", 100_000)
    answer = people.editor.post(f"{HOME}/import", data={"file": (BytesIO(content), "a.yaml")})
    assert answer.status_code == 422
    assert words in answer.text


def test_edits_that_nobody_previewed_are_refused_whole(people: People) -> None:
    for edits in ("", "{", "[1]", '[{"kind": "claim", "put": {}}]', "[" * 9999, '[{"kind": "x", "put": {}}]'):
        answer = people.editor.post(f"{HOME}/import/save", data={"edits": edits, "base": "1"})
        assert answer.status_code == 400, edits


def test_an_editor_reads_one_file_at_a_time(app: Flask, people: People) -> None:
    lane = app.extensions["stances"].maker.lanes[LaneName.IMPORT]
    lane.limits = type(lane.limits)(**{**vars(lane.limits), "of_visitor": 0})
    answer = people.editor.post(f"{HOME}/import", data={"text": "x"})
    assert answer.status_code == 429
    assert "A file of yours is still being read." in html.unescape(answer.text)


TABLE = """Who	When	Statement	Dispute
Radek	June 1928	A table was pasted.	The left turn
A newcomer	one day	No.	The left turn
"""


def test_a_pasted_table_has_its_columns_looked_at_and_becomes_one_change(people: People) -> None:
    editor, address = people.editor, f"{HOME}/import"
    asked = editor.post(address, data={"text": TABLE}).text
    assert "Import a table" in asked
    assert re.findall(r'<option value="(\w+)" selected', asked)[:5] == [
        "claim",
        "speaker",
        "when",
        "text",
        "dispute",
    ]
    chosen = {
        "form": "table",
        "kind": "claim",
        "guessed": "claim",
        "column": ["speaker", "when", "text", "dispute"],
    }
    page = editor.post(address, data={"text": TABLE, **chosen}).text
    assert "1 claim</summary>" in page
    assert "pasted text:3: Date: " in html.unescape(page)
    assert editor.post(f"{address}/save", data=fields(page)).status_code == 303
    claims = (editor.get(f"{HOME}/record.json").json or {})["claims"]
    (made,) = [claim for claim in claims if claim["text"] == "A table was pasted."]
    assert (made["speaker"], made["when"], made["dispute"]) == ("radek", "1928-06", "left-turn")
    again = editor.post(address, data={"text": TABLE.replace("one day", "1928"), **chosen}).text
    assert "are here already" in again


def test_columns_that_are_wrong_are_asked_about_again(people: People) -> None:
    chosen = {
        "form": "table",
        "kind": "claim",
        "guessed": "claim",
        "column": ["speaker", "when", "", "speaker"],
    }
    asked = people.editor.post(f"{HOME}/import", data={"text": TABLE, **chosen})
    assert asked.status_code == 422
    assert "columns 1, 4 are both “Speaker”" in html.unescape(asked.text)
    assert "has no column “Claim”" in html.unescape(asked.text)
    links = people.editor.post(f"{HOME}/import", data={"text": TABLE, **chosen, "kind": "link"}).text
    assert '<option value="link" selected' in links


def test_a_dispute_that_no_column_names_is_asked_for_once(people: People) -> None:
    text = "Speaker,Claim\nRadek,No dispute here.\n"
    columns = {"form": "table", "kind": "claim", "guessed": "claim", "column": ["speaker", "text"]}
    assert 'name="dispute"' in people.editor.post(f"{HOME}/import", data={"text": text}).text
    assert people.editor.post(f"{HOME}/import", data={"text": text, **columns}).status_code == 422
    page = people.editor.post(
        f"{HOME}/import", data={"text": text, **columns, "dispute": "The left turn"}
    ).text
    assert "1 claim</summary>" in page


def test_there_is_an_empty_table_of_each_kind(people: People) -> None:
    answer = people.editor.get(f"{HOME}/import/stance.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=stances.csv"
    assert answer.text.startswith("\ufeffIdentifier,Participant,Dispute,Position,Date")
    assert people.editor.get(f"{HOME}/import/faction.csv").status_code == 404


def test_what_the_file_says_is_taken_for_all_that_differ(people: People) -> None:
    owner, address = people.owner, "/debates/new/import"
    owner.post(f"{address}/save", data=fields(send(owner, address, YAML.encode(shown_debate()))))
    other = [c.model_copy(update={"text": f"{c.text} Or not."}) for c in shown_debate().claims.values()]
    page = send(owner, "/debates/bridge/import", YAML.encode(shown_debate().with_edits(other)))
    assert "Take what the file says for all 5" in page
    owner.post("/debates/bridge/import/save", data=fields(page) | {"take-all": "file"})
    told = owner.get("/debates/bridge/record.json").text
    assert told.count("Or not.") == 5
