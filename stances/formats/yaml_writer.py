"""Write plain data as YAML for people: one key a line, long texts as folded blocks, short lists and mappings inline.

Every text is read back unchanged, whichever of the five scalar styles is used.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator
from typing import Any

MAX_LINE_WIDTH = 100
_INDENT = "  "
_PLAIN = re.compile(r"[^\W\d_](?:[\w’'“”«»()/&+…–—.,;!?-]| (?=[^\s#]))*")
_PLAIN_INSIDE = re.compile(r"[^\W\d_](?:[\w’/.–-]| (?=[^\s#]))*")
_RESERVED_WORDS = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)")


def write_yaml(data: dict[str, Any], quoted: Collection[str] = ()) -> str:
    """The data as a YAML document, with blank lines between records; texts under the keys in `quoted` get quotes."""
    parts: list[str] = []
    for key, value in data.items():
        if isinstance(value, dict):
            lines = (line for k, v in value.items() for line in _write_entry(k, v, _INDENT, quoted))
            parts.append("\n".join([f"{key}:", *lines]))
        elif _is_records(value):
            parts.append(
                "\n".join([f"{key}:", "\n\n".join(_write_record(item, _INDENT, quoted) for item in value)])
            )
        else:
            parts.append("\n".join(_write_entry(key, value, "", quoted)))
    return "\n\n".join(parts) + "\n"


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _write_record(item: dict[str, Any], pad: str, quoted: Collection[str]) -> str:
    lines = [line for key, value in item.items() for line in _write_entry(key, value, pad + _INDENT, quoted)]
    return "\n".join([f"{pad}- {lines[0].strip()}", *lines[1:]])


def _write_entry(key: str, value: Any, pad: str, quoted: Collection[str]) -> Iterator[str]:
    """The lines of one key and its value."""
    if isinstance(value, str) and key not in quoted:
        yield from _write_text(key, value, pad)
        return
    line = f"{pad}{key}: {write_inline(value, quoted, key)}"
    if not isinstance(value, dict | list) or (len(line) <= MAX_LINE_WIDTH and not _is_records(value)):
        yield line
        return
    yield f"{pad}{key}:"
    if isinstance(value, dict):
        for inner_key, inner_value in value.items():
            yield from _write_entry(inner_key, inner_value, pad + _INDENT, quoted)
        return
    for item in value:
        yield from _write_item(item, pad + _INDENT, quoted)


def _write_item(item: Any, pad: str, quoted: Collection[str]) -> Iterator[str]:
    line = f"{pad}- {write_inline(item, quoted)}"
    if len(line) <= MAX_LINE_WIDTH or not isinstance(item, dict):
        yield line
    else:
        yield _write_record(item, pad, quoted)


def _write_text(key: str, text: str, pad: str) -> Iterator[str]:
    line = f"{pad}{key}: {_write_scalar(text)}"
    if "\n" in text and _is_block(text):
        yield f"{pad}{key}: |-"
        yield textwrap.indent(text, pad + _INDENT, lambda line: line != "\n")
    elif len(line) > MAX_LINE_WIDTH and "\n" not in text and "  " not in text and _is_block(text):
        yield f"{pad}{key}: >-"
        yield from _fold_lines(text, pad + _INDENT)
    else:
        yield line


def _is_block(text: str) -> bool:
    """Whether the text can be a YAML block scalar: no leading or trailing space, nothing to escape."""
    return text == text.strip() and all(_is_printable(line) for line in text.split("\n"))


def _is_printable(text: str) -> bool:
    return text.replace("\N{NO-BREAK SPACE}", "x").isprintable()


def _fold_lines(text: str, pad: str) -> Iterator[str]:
    """The lines of a folded block, broken at single spaces only."""
    line = pad
    for word in text.split(" "):
        if line != pad and len(line) + len(word) + 1 > MAX_LINE_WIDTH:
            yield line
            line = pad
        line += word if line == pad else f" {word}"
    yield line


def write_inline(value: Any, quoted: Collection[str] = (), key: str = "") -> str:
    """The value on one line, in a form that is valid within brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {write_inline(v, quoted, k)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write_inline(item, quoted) for item in value) + "]"
    if isinstance(value, str):
        return _quote(value) if key in quoted else _write_scalar(value, _PLAIN_INSIDE)
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _write_scalar(text: str, plain: re.Pattern[str] = _PLAIN) -> str:
    return text if plain.fullmatch(text) and not _RESERVED_WORDS.fullmatch(text) else _quote(text)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _quote(text: str) -> str:
    return (
        '"'
        + "".join(_ESCAPES.get(char) or (char if _is_printable(char) else _escape(char)) for char in text)
        + '"'
    )


def _escape(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"
