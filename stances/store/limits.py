"""Limits on what somebody may do within a minute, counted in the transaction of what they do, for all processes of a site.

Only what is done is counted here: an action that is refused rolls its count back. Refusals take no transaction; they are
counted in the memory of each process (`stances.web.core.refusals`).
"""

from __future__ import annotations

import time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session

from stances.errors import TooManyRequestsError
from stances.store.site_tables import CountedActionRow

_counts: sa.Table = CountedActionRow.__table__  # type: ignore[attr-defined]
_mine = sa.and_(_counts.c.actor == sa.bindparam("who"), _counts.c.action == sa.bindparam("what"))
# Built once: every save runs two of them, and building them takes longer than running them.
_SELECT = sa.select(_counts.c.minute, _counts.c.count).where(_mine)
_UPDATE = (
    sa.update(_counts)
    .where(_mine, _counts.c.minute == sa.bindparam("now"))
    .values(count=sa.bindparam("done"))
)
_INSERT = sa.insert(_counts)
_FORGET = sa.delete(_counts).where(_counts.c.minute < sa.bindparam("oldest"))


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
    connection, mine = session.connection(), {"who": actor, "what": action}
    counts: dict[int, int] = dict(map(tuple, connection.execute(_SELECT, mine)))
    done, most = counts.get(minute, 0), MAX_PER_MINUTE[action]
    if done + counts.get(minute - 1, 0) * (1 - second / 60) >= most:
        seconds = int(60 - second) + 1
        raise TooManyRequestsError(
            f"{_DONE[action].format(count=most)}. Nothing was changed. Wait {seconds} seconds, then try again.",
            seconds,
        )
    if minute in counts:
        connection.execute(_UPDATE, {**mine, "now": minute, "done": done + 1})
    else:
        connection.execute(_FORGET, {"oldest": minute - 1})
        connection.execute(_INSERT, {"actor": actor, "action": action, "minute": minute, "count": 1})
