"""The queue of what contributors propose, for editors to decide on; and, for each contributor, what became of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, ForbiddenError, RefusedError
from stances.record.diff import FieldDiff, diff_entries
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import entry_name
from stances.store import proposals as kept
from stances.store.changes import Edit, Put
from stances.store.conflicts import ConflictError, DuplicateError, apply_choices, entry_at, reconcile
from stances.store.proposals import Proposal
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record, session, wants_fragment
from stances.web.core.urls import debate_urls, entry_url
from stances.web.core.visitors import current_visitor, require_role
from stances.web.editing.conflicts import (
    CARRIED_FIELDS,
    CHOICE_PREFIXES,
    Decision,
    conflict_page,
    duplicate_page,
    read_decision,
)
from stances.web.editing.save import hold_write_lock, proposer_of

pages = debate_blueprint("proposals")

MAX_ANSWER_LENGTH = 2_000


@dataclass(frozen=True)
class ProposedEdit:
    """One record that a proposal touches: what it does to it, and where it can be seen."""

    action: str
    kind: Kind
    label: str
    address: str | None
    changes: list[FieldDiff]


@pages.get("/proposals")
def queue() -> Response:
    """For an editor what is waiting and what was decided; for a contributor their own. For htmx the words of the link to it."""
    parameters.accept_only()
    asking = require_role(Role.CONTRIBUTOR)
    decides = asking.role.may(Role.EDITOR)
    debate = record().debate.slug
    if wants_fragment():
        return _private_page(
            "editing/_proposal_count.html", count=kept.count_open(session(), debate) if decides else 0
        )
    return _private_page(
        "editing/proposals.html",
        waiting=kept.list_open(session(), debate) if decides else [],
        decided=kept.list_decided(session(), debate) if decides else [],
        own=kept.list_by_proposer(session(), debate, proposer_of(asking)),
        decides=decides,
        subject=_subject_name,
    )


@pages.get("/proposals/<int:number>")
def proposal(number: int) -> Response:
    parameters.accept_only()
    return _proposal_page(_visible_proposal(number))


@pages.post("/proposals/<int:number>/accept")
def accept(number: int) -> Response:
    """Make the change as the debate now stands; where that needs a choice, ask for it."""
    asking = require_role(Role.EDITOR)
    parameters.accept_only_fields("answer", *CARRIED_FIELDS, beginning=CHOICE_PREFIXES)
    chosen = read_decision(request.form) if "shown" in request.form else None
    answer = _read_answer()
    try:
        with hold_write_lock() as current:
            proposal = kept.find_proposal(session(), current.debate.slug, number)
            edits = _reconcile_edits(current, proposal, chosen)
            kept.accept(session(), current, proposal, edits, by=asking.name, answer=answer)
    except ConflictError as error:
        return conflict_page(error, request.path, {"answer": answer})
    except DuplicateError as error:
        return duplicate_page(error, request.path, {"answer": answer})
    except RefusedError as error:
        return _proposal_page(_visible_proposal(number), answer, error.problems)
    return redirect(f"{debate_urls().home}/proposals/{number}", 303)


@pages.post("/proposals/<int:number>/decline")
def decline(number: int) -> Response:
    asking = require_role(Role.EDITOR)
    parameters.accept_only_fields("answer")
    answer = _read_answer()
    if not answer:
        problem = "Say in a line why, so that whoever proposed it can learn from it."
        return _proposal_page(_visible_proposal(number), answer, [problem])
    return _apply_decision(
        number, lambda found: kept.decline(session(), found, by=asking.name, answer=answer)
    )


@pages.post("/proposals/<int:number>/withdraw")
def withdraw(number: int) -> Response:
    asking = require_role(Role.CONTRIBUTOR)
    parameters.accept_only_fields()
    return _apply_decision(number, lambda found: kept.withdraw(session(), found, proposer_of(asking)))


def _apply_decision(number: int, decide: Callable[[Proposal], None]) -> Response:
    try:
        with hold_write_lock() as current:
            decide(kept.find_proposal(session(), current.debate.slug, number))
    except RefusedError as error:
        return _proposal_page(_visible_proposal(number), problems=error.problems)
    return redirect(f"{debate_urls().home}/proposals", 303)


def _reconcile_edits(current: Record, proposal: Proposal, chosen: Decision | None) -> list[Edit]:
    """The proposal's edits for the debate as it stands, with what an editor chose where that was needed."""
    kept.check_open(proposal)
    if chosen is None:
        return reconcile(session(), current, proposal.edits, proposal.base)
    edits = apply_choices(session(), current, proposal.edits, proposal.base, chosen.shown, chosen.choices)
    return reconcile(session(), current, edits, chosen.shown, anyway=chosen.anyway)


def _read_answer() -> str:
    answer = request.form.get("answer", "").replace("\r\n", "\n").strip()
    if len(answer) > MAX_ANSWER_LENGTH:
        raise BadRequestError(f"A note may have {MAX_ANSWER_LENGTH:,} characters at most.")
    return answer


def _visible_proposal(number: int) -> Proposal:
    """The proposal, for an editor or whoever made it."""
    asking = require_role(Role.CONTRIBUTOR)
    proposal = kept.find_proposal(session(), record().debate.slug, number)
    if not asking.role.may(Role.EDITOR) and not proposal.is_by(proposer_of(asking)):
        raise ForbiddenError("This is somebody else's proposal; only they and the editors see it.")
    return proposal


def _proposal_page(proposal: Proposal, answer: str = "", problems: list[str] | None = None) -> Response:
    asking = current_visitor()
    page = _private_page(
        "editing/proposal.html",
        proposal=proposal,
        proposed=[_proposed_edit(record(), proposal, edit) for edit in proposal.edits],
        decides=asking.role.may(Role.EDITOR),
        own=proposal.is_by(proposer_of(asking)),
        answer=answer,
        problems=problems or [],
    )
    page.status_code = 422 if problems else 200
    return page


def _proposed_edit(shown: Record, proposal: Proposal, edit: Edit) -> ProposedEdit:
    kind, slug, after = _edit_subject(edit)
    before = entry_at(session(), shown.debate.slug, kind, slug, proposal.base)
    there = shown.get(kind, slug)
    said = there or before or after
    done = "change" if before and after else "create" if after else "delete"
    label = entry_name(said, shown) if said else slug
    return ProposedEdit(
        done, kind, label, entry_url(there) if there else None, diff_entries(before, after, shown)
    )


def _edit_subject(edit: Edit) -> tuple[Kind, str, Entry | None]:
    """Which record an edit is about, and what it would be."""
    if isinstance(edit, Put):
        return edit.entry.kind_name, edit.entry.slug, edit.entry
    return edit.kind, edit.slug, None


def _subject_name(proposal: Proposal) -> str:
    """What a list calls the record that a proposal is about, the first where there are several."""
    kind, slug, after = _edit_subject(proposal.edits[0])
    said = record().get(kind, slug) or after
    return entry_name(said, record()) if said else slug


def _private_page(template: str, **context: object) -> Response:
    """Not kept anywhere: it is for one person."""
    page = make_response(render_template(template, **context))
    page.headers["Cache-Control"] = "no-store"
    page.vary.add("HX-Request-Type")
    return page
