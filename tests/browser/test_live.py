"""What one person changes shows on the pages that others have open, and disturbs nothing that they are doing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from stances.record.entries import Claim, Stance
from stances.record.vocabulary import Kind
from stances.store import bin
from stances.store.changes import Drop, Put
from stances.store.database import open_database
from stances.store.debates import set_closed
from tests.browser.pages import MAP, at_rest, open_menu, visitor
from tests.browser.seminar import Seminar, never_reloaded, open_live, serve_seminar
from tests.support.people import DEBATE, OWNER_TOKEN


@pytest.fixture(scope="module")
def seminar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seminar]:
    with serve_seminar(tmp_path_factory.mktemp("seminar")) as live_site:
        yield live_site


def test_a_claim_reworded_elsewhere_shows_without_a_reload_and_says_by_whom(
    page: Page, seminar: Seminar
) -> None:
    open_live(page, seminar.page("/claims/turn-made"))
    seminar.rewords("turn-made", "The turn was made by all of them.")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The turn was made by all of them.")
    expect(heading).to_have_attribute("data-revised", "Anna")
    expect(page.locator("#activity")).to_contain_text(
        "Anna changed the claim The turn was made by all of them."
    )
    assert never_reloaded(page)


def test_a_debate_closed_or_deleted_elsewhere_says_so_on_open_pages(
    page: Page, seminar: Seminar, console_errors: list[str]
) -> None:
    page.goto(f"{seminar.address}/?token={OWNER_TOKEN}")
    open_live(page, seminar.page("/claims/turn-made"))
    controls, note = page.locator("nav.edit > .menu"), page.locator(".closed-note")
    for closed in (1, 0):
        with seminar.database.write_session() as session:
            set_closed(session, seminar.record(), bool(closed), who="Anna")
        expect(controls).to_have_count(1 - closed)
        expect(note).to_have_count(closed)
    assert never_reloaded(page)
    with seminar.database.write_session() as session:
        bin.delete_debate(session, DEBATE, who="Anna")
    expect(page.locator("#activity")).to_contain_text("This debate has been deleted.")
    with seminar.database.write_session() as session:
        bin.put_back(session, DEBATE)
    page.get_by_role("link", name="Reload").click()
    expect(controls).to_be_visible()
    console_errors[:] = [error for error in console_errors if "410" not in error]


def test_a_visitor_sees_what_is_new_since_the_visit_before_until_it_is_seen(
    page: Page, seminar: Seminar
) -> None:
    page.goto(seminar.page("/timeline"))
    page.goto(seminar.page("/"))
    expect(page.locator(".news")).to_have_count(0)
    page.close()
    seminar.rewords("turn-made", "This is new.")
    with page.context.new_page() as visit:
        visit.goto(seminar.page("/"))
        expect(visit.locator(".news")).to_contain_text("Anna changed 1 claim")
        visit.get_by_role("link", name="This is new.").click()
        visit.go_back()
        visit.get_by_role("button", name="Mark as seen").click()
        expect(visit.locator(".news")).to_have_count(0)
        visit.reload()
        expect(visit.locator("#disputes")).to_be_visible()
        expect(visit.locator(".news")).to_have_count(0)


def test_a_mark_fades(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/claims/turn-made"))
    page.locator(MAP).wait_for()
    seminar.rewords("turn-made", "It fades.")
    expect(page.locator("h1[data-revised]")).to_have_text("It fades.")
    expect(page.locator(".map g.claim[data-revised]")).to_have_count(1)
    assert set(page.evaluate("fading.map(({ after }) => after)")) == {8000, 12_000}
    page.evaluate("fading.forEach(({ act }) => act())")
    expect(page.locator("[data-revised]")).to_have_count(0)
    expect(page.locator("#activity")).to_be_empty()


def test_a_mark_stays_while_other_changes_come(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/claims/turn-made"))
    page.locator(MAP).wait_for()
    seminar.rewords("turn-made", "It stays.")
    marked = page.locator("h1[data-revised=Anna]")
    expect(marked).to_have_text("It stays.")
    dispute = seminar.record().disputes["left-turn"]
    seminar.makes(Put(dispute.model_copy(update={"title": "The turn renamed"})), who="Boris")
    expect(page.locator("#content")).to_contain_text("The turn renamed")
    expect(marked).to_have_text("It stays.")
    expect(page.locator(".map svg g.claim[data-revised=Anna]")).to_have_count(1)


def test_words_that_came_early_for_paper_are_marked_on_the_page_all_the_same(
    page: Page, seminar: Seminar
) -> None:
    outline = page.locator(".on-paper-instead")
    open_live(page, seminar.page("/claims/turn-made"))
    expect(outline).not_to_be_empty()
    outline.evaluate("place => place.innerHTML = '<ul><li><h1>It came early.</h1></ul>'")
    seminar.rewords("turn-made", "It came early.")
    expect(page.locator("#content h1[data-revised=Anna]")).to_have_text("It came early.")
    expect(outline).to_contain_text("It came early.")


def test_a_map_is_not_drawn_anew_for_what_it_does_not_show(page: Page, seminar: Seminar) -> None:
    outline, drawing = page.locator(".on-paper-instead"), page.locator(".stage > svg")
    open_live(page, seminar.page("/disputes/left-turn"))
    expect(outline).not_to_be_empty()
    outline.evaluate("place => place.textContent = 'before'")
    drawing.evaluate("svg => svg.dataset.kept = 'yes'")
    stance = next(s for s in seminar.record().stances.values() if s.dispute == "left-turn")
    seminar.makes(Put(stance.model_copy(update={"note": "A second thought."})))
    expect(outline).to_contain_text("left turn")
    expect(drawing).to_have_attribute("data-kept", "yes")


def test_a_new_claim_appears_in_the_list_and_on_the_map(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/participants/radek"))
    page.locator(MAP).wait_for()
    claim = Claim(slug="quite-new", text="Nobody had said this before.", speaker="radek", dispute="left-turn")
    seminar.makes(Put(claim))
    listed = page.locator("li#claim-quite-new")
    expect(listed).to_contain_text("Nobody had said this before.")
    expect(listed).to_have_attribute("data-revised", "Anna")
    expect(page.locator(".map svg [id$='quite-new']").first).to_be_attached()
    seminar.makes(Drop(Kind.CLAIM, "quite-new"), who="Boris")
    expect(listed).to_have_count(0)
    expect(page.locator("#activity")).to_contain_text("Boris deleted the claim Nobody had said this before.")
    assert never_reloaded(page)


def test_a_stance_recorded_elsewhere_shows_in_its_cell_of_the_grid(page: Page, seminar: Seminar) -> None:
    old = next(s for s in seminar.record().stances.values() if s.dispute == "left-turn")
    open_live(page, seminar.page("/disputes/left-turn"))
    before = page.locator("#grid").inner_text()
    new = Stance.model_validate(
        {**old.to_dict(), "slug": "quite-new", "position": -2 if old.position != -2 else 2}
    )
    seminar.makes(Put(new))
    expect(page.locator("#grid td[data-revised]").first).to_be_attached()
    assert page.locator("#grid").inner_text() != before


def test_a_cell_that_comes_to_look_like_another_is_marked_all_the_same(page: Page, seminar: Seminar) -> None:
    stances = seminar.record().stances.values()
    old = next(one for one in stances if (one.dispute, one.participant) == ("left-turn", "smilga"))
    open_live(page, seminar.page("/disputes/left-turn"))
    seminar.makes(Put(Stance.model_validate({**old.to_dict(), "slug": "again", "when": "1928-11-11"})))
    cell = page.locator("#grid td[data-row=smilga][data-column='1928-11']")
    expect(cell).to_have_class("evidenced")
    expect(cell).to_have_attribute("data-revised", "Anna")


IN_THE_MIDDLE = """canvas => {
  const frame = canvas.getBoundingClientRect();
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  const [x, y] = middle(frame);
  const away = (box) => Math.hypot(middle(box)[0] - x, middle(box)[1] - y);
  const claims = [...canvas.querySelectorAll('g.claim')].map((g) => ({ slug: g.dataset.slug, box: g.getBoundingClientRect() }));
  const { slug, box } = claims.reduce((a, b) => (away(b.box) < away(a.box) ? b : a));
  return [slug, Math.round(box.x - frame.x), Math.round(box.y - frame.y), Math.round(box.width)];
}"""
"""The claim in the middle of a map, where it is and how wide."""


def test_a_map_keeps_its_place_and_size_when_it_is_drawn_anew(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/disputes/left-turn"))
    canvas = page.locator(".map .canvas")
    page.locator(MAP).wait_for()
    canvas.focus()
    for key in ("Escape", "-", "Shift+ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    at_rest(page)
    before = canvas.evaluate(IN_THE_MIDDLE)
    seminar.rewords("turn-made", "Drawn anew.")
    expect(canvas.locator(".stage > svg")).to_contain_text("Drawn anew.")
    page.locator(MAP).wait_for()
    at_rest(page)
    slug, *place = canvas.evaluate(IN_THE_MIDDLE)
    assert slug == before[0]
    assert place == pytest.approx(before[1:], abs=3)


def test_where_the_reader_is_stays(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/participants/preobrazhensky"))
    page.locator(MAP).wait_for()
    details = page.locator("#drawing details").first
    details.locator("summary").click()
    link = page.locator("li#claim-turn-made .text a")
    link.focus()
    where = page.evaluate("scrollY")
    seminar.rewords("turn-made", "While somebody reads.")
    expect(link).to_have_text("While somebody reads.")
    expect(link).to_be_focused()
    expect(details).to_have_attribute("open", "")
    assert page.evaluate("scrollY") == where


def test_a_page_says_which_revision_it_shows_after_a_change(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/claims/turn-made"))
    made = seminar.rewords("turn-made", "Cite me.")
    expect(page.locator(".colophon")).to_contain_text(f"Revision {made}")


def test_a_page_whose_record_was_deleted_says_so_and_stays(
    page: Page, seminar: Seminar, console_errors: list[str]
) -> None:
    claim = Claim(slug="to-be-deleted", text="Not for long.", speaker="radek", dispute="left-turn")
    seminar.makes(Put(claim))
    open_live(page, seminar.page("/claims/to-be-deleted"))
    seminar.makes(Drop(Kind.CLAIM, "to-be-deleted"))
    expect(page.locator("#activity")).to_contain_text("moved or deleted")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not for long.")
    console_errors[:] = [error for error in console_errors if "404" not in error]


def test_a_lost_connection_is_shown_heals_and_catches_up(chromium: Browser, tmp_path: Path) -> None:
    with visitor(chromium) as context:
        page = context.new_page()
        with serve_seminar(tmp_path) as first:
            port = int(first.address.rpartition(":")[2])
            open_live(page, first.page("/claims/turn-made"))
        status = page.locator("#activity")
        expect(status).to_contain_text("Connection lost")
        database = open_database(f"sqlite:///{tmp_path / 'stances.db'}")
        Seminar("", database).rewords("turn-made", "Said while nobody could hear.")
        database.close()
        with serve_seminar(tmp_path, port):
            expect(page.get_by_role("heading", level=1)).to_have_text("Said while nobody could hear.")
            expect(status).not_to_contain_text("lost")
            assert never_reloaded(page)


def test_a_tab_in_the_background_holds_no_stream_and_catches_up_when_it_is_seen_again(
    page: Page, seminar: Seminar
) -> None:
    open_live(page, seminar.page("/claims/turn-made"))
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); "
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    seen = page.context.new_page()
    open_live(seen, seminar.page("/claims/turn-made"))
    seminar.rewords("turn-made", "Said behind your back.")
    expect(seen.get_by_role("heading", level=1)).to_have_text("Said behind your back.")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Said behind your back.")
    page.evaluate(hide, False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Said behind your back.")


def test_what_others_write_is_shown_as_text_and_never_runs(page: Page, seminar: Seminar) -> None:
    hostile = (
        '<img src=x onerror="window.ran=1"><script>window.ran=1</script> {{ 7*7 }} & <hx-partial> </main>'
    )
    open_live(page, seminar.page("/participants/preobrazhensky"))
    seminar.rewords("turn-made", hostile, who="<b onclick='window.ran=1'>Eve</b>")
    expect(page.locator("li#claim-turn-made")).to_contain_text(hostile)
    expect(page.locator("#activity")).to_contain_text("<b onclick='window.ran=1'>Eve</b> changed the claim")
    assert page.evaluate("window.ran") is None


# --- somebody is writing ---


@pytest.fixture
def editor(page: Page, seminar: Seminar) -> Page:
    """A tab whose reader may edit."""
    page.goto(f"{seminar.address}/?token={OWNER_TOKEN}")
    return page


def _form(editor: Page, seminar: Seminar, where: str) -> Locator:
    """The form of one claim: on a page of its own, or in the panel of the claim's page."""
    if where == "page":
        open_live(editor, seminar.page("/claims/turn-made/edit"))
    else:
        open_live(editor, seminar.page("/claims/turn-made"))
        open_menu(editor, "Edit").get_by_role("link", name="Edit this claim").click()
    form = editor.locator("form:has(textarea[name=text])")
    expect(form).to_be_visible()
    return form


@pytest.mark.parametrize("where", ["page", "panel"])
def test_a_half_filled_form_is_left_alone_and_its_stale_save_asks_first(
    editor: Page, seminar: Seminar, console_errors: list[str], where: str
) -> None:
    mine, theirs = f"Mine, half typed in the {where}", f"Theirs, saved while the {where} was open."
    form = _form(editor, seminar, where)
    text, base = form.locator("textarea[name=text]"), form.locator("input[name=base]")
    begun_from = base.get_attribute("value")
    text.fill(mine)
    text.evaluate("area => area.setSelectionRange(2, 6)")
    made = seminar.rewords("turn-made", theirs)
    expect(editor.locator("#activity")).to_contain_text("Anna changed the claim")
    expect(editor.locator(".colophon")).to_contain_text(f"Revision {made}")
    if where == "panel":
        expect(editor.get_by_role("heading", level=1)).to_have_text(theirs)
    expect(text).to_be_focused()
    expect(text).to_have_value(mine)
    assert text.evaluate("area => [area.selectionStart, area.selectionEnd]") == [2, 6]
    assert base.get_attribute("value") == begun_from != str(made)
    assert never_reloaded(editor)
    form.get_by_role("button", name="Save").click()
    asked = editor.locator("#decision")
    expect(asked).to_contain_text(theirs)
    expect(asked).to_contain_text(mine)
    assert seminar.record().claims["turn-made"].text == theirs
    console_errors[:] = [error for error in console_errors if "409" not in error]
