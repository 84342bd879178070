"""Proposals: the queue for editors, who accept or decline them, and each contributor's own proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, ForbiddenError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.record.diff import FieldDiff, diff_entries
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import entry_name
from stances.store import proposals
from stances.store.changes import Edit, Put
from stances.store.conflicts import ConflictError, DuplicateError, apply_choices, entry_at, reconcile
from stances.store.proposals import Proposal
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.htmx import wants_fragment
from stances.web.core.site import record, session
from stances.web.core.template_context import render_private
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
    """One edit of a proposal: its action, the record with its URL if it exists, and the differences."""

    action: str
    kind: Kind
    label: str
    address: str | None
    changes: list[FieldDiff]


@dataclass(frozen=True)
class ProposalCount(TemplateContext, template="editing/_proposal_count.html"):
    """The link to the proposals, with the `count` of those that wait for this visitor."""

    count: int


@dataclass(frozen=True)
class ProposalsPage(TemplateContext, template="editing/proposals.html"):
    """Proposals that are `waiting` and those `decided`, for a visitor who `decides`, and the visitor's `own`.

    `subject` names what one is about.
    """

    decides: bool
    waiting: Sequence[Proposal]
    decided: Sequence[Proposal]
    own: Sequence[Proposal]
    subject: Callable[[Proposal], str]


@dataclass(frozen=True)
class ProposalPage(TemplateContext, template="editing/proposal.html"):
    """A `proposal` with what is `proposed`, an edit each; whether it is the visitor's `own`.

    `answer` is what an editor typed, and `problems` are why their decision was refused.
    """

    proposal: Proposal
    proposed: Sequence[ProposedEdit]
    own: bool
    answer: str
    problems: Sequence[str]


@pages.get("/proposals")
def queue() -> Response:
    """For an editor the open and the decided proposals, for a contributor their own; for htmx the text of the link here."""
    parameters.accept_only()
    visitor = require_role(Role.CONTRIBUTOR, reads=True)
    decides = visitor.role.may(Role.EDITOR)
    debate = record().debate.slug
    if wants_fragment():
        return render_private(ProposalCount(proposals.count_open(session(), debate) if decides else 0))
    page = ProposalsPage(
        decides,
        waiting=proposals.list_open(session(), debate) if decides else [],
        decided=proposals.list_decided(session(), debate) if decides else [],
        own=proposals.list_by_proposer(session(), debate, proposer_of(visitor)),
        subject=_subject_name,
    )
    return render_private(page)


@pages.get("/proposals/<int:number>")
def proposal(number: int) -> Response:
    parameters.accept_only()
    return _proposal_page(_visible_proposal(number))


@pages.post("/proposals/<int:number>/accept")
def accept(number: int) -> Response:
    """Make the proposed change in the debate's current state; ask where that needs a choice."""
    visitor = require_role(Role.EDITOR)
    parameters.accept_only_fields("answer", *CARRIED_FIELDS, beginning=CHOICE_PREFIXES)
    decision = read_decision(request.form) if "shown" in request.form else None
    answer = _read_answer()
    try:
        with hold_write_lock() as current:
            proposal = proposals.find_proposal(session(), current.debate.slug, number)
            edits = _reconcile_edits(current, proposal, decision)
            proposals.accept(session(), current, proposal, edits, by=visitor.name, answer=answer)
    except ConflictError as error:
        return conflict_page(error, request.path, {"answer": answer})
    except DuplicateError as error:
        return duplicate_page(error, request.path, {"answer": answer})
    except RefusedError as error:
        return _proposal_page(_visible_proposal(number), answer, error.problems)
    return redirect(f"{debate_urls().home}/proposals/{number}", 303)


@pages.post("/proposals/<int:number>/decline")
def decline(number: int) -> Response:
    visitor = require_role(Role.EDITOR)
    parameters.accept_only_fields("answer")
    answer = _read_answer()
    if not answer:
        problem = "Say in a line why, so that whoever proposed it can learn from it."
        return _proposal_page(_visible_proposal(number), answer, [problem])
    return _apply_decision(
        number, lambda proposal: proposals.decline(session(), proposal, by=visitor.name, answer=answer)
    )


@pages.post("/proposals/<int:number>/withdraw")
def withdraw(number: int) -> Response:
    visitor = require_role(Role.CONTRIBUTOR)
    parameters.accept_only_fields()
    return _apply_decision(
        number, lambda proposal: proposals.withdraw(session(), proposal, proposer_of(visitor))
    )


def _apply_decision(number: int, decide: Callable[[Proposal], None]) -> Response:
    try:
        with hold_write_lock() as current:
            decide(proposals.find_proposal(session(), current.debate.slug, number))
    except RefusedError as error:
        return _proposal_page(_visible_proposal(number), problems=error.problems)
    return redirect(f"{debate_urls().home}/proposals", 303)


def _reconcile_edits(current: Record, proposal: Proposal, decision: Decision | None) -> list[Edit]:
    """The proposal's edits for the debate's current state, with an editor's choices where they were needed."""
    proposals.check_open(proposal)
    if decision is None:
        return reconcile(session(), current, proposal.edits, proposal.base)
    edits = apply_choices(session(), current, proposal.edits, proposal.base, decision.shown, decision.choices)
    return reconcile(session(), current, edits, decision.shown, anyway=decision.anyway)


def _read_answer() -> str:
    answer = request.form.get("answer", "").replace("\r\n", "\n").strip()
    if len(answer) > MAX_ANSWER_LENGTH:
        raise BadRequestError(f"A note may have {MAX_ANSWER_LENGTH:,} characters at most.")
    return answer


def _visible_proposal(number: int) -> Proposal:
    """Return the proposal if the visitor is an editor or made it. Raises `NotFoundError` or `ForbiddenError`."""
    visitor = require_role(Role.CONTRIBUTOR, reads=True)
    proposal = proposals.find_proposal(session(), record().debate.slug, number)
    if not visitor.role.may(Role.EDITOR) and not proposal.is_by(proposer_of(visitor)):
        raise ForbiddenError("This is somebody else's proposal; only they and the editors see it.")
    return proposal


def _proposal_page(proposal: Proposal, answer: str = "", problems: Sequence[str] = ()) -> Response:
    proposed = [_proposed_edit(record(), proposal, edit) for edit in proposal.edits]
    own = proposal.is_by(proposer_of(current_visitor()))
    page = ProposalPage(proposal, proposed, own, answer, problems)
    return render_private(page, 422 if problems else 200)


def _proposed_edit(shown: Record, proposal: Proposal, edit: Edit) -> ProposedEdit:
    kind, slug, after = _edit_subject(edit)
    before = entry_at(session(), shown.debate.slug, kind, slug, proposal.base)
    current = shown.get(kind, slug)
    version = current or before or after
    action = "change" if before and after else "create" if after else "delete"
    label = entry_name(version, shown) if version else slug
    return ProposedEdit(
        action, kind, label, entry_url(current) if current else None, diff_entries(before, after, shown)
    )


def _edit_subject(edit: Edit) -> tuple[Kind, str, Entry | None]:
    """The kind and slug of an edit's record, and the entry afterwards; None for a deletion."""
    if isinstance(edit, Put):
        return edit.entry.kind_name, edit.entry.slug, edit.entry
    return edit.kind, edit.slug, None


def _subject_name(proposal: Proposal) -> str:
    """The name of the first record that a proposal is about."""
    kind, slug, after = _edit_subject(proposal.edits[0])
    entry = record().get(kind, slug) or after
    return entry_name(entry, record()) if entry else slug
