"""Reads what was typed in a form: into the data of a record, or into messages about what is wrong, field by field.

Names become slugs, dates as people write them become EDTF, and empty fields are left out; the record's own model validates the
rest. Uses neither the request nor the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from stances.checks.finding import Hit
from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Entry
from stances.record.kinds import MODELS
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.search_query import normalise_text
from stances.record.slugs import make_free_slug
from stances.record.vocabulary import Kind
from stances.web.editing.form_texts import RUN, FormTexts, row_numbers
from stances.web.editing.record_picker import (
    CREATABLE_KINDS,
    NEW_PREFIX,
    NewNameError,
    UnknownNameError,
    read_choice,
)
from stances.web.editing.widgets import FieldSpec, Widget


@dataclass
class ParsedForm:
    """A parsed form: `data` for the model, `errors` by field, `problems` of the form, and records created by naming them.

    Names of nobody create what is `accepted` of them; `creations` says by field what else could be created.
    """

    record: Record
    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    created_entries: list[Entry] = field(default_factory=list)
    creations: dict[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()

    @property
    def has_errors(self) -> bool:
        return bool(self.errors or self.problems)

    def build_entry(self, kind: Kind, fields: Sequence[FieldSpec], prefix: str = "") -> Entry | None:
        """The entry from `data`; None if it is not valid, with the reasons added to `errors` and `problems`."""
        try:
            return MODELS[kind].model_validate_json(json.dumps(self.data))
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self._add_error(fields, fault, prefix)
            return None

    def add_hits(self, entry: Entry, fields: Iterable[FieldSpec], hits: Iterable[Hit]) -> None:
        """Attach each hit to the field that it names, if the form has it, or else to the form.

        One that names none is attached as `add_problems` does.
        """
        names = {f.name for f in fields}
        for hit in hits:
            if hit.entry == entry and hit.field in names - self.errors.keys():
                self.errors[hit.field] = hit.sentence
            elif hit.field:
                self.problems.append(hit.sentence)
            else:
                self.add_problems(entry.kind_name, [hit.sentence])

    def add_problems(self, kind: Kind, problems: Iterable[str]) -> None:
        """Attach each problem of the record to the field that can fix it, or to the form."""
        where = {
            Kind.DISPUTE: "positions",
            Kind.STANCE: "position",
            Kind.LINK: "target",
        }.get(kind)
        for problem in problems:
            if where and where not in self.errors:
                self.errors[where] = problem
            else:
                self.problems.append(problem)

    def _add_error(self, fields: Sequence[FieldSpec], fault: Any, prefix: str) -> None:
        path = [str(part) for part in fault["loc"]]
        spec, name = _field_for_error(fields, path)
        if spec is None:
            self.problems.append(_explain_error(fault, None))
        else:
            self.errors.setdefault(prefix + name, _explain_error(fault, spec))


def read_form(fields: Sequence[FieldSpec], typed: FormTexts, record: Record, prefix: str = "") -> ParsedForm:
    """Parse what was typed. What can't be read is left out of the data and has a message in `errors`."""
    parsed = ParsedForm(record, accepted=frozenset(map(normalise_text, typed.get("create", ()))))
    parsed.data = _read_fields(parsed, fields, typed, prefix)
    return parsed


def _read_fields(
    parsed: ParsedForm, fields: Iterable[FieldSpec], typed: FormTexts, prefix: str
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for spec in fields:
        name = prefix + spec.name
        try:
            value = _READERS.get(spec.widget, _read_text)(parsed, spec, typed, name)
        except (DateError, UnknownNameError, ValueError) as error:
            parsed.errors[name] = str(error)
            if isinstance(error, NewNameError):
                parsed.creations[name] = error.creation
            continue
        if spec.widget is Widget.HELD:
            data |= value or {}
        elif value is not None:
            data[spec.name] = value
    return data


def _first_text(typed: FormTexts, name: str) -> str | None:
    """The text of a field, None if it is blank."""
    text = next(iter(typed.get(name, ())), "")
    return text if text.strip() else None


def _read_text(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> str | None:
    return _first_text(typed, name)


def _read_lines(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> list[str] | None:
    return [line for line in (_first_text(typed, name) or "").split("\n") if line.strip()] or None


def _read_tags(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> list[str] | None:
    tags = (" ".join(tag.lower().split()) for tag in (_first_text(typed, name) or "").split(","))
    return list(dict.fromkeys(filter(None, tags))) or None


def _read_number(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> int | None:
    text = (_first_text(typed, name) or "").strip().replace("−", "-").removeprefix("+")
    if text and not re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
        raise ValueError("Write a whole number.")
    return int(text) if text else None


def _read_numbers(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> list[int] | None:
    numbers: list[int] = []
    for part in re.split(r"[,;]|\band\b", _first_text(typed, name) or ""):
        if not part.strip():
            continue
        match = RUN.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 1 <= first <= last or last - first > 1000:
            raise ValueError("Write numbers or ranges, such as 28–29, 31.")
        numbers += range(first, last + 1)
    return numbers or None


def _read_date(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> str | None:
    text = _first_text(typed, name)
    day = parsed.record.debate.old_style_until
    return UncertainDate.read(text.strip(), day).text if text else None


def _read_position(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> dict[str, Any] | None:
    dispute, _, position = (_first_text(typed, name) or "").partition(" ")
    if not dispute:
        return None
    scale = parsed.record.disputes.get(dispute)
    if scale is None or position not in ("undecided", *(str(p.value) for p in scale.positions)):
        raise ValueError("Choose one of the positions listed.")
    return {"dispute": dispute} | ({} if position == "undecided" else {"position": int(position)})


def _read_one(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> str | None:
    text = _first_text(typed, name)
    return _resolve_slug(parsed, spec, text) if text else None


def _read_many(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> list[str] | None:
    texts = [text for text in typed.get(name, ()) if text.strip()]
    return list(dict.fromkeys(_resolve_slug(parsed, spec, text) for text in texts)) or None


def _resolve_slug(parsed: ParsedForm, spec: FieldSpec, text: str) -> str:
    if spec.kind in CREATABLE_KINDS and text.strip().lower().startswith(NEW_PREFIX):
        return _create_named(parsed, spec.kind, text.strip()[len(NEW_PREFIX) :].strip())
    try:
        return read_choice(parsed.record, spec.kind, text)
    except NewNameError as error:
        if spec.kind is None or normalise_text(error.creation) not in parsed.accepted:
            raise
        return _create_named(parsed, spec.kind, text.strip())


def _create_named(parsed: ParsedForm, kind: Kind, name: str) -> str:
    """Create a record from its name alone, unless this form has done so already, and return its slug."""
    for entry in parsed.created_entries:
        if entry.kind_name is kind and getattr(entry, CREATABLE_KINDS[kind]) == name:
            return entry.slug
    slug = make_free_slug(parsed.record.with_edits(parsed.created_entries), kind, name)
    try:
        entry = MODELS[kind].model_validate({"slug": slug, CREATABLE_KINDS[kind]: name})
    except ValidationError:
        raise ValueError(f"Write the name of the new {kind}, at most 300 characters.") from None
    parsed.created_entries.append(entry)
    return slug


def _read_group(parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str) -> dict[str, Any] | None:
    data = _read_fields(parsed, spec.parts, typed, f"{name}.")
    return data if data.keys() - {"source"} else None


def _read_rows(
    parsed: ParsedForm, spec: FieldSpec, typed: FormTexts, name: str
) -> list[dict[str, Any]] | None:
    return [
        _read_fields(parsed, spec.parts, typed, f"{name}.{row}.") for row in row_numbers(typed, name)
    ] or None


_READERS: Mapping[Widget, Callable[[ParsedForm, FieldSpec, FormTexts, str], Any]] = {
    Widget.LINES: _read_lines,
    Widget.TAGS: _read_tags,
    Widget.NUMBER: _read_number,
    Widget.HIDDEN_NUMBER: _read_number,
    Widget.NUMBERS: _read_numbers,
    Widget.DATE: _read_date,
    Widget.HELD: _read_position,
    Widget.ONE: _read_one,
    Widget.MANY: _read_many,
    Widget.GROUP: _read_group,
    Widget.ROWS: _read_rows,
}


# --- error messages ---


def _field_for_error(fields: Sequence[FieldSpec], path: Sequence[str]) -> tuple[FieldSpec | None, str]:
    """The field at a path in the data, and its name in the form."""
    name, field, within = "", None, fields
    for part in path:
        wanted = "position" if part == "dispute" and any(f.widget is Widget.HELD for f in within) else part
        spec = next((f for f in within if f.name == wanted), None)
        if spec is None and not (field and field.widget is Widget.ROWS and part.isdigit()):
            break
        name += f".{wanted}" if name else wanted
        if spec is not None:
            field, within = spec, spec.parts
    return field, name


def _explain_error(fault: Any, spec: FieldSpec | None) -> str:
    limits = fault.get("ctx") or {}
    match fault["type"]:
        case "missing" | "string_too_short" | "too_short":
            return (spec.required_message if spec else "") or "Fill this in."
        case "string_too_long" | "too_long":
            return (
                f"At most {limits['max_length']:,} characters, please: this has {len(str(fault['input'])):,}."
            )
        case "string_pattern_mismatch":
            return _pattern_words(spec) or _make_sentence(explain_mistake(fault))
        case "enum":
            return "Choose one of those listed."
        case "greater_than_equal":
            return f"Not less than {limits['ge']}, please."
        case "less_than_equal":
            return f"Not more than {limits['le']}, please."
        case "int_type" | "int_parsing" | "int_parsing_size" | "int_from_float":
            return "Write a whole number."
        case _:
            return _make_sentence(explain_mistake(fault))


def _make_sentence(phrase: str) -> str:
    """The phrase as a sentence: about “this”, if it starts with its verb."""
    has_subject = phrase.partition(" ")[0] not in ("is", "should", "contains", "holds")
    sentence = phrase[:1].upper() + phrase[1:] if has_subject else f"This {phrase}"
    return sentence if sentence.endswith(".") else f"{sentence}."


def _pattern_words(spec: FieldSpec | None) -> str:
    name = spec.name if spec else ""
    return {
        "slug": "Use lower-case letters, digits and single hyphens only: closing-the-road.",
        "count": "Write a number, with ~ before it for about: ~100.",
        "lang": "Write the code of a language: ru, fr, de.",
        "language": "Write the code of a language: ru, fr, de.",
    }.get(name, "")
