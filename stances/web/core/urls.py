"""URLs of the pages of a debate and of its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, request

from stances.record.entries import Debate, Entry, Stance
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.store.history import HistoryPoint

ADDRESS_VARIABLE = "STANCES_ADDRESS"
"""The variable with the address at which others reach this site; `stances serve --lan` sets it, or an operator."""

PATH_SEGMENTS = {kind: spec.collection for kind, spec in KINDS.items()} | {Kind.EVENT: "timeline#"}
"""Where each kind of record is shown: under the name of its collection, but for events, which have no page of their own."""


@dataclass(frozen=True)
class DebateUrls:
    """URLs within one debate. Slugs need no quoting, so they are joined as they are: a page holds hundreds."""

    home: str

    def __call__(self, kind: Kind, slug: str) -> str:
        folder = PATH_SEGMENTS[Kind(kind)]
        if folder.endswith("#"):
            return f"{self.home}/{folder}{slug}"
        return f"{self.home}/{folder}/{slug}"

    def entry(self, entry: Entry) -> str:
        """The page on which an entry is shown."""
        if isinstance(entry, Debate):
            return f"{self.home}/"
        if isinstance(entry, Stance):
            return f"{self.dispute(entry.dispute)}/stances#stance-{entry.slug}"
        return self(entry.kind_name, entry.slug)

    def edit(self, kind: Kind, slug: str) -> str:
        """The form that edits a record, or the debate itself."""
        return (
            f"{self.home}/edit"
            if kind is Kind.DEBATE
            else f"{self.home}/{KINDS[kind].collection}/{slug}/edit"
        )

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

    def at_point(self, point: HistoryPoint | None) -> DebateUrls:
        """The same URLs at another point in the debate's history; None for the current state."""
        before, _, name = self.home.rpartition("/")
        return DebateUrls(f"{before}/{name.partition('@')[0]}{_point_suffix(point)}")

    @property
    def timeline(self) -> str:
        return f"{self.home}/timeline"


def static_url(filename: str) -> str:
    """The URL of a static file; Flask's `url_for` takes thirteen times as long, and each page names a dozen."""
    return f"{request.script_root}/static/{filename}"


def debate_urls() -> DebateUrls:
    """The URLs within the debate of this request."""
    if "addresses" not in g:
        g.addresses = DebateUrls(f"{request.script_root}/debates/{g.debate}{_point_suffix(g.get('as_of'))}")
    urls: DebateUrls = g.addresses
    return urls


def _point_suffix(point: HistoryPoint | None) -> str:
    return "" if point is None else f"@{point}"


def _page_path() -> str:
    """What follows the debate in this page's path: claims/thesis."""
    return request.path.removeprefix("/debates/").partition("/")[2]


def page_url_at(point: HistoryPoint | None) -> str:
    """This page at another point in the debate's history; None for the current state."""
    return f"{debate_urls().at_point(point).home}/{_page_path()}"


def history_url() -> str:
    """The history of the record that this page shows, or else of the debate."""
    folder, _, slug = _page_path().partition("/")
    kind = next((kind for kind, place in PATH_SEGMENTS.items() if place == folder), None)
    url = f"{debate_urls().home}/history"
    return f"{url}/{kind}/{slug}" if kind and slug and slug != "new" and "/" not in slug else url


def entry_url(entry: Entry) -> str:
    """The page on which an entry of the debate of this request is shown."""
    return debate_urls().entry(entry)


def first_entry_url(after: Record, edits: Sequence[Edit]) -> str:
    """The page of the first edited entry that exists afterwards; the debate's if none does."""
    for edit in edits:
        if isinstance(edit, Put) and (entry := after.get(edit.entry.kind_name, edit.entry.slug)):
            return entry_url(entry)
    return f"{debate_urls().home}/"
