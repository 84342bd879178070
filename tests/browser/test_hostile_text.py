"""Whatever people type is stored exactly, shown as text, and never runs: every text of every kind, on every kind of page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from stances.record.entries import Claim, Entry
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Put, apply_edits
from stances.store.database import open_database
from stances.store.row_mapper import read_record
from tests.browser.pages import MAP
from tests.browser.server import serving

HOSTILE = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
MORE = "{{7*7}} ${7*7} ' \" & </title></svg>]]> \u202e‮ \\N \\G ﷽ 𝕏 javascript:document.title='run'"
TEXTS = {
    *("title", "summary", "name", "short", "aliases", "place", "note", "question", "label", "gloss"),
    *("text", "rationale", "author", "citation", "translator", "page"),
}
PAGES = (
    *("", "timeline", "find?q=img", "check", "participants", "documents", "map", "history"),
    *("disputes/left-turn", "disputes/left-turn/edit", "participants/trotsky", "participants/trotsky/edit"),
    *("claims/turn-made", "claims/turn-made/edit", "claims/turn-made/delete", "claims/turn-made/answer"),
    *("documents/rakovsky-reply", "factions/conciliators", "links/new", "stances/new"),
)


def poisoned(value: Any, key: str = "") -> Any:
    """The value with hostile words before each text that a person could have typed."""
    if isinstance(value, dict):
        return {k: poisoned(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v, key) for v in value]
    if key in TEXTS and isinstance(value, str):
        return f"{HOSTILE} {MORE} {value}"[
            : 300 if key not in ("note", "summary", "gloss", "text", "question") else 2000
        ]
    return value


def poisoned_entry(entry: Entry) -> dict[str, Any]:
    """An entry's data poisoned; a claim's title has room for the first element alone."""
    data: dict[str, Any] = poisoned(entry.to_dict())
    return data | {"title": data["title"][:60]} if isinstance(entry, Claim) and entry.title else data


def hostile(shipped: Record) -> list[Entry]:
    return [
        MODELS[entry.kind_name].model_validate_json(_json(poisoned_entry(entry)))
        for entry in (shipped.debate, *shipped.entries())
    ]


def _json(data: dict[str, Any]) -> str:

    return json.dumps(data)


@pytest.fixture(scope="module")
def hostile_site(shipped: Record, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    database = open_database(f"sqlite:///{(folder / 'stances.db').as_posix()}")
    with database.write_session() as session:
        stored = apply_edits(
            session, None, [Put(entry) for entry in hostile(shipped)], who=HOSTILE[:80], why="poison"
        )
    with database.read_session() as session:
        assert read_record(session, shipped.debate.slug, 0) == stored
    database.close()
    with serving(folder, STANCES_OWNER_TOKEN="owner") as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_is_shown_and_never_runs(
    page: Page, hostile_site: str, path: str, console_errors: list[str]
) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.goto(f"{hostile_site}/?token=owner")
    page.goto(f"{hostile_site}/debates/left-opposition-1928/{path}")
    if page.locator(".map .canvas").count():
        page.locator(MAP).first.wait_for()
    assert page.title() != "run"
    assert (
        page.locator(
            "main img, main script:not([type='application/json']), svg script, main [onerror]"
        ).count()
        == 0
    )
    assert "onerror=" in page.locator("body").inner_text() + "".join(
        page.locator("input, textarea").evaluate_all("all => all.map(one => one.value)")
    )


def test_every_kind_has_a_text_that_is_poisoned(shipped: Record) -> None:
    kinds = {entry.kind_name for entry in hostile(shipped) if "onerror" in str(entry.to_dict())}
    assert kinds == set(Kind)
