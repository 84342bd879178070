"""The texts in a form's fields: from a record, and as they were sent.

Texts are in a list by the name of their field (`acts.0.when`) and stay as they were typed, so that a form can be shown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.record.record import Record
from stances.web.editing.record_picker import reference_text
from stances.web.editing.widgets import FieldSpec, Widget

FormTexts = dict[str, list[str]]

MAX_ROWS = 200
_ROWS = frozenset(map(str, range(MAX_ROWS)))

RUN = re.compile(r"(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?", re.ASCII)
"""A number or a run of numbers: 31, 28–29."""


def texts_from_data(
    fields: Iterable[FieldSpec], data: Mapping[str, Any], record: Record, prefix: str = ""
) -> FormTexts:
    """The texts of the fields for a record's data, or for the part of it that a new one starts with."""
    typed: FormTexts = {}
    for spec in fields:
        name, value = prefix + spec.name, data.get(spec.name)
        if spec.widget is Widget.GROUP:
            typed |= texts_from_data(spec.parts, value or {}, record, f"{name}.")
        elif spec.widget is Widget.ROWS:
            for number, item in enumerate(value or ()):
                typed |= texts_from_data(spec.parts, item, record, f"{name}.{number}.")
        elif spec.widget is Widget.HELD:
            typed[name] = [_position_text(data)] if "dispute" in data else []
        elif value is not None:
            typed[name] = [
                _field_text(spec, one, record) for one in (value if isinstance(value, list) else [value])
            ]
            if spec.widget is Widget.LINES:
                typed[name] = ["\n".join(typed[name])]
            elif spec.widget is Widget.TAGS:
                typed[name] = [", ".join(typed[name])]
            elif spec.widget is Widget.NUMBERS:
                typed[name] = [_format_runs(value)]
    return typed


def _position_text(data: Mapping[str, Any]) -> str:
    position = data.get("position")
    return f"{data['dispute']} {'undecided' if position is None else position}"


def _field_text(spec: FieldSpec, value: Any, record: Record) -> str:
    if spec.widget in (Widget.ONE, Widget.MANY):
        return reference_text(record, spec.kind, value)
    if spec.widget is Widget.DATE:
        day = record.debate.old_style_until
        return date_text(UncertainDate.parse(value).until_old_style(day), spec.throughout)
    return str(value).lower() if isinstance(value, bool) else str(value)


def date_text(when: UncertainDate, throughout: bool) -> str:
    """The date in words, if they are read back as the same date; otherwise in EDTF."""
    words = when.words(throughout=throughout)
    try:
        return words if UncertainDate.read(words, when.old_style_until).text == when.text else when.text
    except DateError:
        return when.text


def _format_runs(numbers: Iterable[int]) -> str:
    """The numbers as text, with runs joined: 28–30, 33."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def check_texts(fields: Iterable[FieldSpec], sent: Mapping[str, list[str]]) -> FormTexts:
    """Return the sent texts with line feeds alone. Raises `BadRequestError` for texts that belong to none of the fields."""
    known = list(fields)
    typed = {}
    for name, texts in sent.items():
        if (spec := _field_at(known, name.split("."))) is None:
            raise BadRequestError(f"This form has no field “{name[:80]}”. Open it again.")
        if len(texts) > 1 and spec.widget is not Widget.MANY:
            raise BadRequestError(f"This form has the field “{name[:80]}” only once. Open it again.")
        typed[name] = [text.replace("\r\n", "\n") for text in texts]
    return typed


def _field_at(fields: Sequence[FieldSpec], path: Sequence[str]) -> FieldSpec | None:
    spec = next((f for f in fields if f.name == path[0]), None)
    rest = list(path[1:])
    if spec is None:
        return None
    if spec.widget is Widget.ROWS:
        if not rest or rest.pop(0) not in _ROWS:
            return None
    elif spec.widget is not Widget.GROUP:
        return None if rest else spec
    return _field_at(spec.parts, rest) if rest else None


def row_numbers(typed: FormTexts, name: str) -> list[int]:
    """The numbers of the rows that have texts, in order."""
    start = f"{name}."
    numbers = (key[len(start) :].partition(".")[0] for key in typed if key.startswith(start))
    return sorted({int(number) for number in numbers})


def remove_row(typed: FormTexts, row: str) -> FormTexts:
    """The texts without those of a row, such as acts.1."""
    return {key: texts for key, texts in typed.items() if not key.startswith(f"{row}.")}


def move_row(typed: FormTexts, move: str) -> FormTexts:
    """The texts with a row and its neighbour exchanged, such as positions.1.up; the same if it has none."""
    row, _, way = move.rpartition(".")
    name, _, number = row.rpartition(".")
    other = int(number) + (-1 if way == "up" else 1) if number in _ROWS else -1
    if other not in row_numbers(typed, name):
        return typed
    new_names = {row: f"{name}.{other}", f"{name}.{other}": row}
    moved = {}
    for key, texts in typed.items():
        old = ".".join(key.split(".")[:2])
        moved[new_names[old] + key.removeprefix(old) if old in new_names else key] = texts
    return moved


def drop_empty_rows(fields: Iterable[FieldSpec], typed: FormTexts) -> FormTexts:
    """The texts without empty rows, the others numbered from 0."""
    compacted = dict(typed)
    for spec in fields:
        if spec.widget is Widget.ROWS:
            compacted = _drop_empty_rows_of(spec, compacted)
    return compacted


def _drop_empty_rows_of(spec: FieldSpec, typed: FormTexts) -> FormTexts:
    start = f"{spec.name}."
    compacted = {key: texts for key, texts in typed.items() if not key.startswith(start)}
    number = 0
    for old in row_numbers(typed, spec.name):
        row = {k: v for k, v in typed.items() if k.startswith(f"{start}{old}.")}
        if _is_filled(spec.parts, row, f"{start}{old}."):
            compacted |= {f"{start}{number}.{k.removeprefix(f'{start}{old}.')}": v for k, v in row.items()}
            number += 1
    return compacted


def _is_filled(parts: Iterable[FieldSpec], typed: FormTexts, prefix: str) -> bool:
    return any(
        _is_filled(part.parts, typed, f"{prefix}{part.name}.")
        if part.parts
        else not part.ignored_in_rows and any(text.strip() for text in typed.get(prefix + part.name, ()))
        for part in parts
    )
