"""How often somebody may do something: counted with what they do, for all processes that share the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from stances.errors import TooManyRequestsError
from stances.store import limits
from stances.store.database import Database, begin_writing
from stances.store.limits import MAX_PER_MINUTE, Action, count_action
from stances.store.site_tables import CountedActionRow

MOST = MAX_PER_MINUTE[Action.RENAME]
MINUTE = 1_000_000 * 60.0


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock says what `act` sets."""
    monkeypatch.setattr(limits, "clock", lambda: TIMES[-1])


TIMES: list[float] = []


def act(database: Database, actor: str, at: float, times: int = 1, action: Action = Action.RENAME) -> None:
    TIMES.append(at)
    for _ in range(times):
        with database.write_session() as session:
            count_action(session, actor, action)


def rows(database: Database) -> int:
    with database.read_session() as session:
        count: int = session.execute(sa.select(sa.func.count()).select_from(CountedActionRow)).scalar_one()
        return count


def test_one_too_many_is_refused_with_the_time_to_wait_and_nobody_else_is(database: Database) -> None:
    act(database, "a", MINUTE + 50, MOST)
    with pytest.raises(
        TooManyRequestsError, match=f"{MOST} times within a minute.*Wait 11 seconds"
    ) as refused:
        act(database, "a", MINUTE + 50)
    assert refused.value.seconds == 11
    act(database, "b", MINUTE + 50)
    act(database, "a", MINUTE + 50, action=Action.EDIT)


def test_the_minute_before_counts_in_proportion(database: Database) -> None:
    act(database, "a", MINUTE, MOST)
    act(database, "a", MINUTE + 60 + 30, MOST // 2)
    with pytest.raises(TooManyRequestsError):
        act(database, "a", MINUTE + 60 + 30)
    act(database, "a", MINUTE + 180, MOST)


def test_what_is_rolled_back_is_not_counted(database: Database) -> None:
    TIMES.append(MINUTE)
    for _ in range(MOST + 1):
        with database.session() as session:
            begin_writing(session)
            count_action(session, "a", Action.RENAME)
            session.rollback()
    assert rows(database) == 0


def test_old_counts_do_not_pile_up(database: Database) -> None:
    for number in range(50):
        act(database, f"visitor {number}", MINUTE + 60 * number)
    assert rows(database) == 2
