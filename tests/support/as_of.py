"""Debates cut off at a day, for what must not depend on anything later."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from stances.argument.presence import Presence, Timing
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim
from stances.record.record import Record
from stances.record.vocabulary import Basis
from tests.support.strategies import records

DAYS = st.integers(int(Day.of(1927, 1, 1)), int(Day.of(1930, 12, 31))).map(Day)
LONG_RECORDS = records().map(
    lambda record: replace(
        record,
        debate=record.debate.model_copy(
            update={"from_": UncertainDate.parse("1927"), "to": UncertainDate.parse("1930")}
        ),
    )
)
"""Debates that reach beyond every day asked for, also without what is later."""


def drop_later(record: Record, day: Day, basis: Basis = Basis.WRITTEN) -> Record:
    """The record without what is dated wholly after a day, and without references to that.

    As known, a stance whose evidence could only be read later is later too, whatever its own date.
    """

    def is_later(when) -> bool:
        return when is not None and when.earliest > day

    timing = Timing(record)
    later = {c.slug for c in record.claims.values() if timing.claim_bounds(c).earliest > day}
    claims = {
        slug: _without_later_acts(timing, c, day) for slug, c in record.claims.items() if slug not in later
    }
    links = {s: k for s, k in record.links.items() if timing.link_bounds(k).earliest <= day}
    known = Timing(record, basis)
    stances = {s: x for s, x in record.stances.items() if known.stance_bounds(x).earliest <= day}
    events = {s: e for s, e in record.events.items() if not is_later(e.when)}
    return replace(record, claims=claims, links=links, stances=stances, events=events)


def _without_later_acts(timing: Timing, claim: Claim, day: Day) -> Claim:
    acts = tuple(a for a in claim.acts if timing.act_bounds(a).presence_on(day) is not Presence.ABSENT)
    return claim.model_copy(update={"acts": acts})
