"""Whatever is wrong with a value is said in our own words: no sentence of the validation's reaches a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from stances.formats import FormatError, native
from stances.record.entries import Debate, Entry
from stances.record.kinds import MODELS
from stances.record.mistakes import UNKNOWN_MISTAKE, explain_mistake
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.web.editing.field_specs import FIELDS_OF_KIND
from stances.web.editing.form_reader import ParsedForm

Path = tuple[str | int, ...]

LONG = "x" * 20_000
WRONG: tuple[Any, ...] = (
    "", "  ", LONG, "a\nb", "\x07", "\ufffe", "Mixed Case", "∞", "-3", "100", "9" * 5000, "0.5", "{shown}", "nobody’s",
    -3, 100, 10**30, 0.5, True, None, [], [LONG], [None], [[1]], ["a", 5], {}, {"a": "b"}, {LONG: LONG}, [{}], [{"a": "b"}],
)  # fmt: skip
LEAST: dict[str, Any] = {
    "when": "1928",
    "count": "3",
    "value": 1,
    "key": "+",
    "act": "signs",
    "kind": "supports",
}
NOT_OURS = ("Value error", "validation", "Input should", "String should", "Value should", "List should", "Tuple should",
            "Extra inputs", "Field required", "Unable to parse", "valid integer", "valid string", "^[", "pydantic")  # fmt: skip


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def least(model: type[BaseModel]) -> dict[str, Any]:
    """The data of a model with what must be there alone."""
    required = (field.alias or name for name, field in model.model_fields.items() if field.is_required())
    return {name: LEAST.get(name, "a") for name in required}


def places(model: type[BaseModel]) -> Iterator[tuple[dict[str, Any], Path]]:
    """Data of the model with each of its fields, and of their parts, in turn, and the path to it."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield least(model), (key,)
        for part in models_in(field.annotation):
            is_list = "tuple" in str(field.annotation)
            for data, path in places(part):
                within: Path = (key, 0) if is_list else (key,)
                yield {**least(model), key: [data] if is_list else data}, (*within, *path)


def with_value(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(data))
    place: Any = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


def wrong_data(kind: Kind) -> Iterator[tuple[dict[str, Any], Path]]:
    """Data of this kind, each with something in it that may be wrong, and where."""
    model = MODELS[kind]
    for data, path in places(model):
        for value in WRONG:
            yield with_value(data, path, value), path
    yield {**least(model), LONG: "a"}, (LONG,)
    yield {}, ("slug",)


def raw_messages(kind: Kind, data: dict[str, Any]) -> list[str]:
    """What the validation itself would say, but for what our own validators say."""
    try:
        MODELS[kind].model_validate_json(json.dumps(data))
    except ValidationError as error:
        return [e["msg"] for e in error.errors() if e["type"] != "value_error"]
    return []


def read_file(kind: Kind, data: dict[str, Any]) -> str:
    """What is said of a file with this record; empty if it is read."""
    content: dict[str, Any] = {"format": "stances/1", "debate": least(Debate)}
    content |= {"debate": data} if kind is Kind.DEBATE else {f"{kind}s": [data]}
    try:
        native.loads_json(json.dumps(content), "x.json")
    except FormatError as error:
        return str(error)
    return ""


def read_form(kind: Kind, data: dict[str, Any]) -> str:
    """What a form says that has read this data; empty if it is good."""
    parsed = ParsedForm(Record(Debate.model_validate(least(Debate))), data)
    parsed.build_entry(kind, FIELDS_OF_KIND[kind])
    return "\n".join([*parsed.errors.values(), *parsed.problems])


@pytest.mark.parametrize("kind", list(MODELS))
@pytest.mark.parametrize("read", [read_file, read_form])
def test_no_wrong_value_in_any_field_brings_a_sentence_of_the_validation(kind: Kind, read: Any):
    for data, path in wrong_data(kind):
        said = read(kind, data)
        raw = raw_messages(kind, data)
        assert not [words for words in (*NOT_OURS, *raw) if words in said], (path, said)
        assert UNKNOWN_MISTAKE not in said, (path, raw)
        assert len(max(said.splitlines(), default="", key=len)) < 600, (path, said[:700])


@pytest.mark.parametrize("kind", list(MODELS))
def test_whatever_a_model_refuses_files_and_forms_refuse_with_words(kind: Kind):
    for data, path in wrong_data(kind):
        if raw_messages(kind, data):
            assert read_form(kind, data), path


def test_a_type_of_error_that_nobody_knows_gets_words_of_ours():
    fault = {"type": "new_type", "loc": ("title",), "msg": "Input should be new", "input": 1}
    assert explain_mistake(fault) == UNKNOWN_MISTAKE


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (Kind.CLAIM, {"text": "x" * 3000}, "claim “a”: text: is longer than 2,000 characters; shorten it"),
        (Kind.DEBATE, {"title": "a\nb"}, "debate “a”: title: “a b” must be one line, without line breaks"),
        (Kind.CLAIM, {"x" * 500: "a"}, f"claim “a”: {'x' * 60}…: is not a key of this format; known are slug"),
        (Kind.CLAIM, {"slug": "x" * 500}, f"claim “{'x' * 60}…”: slug: is longer than 80 characters; shorten it"),
        (Kind.CLAIM, {"speaker": "X" * 70}, f"claim “a”: speaker: “{'X' * 60}…” is not a slug"),
        (Kind.CLAIM, {"also": "a"}, "claim “a”: also: should be a list in brackets, [ … ], and a text is here"),
        (
            Kind.DISPUTE,
            {"positions": [{"value": -7, "key": "a", "label": "A"}]},
            "dispute “a”: positions 1 › value: “-7” is not the number of a position: ranked positions are numbered from −",
        ),
        (
            Kind.CLAIM,
            {"quotations": [{"text": "a", "lang": "Russian!"}]},
            "quotations 1 › lang: “Russian!” is not the code of a language, such as ru, fr or pt-BR",
        ),
        (Kind.DOCUMENT, {"language": "Russian"}, "“Russian” is not the code of a language, such as ru, fr or pt-BR"),
        (
            Kind.DOCUMENT,
            {"url": "10.1000/182"},
            "url: “10.1000/182” is not a web address: write the full address, starting with https:// or http://",
        ),
        (Kind.DOCUMENT, {"url": "javascript:alert(1)"}, "url: “javascript:alert(1)” is not a web address"),
        (
            Kind.DEBATE,
            {"sources": [{"slug": "s", "title": "A", "url": "https://a@b.org/"}]},
            "sources 1 › url: “https://a@b.org/” is not a web address",
        ),
    ],
)  # fmt: skip
def test_a_file_says_plainly_what_is_wrong(kind: Kind, fields: dict[str, Any], words: str):
    model: type[Entry] = MODELS[kind]
    assert words in read_file(kind, {**least(model), **fields})
