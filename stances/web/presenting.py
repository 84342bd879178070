"""What templates may call: addresses of records, words for dates, places in sources and ways of knowing.

What the files of `MACROS` define is reachable everywhere as `ui`, in whole pages and single blocks alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request
from flask.templating import Environment

from stances.dates.uncertain import UncertainDate
from stances.graphics.palette import UNDECIDED_TONE, Tone
from stances.record.entries import Entry, Locator
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Kind
from stances.record.wording import plural
from stances.store.history import Point
from stances.timeline.scale import tone_of

FOLDERS = {
    Kind.FACTION: "factions",
    Kind.PARTICIPANT: "participants",
    Kind.DISPUTE: "disputes",
    Kind.EVENT: "timeline#",
    Kind.DOCUMENT: "documents",
    Kind.CLAIM: "claims",
    Kind.LINK: "links",
    Kind.STANCE: "stances",
}

HOW_KNOWN = {
    Attribution.ASSERTED: "in own words, from a cited document",
    Attribution.REPORTED: "as somebody else reports it",
    Attribution.INFERRED: "the editor's reading",
}

MACROS = ("dates", "provenance", "claims", "stances", "grid", "forms", "export")
"""Files in `templates/macros` whose macros need nothing of a page but what they are given."""

SAID = {"supports": "in support", "rebuts": "in rebuttal", "undercuts": "denying that this follows"}
COUNTED = {"supports": "in support", "rebuts": "in rebuttal", "undercuts": "undercutting"}
DONE = {"supports": "is supported by", "rebuts": "is rebutted by", "undercuts": "is undercut by"}


@dataclass(frozen=True)
class Addresses:
    """Addresses within one debate. Slugs need no quoting, so these are plain joins: a page holds hundreds."""

    home: str

    def __call__(self, kind: Kind, slug: str) -> str:
        folder = FOLDERS[Kind(kind)]
        if folder.endswith("#"):
            return f"{self.home}/{folder}{slug}"
        return f"{self.home}/{folder}/{slug}"

    def entry(self, entry: Entry) -> str:
        return self(entry.kind_name, entry.slug)

    def claim(self, slug: str) -> str:
        return f"{self.home}/claims/{slug}"

    def participant(self, slug: str) -> str:
        return f"{self.home}/participants/{slug}"

    def document(self, slug: str) -> str:
        return f"{self.home}/documents/{slug}"

    def dispute(self, slug: str) -> str:
        return f"{self.home}/disputes/{slug}"

    def faction(self, slug: str) -> str:
        return f"{self.home}/factions/{slug}"

    def link(self, slug: str) -> str:
        return f"{self.home}/links/{slug}"

    def at(self, point: Point | None) -> Addresses:
        """The same addresses at another time in the debate's history; now, without one."""
        before, _, name = self.home.rpartition("/")
        return Addresses(f"{before}/{name.partition('@')[0]}{_at(point)}")

    @property
    def timeline(self) -> str:
        return f"{self.home}/timeline"


def addresses() -> Addresses:
    """Addresses within the debate of this request."""
    if "addresses" not in g:
        g.addresses = Addresses(f"{request.script_root}/debates/{g.debate}{_at(g.get('as_of'))}")
    found: Addresses = g.addresses
    return found


def _at(point: Point | None) -> str:
    return "" if point is None else f"@{point}"


def _page() -> str:
    """What follows the debate in the address of this page: claims/thesis."""
    return request.path.removeprefix("/debates/").partition("/")[2]


def address_at(point: Point | None) -> str:
    """This page at another time in the debate's history; as it stands now, without one."""
    return f"{addresses().at(point).home}/{_page()}"


def history_here() -> str:
    """The history of the record that this page is about, or else of the debate."""
    folder, _, slug = _page().partition("/")
    kind = next((kind for kind, place in FOLDERS.items() if place == folder), None)
    told = f"{addresses().home}/history"
    return f"{told}/{kind}/{slug}" if kind and slug and slug != "new" and "/" not in slug else told


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.filters.update(words=words, iso=iso, place=place, moment=moment, plural=plural)
    env.globals.update(
        HOW_KNOWN=HOW_KNOWN,
        DONE=DONE,
        SAID=SAID,
        COUNTED=COUNTED,
        colour=colour_class,
        Kind=Kind,
        asking=asking,
    )
    env.globals["ui"] = _macros(env)
    app.context_processor(_about_debate)


def _macros(env: Environment) -> SimpleNamespace:
    """The macros of all files of `MACROS` by their names, which are unique across the files."""
    found = SimpleNamespace()
    for name in MACROS:
        module = env.get_template(f"macros/{name}.html").module
        found.__dict__.update({key: value for key, value in vars(module).items() if not key.startswith("_")})
    return found


def _about_debate() -> dict[str, Any]:
    if not has_request_context() or "record" not in g:
        return {"to": None, "record": None}
    return {
        "to": addresses(),
        "record": g.record,
        "past": g.get("as_of") is not None,
        "address_at": address_at,
        "history_here": history_here,
    }


def asking(given: Mapping[str, str], **changes: str | None) -> str:
    """The parameters as an address has them, some of them changed or, with None, left out: ?unit=weeks&open=ann"""
    wanted = {**given, **changes}
    kept = {name: value for name, value in wanted.items() if value is not None}
    return f"?{urlencode(kept)}" if kept else ""


def words(when: UncertainDate | None, throughout: bool = False) -> str:
    """The date in words; `throughout` where an interval says how long something lasted."""
    return when.words(throughout=throughout) if when else "undated"


def iso(when: UncertainDate | None) -> str:
    """The date for a `datetime` attribute, which knows only whole days, months and years."""
    if when is None or when.is_interval or not when.text.replace("-", "").isdigit():
        return ""
    return when.text if int(when.text[5:7] or 1) <= 12 else ""


def moment(at: datetime | None) -> str:
    """An instant of the site's own life: 22 November 2026, 14:05 UTC."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC" if at else ""


def place(locator: Locator | None, record: Record) -> str:
    return record.place(locator)


def colour_class(record: Record, dispute: str, position: int | None) -> Tone:
    """The tone of a position, which as text is the stylesheet's class for it."""
    scale = record.disputes.get(dispute)
    return tone_of(scale, position) if scale else UNDECIDED_TONE
