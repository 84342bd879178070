"""What templates may call: addresses of records, words for dates, places in sources and ways of knowing.

What the files of `MACROS` define is reachable everywhere as `ui`, in whole pages and single blocks alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import (
    g,
    request,
)

from stances.record.entries import Debate, Entry, Stance
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.store.history import Point

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


ADDRESS = "STANCES_ADDRESS"
"""Where others reach this site, as `stances serve --lan` finds out or an operator says."""


def where(entry: Entry) -> str:
    """The address at which an entry is shown."""
    to = addresses()
    if isinstance(entry, Debate):
        return f"{to.home}/"
    if isinstance(entry, Stance):
        return f"{to.dispute(entry.dispute)}#stance-{entry.slug}"
    return to.entry(entry)


def where_first(after: Record, edits: Sequence[Edit]) -> str:
    """The first of the edited entries that is there; the debate if none is."""
    for edit in edits:
        if isinstance(edit, Put) and (found := after.get(edit.entry.kind_name, edit.entry.slug)):
            return where(found)
    return f"{addresses().home}/"
