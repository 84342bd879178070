"""Limits on what somebody may do within a minute, counted in the transaction of what they do, for all processes of a site.

Only what is done is counted here: an action that is refused rolls its count back. Refusals take no transaction; they are
counted in the memory of each process (`stances.web.core.refusals`).
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.errors import TooManyRequestsError
from stances.store.site_tables import CountedActionRow

_counted: Any = CountedActionRow


clock = time.time


class Action(StrEnum):
    """What is limited."""

    JOIN = "join"
    RENAME = "rename"
    INVITE = "invite"
    PROPOSE = "propose"
    EDIT = "edit"
    CREATE_DEBATE = "create a debate"


MAX_PER_MINUTE = {
    Action.JOIN: 120,
    Action.RENAME: 10,
    Action.INVITE: 20,
    Action.PROPOSE: 20,
    Action.EDIT: 120,
    Action.CREATE_DEBATE: 20,
}
"""How often within a minute; joining is counted by address, which a whole class may share."""

_DONE = {
    Action.JOIN: "People have joined from your address {count} times within a minute",
    Action.RENAME: "You have changed your name {count} times within a minute",
    Action.INVITE: "You have made {count} invitations within a minute",
    Action.PROPOSE: "You have made {count} proposals within a minute",
    Action.EDIT: "You have saved {count} times within a minute",
    Action.CREATE_DEBATE: "You have started {count} debates within a minute",
}


def count_action(session: Session, actor: str, action: Action) -> None:
    """Count one action of somebody. The session must hold the write lock. Raises TooManyRequestsError if it is one too many.

    What was done in the minute before counts in proportion, so that the end of a minute frees nothing at once.
    """
    now = clock()
    minute, second = int(now // 60), now % 60
    session.execute(sa.delete(CountedActionRow).where(_counted.minute < minute - 1))
    mine = sa.and_(_counted.actor == actor, _counted.action == action)
    rows = session.execute(sa.select(_counted.minute, _counted.count).where(mine))
    counts: dict[int, int] = dict(map(tuple, rows))
    done, most = counts.get(minute, 0), MAX_PER_MINUTE[action]
    if done + counts.get(minute - 1, 0) * (1 - second / 60) >= most:
        seconds = int(60 - second) + 1
        raise TooManyRequestsError(
            f"{_DONE[action].format(count=most)}. Nothing was changed now; wait {seconds} seconds, then try again.",
            seconds,
        )
    if minute in counts:
        session.execute(
            sa.update(CountedActionRow).where(mine, _counted.minute == minute).values(count=done + 1)
        )
    else:
        session.execute(
            sa.insert(CountedActionRow).values(actor=actor, action=action, minute=minute, count=1)
        )
