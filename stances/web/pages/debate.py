"""Pages about a debate as a whole: its overview, its timeline, finding, and what the check finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response

from stances.checks.run import check as run_check
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.record.entries import Claim, Dispute, Document, Event
from stances.record.record import Record
from stances.record.search import Found, find
from stances.record.vocabulary import Role
from stances.store.debates import list_debates, only_debate
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import record, revised_at, session
from stances.web.core.visitors import admit, readable, visitor

pages = family("debates")
front = Blueprint("front", __name__)


@front.get("/")
def index() -> str | Response:
    """The debate, where there is only one; else the list of them."""
    if (only := only_debate(session())) is not None:
        g.debate = only
        admit()
        return _overview()
    return render_template(
        "pages/debate/index.html", owns=visitor().may(Role.OWNER), debates=readable(list_debates(session()))
    )


@pages.get("/")
def overview() -> Response:
    return _overview()


@dataclass(frozen=True)
class Taken:
    """How a dispute stands at the end: how many were last heard to take each position, undecided last."""

    dispute: Dispute
    counts: list[tuple[int | None, int]]
    claims: int
    people: int


@kept_page
def _overview() -> str:
    shown = record()
    return render_template(
        "pages/debate/overview.html",
        disputes=[_taken(shown, dispute) for dispute in shown.disputes.values()],
        factions=[(faction, shown.members_of.get(faction.slug, ())) for faction in shown.factions.values()],
        unaligned=[p for p in shown.participants.values() if not p.memberships],
        revised=revised_at(),
    )


def _taken(shown: Record, dispute: Dispute) -> Taken:
    last: dict[str, int | None] = {}
    for stance in sorted(shown.stances_of_dispute.get(dispute.slug, ()), key=lambda s: s.when.sort_key):
        last[stance.participant] = stance.position
    order = [*(p.value for p in dispute.positions), None]
    held = list(last.values())
    counts = [(value, held.count(value)) for value in order if value in held]
    return Taken(dispute, counts, len(shown.claims_of_dispute.get(dispute.slug, ())), len(last))


@dataclass(frozen=True)
class Moment:
    """One thing on the timeline: an event, or a document with the claims it carries."""

    when: UncertainDate
    event: Event | None = None
    document: Document | None = None
    claims: tuple[Claim, ...] = ()


@pages.get("/timeline")
@kept_page
def timeline() -> str:
    parameters.only()
    moments = sorted(_moments(record()), key=lambda m: m.when.sort_key)
    close = [m for m in moments if not _rough(m.when)]
    months = [(month, list(found)) for month, found in groupby(close, lambda m: _month(m.when))]
    undated = [d for d in record().documents.values() if d.when is None]
    return render_template(
        "pages/debate/timeline.html",
        months=months,
        roughly=[m for m in moments if _rough(m.when)],
        undated=undated,
        revised=revised_at(),
    )


def _moments(shown: Record) -> Iterator[Moment]:
    for event in shown.events.values():
        yield Moment(event.when, event=event)
    for document in shown.documents.values():
        if document.when:
            yield Moment(document.when, None, document, shown.claims_of_document.get(document.slug, ()))


def _rough(when: UncertainDate) -> bool:
    """Too uncertain to stand under the month in which it may have begun."""
    return not when.is_interval and (when.latest - when.earliest).days > 100


def _month(when: UncertainDate) -> str:
    return "Before" if when.earliest.year == 1 else f"{when.earliest:%B} {when.earliest.year}"


@pages.get("/find")
@kept_page
def finder() -> str:
    parameters.only("q")
    wanted = request.args.get("q", "").strip()
    if len(wanted) > 200:
        raise BadRequestError("q may have 200 characters at most.")
    found: Found | None = find(record(), wanted) if wanted else None
    return render_template("pages/debate/find.html", q=wanted, found=found, revised=revised_at())


@pages.get("/check")
@kept_page
def check() -> str:
    parameters.only()
    return render_template("pages/debate/check.html", findings=run_check(record()), revised=revised_at())


@pages.get("/participants")
@kept_page
def people() -> str:
    parameters.only()
    everyone = sorted(record().participants.values(), key=lambda p: (p.kind != "person", p.label.casefold()))
    return render_template("pages/debate/people.html", people=everyone, revised=revised_at())


@pages.get("/documents")
@kept_page
def documents() -> str:
    parameters.only()
    dated = sorted(
        record().documents.values(),
        key=lambda d: (d.when is None, d.when.sort_key if d.when else None, d.slug),
    )
    return render_template("pages/debate/documents.html", documents=dated, revised=revised_at())
