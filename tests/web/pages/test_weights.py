"""What a page weighs before it is compressed: a dispute of thirty participants over twenty years, and its grid as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask import Flask

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Debate, Dispute, Entry, Link, Participant, Position, Stance
from stances.record.vocabulary import LinkKind
from stances.store.changes import Put, apply_edits

PEOPLE, STANCES_EACH = 30, 5
SCALE = ((2, "++"), (1, "+"), (0, "0"), (-1, "−"), (-2, "−−"))


def crowd() -> Iterator[Entry]:
    """Thirty participants, each of whom takes a position five times, each time with a claim that supports the last."""
    positions = tuple(Position(value=v, key=k, label=f"Position {v} on the turn") for v, k in SCALE)
    yield Dispute(slug="turn", title="The turn", question="Is it real?", positions=positions)
    for n in range(PEOPLE):
        person = f"person-{n}"
        yield Participant(slug=person, name=f"Person Number {n}")
        claims = [f"claim-{n}-{k}" for k in range(STANCES_EACH)]
        for k, claim in enumerate(claims):
            when = UncertainDate.parse(f"{1920 + (7 * n + 4 * k) % 20}" + f"-{1 + (n + k) % 12:02}" * (k % 2))
            text = f"What is said here of the turn by {person} is said in a sentence of some length."
            yield Claim(slug=claim, text=text, speaker=person, dispute="turn", when=when)
            yield Stance(
                slug=f"stance-{n}-{k}",
                participant=person,
                dispute="turn",
                position=SCALE[(n + k) % 5][0],
                when=when,
                claims=(claim,),
            )
        for k, (source, target) in enumerate(pairwise(claims)):
            yield Link(
                slug=f"link-{n}-{k}", kind=LinkKind.SUPPORTS, source=source, target=target, rationale="So."
            )


@pytest.mark.parametrize(("address", "most"), [("", 300_000), ("/grid.svg", 500_000)])
def test_a_dispute_of_thirty_over_twenty_years_is_light(app: Flask, address: str, most: int) -> None:
    about = Debate.model_validate({"slug": "long", "title": "Long", "from": "1920", "to": "1939"})
    with app.extensions["stances"].database.write_session() as session:
        apply_edits(session, None, [Put(about), *map(Put, crowd())], who="a test", why="a test")
    response = app.test_client().get(f"/debates/long/disputes/turn{address}")
    assert response.status_code == 200
    assert len(response.get_data()) <= most
