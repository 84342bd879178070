"""Pages about a debate as a whole: overview, timeline, search, check, and lists of participants and documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from stances.checks.finding import Finding
from stances.checks.run import check_record as run_check
from stances.checks.run import count_errors, explain_once
from stances.dates import edtf
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.publishing.templates import TemplateContext
from stances.query import check_known, read_words
from stances.record.entries import Claim, Dispute, Document, Event, Faction, Participant
from stances.record.ordering import sort_documents
from stances.record.record import Record
from stances.record.search import SearchResults, find_entries
from stances.record.vocabulary import Role
from stances.record.wording import describe_entry, entry_name
from stances.store.debates import (
    DebateSummary,
    DisputeOutline,
    find_only_debate,
    list_debates,
    outline_disputes,
)
from stances.timeline.time_axis import find_stance_columns
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, session
from stances.web.core.template_context import render
from stances.web.core.urls import debate_urls, entry_url
from stances.web.core.visitors import current_visitor, require_reader, select_readable

ROUGHLY_HEADING = "Rough dates"
UNDATED_HEADING = "Undated"

pages = debate_blueprint("debates")
front = Blueprint("front", __name__)


@dataclass(frozen=True)
class DebateListPage(TemplateContext, template="pages/debate/index.html"):
    """The `debates` that the visitor may read, of a site with any number but one, and the `disputes` of each by its slug.

    `owns` says whether they may found one.
    """

    debates: Sequence[DebateSummary]
    disputes: Mapping[str, Sequence[DisputeOutline]]
    owns: bool


@front.get("/")
def index() -> str | Response:
    """The overview of the debate, if there is only one; else the list of debates."""
    if (only := find_only_debate(session())) is not None:
        g.debate = only
        require_reader()
        return _overview()
    debates = select_readable(list_debates(session()))
    disputes = outline_disputes(session(), [debate.slug for debate in debates])
    return render(DebateListPage(debates, disputes, current_visitor().may(Role.OWNER)))


@pages.get("/")
def overview() -> Response:
    return _overview()


@dataclass(frozen=True)
class DisputeSummary:
    """A dispute at its end: how many participants last took each position (undecided last), and how much there is of it."""

    dispute: Dispute
    counts: list[tuple[int | None, int]]
    claims: int
    people: int


@dataclass(frozen=True)
class OverviewPage(TemplateContext, template="pages/debate/overview.html"):
    """The first page of a debate: its `disputes`, its `factions` with their members, and who is in none (`unaligned`).

    With `tags`, only disputes with one of these are listed. `errors` are counted for editors alone.
    """

    tags: Sequence[str]
    disputes: Sequence[DisputeSummary]
    factions: Sequence[tuple[Faction, Sequence[Participant]]]
    unaligned: Sequence[Participant]
    errors: int


@cache_page
def _overview() -> str:
    shown = record()
    tags = _read_tags(shown.disputes_of_tag)
    return render(
        OverviewPage(
            tags,
            [
                _summarise_dispute(shown, d)
                for d in shown.disputes.values()
                if not tags or {*tags} & {*d.tags}
            ],
            [(faction, shown.members_of.get(faction.slug, ())) for faction in shown.factions.values()],
            [p for p in shown.participants.values() if not p.memberships],
            count_errors(shown) if current_visitor().may(Role.EDITOR) else 0,
        )
    )


def _read_tags(*known: Iterable[str]) -> tuple[str, ...]:
    """The tags that this request asks for. Raises `BadRequestError` for one that nothing has."""
    given = parameters.read_given(("tags",)).get("tags", "")
    tags: tuple[str, ...] = parameters.PARAMETERS["tags"].read(given)
    check_known("tags", tags, dict.fromkeys(tag for some in known for tag in some))
    return tags


def _summarise_dispute(shown: Record, dispute: Dispute) -> DisputeSummary:
    last: dict[str, int | None] = {}
    for stance in sorted(shown.stances_of_dispute.get(dispute.slug, ()), key=lambda s: s.when.sort_key):
        last[stance.participant] = stance.position
    order = [*(p.value for p in dispute.positions), None]
    positions = list(last.values())
    counts = [(value, positions.count(value)) for value in order if value in positions]
    return DisputeSummary(dispute, counts, len(shown.claims_of_dispute.get(dispute.slug, ())), len(last))


@dataclass(frozen=True)
class TimelineItem:
    """An item of the timeline: an event, or a document with its claims."""

    when: UncertainDate | None
    event: Event | None = None
    document: Document | None = None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class TimelinePage(TemplateContext, template="pages/debate/timeline.html"):
    """Events and documents in `sections`, each with its heading: by month, then those dated roughly, then undated ones."""

    sections: Sequence[tuple[str, Sequence[TimelineItem]]]


@pages.get("/timeline")
@cache_page
def timeline() -> str:
    parameters.accept_only()
    shown = record()
    sections: dict[str, list[TimelineItem]] = defaultdict(list)
    for item in sorted(_timeline_items(shown), key=partial(_timeline_key, shown)):
        sections[_timeline_heading(shown, item)].append(item)
    last = [(name, sections.pop(name)) for name in (ROUGHLY_HEADING, UNDATED_HEADING) if name in sections]
    return render(TimelinePage([*sections.items(), *last]))


def _timeline_items(shown: Record) -> Iterator[TimelineItem]:
    for event in shown.events.values():
        yield TimelineItem(event.when, event=event)
    for document in shown.documents.values():
        yield TimelineItem(document.when, None, document, shown.claims_of_document.get(document.slug, ()))


def _timeline_key(shown: Record, item: TimelineItem) -> tuple[tuple[Day, Day], tuple[Any, ...]]:
    """By possible days, then events and after them documents, each in their order."""
    if item.event:
        return shown.event_bounds(item.event), (0, *shown.event_order.sort_key(item.event.slug)[:3])
    order = shown.document_order.sort_key(item.document.slug)[:3] if item.document else ()
    return (item.when.sort_key if item.when else (Day.max, Day.max)), (1, *order)


def _timeline_heading(shown: Record, item: TimelineItem) -> str:
    """The month of an item, or its season; another where its date is too uncertain for that of the day on which it may begin."""
    if item.when is None:
        return UNDATED_HEADING
    if not item.when.is_interval and item.when.latest - item.when.earliest > 100:
        return ROUGHLY_HEADING
    begin = item.when.text.partition("/")[0]
    if begin != ".." and edtf.precision(begin) is edtf.Precision.SEASON:
        words = UncertainDate.parse(begin).words()
        return words[:1].upper() + words[1:]
    first, _ = shown.event_bounds(item.event) if item.event else item.when.sort_key
    return "Before" if first == Day.min else UncertainDate.parse(first.month_text).words()


@dataclass(frozen=True)
class SearchPage(TemplateContext, template="pages/debate/find.html"):
    """The page of the search: the words `sought`, the `tags` to have one of, and what was `found`, if anything was sought.

    `is_literal` if the words are to mean nothing but themselves. `columns` are those of the stances in their grids.
    """

    sought: str
    tags: Sequence[str]
    found: SearchResults | None
    is_literal: bool
    columns: Mapping[str, str]


@pages.get("/find")
@cache_page
def search() -> str:
    parameters.accept_only("q", "tags", "literal")
    shown, query = record(), read_words("q", request.args.get("q", ""))
    is_literal = parameters.read_flag("literal", False)
    tags = _read_tags(shown.claims_of_tag, shown.disputes_of_tag)
    found = find_entries(shown, query, tags, is_literal=is_literal) if query or tags else None
    columns = find_stance_columns(shown, found.stances) if found else {}
    return render(SearchPage(query, tags, found, is_literal, columns))


@dataclass(frozen=True)
class ShownFinding:
    """A finding, the record that it is about, and where a visitor of this role can do something about it, or read of it."""

    finding: Finding
    name: str
    address: str


def _present(findings: Iterable[Finding]) -> list[ShownFinding]:
    shown, to = record(), debate_urls()
    edits = current_visitor().may(Role.CONTRIBUTOR)
    presented = []
    for finding in explain_once(findings):
        entry = shown.get(finding.kind, finding.slug)
        if entry is not None:
            address = to.edit(finding.kind, finding.slug) if edits else entry_url(entry)
            presented.append(ShownFinding(finding, describe_entry(entry, shown), address))
    return presented


@dataclass(frozen=True)
class CheckPage(TemplateContext, template="pages/debate/check.html"):
    """The `findings` of the check, of all levels."""

    findings: Sequence[ShownFinding]


@pages.get("/check")
@cache_page
def check() -> str:
    parameters.accept_only()
    return render(CheckPage(_present(run_check(record()))))


@dataclass(frozen=True)
class PeoplePage(TemplateContext, template="pages/debate/people.html"):
    """The list of participants: `people` before groups and institutions, each by name."""

    people: Sequence[Participant]


@pages.get("/participants")
@cache_page
def people() -> str:
    parameters.accept_only()
    shown = record()
    everyone = sorted(
        shown.participants.values(), key=lambda p: (p.kind != "person", entry_name(p, shown).casefold())
    )
    return render(PeoplePage(everyone))


@dataclass(frozen=True)
class DocumentsPage(TemplateContext, template="pages/debate/documents.html"):
    """The list of `documents` by date, undated ones last."""

    documents: Sequence[Document]


@pages.get("/documents")
@cache_page
def documents() -> str:
    parameters.accept_only()
    return render(DocumentsPage(sort_documents(record(), record().documents.values())))
