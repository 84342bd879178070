"""What the fields of a form show, and what was sent from them, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.query import is_whole
from stances.record.record import Record
from stances.web.editing.field_specs import Field, Widget
from stances.web.editing.record_picker import written

Typed = dict[str, list[str]]


MOST_ROWS = 200


_RUN = re.compile(r"(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?", re.ASCII)


def typed_from(fields: Iterable[Field], data: Mapping[str, Any], record: Record, prefix: str = "") -> Typed:
    """What the fields show for a record's data (`Entry.data()`), or for the little that a new one is begun with."""
    typed: Typed = {}
    for asked in fields:
        name, value = prefix + asked.name, data.get(asked.name)
        if asked.widget is Widget.GROUP:
            typed |= typed_from(asked.parts, value or {}, record, f"{name}.")
        elif asked.widget is Widget.ROWS:
            for number, item in enumerate(value or ()):
                typed |= typed_from(asked.parts, item, record, f"{name}.{number}.")
        elif asked.widget is Widget.HELD:
            typed[name] = [_held(data)] if "dispute" in data else []
        elif value is not None:
            typed[name] = [
                _text(asked, one, record) for one in (value if isinstance(value, list) else [value])
            ]
            if asked.widget is Widget.LINES:
                typed[name] = ["\n".join(typed[name])]
            elif asked.widget is Widget.NUMBERS:
                typed[name] = [_runs(value)]
    return typed


def _held(data: Mapping[str, Any]) -> str:
    position = data.get("position")
    return f"{data['dispute']} {'undecided' if position is None else position}"


def _text(asked: Field, value: Any, record: Record) -> str:
    if asked.widget in (Widget.ONE, Widget.MANY):
        return written(record, asked.kind, value)
    if asked.widget is Widget.DATE:
        return date_text(UncertainDate.parse(value), asked.throughout)
    return str(value)


def date_text(when: UncertainDate, throughout: bool) -> str:
    """In words, if they are read back as the same date; in EDTF otherwise."""
    words = when.words(throughout=throughout)
    try:
        return words if UncertainDate.read(words).text == when.text else when.text
    except DateError:
        return when.text


def _runs(numbers: Iterable[int]) -> str:
    """28–30, 33"""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def received(fields: Iterable[Field], sent: Mapping[str, list[str]]) -> Typed:
    """The sent texts that belong to these fields, line breaks as we keep them. Raises `BadRequestError` for any other."""
    known = list(fields)
    typed = {}
    for name, texts in sent.items():
        if (asked := _asked_by(known, name.split("."))) is None:
            raise BadRequestError(f"This form has no field “{name[:80]}”. Open it again.")
        if len(texts) > 1 and asked.widget is not Widget.MANY:
            raise BadRequestError(f"This form has the field “{name[:80]}” only once. Open it again.")
        typed[name] = [text.replace("\r\n", "\n") for text in texts]
    return typed


def _asked_by(fields: Sequence[Field], path: Sequence[str]) -> Field | None:
    found = next((f for f in fields if f.name == path[0]), None)
    rest = list(path[1:])
    if found is None:
        return None
    if found.widget is Widget.ROWS:
        if not rest or not _is_number(rest.pop(0)):
            return None
    elif found.widget is not Widget.GROUP:
        return None if rest else found
    return _asked_by(found.parts, rest) if rest else None


def _is_number(text: str) -> bool:
    return is_whole(text) and int(text[:9]) < MOST_ROWS


def rows(typed: Typed, name: str) -> list[int]:
    """The numbers of the rows there are."""
    start = f"{name}."
    found = (key[len(start) :].partition(".")[0] for key in typed if key.startswith(start))
    return sorted({int(number) for number in found})


def without_row(typed: Typed, row: str) -> Typed:
    """All but the row with this name (acts.1)."""
    return {key: texts for key, texts in typed.items() if not key.startswith(f"{row}.")}


def compacted(fields: Iterable[Field], typed: Typed) -> Typed:
    """The same texts without rows that say nothing, the others numbered from 0."""
    kept = dict(typed)
    for asked in fields:
        if asked.widget is Widget.ROWS:
            kept = _compacted(asked, kept)
    return kept


def _compacted(asked: Field, typed: Typed) -> Typed:
    start = f"{asked.name}."
    kept = {key: texts for key, texts in typed.items() if not key.startswith(start)}
    number = 0
    for old in rows(typed, asked.name):
        row = {k: v for k, v in typed.items() if k.startswith(f"{start}{old}.")}
        if _says_something(asked.parts, row, f"{start}{old}."):
            kept |= {f"{start}{number}.{k.removeprefix(f'{start}{old}.')}": v for k, v in row.items()}
            number += 1
    return kept


def _says_something(parts: Iterable[Field], typed: Typed, prefix: str) -> bool:
    return any(
        _says_something(part.parts, typed, f"{prefix}{part.name}.")
        if part.parts
        else not part.weightless and any(text.strip() for text in typed.get(prefix + part.name, ()))
        for part in parts
    )
