"""How a view writes: the lock first, then the debate as it stands, the change, the commit, and word of it to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import g

from stances.db import begin_writing
from stances.debates.changes import Edit, change
from stances.record import Record
from stances.web.site import session, site
from stances.web.visitors import visitor

Plan = Callable[[Record], Sequence[Edit]]
"""From the debate as it stands under the lock to the edits to make; raises what a person should be told."""


def save(plan: Plan, why: str) -> Record:
    """Plan and make a change in this request's debate; the debate afterwards. Nothing is kept if anything raises."""
    session().rollback()
    begin_writing(session())
    try:
        current = site().snapshots.current(session(), g.debate)
        outcome = change(session(), current, plan(current), who=visitor().name, why=why)
        session().commit()
    except BaseException:
        session().rollback()
        raise
    g.record = site().snapshots.current(session(), g.debate)
    return outcome
