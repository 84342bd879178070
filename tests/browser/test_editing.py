"""Writing in a real browser: by keyboard alone, without scripts, with text that would like to run, and after a crash."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import MAP, open_menu, until
from tests.browser.server import serving
from tests.support.people import HOME

TOKEN = "a-token-for-this-test"
HOSTILE = '"><img src=x onerror="document.title=1"><script>document.title=1</script> {{ 7*7 }} &amp; \'é\''


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of this module's own, at which the token makes the owner."""
    with serving(tmp_path_factory.mktemp("editing"), STANCES_OWNER_TOKEN=TOKEN) as address:
        yield address


@pytest.fixture
def editor(page: Page, owned: str) -> Page:
    page.goto(f"{owned}/?token={TOKEN}")
    return page


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
    return name


def test_a_claim_is_rebutted_by_keyboard_alone(editor: Page, owned: str, console_errors: list[str]) -> None:
    editor.goto(f"{owned}{HOME}/claims/turn-made")
    editor.get_by_role("link", name="Rebut this").focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("textarea[name=text]")).to_be_focused()
    editor.keyboard.type("It was made under pressure.")
    editor.keyboard.press("Tab")
    editor.keyboard.type("rad")
    expect(editor.get_by_role("option", name="Radek")).to_be_visible()
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    expect(editor.locator("input[name=speaker]")).to_have_value("Karl Bernardovich Radek")
    editor.keyboard.press("Tab")
    editor.keyboard.type("end of May 1928")
    expect(editor.locator("output.read").first).to_contain_text("21 May 1928")
    editor.keyboard.press("Enter")
    expect(editor.locator("small.error")).to_have_text("Give the reason in one sentence.")
    expect(editor.locator("input[name=rationale]")).to_be_focused()
    assert "422" in console_errors.pop()
    editor.keyboard.type("Pressure is not conviction.")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator(".links")).to_contain_text(["It was made under pressure."])
    expect(editor.locator("form.record-form")).to_have_count(0)
    expect(editor.locator(".links [data-revised=You]")).to_have_count(1)
    expect(editor.locator("#activity p")).to_have_count(0)
    assert editor.url.endswith("/claims/turn-made")
    assert focused(editor) == "Rebut this"
    note = editor.locator(".panel .saved-note")
    expect(note).to_contain_text("Saved: “It was made under pressure.”")
    note.get_by_role("button", name="Undo").press("Enter")
    expect(note).to_contain_text("Undone")
    expect(editor.get_by_text("It was made under pressure.", exact=True)).to_have_count(0)


def test_a_link_is_drawn_from_box_to_box_and_its_form_saved_without_leaving_the_workspace(
    editor: Page, owned: str
) -> None:
    editor.goto(f"{owned}{HOME}/disputes/left-turn?claim=unemployment-still-rises")
    editor.locator(MAP).wait_for()
    handle = editor.get_by_role("link", name="Link", exact=True)
    expect(handle).to_be_visible()
    editor.evaluate("window.kept = true")
    start = handle.bounding_box()
    end = editor.locator("g.claim[data-slug=turn-made]").bounding_box()
    assert start
    assert end
    editor.mouse.move(start["x"] + 8, start["y"] + 8)
    editor.mouse.down()
    for part in (0.5, 1):
        x, y = end["x"] + end["width"] / 2, end["y"] + end["height"] / 2
        editor.mouse.move(start["x"] + (x - start["x"]) * part, start["y"] + (y - start["y"]) * part)
    expect(editor.locator("g.claim.aimed-at")).to_have_count(1)
    editor.mouse.up()
    reason = editor.locator("#panel input[name=rationale]")
    expect(reason).to_be_focused()
    expect(editor.locator("#panel input[name=source]")).to_have_value(re.compile("Unemployment"))
    reason.fill("Work was promised.")
    reason.press("Enter")
    expect(editor.locator("#panel .saved-note")).to_contain_text("Saved")
    expect(
        editor.locator("g.link[data-source=unemployment-still-rises][data-target=turn-made]")
    ).to_have_count(1)
    assert editor.evaluate("window.kept")
    assert "claim=unemployment-still-rises" in editor.url


def test_a_record_opened_beside_a_map_is_answered_there(editor: Page, owned: str) -> None:
    editor.goto(f"{owned}{HOME}/claims/turn-made")
    editor.locator(MAP).wait_for()
    editor.locator("g.claim[data-slug=no-new-course-to-be-seen] a").first.press("Enter")
    beside = editor.locator(".beside")
    beside.get_by_role("link", name="Rebut this").click()
    beside.locator("textarea[name=text]").fill("It is seen in the villages.")
    beside.locator("input[name=speaker]").fill("Smilga")
    beside.locator("input[name=rationale]").fill("Villages are part of the country.")
    beside.locator("input[name=rationale]").press("Control+Enter")
    expect(beside.locator(".saved-note")).to_contain_text("Saved")
    expect(beside.locator(".links")).to_contain_text(["It is seen in the villages."])
    expect(editor.locator("g.claim[data-slug=it-is-seen-in-the-villages]")).to_have_count(1)


def test_what_was_deleted_is_said_on_the_next_page_and_can_be_undone_there(editor: Page, owned: str) -> None:
    editor.goto(f"{owned}{HOME}/factions/conciliators/delete")
    editor.locator(".decide button").click()
    note = editor.locator("#activity .saved-note")
    expect(note).to_contain_text("Deleted: Conciliators")
    note.get_by_role("button", name="Undo").click()
    expect(note).to_contain_text("Undone")
    editor.reload()
    expect(editor.locator("main")).to_be_visible()
    expect(note).to_have_count(0)


def test_escape_closes_the_panel_where_it_was_opened(editor: Page, owned: str) -> None:
    editor.goto(f"{owned}{HOME}/claims/turn-made")
    editor.get_by_role("link", name="Support this").click()
    expect(editor.locator("textarea[name=text]")).to_be_focused()
    editor.keyboard.press("Escape")
    expect(editor.locator("form.record-form")).to_have_count(0)
    assert focused(editor) == "Support this"
    menu = open_menu(editor, "Edit")
    menu.get_by_role("link", name="Edit this claim").press("Enter")
    expect(editor.locator("textarea[name=text]")).to_be_focused()
    expect(menu).not_to_have_attribute("open", "")
    editor.keyboard.press("Escape")
    assert focused(editor) == "Edit"


def test_one_menu_of_a_page_is_open_until_one_turns_elsewhere(editor: Page, owned: str) -> None:
    editor.goto(f"{owned}{HOME}/claims/turn-made")
    edit, share = open_menu(editor, "Edit"), open_menu(editor, "Share")
    expect(edit).not_to_have_attribute("open", "")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Escape")
    expect(share).not_to_have_attribute("open", "")
    assert focused(editor) == "Share"
    open_menu(editor, "Share").get_by_role("link", name="How to cite this page").click()
    expect(editor.locator("#cite")).to_be_visible()
    open_menu(editor, "Edit")
    editor.get_by_role("heading", level=1).click()
    expect(edit).not_to_have_attribute("open", "")


def test_what_was_typed_survives_a_crash_and_is_forgotten_once_saved(editor: Page, owned: str) -> None:
    address = f"{owned}{HOME}/participants/radek/edit"
    editor.goto(address)
    editor.fill("input[name=place]", "Tomsk, at last")
    until(editor, "Object.values(localStorage).some((kept) => kept.includes('Tomsk, at last'))")
    editor.goto("about:blank")
    editor.goto(address)
    expect(editor.locator(".draft")).to_contain_text(
        re.compile(r"unsaved draft from \d+ \w+ \d{4}, \d\d:\d\d UTC")
    )
    editor.get_by_role("button", name="Restore draft").click()
    expect(editor.locator("input[name=place]")).to_have_value("Tomsk, at last")
    editor.locator(".buttons button").click()
    expect(editor.locator("dl.facts")).to_contain_text("Tomsk, at last")
    editor.goto(address)
    expect(editor.locator("form.record-form")).to_be_visible()
    expect(editor.locator(".draft")).to_have_count(0)


def test_a_faction_is_created_by_its_name_which_is_typed_on_and_no_draft_is_taken_for_lost(
    editor: Page, owned: str
) -> None:
    editor.goto(f"{owned}{HOME}/participants")
    editor.get_by_role("link", name="Add a participant").click()
    expect(editor.locator("input[name=name]")).to_be_focused()
    editor.keyboard.type("Anna Marsh")
    until(editor, "Object.values(localStorage).some((kept) => kept.includes('Anna Marsh'))")
    editor.locator("button[name=add][value=memberships]").click()
    faction = editor.locator("input[name='memberships.0.faction']")
    expect(faction).to_be_focused()
    expect(editor.locator(".draft")).to_have_count(0)
    editor.keyboard.type("Cyclis")
    expect(editor.locator(".options li")).to_have_text(["Create “Cyclis” new faction"])
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    editor.keyboard.type("ts’ group")
    expect(editor.locator("small.creates")).to_have_text(
        "New faction “Cyclists’ group”, created when you save."
    )
    editor.keyboard.press("Control+Enter")
    expect(editor.locator(".saved-note")).to_contain_text("Anna Marsh")
    editor.goto(f"{owned}{HOME}/participants/anna-marsh")
    expect(editor.locator("dl.facts")).to_contain_text("Cyclists’ group")


def test_positions_are_moved_by_keys_buttons_and_dragging_and_signs_follow(editor: Page, owned: str) -> None:
    editor.goto(f"{owned}{HOME}/disputes/new")
    editor.locator("textarea[name=question]").fill("Should Mill Road get a lane?")
    rows = editor.locator(".row.positions")

    def order() -> list[str]:
        return [row.locator("[name$='.label']").input_value() for row in rows.all()]

    first = editor.locator("[name='positions.0.label']")
    first.press("Alt+ArrowDown")
    assert order() == ["in part", "yes", "no"]
    expect(editor.locator("[name='positions.1.label']")).to_be_focused()
    rows.nth(2).get_by_role("button", name="Move up").click()
    assert order() == ["in part", "no", "yes"]
    below = rows.nth(2).bounding_box()
    assert below
    rows.nth(0).locator(".grip").drag_to(rows.nth(2), target_position={"x": 5, "y": below["height"] - 5})
    assert order() == ["no", "yes", "in part"]
    signs = rows.locator("[name$='.key']").evaluate_all("all => all.map((one) => one.placeholder)")
    assert signs == ["+", "0", "−"]
    first.press("Control+Enter")
    editor.wait_for_url("**/should-mill-road-get-a-lane")
    scale = editor.locator("ul.scale li").all_inner_texts()
    assert [" ".join(text.split()) for text in scale] == ["+ no", "0 yes", "− in part"]


def test_no_text_in_any_field_ever_runs(editor: Page, owned: str) -> None:
    for path, shown in (
        ("participants/smilga", "participants/smilga"),
        ("claims/turn-made", "disputes/left-turn"),
    ):
        editor.goto(f"{owned}{HOME}/{path}/edit")
        editor.locator("details.more").evaluate("d => d.open = true")
        for field in ("name", "place", "text", "note"):
            for box in editor.locator(f"form.record-form [name={field}]").all():
                box.fill(HOSTILE)
        editor.locator(".buttons button").click()
        editor.wait_for_url(f"**/{path}")
        for page in (
            path,
            shown,
            f"{path}/edit",
            f"{path}/delete",
            "history",
            "participants",
            f"{path}/map.svg",
        ):
            editor.goto(f"{owned}{HOME}/{page}")
            for _ in editor.locator(".map .canvas").all():
                editor.locator(MAP).wait_for()
            assert editor.title() != "1", page
            assert editor.locator("img[src=x]").count() == 0, page
    editor.goto(f"{owned}{HOME}/claims/turn-made")
    assert HOSTILE in editor.inner_text("h1")


def test_everything_works_without_scripts(scriptless: Page, owned: str) -> None:
    scriptless.goto(f"{owned}/?token={TOKEN}")
    scriptless.goto(f"{owned}{HOME}/documents")
    scriptless.get_by_role("link", name="Add a document").click()
    scriptless.fill("input[name=title]", "A letter from nowhere")
    scriptless.fill("input[name=authors]", "Karl Bernardovich Radek")
    scriptless.locator("button[name=add][value=authors]").click()
    scriptless.locator("input[name=authors]").last.fill("Ivan Nikitich")
    scriptless.fill("input[name=when]", "sometime")
    scriptless.locator(".buttons button").first.click()
    assert "is not a date" in scriptless.inner_text("small.error")
    scriptless.fill("input[name=when]", "about June 1928")
    scriptless.locator(".buttons button").first.click()
    scriptless.get_by_role("button", name="Create “Ivan Nikitich”").click()
    assert "Ivan Nikitich" in scriptless.inner_text("dl.facts")
    open_menu(scriptless, "Edit").get_by_role("link", name="Delete").click()
    scriptless.locator(".decide button").click()
    assert "A letter from nowhere" not in scriptless.inner_text("main")


def test_a_dispute_is_written_as_text_while_its_map_follows(editor: Page, owned: str) -> None:
    editor.goto(f"{owned}{HOME}/disputes/cause")
    open_menu(editor, "Edit")
    editor.get_by_role("link", name="Write it as text").click()
    drawing, text = editor.locator("#outline-drawing svg"), editor.locator("textarea[name=text]")
    expect(drawing).to_contain_text("objective need")
    expect(editor.locator("#outline-state")).to_have_text("Nothing would change.")
    text.press("Control+End")
    editor.keyboard.type("\nRadek, June 1928: It was the harvest 🌾.\n- Trotsky: No")
    place = editor.get_by_role("link", name=re.compile(r"Line \d+, column 1"))
    expect(place).to_be_visible()
    expect(drawing).to_contain_text("objective need")
    place.click()
    expect(text).to_be_focused()
    editor.keyboard.type("  ")
    expect(drawing).to_contain_text("It was the harvest 🌾.")
    expect(editor.locator("#outline-state")).to_have_text("3 records would change.")
    editor.keyboard.press("Tab")
    expect(text).not_to_be_focused()
    editor.reload()
    editor.get_by_role("button", name="Restore draft").click()
    expect(drawing).to_contain_text("It was the harvest 🌾.")
    text.press("Control+Enter")
    editor.wait_for_url(f"{owned}{HOME}/disputes/cause")
    editor.goto(f"{owned}{HOME}/disputes/cause/claims")
    expect(editor.locator("main")).to_contain_text("It was the harvest 🌾.")
