"""Saves for views: take the write lock, read the debate, plan and make the change, commit, and announce it.

An editor's save changes the debate; a contributor's becomes a proposal. Edits made from an older revision are reconciled with
later changes; where that needs a decision, `stances.web.editing.conflicts` asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, redirect
from werkzeug.wrappers import Response

from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store.bin import require_kept
from stances.store.changes import Edit, apply_edits, require_open
from stances.store.conflicts import ConflictError, DuplicateError, reconcile
from stances.store.database import begin_writing
from stances.store.limits import Action, count_action
from stances.store.proposals import Proposer, propose
from stances.web.core.live import announce_revision
from stances.web.core.refusals import count_refused_save
from stances.web.core.site import session, site
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import Visitor, current_visitor, require_role, visitor_actor
from stances.web.editing.saved_note import remember_change

EditPlanner = Callable[[Record], Sequence[Edit]]
"""Makes the edits from the debate's state under the lock; raises errors to show to the person."""


@dataclass(frozen=True)
class SaveResult:
    """The debate afterwards, the number of the `change` unless nothing changed, and that of the proposal if it became one."""

    record: Record
    change: int | None = None
    proposal: int | None = None

    def redirect_to(self, address: str) -> Response:
        """Redirect to this address, where the browser says what was changed, or to the proposal."""
        if self.proposal is not None:
            address = f"{debate_urls().home}/proposals/{self.proposal}"
        response = redirect(address, 303)
        remember_change(response, self.change)
        return response


def save(plan: EditPlanner, why: str, base: int | None = None, *, anyway: bool = False) -> SaveResult:
    """Plan a change to this request's debate and make it, or propose it. Nothing is saved if anything raises.

    `base` is the revision that the edits were made from, None if `plan` makes them from the current state. `anyway` creates
    seeming duplicates. Raises `ConflictError`, `DuplicateError`, `RefusedError`, `ClosedError`, and `ForbiddenError` for those
    who may not even propose.
    """
    visitor = require_role(Role.CONTRIBUTOR)
    change = proposal = None
    try:
        with hold_write_lock() as current:
            revision = current.revision if base is None else base
            edits = reconcile(session(), current, plan(current), revision, anyway=anyway)
            if visitor.role.may(Role.EDITOR):
                g.outcome = apply_edits(session(), current, edits, who=visitor.name, why=why)
                change = g.outcome.revision if g.outcome.revision != current.revision else None
            else:
                proposal = propose(session(), current, edits, proposer_of(visitor), why)
    except (ConflictError, DuplicateError) as error:
        error.why = why
        raise
    return SaveResult(g.record, change, proposal)


@contextmanager
def hold_write_lock() -> Iterator[Record]:
    """Hold the write lock for the block, which gets the current state; commit and announce the change unless it raises."""
    session().rollback()
    action = Action.EDIT if current_visitor().role.may(Role.EDITOR) else Action.PROPOSE
    with count_refused_save(visitor_actor()):
        begin_writing(session())
        try:
            count_action(session(), visitor_actor(), action)
            require_kept(session(), g.debate)
            current = site().snapshots.current_for_change(session(), g.debate)
            require_open(current)
            yield current
            session().commit()
        except BaseException:
            g.pop("outcome", None)
            session().rollback()
            raise
    outcome: Record | None = g.pop("outcome", None)
    if outcome is not None:  # saves this request and others from applying the revisions
        site().snapshots.store(outcome)
    g.record = outcome or site().snapshots.current(session(), g.debate)
    if g.record.revision != current.revision:
        announce_revision(g.record.revision)


def proposer_of(visitor: Visitor) -> Proposer:
    """The visitor as the author of a proposal."""
    return Proposer(visitor.name, visitor.session)
