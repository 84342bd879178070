"""What is wrong with a value that a record cannot hold, in words: a phrase for each type of error that validation tells.

Pydantic's own sentences speak of strings, items and patterns, so none of them is passed on; a type that is not listed here
gets a phrase that holds for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from stances.record.text_types import LANGUAGE_PATTERN, ORDINAL_VALUES, SLUG_PATTERN, URL_PATTERN

MAX_SHOWN = 60
"""How many characters of a text that is wrong are repeated in a message."""

UNKNOWN_MISTAKE = "is not allowed here"


def shorten(text: str) -> str:
    """The text in one line, cut after `MAX_SHOWN` characters."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_SHOWN else f"{line[:MAX_SHOWN]}…"


def quote_value(value: Any) -> str:
    """The value as it was written, shortened, in quotation marks."""
    return f"“{shorten(str(value))}”"


def describe_type(value: Any) -> str:
    """What kind of thing a value is: a mapping, a list, a text, nothing; others are quoted."""
    names = {dict: "a mapping", list: "a list", str: "a text", type(None): "nothing"}
    return names.get(type(value)) or quote_value(value)


def explain_mistake(error: Mapping[str, Any]) -> str:
    """What is wrong and what to do, as a phrase to follow the name of the value; `error` is one of a `ValidationError`."""
    context = error.get("ctx") or {}
    if error["type"] == "value_error":
        return str(context.get("error") or UNKNOWN_MISTAKE)
    if error["type"] == "string_pattern_mismatch":
        return f"{quote_value(error['input'])} {_explain_pattern(context['pattern'])}"
    template = _POSITION_OFF_SCALE if _is_position_off_scale(error) else _PHRASES.get(error["type"])
    words = {"shown": quote_value(error["input"]), "is_a": describe_type(error["input"])}
    return template.format(**context, **words) if template else UNKNOWN_MISTAKE


def _is_position_off_scale(error: Mapping[str, Any]) -> bool:
    limits = ("greater_than_equal", "less_than_equal")
    return error["type"] in limits and bool(error["loc"]) and error["loc"][-1] in ("value", "position")


def _explain_pattern(pattern: str) -> str:
    return _PATTERNS.get(pattern, "has the wrong form")


_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        SLUG_PATTERN: "is not a slug: use lower-case letters a–z, digits and single hyphens",
        r"^[^\n]*$": "must be one line, without line breaks",
        r"^~?\d{1,9}$": "is not a count: write a number such as 97 or, if it is about right, ~100",
        URL_PATTERN: "is not a web address: write the full address, starting with https:// or http://",
        LANGUAGE_PATTERN: "is not the code of a language, such as ru, fr or pt-BR",
    }
)
_POSITION_OFF_SCALE = (
    f"{{shown}} is not the number of a position: ranked positions are numbered from {str(ORDINAL_VALUES[0]).replace('-', '−')} "
    f"to {ORDINAL_VALUES[-1]}, alternatives from 1 to 99"
)
_TOO_LONG, _EMPTY = (
    "is longer than {max_length:,} characters; shorten it",
    "is empty; write something, or remove the key",
)
_NOT_WHOLE, _NOT_TEXT = "{shown} is not a whole number", "should be a text, and {is_a} is here"
_NOT_BOOLEAN = "{shown} is neither true nor false"
_NOT_MAPPING = "should be a mapping of keys to values, and {is_a} is here"
_NOT_LIST = "should be a list in brackets, [ … ], and {is_a} is here"
_PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is missing",
        "extra_forbidden": "is not known here; remove it",
        "string_too_long": _TOO_LONG,
        "too_long": _TOO_LONG,
        "string_too_short": _EMPTY,
        "too_short": _EMPTY,
        "string_type": _NOT_TEXT,
        "string_unicode": "holds characters that are not text; delete them",
        "json_invalid": "holds characters that are not text; delete them",
        "tuple_type": _NOT_LIST,
        "list_type": _NOT_LIST,
        "model_type": _NOT_MAPPING,
        "model_attributes_type": _NOT_MAPPING,
        "enum": "{shown} is not one of {expected}",
        "bool_parsing": _NOT_BOOLEAN,
        "bool_type": _NOT_BOOLEAN,
        "int_parsing": _NOT_WHOLE,
        "int_parsing_size": _NOT_WHOLE,
        "int_type": "should be a whole number, and {is_a} is here",
        "int_from_float": _NOT_WHOLE,
        "greater_than_equal": "{shown} is too small; the least is {ge}",
        "less_than_equal": "{shown} is too large; the most is {le}",
    }
)
