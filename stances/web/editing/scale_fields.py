"""A dispute's form: positions in the order of their rows, from which numbers and signs follow, and its question as its title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stances.record.entries import Dispute, Entry, Event, Stance
from stances.record.record import Record
from stances.record.vocabulary import Scale
from stances.timeline.scale import renumber_positions, usual_key
from stances.web.editing.form_page import FormPage
from stances.web.editing.form_reader import ParsedForm
from stances.web.editing.form_texts import row_numbers

NEW_SCALE = [{"label": label} for label in ("yes", "in part", "no")]
"""The positions that the form of a new dispute offers; `complete_dispute` gives them numbers and signs."""
MAX_TITLE = 300


def dispute_data(dispute: Dispute) -> dict[str, Any]:
    """A dispute's data as its form shows it: positions from the highest down, without the signs that they have anyway."""
    data = dispute.model_dump(mode="json", by_alias=True)
    if dispute.scale is Scale.ORDINAL:
        data["positions"].sort(key=lambda position: -position["value"])
    for position in data["positions"]:
        if position["key"] == usual_key(dispute.scale, position["value"]):
            del position["key"]
    return data


def propose_signs(form: FormPage, scale: Scale = Scale.ORDINAL) -> FormPage:
    """The form with the sign that each position gets by itself, shown while its field is empty."""
    if not any(spec.name == "positions" for spec in form.fields):
        return form
    scale = Scale.CATEGORICAL if form.typed.get("scale", [scale]) == [Scale.CATEGORICAL] else Scale.ORDINAL
    rows = row_numbers(form.typed, "positions")
    old = [_read_number(form.typed.get(f"positions.{row}.value", [""])[0]) for row in rows]
    signs = (usual_key(scale, number) for number in renumber_positions(scale, old))
    return replace(
        form,
        placeholders={f"positions.{row}.key": sign for row, sign in zip(rows, signs, strict=True)},
    )


def _read_number(text: str) -> int | None:
    return int(text) if text.removeprefix("-").isdecimal() else None


def complete_dispute(
    parsed: ParsedForm, names: Sequence[str], ancestor: Dispute | None = None
) -> list[Entry]:
    """Complete what the form of a dispute has of these fields, and return what follows its positions to their numbers.

    Positions get numbers in the order of their rows, and the usual signs where they have no others. Its question is its title
    where it has none, and the other way round. Stances and votes stay with the position they are of; one that is gone and still
    has some is an error.
    """
    if {"title", "question"} <= {*names}:
        _complete_title(parsed)
    if "positions" not in names:
        return []
    positions = parsed.data.get("positions", [])
    sent = [position.get("value") for position in positions]
    _number_positions(parsed.data.get("scale", Scale.ORDINAL), positions)
    now = dict(zip(sent, (position["value"] for position in positions), strict=True))
    if ancestor is None:
        return []
    listed = [position.value for position in ancestor.positions]
    if ancestor.scale is Scale.ORDINAL and {position["value"] for position in positions} == {*listed}:
        positions.sort(key=lambda position: listed.index(position["value"]))
    return _follow_numbers(parsed, now, ancestor)


def _number_positions(scale: str, positions: Sequence[dict[str, Any]]) -> None:
    kind = Scale.CATEGORICAL if scale == Scale.CATEGORICAL else Scale.ORDINAL
    numbers = renumber_positions(kind, [position.get("value") for position in positions])
    for position, number in zip(positions, numbers, strict=True):
        usual = {usual_key(one, position.get("value", number)) for one in Scale}
        if position.get("key", "") in {"", *usual}:
            position["key"] = usual_key(kind, number)
        position["value"] = number


def _complete_title(parsed: ParsedForm) -> None:
    title, question = (parsed.data.get(name, "") for name in ("title", "question"))
    if not title and not question:
        parsed.errors["question"] = "Write the question, or a title."
    parsed.data["question"] = question or title or "?"
    parsed.data["title"] = title or " ".join(question.split())[:MAX_TITLE] or "?"


def _follow_numbers(parsed: ParsedForm, now: Mapping[int | None, int], ancestor: Dispute) -> list[Entry]:
    moved: dict[int | None, int | None] = {
        p.value: now.get(p.value) for p in ancestor.positions if now.get(p.value) != p.value
    }
    followed = []
    for entry, positions in _iter_holding(parsed.record, ancestor.slug):
        if gone := [p for p in positions if p in moved and moved[p] is None]:
            label = next(p.label for p in ancestor.positions if p.value == gone[0])
            parsed.errors["positions"] = (
                f"“{label}” is the position of stances or votes. Change these first, or keep it and rename it."
            )
        elif positions & moved.keys():
            followed.append(_renumbered(entry, ancestor.slug, moved))
    return followed


def _iter_holding(record: Record, dispute: str) -> Iterator[tuple[Stance | Event, set[int | None]]]:
    for stance in record.stances_of_dispute.get(dispute, ()):
        yield stance, {stance.position}
    for event in record.events.values():
        yield event, {tally.position for tally in event.tally if tally.dispute == dispute}


def _renumbered(entry: Stance | Event, dispute: str, moved: Mapping[int | None, int | None]) -> Entry:
    if isinstance(entry, Stance):
        return entry.model_copy(update={"position": moved[entry.position]})
    tally = tuple(
        t.model_copy(update={"position": moved[t.position]})
        if t.dispute == dispute and t.position in moved
        else t
        for t in entry.tally
    )
    return entry.model_copy(update={"tally": tally})
