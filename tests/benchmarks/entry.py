"""A small debate entered by forms alone, in a browser: how often the pointer is pressed, and how many pages are loaded.

A town council on a bike lane: a dispute with three positions, four speakers in two factions, two documents, eight claims, seven
links, six stances with their evidence. Nothing is pasted; from field to field one goes by Tab, and names are typed in full.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect, sync_playwright

from stances.checks.run import count_errors
from stances.record.record import Record
from stances.store.debates import list_debates
from stances.store.snapshots import Snapshots
from stances.web.core.visitors import OWNER_TOKEN_VARIABLE
from tests.benchmarks.measure import row
from tests.benchmarks.sites import site_of, site_with_nothing
from tests.benchmarks.time_slider import BROWSERS, serve

MOST_PRESSES, MOST_LOADS = 45, 12
TOKEN = "a-token-for-the-benchmark"

TITLE = "The Mill Road bike lane"
QUESTION = "Should Mill Road get a protected bike lane?"
POSITIONS = ("yes", "only outside rush hours", "no")
PEOPLE = (
    ("Anna Marsh", "Cyclists’ group"),
    ("Tom Reed", "Traders’ association"),
    ("Lee Woods", "Cyclists’ group"),
    ("Joan Pike", "Traders’ association"),
)
MINUTES, LETTER = "Minutes of the council", "Letter to the council"
DOCUMENTS = ((MINUTES, "12 March 2026"), (LETTER, "2 April 2026"))
CLAIMS = (
    ("Anna Marsh", "A protected lane makes the road safe for children.", MINUTES),
    ("Tom Reed", "Shops on Mill Road live from customers who park outside.", MINUTES),
    ("Lee Woods", "Most customers come on foot or by bike.", MINUTES),
    ("Joan Pike", "Deliveries need the kerb in the morning.", MINUTES),
    ("Anna Marsh", "Two children were hit on Mill Road last year.", LETTER),
    ("Tom Reed", "The survey asked on a Sunday.", LETTER),
    ("Lee Woods", "A lane open to vans in the morning protects nobody.", LETTER),
    ("Joan Pike", "A lane in the afternoon would hurt no shop.", LETTER),
)
LINKS = ((1, 0), (2, 1), (3, 0), (4, 0), (5, 2), (6, 7), (7, 3))
"""Which claim answers which."""
SUPPORTING = {4, 7}
STANCES = (
    ("Anna Marsh", "yes", 0),
    ("Tom Reed", "no", 1),
    ("Lee Woods", "yes", 2),
    ("Joan Pike", "no", 3),
    ("Tom Reed", "no", 5),
    ("Joan Pike", "only outside rush hours", 7),
)


def date_of(claim: int) -> str:
    return dict(DOCUMENTS)[CLAIMS[claim][2]]


@dataclass
class Count:
    """What the browser counted."""

    presses: int = 0
    loads: int = 0
    keys: int = 0


@dataclass
class Writer:
    """Somebody who presses what is seen, goes on by Tab, and types."""

    page: Page
    count: Count = field(default_factory=Count)

    def __post_init__(self) -> None:
        self.page.on("load", lambda _: self._note("loads"))
        self.page.expose_function("noteEvent", self._note)
        self.page.add_init_script(
            """for (const [event, name] of [["pointerdown", "presses"], ["keydown", "keys"]])
                 addEventListener(event, (made) => made.isTrusted && noteEvent(name), true);"""
        )

    def _note(self, what: str) -> None:
        setattr(self.count, what, getattr(self.count, what) + 1)

    def press(self, words: str, within: str = "body") -> None:
        """Press the link, button or menu of this name."""
        part = self.page.locator(within)
        one = part.locator("a, button, summary").filter(has_text=words).locator("visible=true").first
        one.click()

    def go_to(self, one: Locator) -> None:
        """Go on to a field by Tab, or back to it."""
        expect(one).to_be_visible()
        for _ in range(60):
            where = one.evaluate("one => one.compareDocumentPosition(document.activeElement)")
            if not where:
                return
            self.page.keyboard.press("Shift+Tab" if where & 4 else "Tab")  # 4: the cursor is behind it
        raise AssertionError(f"Tab never comes to {one}")

    def write(self, name: str, text: str, *, number: int = 0) -> None:
        """Go to the field of this name, one of several, and type."""
        one = self.page.locator(f"form.record-form [name='{name}']:not([type=hidden])").nth(number)
        self.go_to(one)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, text: str) -> None:
        """Choose in a list with the arrow keys."""
        one = self.page.locator(f"form.record-form select[name='{name}']")
        self.go_to(one)
        wanted = one.locator("option", has_text=text).first.get_attribute("value")
        self.page.keyboard.press("Home")
        for _ in range(12):
            if one.input_value() == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{text} is not in the list {name}")

    def find(self, name: str, text: str) -> None:
        """Choose a record by the beginning of its name."""
        self.write(name, text)
        option = self.page.get_by_role("option", name=text)
        expect(option).to_be_visible()
        for _ in range(21):
            self.page.keyboard.press("ArrowDown")
            if option.get_attribute("aria-selected") == "true":
                break
        self.page.keyboard.press("Enter")

    def save(self) -> None:
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator("form.record-form")).to_have_count(0)

    def save_and_go_on(self) -> None:
        """Save, and go on to the form for another, which comes in its place."""
        self.page.evaluate("document.querySelector('form.record-form').dataset.seen = ''")
        self.press("Save and add another", "form.record-form")
        expect(self.page.locator("form.record-form:not([data-seen])")).to_be_visible()


def enter(writer: Writer, address: str, *, is_guided: bool) -> None:
    """Enter the whole debate, by the guided first page or by a form for each record."""
    page = writer.page
    page.goto(f"{address}/")
    writer.press("New debate")
    writer.write("title", TITLE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/the-mill-road-bike-lane/start")
    if is_guided:
        _start(writer)
    else:
        writer.press("Cancel")
        page.wait_for_url("**/the-mill-road-bike-lane/")
        _enter_dispute_and_people(writer)
        _enter_claims(writer)
    _enter_links(writer)
    if not is_guided:
        _enter_stances(writer)


def _start(writer: Writer) -> None:
    """Fill in the first page: everything but the links."""
    page = writer.page
    writer.write("question", QUESTION)
    for number, position in enumerate(POSITIONS):
        writer.write(f"positions.{number}.label", position)
    for number, (name, faction) in enumerate(PEOPLE):
        writer.write(f"people.{number}.name", name)
        writer.write(f"people.{number}.faction", faction)
    positions = {claim: position for _, position, claim in STANCES}
    for number, (speaker, text, document) in enumerate(CLAIMS):
        if not page.locator(f"[name='said.{number}.speaker']").count():
            page.locator("button[name=add][value=said]").click()
        writer.write(f"said.{number}.speaker", speaker)
        writer.write(f"said.{number}.when", date_of(number))
        writer.write(f"said.{number}.text", text)
        writer.write(f"said.{number}.document", document)
        writer.write(f"said.{number}.position", positions.get(number, ""))
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/disputes/*")


def _enter_dispute_and_people(writer: Writer) -> None:
    page = writer.page
    writer.press("Add a dispute")
    writer.write("question", QUESTION)
    writer.write("title", TITLE)
    for number, position in enumerate(POSITIONS):
        writer.write(f"positions.{number}.label", position)
    writer.save()
    writer.press("Add a participant")
    for number, (name, faction) in enumerate(PEOPLE):
        writer.write("name", name)
        writer.press("Add", "form.record-form .rows")
        if number < 2:
            writer.find("memberships.0.faction", faction)
        else:
            writer.write("memberships.0.faction", faction)
        writer.save_and_go_on() if number < 3 else writer.save()
    writer.press("Documents", ".masthead")
    writer.press("Add a document")
    for number, (title, when) in enumerate(DOCUMENTS):
        writer.write("title", title)
        writer.write("when", when)
        writer.save() if number else writer.save_and_go_on()
    page.wait_for_load_state()


def _enter_claims(writer: Writer) -> None:
    writer.press("Disputes", ".masthead")
    writer.press(TITLE, "#disputes")
    writer.press("Edit", ".dispute-header")
    writer.press("Add a claim", ".dispute-header")
    for number, (speaker, text, document) in enumerate(CLAIMS):
        writer.write("text", text)
        writer.write("speaker", speaker)
        writer.write("when", date_of(number))
        writer.write("document", document)
        writer.save_and_go_on() if number < 7 else writer.save()


def _enter_links(writer: Writer) -> None:
    writer.page.locator(".map svg .claim").first.click()
    writer.press("Link to a claim", "#detail")
    for number, (source, target) in enumerate(LINKS):
        writer.find("source", CLAIMS[source][1][:-1])
        writer.choose("kind", "supports" if source in SUPPORTING else "rebuts")
        writer.find("target", CLAIMS[target][1][:-1])
        writer.write("rationale", "It bears on it.")
        writer.save_and_go_on() if number < 6 else writer.save()


def _enter_stances(writer: Writer) -> None:
    writer.press("Edit", ".dispute-header")
    writer.press("Record a stance", ".dispute-header")
    for number, (participant, position, claim) in enumerate(STANCES):
        writer.write("participant", participant)
        writer.choose("position", position)
        writer.write("when", date_of(claim))
        writer.find("claims", CLAIMS[claim][1][:-1])
        writer.save_and_go_on() if number < 5 else writer.save()


@contextmanager
def _owner_token() -> Iterator[None]:
    before = os.environ.get(OWNER_TOKEN_VARIABLE)
    os.environ[OWNER_TOKEN_VARIABLE] = TOKEN
    try:
        yield
    finally:
        os.environ.pop(OWNER_TOKEN_VARIABLE)
        if before is not None:
            os.environ[OWNER_TOKEN_VARIABLE] = before


def entered(*, is_guided: bool) -> tuple[Count, Record]:
    """What entering the debate took, and the debate then."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    with _owner_token(), site_with_nothing() as app, serve(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.new_page().goto(f"{address}/?token={TOKEN}")
        writer = Writer(context.new_page())
        enter(writer, address, is_guided=is_guided)
        browser.close()
        with site_of(app).database.read_session() as session:
            (debate,) = list_debates(session)
            return writer.count, Snapshots().current(session, debate.slug)


def lines() -> Iterator[str]:
    for is_guided, how in ((True, "the first page"), (False, "a form each")):
        count, record = entered(is_guided=is_guided)
        what = f"{len(record.claims)} claims by {how}, {count_errors(record)} errors"
        for name, counted, most in (
            ("presses", count.presses, MOST_PRESSES),
            ("page loads", count.loads, MOST_LOADS),
        ):
            verdict = "ok" if counted <= most else "OVER"
            yield row(f"{what}: {name}", str(counted), "", "", "", f"≤ {most}", verdict)


if __name__ == "__main__":
    for line in lines():
        print(line)
