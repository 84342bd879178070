"""Selecting several records: the page that lists them with a box each, and what was selected on it.

The filter is sent by GET together with the boxes, so that a selection outlives another filter, without scripts too. The buttons
that do something with it (`stances.web.editing.selected_actions`) send the same form by POST.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from stances import query
from stances.errors import BadRequestError
from stances.publishing.templates import TemplateContext
from stances.record.entries import Claim, Dispute, Document, Entry, Event, Link, Participant, Stance
from stances.record.kinds import KINDS
from stances.record.link_wording import link_words
from stances.record.record import Record
from stances.record.selection import SELECTABLE, EntryFilter, disputes_of, select_entries
from stances.record.vocabulary import Kind, Role
from stances.record.wording import (
    describe_date,
    describe_event_date,
    entry_name,
    field_words,
    full_name,
    plural,
    speaker_label,
)
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import require_role

pages = debate_blueprint("selecting")

MAX_SHOWN = 500
"""Records of one kind on a page."""
MAX_SELECTED = 500
"""Records in one selection; an address that carries so many is still one that servers take."""

FILTER_FIELDS = ("q", "kind", "who", "dispute")
SELECTED_FIELD = "chosen"
EntryKey = tuple[Kind, str]


@dataclass(frozen=True)
class Selection:
    """What is selected, and the filter beside it; `missing` is what there is no longer."""

    wanted: EntryFilter
    entries: tuple[Entry, ...]
    missing: tuple[EntryKey, ...] = ()

    @property
    def problem(self) -> str:
        """Why nothing can be done with it; empty if something can."""
        if len(self.entries) > MAX_SELECTED:
            return f"At most {MAX_SELECTED} records can be changed at once, but {len(self.entries):,} are selected."
        if self.entries:
            return ""
        if self.missing:
            return "Somebody else has deleted everything that you selected."
        return "Nothing is selected. Tick at least one record first."

    @property
    def counted(self) -> str:
        return count_by_kind(self.entries)

    @property
    def keys(self) -> list[str]:
        return [write_key(entry) for entry in self.entries]

    @property
    def url(self) -> str:
        """The page of this selection."""
        wanted = self.wanted
        given = dict(zip(FILTER_FIELDS, (wanted.text, wanted.kind, wanted.who, wanted.dispute), strict=True))
        pairs = [(name, str(value)) for name, value in given.items() if value]
        return f"{selection_url()}?{urlencode([*pairs, *((SELECTED_FIELD, key) for key in self.keys)])}"


@dataclass(frozen=True)
class SelectionRow:
    """One record to tick: `key` is what its box sends."""

    key: str
    when: str
    who: str
    words: str
    note: str
    is_selected: bool


@dataclass(frozen=True)
class SelectionGroup:
    """The records of one kind; `hidden` is how many more there are than are shown."""

    kind: Kind
    title: str
    rows: list[SelectionRow]
    hidden: int


@dataclass(frozen=True)
class SelectionPage(TemplateContext, template="editing/select.html"):
    """The lists in which records are ticked: `groups` of what the filter (`wanted`) lets through, `others` that are selected.

    The filter offers `kinds` and `speakers`; `about` is the dispute that it names. `is_empty` if the debate has nothing to
    select, and `problems` are what stands against doing something with the selection.
    """

    groups: Sequence[SelectionGroup]
    others: Sequence[SelectionRow]
    wanted: EntryFilter
    about: Dispute | None
    is_empty: bool
    kinds: Sequence[tuple[Kind, str]]
    speakers: Sequence[Participant]
    problems: Sequence[str]


def selection_url() -> str:
    """The page on which records are selected."""
    return f"{debate_urls().home}/select"


# --- the page ---


@pages.get("/select")
def select_several() -> Response:
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only(*FILTER_FIELDS, SELECTED_FIELD, "all", lists=(SELECTED_FIELD,))
    wanted, every = read_filter(request.args), request.args.get("all")
    selection = Selection(wanted, *_find_entries(read_keys(request.args)))
    if every is not None:
        takes_all = query.read_flag("all", every)
        selection = _select_shown(selection) if takes_all else Selection(wanted, ())
    return selection_page(selection)


def _select_shown(selection: Selection) -> Selection:
    """The selection with everything that its page shows."""
    shown = (e for some in select_entries(record(), selection.wanted).values() for e in some[:MAX_SHOWN])
    entries = {write_key(entry): entry for entry in (*selection.entries, *shown)}
    return Selection(selection.wanted, tuple(entries.values()))


def selection_page(selection: Selection, problems: Sequence[str] = ()) -> Response:
    """The lists with what is selected ticked, and with what stands against doing something with it."""
    shown, wanted = record(), selection.wanted
    groups = _build_groups(shown, selection)
    listed = {row.key for group in groups for row in group.rows}
    page = SelectionPage(
        groups,
        others=[_build_row(shown, e, wanted, True) for e in selection.entries if write_key(e) not in listed],
        wanted=wanted,
        about=shown.disputes.get(wanted.dispute),
        is_empty=not any(shown.of_kind(kind) for kind in SELECTABLE),
        kinds=[(kind, KINDS[kind].plural) for kind in SELECTABLE],
        speakers=sorted(shown.participants.values(), key=lambda p: entry_name(p, shown).casefold()),
        problems=problems,
    )
    return render_private(page, 422 if problems else 200)


def _build_groups(shown: Record, selection: Selection) -> list[SelectionGroup]:
    selected = set(selection.keys)
    return [
        SelectionGroup(
            kind,
            KINDS[kind].plural.capitalize(),
            [
                _build_row(shown, entry, selection.wanted, write_key(entry) in selected)
                for entry in entries[:MAX_SHOWN]
            ],
            max(0, len(entries) - MAX_SHOWN),
        )
        for kind, entries in select_entries(shown, selection.wanted).items()
    ]


def _build_row(shown: Record, entry: Entry, wanted: EntryFilter, is_selected: bool) -> SelectionRow:
    return SelectionRow(write_key(entry), *_describe_row(shown, entry, wanted.dispute), is_selected)


def _describe_row(shown: Record, entry: Entry, here: str) -> tuple[str, str, str, str]:
    """When, who, what it says, and what else there is to it; the dispute `here` goes without saying."""
    titles = ", ".join(
        entry_name(d, shown) for d in shown.disputes.values() if d.slug in disputes_of(shown, entry) - {here}
    )
    match entry:
        case Claim():
            return describe_date(entry), speaker_label(shown, entry.speaker), entry.text, titles
        case Link():
            arguer = shown.arguer_of_link(entry)
            who = speaker_label(shown, arguer) if arguer else "the editor"
            return "", who, link_words(entry, shown), entry.rationale
        case Stance():
            held = str(field_words(entry, "position", shown))
            return entry.when.words(), speaker_label(shown, entry.participant), held, titles
        case Document():
            return (
                entry.when.words() if entry.when else "undated",
                "",
                entry_name(entry, shown),
                entry.kind or "",
            )
        case Event():
            return describe_event_date(entry), "", entry_name(entry, shown), ""
        case Participant():
            return "", "", full_name(entry, shown), entry.place or ""
    return "", "", entry_name(entry, shown), ""


def count_by_kind(entries: Iterable[Entry]) -> str:
    """3 claims, 2 links and 1 stance."""
    kinds = [entry.kind_name for entry in entries]
    *most, last = [
        plural(kinds.count(kind), kind, KINDS[kind].plural) for kind in SELECTABLE if kind in kinds
    ]
    return f"{', '.join(most)} and {last}" if most else last


# --- what was sent ---


def read_filter(sent: MultiDict[str, str]) -> EntryFilter:
    """Read the filter of an address or a form. Raises `BadRequestError`."""
    text, kind, who, dispute = (sent.get(name, "").strip() for name in FILTER_FIELDS)
    query.check_known("who", filter(None, [who]), record().participants)
    query.check_known("dispute", filter(None, [dispute]), record().disputes)
    text = query.read_words("q", text)
    return EntryFilter(text, query.read_choice("kind", kind, SELECTABLE) if kind else None, who, dispute)


def read_selection(*more: str) -> Selection:
    """Read the selection that a form sent, which may also have fields of these names. Raises `BadRequestError`."""
    parameters.accept_only_fields(*FILTER_FIELDS, SELECTED_FIELD, "base", *more)
    return Selection(read_filter(request.form), *_find_entries(read_keys(request.form)))


def write_key(entry: Entry) -> str:
    """What the box of a record sends: claim.turn-made"""
    return f"{entry.kind_name}.{entry.slug}"


def read_keys(sent: MultiDict[str, str]) -> list[EntryKey]:
    """The kinds and slugs of the boxes that were ticked, each once. Raises `BadRequestError`."""
    return [_read_key(text) for text in dict.fromkeys(sent.getlist(SELECTED_FIELD))]


def _read_key(text: str) -> EntryKey:
    kind, _, slug = text.partition(".")
    if kind not in SELECTABLE or not slug:
        raise BadRequestError(f"“{text[:80]}” is no record that can be selected. Open the page again.")
    return Kind(kind), slug


def _find_entries(keys: Iterable[EntryKey]) -> tuple[tuple[Entry, ...], tuple[EntryKey, ...]]:
    """The entries that there are, and the keys of the others."""
    found = {key: record().get(*key) for key in keys}
    return tuple(filter(None, found.values())), tuple(key for key, entry in found.items() if entry is None)
