"""Proposals: the queue for editors, who accept or decline them, and each contributor's own proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, ForbiddenError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.record.diff import FieldDiff, diff_entries
from stances.record.record import Record
from stances.record.vocabulary import Kind, ProposalState, Role
from stances.record.wording import entry_name
from stances.store import proposals
from stances.store.changes import Edit
from stances.store.conflicts import ConflictError, DuplicateError, apply_choices, entry_at, reconcile
from stances.store.proposals import Proposal
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.htmx import current_path, wants_fragment
from stances.web.core.site import record, session
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls, entry_url
from stances.web.core.visitors import cookie_name, current_visitor, remember_seen, require_role
from stances.web.editing.conflicts import (
    CARRIED_FIELDS,
    CHOICE_PREFIXES,
    Decision,
    conflict_page,
    duplicate_page,
    read_decision,
)
from stances.web.editing.proposal_words import (
    describe_proposal,
    draw_neighbourhood,
    edit_subject,
    iter_addresses,
    record_with,
)
from stances.web.editing.save import hold_write_lock, proposer_of

pages = debate_blueprint("proposals")

MAX_ANSWER_LENGTH = 2_000
"""How long a browser keeps up to when its visitor has seen the answers to their proposals."""


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
    """The link to the proposals, with the `count` of those to decide, or, unless the visitor `decides`, of answers to their own.

    The answers that they have not seen are `answered`; `waiting` are those that are about the page where they are. `subject` says
    what one would do.
    """

    count: int
    decides: bool
    answered: Sequence[Proposal]
    waiting: Sequence[Proposal]
    subject: Callable[[Proposal], str]


@dataclass(frozen=True)
class ProposalsPage(TemplateContext, template="editing/proposals.html"):
    """Proposals that are `waiting` and those `decided`, for a visitor who `decides`, and the visitor's `own`.

    `subject` says what one would do.
    """

    decides: bool
    waiting: Sequence[Proposal]
    decided: Sequence[Proposal]
    own: Sequence[Proposal]
    subject: Callable[[Proposal], str]


@dataclass(frozen=True)
class ProposalPage(TemplateContext, template="editing/proposal.html"):
    """A `proposal` with what is `proposed`, an edit each; whether it is the visitor's `own`.

    `subject` says what it would do, and `picture` is a map of where that would stand. `answer` is what an editor typed, and
    `problems` are why their decision was refused.
    """

    proposal: Proposal
    proposed: Sequence[ProposedEdit]
    subject: str
    picture: Markup
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
    if wants_fragment() and decides:
        count = proposals.count_open(session(), debate)
        return render_private(ProposalCount(count, decides, [], [], _describe))
    own = proposals.list_by_proposer(session(), debate, proposer_of(visitor))
    if wants_fragment():
        answered = [one for one in own if _decision_mark(one) > request.cookies.get(_seen_cookie(), "")]
        waiting = [one for one in own if one.is_open and _is_about_page(one)]
        return render_private(ProposalCount(len(answered), decides, answered, waiting, _describe))
    page = ProposalsPage(
        decides,
        waiting=proposals.list_open(session(), debate) if decides else [],
        decided=proposals.list_decided(session(), debate) if decides else [],
        own=own,
        subject=_describe,
    )
    return _remember_seen(render_private(page), own)


def _describe(proposal: Proposal) -> str:
    return describe_proposal(record(), proposal)


def _is_about_page(proposal: Proposal) -> bool:
    """Whether it is about the page that this request's link stands on."""
    return any(
        f"{current_path()}/".startswith(f"{address}/") for address in iter_addresses(record(), proposal)
    )


def _seen_cookie() -> str:
    return f"answers-{cookie_name()}"


def _decision_mark(proposal: Proposal) -> str:
    """When an editor decided, as a text that sorts by time; empty if none has."""
    was_answered = proposal.state in (ProposalState.ACCEPTED, ProposalState.DECLINED)
    return f"{proposal.decided_at:%Y%m%d%H%M%S%f}" if was_answered and proposal.decided_at else ""


def _remember_seen(response: Response, own: Sequence[Proposal]) -> Response:
    """Keep in the browser up to when its visitor has seen the answers to their proposals."""
    seen = max(map(_decision_mark, own), default="")
    if seen > request.cookies.get(_seen_cookie(), ""):
        remember_seen(response, _seen_cookie(), seen, f"{debate_urls().home}/proposals")
    return response


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
        problem = "Add a short reason for declining."
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
        raise ForbiddenError("This is somebody else’s proposal. Only they and the editors can see it.")
    return proposal


def _proposal_page(proposal: Proposal, answer: str = "", problems: Sequence[str] = ()) -> Response:
    proposed = [_proposed_edit(record(), proposal, edit) for edit in proposal.edits]
    own = proposal.is_by(proposer_of(current_visitor()))
    picture = draw_neighbourhood(record(), proposal)
    page = ProposalPage(proposal, proposed, _describe(proposal), picture, own, answer, problems)
    response = render_private(page, 422 if problems else 200)
    return _remember_seen(response, [proposal] if own else [])


def _proposed_edit(shown: Record, proposal: Proposal, edit: Edit) -> ProposedEdit:
    kind, slug, after = edit_subject(edit)
    before = entry_at(session(), shown.debate.slug, kind, slug, proposal.base)
    current = shown.get(kind, slug)
    version = current or before or after
    action = "change" if before and after else "create" if after else "delete"
    label = entry_name(version, shown) if version else slug
    return ProposedEdit(
        action,
        kind,
        label,
        entry_url(current) if current else None,
        diff_entries(before, after, record_with(shown, proposal)),
    )
