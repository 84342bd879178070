"""The queue of what contributors propose, for editors to decide on; and, for each contributor, what became of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, ForbiddenError, RefusedError
from stances.record.diff import Difference, differences
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import named
from stances.store import proposals as kept
from stances.store.changes import Edit, Put
from stances.store.conflicts import ConflictError, TwinError, entry_at, reconciled, resolved
from stances.store.proposals import Proposal
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record, session, wants_fragment
from stances.web.core.urls import addresses, where
from stances.web.core.visitors import require, visitor
from stances.web.editing.conflicts import CARRIED, CHOSEN, Decision, ask_whether, ask_which, decision
from stances.web.editing.save import author, writing

pages = family("proposals")

LONGEST_ANSWER = 2_000


@dataclass(frozen=True)
class Proposed:
    """One record that a proposal touches: what it does to it, and where it can be seen."""

    done: str
    kind: Kind
    label: str
    address: str | None
    changes: list[Difference]


@pages.get("/proposals")
def queue() -> Response:
    """For an editor what is waiting and what was decided; for a contributor their own. For htmx the words of the link to it."""
    parameters.only()
    asking = require(Role.CONTRIBUTOR)
    decides = asking.role.may(Role.EDITOR)
    debate = record().debate.slug
    if wants_fragment():
        return _private(
            "editing/_proposal_count.html", count=kept.count_waiting(session(), debate) if decides else 0
        )
    return _private(
        "editing/proposals.html",
        waiting=kept.waiting(session(), debate) if decides else [],
        decided=kept.decided(session(), debate) if decides else [],
        own=kept.proposals_by(session(), debate, author(asking)),
        decides=decides,
        subject=_subject,
    )


@pages.get("/proposals/<int:number>")
def proposal(number: int) -> Response:
    parameters.only()
    return _shown(_found(number))


@pages.post("/proposals/<int:number>/accept")
def accept(number: int) -> Response:
    """Make the change as the debate now stands; where that needs a choice, ask for it."""
    asking = require(Role.EDITOR)
    parameters.only_fields("answer", *CARRIED, beginning=CHOSEN)
    chosen = decision(request.form) if "shown" in request.form else None
    answer = _answer()
    try:
        with writing() as current:
            found = kept.proposal(session(), current.debate.slug, number)
            edits = _edits_now(current, found, chosen)
            kept.accept(session(), current, found, edits, by=asking.name, answer=answer)
    except ConflictError as error:
        return ask_which(error, request.path, {"answer": answer})
    except TwinError as error:
        return ask_whether(error, request.path, {"answer": answer})
    except RefusedError as error:
        return _shown(_found(number), answer, error.problems)
    return redirect(f"{addresses().home}/proposals/{number}", 303)


@pages.post("/proposals/<int:number>/decline")
def decline(number: int) -> Response:
    asking = require(Role.EDITOR)
    parameters.only_fields("answer")
    answer = _answer()
    if not answer:
        problem = "Say in a line why, so that whoever proposed it can learn from it."
        return _shown(_found(number), answer, [problem])
    return _decided(number, lambda found: kept.decline(session(), found, by=asking.name, answer=answer))


@pages.post("/proposals/<int:number>/withdraw")
def withdraw(number: int) -> Response:
    asking = require(Role.CONTRIBUTOR)
    parameters.only_fields()
    return _decided(number, lambda found: kept.withdraw(session(), found, author(asking)))


def _decided(number: int, decide: Callable[[Proposal], None]) -> Response:
    try:
        with writing() as current:
            decide(kept.proposal(session(), current.debate.slug, number))
    except RefusedError as error:
        return _shown(_found(number), problems=error.problems)
    return redirect(f"{addresses().home}/proposals", 303)


def _edits_now(current: Record, found: Proposal, chosen: Decision | None) -> list[Edit]:
    """The proposal's edits for the debate as it stands, with what an editor chose where that was needed."""
    kept.must_be_open(found)
    if chosen is None:
        return reconciled(session(), current, found.edits, found.base)
    edits = resolved(session(), current, found.edits, found.base, chosen.shown, chosen.choices)
    return reconciled(session(), current, edits, chosen.shown, anyway=chosen.anyway)


def _answer() -> str:
    answer = request.form.get("answer", "").replace("\r\n", "\n").strip()
    if len(answer) > LONGEST_ANSWER:
        raise BadRequestError(f"A note may have {LONGEST_ANSWER:,} characters at most.")
    return answer


def _found(number: int) -> Proposal:
    """The proposal, for an editor or whoever made it."""
    asking = require(Role.CONTRIBUTOR)
    found = kept.proposal(session(), record().debate.slug, number)
    if not asking.role.may(Role.EDITOR) and not found.is_by(author(asking)):
        raise ForbiddenError("This is somebody else's proposal; only they and the editors see it.")
    return found


def _shown(found: Proposal, answer: str = "", problems: list[str] | None = None) -> Response:
    asking = visitor()
    page = _private(
        "editing/proposal.html",
        proposal=found,
        proposed=[_proposed(record(), found, edit) for edit in found.edits],
        decides=asking.role.may(Role.EDITOR),
        own=found.is_by(author(asking)),
        answer=answer,
        problems=problems or [],
    )
    page.status_code = 422 if problems else 200
    return page


def _proposed(shown: Record, found: Proposal, edit: Edit) -> Proposed:
    kind, slug, after = _about(edit)
    before = entry_at(session(), shown.debate.slug, kind, slug, found.base)
    there = shown.get(kind, slug)
    said = there or before or after
    done = "change" if before and after else "create" if after else "delete"
    label = named(said, shown) if said else slug
    return Proposed(done, kind, label, where(there) if there else None, differences(before, after, shown))


def _about(edit: Edit) -> tuple[Kind, str, Entry | None]:
    """Which record an edit is about, and what it would be."""
    if isinstance(edit, Put):
        return edit.entry.kind_name, edit.entry.slug, edit.entry
    return edit.kind, edit.slug, None


def _subject(found: Proposal) -> str:
    """What a list calls the record that a proposal is about, the first where there are several."""
    kind, slug, after = _about(found.edits[0])
    said = record().get(kind, slug) or after
    return named(said, record()) if said else slug


def _private(template: str, **context: object) -> Response:
    """Not kept anywhere: it is for one person."""
    page = make_response(render_template(template, **context))
    page.headers["Cache-Control"] = "no-store"
    page.vary.add("HX-Request-Type")
    return page
