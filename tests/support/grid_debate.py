"""A debate built by hand whose grid shows every state a cell can have, for tests of charts and files."""

from __future__ import annotations

from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.record.entries import (
    Coverage,
    Debate,
    Dispute,
    Event,
    Faction,
    Membership,
    Participant,
    Position,
    Stance,
)
from stances.record.record import Record


def day(edtf: str) -> UncertainDate:
    return UncertainDate.parse(edtf)


def stance(slug: str, who: str, position: int | None, when: str, **rest: Any) -> Stance:
    values = {"participant": who, "dispute": "turn", "position": position, "when": when, **rest}
    return Stance.model_validate({"slug": slug, **values})


def every_state(name: str = "Anna", label: str = "a real turn") -> Record:
    """A debate whose grid has each of the seven states, a move, a report, an inference and a doubt."""
    keys = {2: "++", 1: "+", 0: "0", -1: "−", -2: "−−"}
    return Record.from_entries(
        Debate.model_validate({"slug": "small", "title": "Small", "from": "1928-01", "to": "1928-12"}),
        (
            Faction(slug="left", name="The left"),
            Participant(slug="ann", name=name, memberships=(Membership(faction="left"),)),
            Participant(slug="bob", name="Bob", involved=day("1928-03/1928-09")),
            Dispute(
                slug="turn",
                title="The turn",
                question="Is it real?",
                positions=tuple(Position(value=v, key=k, label=label) for v, k in keys.items()),
                coverage=(Coverage(when=day("1928-01/1928-10")),),
            ),
            Event(slug="plenum", name="The plenum", when=day("1928-07-04/1928-07-12")),
            Event(slug="arrest", name="An arrest", when=day("1928-07-05")),
            stance("a", "ann", 2, "1928-02"),
            stance("b", "ann", 1, "1928-05", attribution="inferred"),
            stance("c", "ann", -1, "1928-05", confidence="doubtful", attribution="inferred"),
            stance("d", "bob", 0, "1928-04-20/1928-06-10", attribution="reported"),
            stance("e", "bob", 0, "1928-07-01"),
            stance("f", "bob", None, "1928-07-20"),
        ),
    )
