"""Pages about a debate as a whole: overview, timeline, search, check, and lists of participants and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response

from stances.checks.finding import Finding
from stances.checks.run import check_record as run_check
from stances.checks.run import count_errors, explain_once
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.record.entries import Claim, Dispute, Document, Event
from stances.record.record import Record
from stances.record.search import SearchResults, find_entries
from stances.record.vocabulary import Role
from stances.record.wording import describe_entry
from stances.store.debates import find_only_debate, list_debates
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, revised_at, session
from stances.web.core.urls import debate_urls, entry_url
from stances.web.core.visitors import current_visitor, require_reader, select_readable

pages = debate_blueprint("debates")
front = Blueprint("front", __name__)


@front.get("/")
def index() -> str | Response:
    """The overview of the debate, if there is only one; else the list of debates."""
    if (only := find_only_debate(session())) is not None:
        g.debate = only
        require_reader()
        return _overview()
    return render_template(
        "pages/debate/index.html",
        owns=current_visitor().may(Role.OWNER),
        debates=select_readable(list_debates(session())),
    )


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


@cache_page
def _overview() -> str:
    shown = record()
    return render_template(
        "pages/debate/overview.html",
        disputes=[_summarise_dispute(shown, dispute) for dispute in shown.disputes.values()],
        factions=[(faction, shown.members_of.get(faction.slug, ())) for faction in shown.factions.values()],
        errors=count_errors(shown) if current_visitor().may(Role.EDITOR) else 0,
        unaligned=[p for p in shown.participants.values() if not p.memberships],
        revised=revised_at(),
    )


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

    when: UncertainDate
    event: Event | None = None
    document: Document | None = None
    claims: tuple[Claim, ...] = ()


@pages.get("/timeline")
@cache_page
def timeline() -> str:
    parameters.accept_only()
    items = sorted(_timeline_items(record()), key=lambda item: item.when.sort_key)
    dated = [item for item in items if not _is_rough(item.when)]
    months = [(month, list(group)) for month, group in groupby(dated, lambda item: _month_heading(item.when))]
    undated = [d for d in record().documents.values() if d.when is None]
    return render_template(
        "pages/debate/timeline.html",
        months=months,
        roughly=[item for item in items if _is_rough(item.when)],
        undated=undated,
        revised=revised_at(),
    )


def _timeline_items(shown: Record) -> Iterator[TimelineItem]:
    for event in shown.events.values():
        yield TimelineItem(event.when, event=event)
    for document in shown.documents.values():
        if document.when:
            yield TimelineItem(document.when, None, document, shown.claims_of_document.get(document.slug, ()))


def _is_rough(when: UncertainDate) -> bool:
    """Whether a date is too uncertain to be listed under the month in which it may begin."""
    return not when.is_interval and (when.latest - when.earliest).days > 100


def _month_heading(when: UncertainDate) -> str:
    return "Before" if when.earliest.year == 1 else f"{when.earliest:%B} {when.earliest.year}"


@pages.get("/find")
@cache_page
def search() -> str:
    parameters.accept_only("q")
    query = request.args.get("q", "").strip()
    if len(query) > 200:
        raise BadRequestError("q may have 200 characters at most.")
    results: SearchResults | None = find_entries(record(), query) if query else None
    return render_template("pages/debate/find.html", q=query, found=results, revised=revised_at())


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


@pages.get("/check")
@cache_page
def check() -> str:
    parameters.accept_only()
    return render_template(
        "pages/debate/check.html", findings=_present(run_check(record())), revised=revised_at()
    )


@pages.get("/participants")
@cache_page
def people() -> str:
    parameters.accept_only()
    everyone = sorted(record().participants.values(), key=lambda p: (p.kind != "person", p.label.casefold()))
    return render_template("pages/debate/people.html", people=everyone, revised=revised_at())


@pages.get("/documents")
@cache_page
def documents() -> str:
    parameters.accept_only()
    by_date = sorted(
        record().documents.values(),
        key=lambda d: (d.when is None, d.when.sort_key if d.when else None, d.slug),
    )
    return render_template("pages/debate/documents.html", documents=by_date, revised=revised_at())
