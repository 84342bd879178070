"""How a view writes: the lock first, then the debate as it stands, the change, the commit, and word of it to the others.

What an editor saves is made; what a contributor saves is kept as a proposal. A save that was begun from an older revision is
reconciled with what has happened since, and asks where that can't be done without a person (`stances.web.deciding`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, redirect
from werkzeug.wrappers import Response

from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store.changes import Edit, apply_edits
from stances.store.conflicts import ConflictError, DuplicateError, reconcile
from stances.store.database import begin_writing
from stances.store.proposals import Proposer, propose
from stances.web.core.live import announce_revision
from stances.web.core.site import session, site
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import Visitor, require_role

EditPlanner = Callable[[Record], Sequence[Edit]]
"""From the debate as it stands under the lock to the edits to make; raises what a person should be told."""


@dataclass(frozen=True)
class SaveResult:
    """The debate afterwards, and the number of the proposal where the save became one."""

    record: Record
    proposal: int | None = None

    def redirect_to(self, address: str) -> Response:
        """To this address, or to the proposal."""
        if self.proposal is not None:
            address = f"{debate_urls().home}/proposals/{self.proposal}"
        return redirect(address, 303)


def save(plan: EditPlanner, why: str, base: int | None = None, *, anyway: bool = False) -> SaveResult:
    """Plan a change in this request's debate and make it, or propose it. Nothing is kept if anything raises.

    `base` is the revision that the edits were begun from, None for edits that `plan` makes from what it is given. `anyway`
    creates what looks as if it were there already. Raises `ConflictError`, `TwinError`, `RefusedError`, and `ForbiddenError`
    for those who may not even propose.
    """
    asking = require_role(Role.CONTRIBUTOR)
    proposed = None
    try:
        with hold_write_lock() as current:
            begun = current.revision if base is None else base
            edits = reconcile(session(), current, plan(current), begun, anyway=anyway)
            if asking.role.may(Role.EDITOR):
                g.outcome = apply_edits(session(), current, edits, who=asking.name, why=why)
            else:
                proposed = propose(session(), current, edits, proposer_of(asking), why)
    except (ConflictError, DuplicateError) as error:
        error.why = why
        raise
    return SaveResult(g.record, proposed)


@contextmanager
def hold_write_lock() -> Iterator[Record]:
    """Hold the write lock while the block runs, given the debate as it stands; commit when it ends well, and tell the others."""
    session().rollback()
    begin_writing(session())
    try:
        current = site().snapshots.current(session(), g.debate)
        yield current
        session().commit()
    except BaseException:
        g.pop("outcome", None)
        session().rollback()
        raise
    if "outcome" in g:  # what the others' requests would work out from the revisions
        site().snapshots.store(g.pop("outcome"))
    g.record = site().snapshots.current(session(), g.debate)
    if g.record.revision != current.revision:
        announce_revision(g.record.revision)


def proposer_of(asking: Visitor) -> Proposer:
    """The visitor as whoever proposes something."""
    return Proposer(asking.name, asking.session)
