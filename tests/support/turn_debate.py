"""A debate with one dispute, the turn, put together of hand-made stances, claims and people, for tests of the timeline."""

from __future__ import annotations

from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.record.entries import (
    Claim,
    Coverage,
    Debate,
    Dispute,
    Entry,
    Membership,
    Participant,
    Position,
    Stance,
)
from stances.record.record import Record
from stances.timeline.cells import Cell
from stances.timeline.grid import build_grid

SCALE = ((2, "++", "a real turn"), (1, "+", "partly real"), (0, "0", "open"), (-1, "−", "a zigzag"))


def day(edtf: str) -> UncertainDate:
    return UncertainDate.parse(edtf)


def stance(slug: str, position: int | None, when: str, who: str = "radek", **rest: Any) -> Stance:
    values = {"participant": who, "dispute": "turn", "position": position, "when": when, **rest}
    return Stance.model_validate({"slug": slug, **values})


def claim(slug: str, when: str | None = None, who: str = "radek", **rest: Any) -> Claim:
    return Claim.model_validate(
        {"slug": slug, "text": slug, "speaker": who, "dispute": "turn", "when": when, **rest}
    )


def person(slug: str, involved: str | None = None, *memberships: tuple[str, str | None]) -> Participant:
    return Participant(
        slug=slug,
        name=slug.title(),
        involved=day(involved) if involved else None,
        memberships=tuple(Membership(faction=f, when=day(w) if w else None) for f, w in memberships),
    )


def dispute(horizon: int = 3, read: str | None = "1928", **rest: Any) -> Dispute:
    return Dispute(
        slug="turn",
        title="The turn",
        question="Is it real?",
        horizon_months=horizon,
        positions=tuple(Position(value=v, key=k, label=label) for v, k, label in SCALE),
        coverage=(Coverage(when=day(read)),) if read else (),
        **rest,
    )


def debate(*entries: Entry, time: tuple[str, str] = ("1928-01", "1928-12")) -> Record:
    known = {e.slug for e in entries}
    usual = [e for e in (dispute(), person("radek")) if e.slug not in known]
    start, end = time
    return Record.from_entries(
        Debate.model_validate({"slug": "small", "title": "Small", "from": start, "to": end}),
        (*usual, *entries),
    )


def cells(record: Record, who: str = "radek", **view: Any) -> dict[str, Cell]:
    shown = build_grid(record, "turn", **view)
    (row,) = (row for row in shown.rows if row.participant.slug == who)
    return {column.key: cell for column, cell in zip(shown.columns, row.cells, strict=True)}


def states(record: Record, who: str = "radek", **view: Any) -> dict[str, str]:
    return {key: cell.state.value for key, cell in cells(record, who, **view).items()}
