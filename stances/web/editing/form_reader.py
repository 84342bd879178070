"""The forms: from a record to the texts in its fields, and from what was typed back to a record, or to what is wrong with it.

What was typed is kept as it came, a list of texts by the name of the field (`acts.0.when`), so that nothing is lost when it
has to be shown again. Reading it turns names into slugs and written dates into EDTF, leaves out what is empty, and has
the record's own model judge the rest; each problem is told in plain words beside its field. Pure: no request, no database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.record.entries import MODELS, Entry
from stances.record.record import Record
from stances.record.slugs import new_slug
from stances.record.vocabulary import Kind
from stances.web.editing.field_specs import Field, Widget
from stances.web.editing.form_texts import _RUN, Typed, rows
from stances.web.editing.record_picker import MADE_WITHIN, NEW, UnknownNameError, chosen

_SAYS = {Kind.FACTION: "name", Kind.PARTICIPANT: "name", Kind.DOCUMENT: "title"}


# --- from a record to texts ---


# --- what came from the browser ---


# --- from texts to a record ---


@dataclass
class Reading:
    """What a form says: `data` for the model, `errors` by field, `problems` of the whole, records `made` by naming them."""

    record: Record
    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    made: list[Entry] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.errors or self.problems)

    def entry(self, kind: Kind, fields: Sequence[Field], prefix: str = "") -> Entry | None:
        """The record that `data` makes; None where it makes none, and why is in `errors` and `problems`."""
        try:
            return MODELS[kind].model_validate_json(json.dumps(self.data))
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self._tell(fields, fault, prefix)
            return None

    def refuse(self, kind: Kind, problems: Iterable[str]) -> None:
        """Put what the record as a whole stands against beside the field that can mend it."""
        where = {
            Kind.DISPUTE: "positions",
            Kind.STANCE: "position",
            Kind.LINK: "target",
            Kind.CLAIM: "also",
        }.get(kind)
        for problem in problems:
            if where and where not in self.errors:
                self.errors[where] = problem
            else:
                self.problems.append(problem)

    def _tell(self, fields: Sequence[Field], fault: Any, prefix: str) -> None:
        path = [str(part) for part in fault["loc"]]
        asked, name = _nearest(fields, path)
        if asked is None:
            self.problems.append(_in_words(fault, None))
        else:
            self.errors.setdefault(prefix + name, _in_words(fault, asked))


def read(fields: Sequence[Field], typed: Typed, record: Record, prefix: str = "") -> Reading:
    """Make data of what was typed. What can't be read is left out of the data, and told in `errors`."""
    reading = Reading(record)
    reading.data = _read_fields(reading, fields, typed, prefix)
    return reading


def _read_fields(reading: Reading, fields: Iterable[Field], typed: Typed, prefix: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for asked in fields:
        name = prefix + asked.name
        try:
            value = _READERS.get(asked.widget, _read_text)(reading, asked, typed, name)
        except (DateError, UnknownNameError, ValueError) as error:
            reading.errors[name] = str(error)
            continue
        if asked.widget is Widget.HELD:
            data |= value or {}
        elif value is not None:
            data[asked.name] = value
    return data


def _one(typed: Typed, name: str) -> str | None:
    """The text of a field, None if it is blank."""
    text = next(iter(typed.get(name, ())), "")
    return text if text.strip() else None


def _read_text(reading: Reading, asked: Field, typed: Typed, name: str) -> str | None:
    return _one(typed, name)


def _read_lines(reading: Reading, asked: Field, typed: Typed, name: str) -> list[str] | None:
    return [line for line in (_one(typed, name) or "").split("\n") if line.strip()] or None


def _read_number(reading: Reading, asked: Field, typed: Typed, name: str) -> int | None:
    text = (_one(typed, name) or "").strip().replace("−", "-").removeprefix("+")
    if text and not re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
        raise ValueError("Write a whole number.")
    return int(text) if text else None


def _read_numbers(reading: Reading, asked: Field, typed: Typed, name: str) -> list[int] | None:
    found: list[int] = []
    for part in re.split(r"[,;]|\band\b", _one(typed, name) or ""):
        if not part.strip():
            continue
        match = _RUN.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 1 <= first <= last or last - first > 1000:
            raise ValueError("Write numbers and runs of them, such as 28–29, 31.")
        found += range(first, last + 1)
    return found or None


def _read_date(reading: Reading, asked: Field, typed: Typed, name: str) -> str | None:
    text = _one(typed, name)
    return UncertainDate.read(text.strip()).text if text else None


def _read_held(reading: Reading, asked: Field, typed: Typed, name: str) -> dict[str, Any] | None:
    dispute, _, position = (_one(typed, name) or "").partition(" ")
    if not dispute:
        return None
    scale = reading.record.disputes.get(dispute)
    if scale is None or position not in ("undecided", *(str(p.value) for p in scale.positions)):
        raise ValueError("Choose one of the positions listed.")
    return {"dispute": dispute} | ({} if position == "undecided" else {"position": int(position)})


def _read_one(reading: Reading, asked: Field, typed: Typed, name: str) -> str | None:
    text = _one(typed, name)
    return _slug_of(reading, asked, text) if text else None


def _read_many(reading: Reading, asked: Field, typed: Typed, name: str) -> list[str] | None:
    texts = [text for text in typed.get(name, ()) if text.strip()]
    return list(dict.fromkeys(_slug_of(reading, asked, text) for text in texts)) or None


def _slug_of(reading: Reading, asked: Field, text: str) -> str:
    if asked.kind in MADE_WITHIN and text.strip().lower().startswith(NEW):
        return _made(reading, asked.kind, text.strip()[len(NEW) :].strip())
    return chosen(reading.record, asked.kind, text)


def _made(reading: Reading, kind: Kind, name: str) -> str:
    """The slug of a record made by naming it; naming it twice makes it once."""
    for entry in reading.made:
        if entry.kind_name is kind and getattr(entry, _SAYS[kind]) == name:
            return entry.slug
    slug = new_slug(reading.record.with_edits(reading.made), kind, name)
    try:
        entry = MODELS[kind].model_validate({"slug": slug, _SAYS[kind]: name})
    except ValidationError:
        raise ValueError(f"Write the name of the new {kind} after “{NEW}”, at most 300 characters.") from None
    reading.made.append(entry)
    return slug


def _read_group(reading: Reading, asked: Field, typed: Typed, name: str) -> dict[str, Any] | None:
    data = _read_fields(reading, asked.parts, typed, f"{name}.")
    return data if data.keys() - {"source"} else None


def _read_rows(reading: Reading, asked: Field, typed: Typed, name: str) -> list[dict[str, Any]] | None:
    return [_read_fields(reading, asked.parts, typed, f"{name}.{row}.") for row in rows(typed, name)] or None


_READERS: Mapping[Widget, Callable[[Reading, Field, Typed, str], Any]] = {
    Widget.LINES: _read_lines,
    Widget.NUMBER: _read_number,
    Widget.NUMBERS: _read_numbers,
    Widget.DATE: _read_date,
    Widget.HELD: _read_held,
    Widget.ONE: _read_one,
    Widget.MANY: _read_many,
    Widget.GROUP: _read_group,
    Widget.ROWS: _read_rows,
}


# --- what is wrong, in plain words ---


def _nearest(fields: Sequence[Field], path: Sequence[str]) -> tuple[Field | None, str]:
    """The field that a place in the data belongs to, and its name in the form."""
    name, found, within = "", None, fields
    for part in path:
        wanted = "position" if part == "dispute" and any(f.widget is Widget.HELD for f in within) else part
        asked = next((f for f in within if f.name == wanted), None)
        if asked is None and not (found and found.widget is Widget.ROWS and part.isdigit()):
            break
        name += f".{wanted}" if name else wanted
        if asked is not None:
            found, within = asked, asked.parts
    return found, name


def _in_words(fault: Any, asked: Field | None) -> str:
    limits = fault.get("ctx") or {}
    match fault["type"]:
        case "missing" | "string_too_short" | "too_short":
            return (asked.needed if asked else "") or "This is needed."
        case "string_too_long" | "too_long":
            return (
                f"At most {limits['max_length']:,} characters, please: this has {len(str(fault['input'])):,}."
            )
        case "string_pattern_mismatch":
            return _pattern_words(asked)
        case "enum":
            return "Choose one of those listed."
        case "greater_than_equal":
            return f"Not less than {limits['ge']}, please."
        case "less_than_equal":
            return f"Not more than {limits['le']}, please."
        case "value_error":
            said = str(limits.get("error", fault["msg"]))
            return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")
        case _:
            return str(fault["msg"])


def _pattern_words(asked: Field | None) -> str:
    name = asked.name if asked else ""
    return {
        "slug": "Small letters, digits and single hyphens only: turn-is-real.",
        "count": "Write a number, with ~ before it for about: ~100.",
        "lang": "Write the code of a language: ru, fr, de.",
    }.get(name, "Keep this to one line.")


# --- slugs ---
