"""From the text of a file to plain data that knows its lines.

YAML and JSON come to the same: mappings, lists, texts and nulls. A number stays a text, because the models know what
it is meant as (1928 is a date, not a quantity). Refused: anchors, aliases and tags, which files of records have no use
for and attackers have; keys given twice; nesting deeper than any record's; and what is no YAML or JSON at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"

MAX_DEPTH = 12
_TOO_DEEP = f"lists and mappings lie more than {MAX_DEPTH} deep in each other; no record needs that"
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")
_NOT_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_JSON_TOKEN = re.compile(r'([{\[])|([}\]])|("(?:[^"\\]|\\.)*")|([^\s,:\[\]{}"]+)')
_YAML_HINTS = {
    "mapping values are not allowed": "a text that contains a colon and a space needs quotes around it",
    "could not find expected ':'": "a key is followed by a colon and a space; a text of several lines is indented",
    "did not find expected ',' or": "a list in brackets has commas between its items and ends with a bracket",
    "did not find expected": "look for indentation that differs from the lines around it, or a quote that does not end",
    "cannot start any token": "indent with spaces, not tabs; a text that starts with @ ` or % needs quotes around it",
    "found unexpected end of stream": "a quote or a bracket is opened here and never closed",
}


class Fault(NamedTuple):
    line: int
    message: str


class Unreadable(Exception):
    """The text is no YAML or JSON from some line on, so that nothing after it can be judged."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, message)


def _not_text(char: str, line: int) -> Unreadable:
    return Unreadable(line, f"contains the character U+{ord(char):04X}, which is not text; delete it")


@dataclass(frozen=True)
class Tree:
    """What a text says, the line of each value in it, and what is wrong with it as a text."""

    data: Data
    lines: Mapping[Path, int]
    faults: list[Fault]

    def line(self, path: Path) -> int:
        """The line of this value or, where it is absent, of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Sort(Enum):
    MAPPING = auto()
    LIST = auto()
    END = auto()
    TEXT = auto()
    NULL = auto()


class _Token(NamedTuple):
    sort: _Sort
    line: int
    text: str = ""


@dataclass
class _Builder:
    tokens: Iterator[_Token]
    faults: list[Fault]
    lines: dict[Path, int] = field(default_factory=dict)

    def value(self, token: _Token, path: Path) -> Data:
        if len(path) > MAX_DEPTH:
            raise Unreadable(token.line, _TOO_DEEP)
        self.lines[path] = self.lines.get(path, token.line)
        if token.sort is _Sort.MAPPING:
            return self._mapping(path)
        if token.sort is _Sort.LIST:
            return self._list(path)
        return token.text if token.sort is _Sort.TEXT else None

    def _list(self, path: Path) -> list[Data]:
        items: list[Data] = []
        while (token := next(self.tokens)).sort is not _Sort.END:
            items.append(self.value(token, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Data]:
        found: dict[str, Data] = {}
        while (key := next(self.tokens)).sort is not _Sort.END:
            if key.sort in (_Sort.MAPPING, _Sort.LIST):
                self.faults.append(Fault(key.line, "a key must be a word, not a list or a mapping"))
                self.value(key, (*path, "?"))
            elif key.text in found:
                self.faults.append(Fault(key.line, f"“{key.text}” is given twice here; keep one of them"))
            here = (*path, key.text)
            self.lines[here] = key.line
            found[key.text] = self.value(next(self.tokens), here)
        return found


def _yaml_fault(error: yaml.YAMLError) -> Unreadable:
    said = str(getattr(error, "problem", None) or error).splitlines()[0]
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    mark = next(filter(None, reversed(marks) if "end of stream" in said else marks), None)
    hint = next((hint for start, hint in _YAML_HINTS.items() if start in said), "")
    line = mark.line + 1 if mark else 1
    return Unreadable(line, f"this is not YAML: {said} ({hint})" if hint else f"this is not YAML: {said}")


def _scalar(event: yaml.ScalarEvent, line: int) -> _Token:
    if not event.style:
        return _Token(_Sort.NULL if event.value in _NULLS else _Sort.TEXT, line, event.value)
    text = event.value.rstrip("\n") if event.style in "|>" else event.value
    return _Token(_Sort.TEXT, line, text)


def _refused_yaml(event: yaml.Event, line: int) -> Iterator[Fault]:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        yield Fault(line, f"*{anchor} refers to another place in the file; write out what it stands for")
    elif anchor:
        yield Fault(line, f"&{anchor} is an anchor, which this format does not have; delete it")
    if tag:
        yield Fault(line, f"{tag} is a tag, which this format does not have; delete it")


def _yaml_tokens(text: str, faults: list[Fault]) -> Iterator[_Token]:
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            faults.extend(_refused_yaml(event, line))
            if isinstance(event, yaml.ScalarEvent):
                yield _scalar(event, line)
            elif isinstance(event, yaml.MappingStartEvent):
                yield _Token(_Sort.MAPPING, line)
            elif isinstance(event, yaml.SequenceStartEvent):
                yield _Token(_Sort.LIST, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                yield _Token(_Sort.END, line)
            elif isinstance(event, yaml.AliasEvent):
                yield _Token(_Sort.NULL, line)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Unreadable(line, "a second document starts here (---); one file holds one debate")
    except yaml.YAMLError as error:
        raise _yaml_fault(error) from None


def _json_text(quoted: str, line: int) -> str:
    text: str = json.loads(quoted) if "\\" in quoted else quoted[1:-1]
    if found := _NOT_TEXT.search(text):
        raise _not_text(found.group(), line)
    return text


def _json_tokens(text: str) -> Iterator[_Token]:
    """The tokens of a text that is known to be JSON."""
    line, end = 1, 0
    for match in _JSON_TOKEN.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        opening, closing, quoted, bare = match.groups()
        if opening:
            yield _Token(_Sort.MAPPING if opening == "{" else _Sort.LIST, line)
        elif closing:
            yield _Token(_Sort.END, line)
        elif quoted:
            yield _Token(_Sort.TEXT, line, _json_text(quoted, line))
        else:
            yield _Token(_Sort.NULL if bare == "null" else _Sort.TEXT, line, bare)


def _built(tokens: Iterator[_Token], faults: list[Fault]) -> Tree:
    """Read to the end, so that whatever follows the first value is judged too."""
    builder = _Builder(tokens, faults)
    first = next(tokens, None)
    data = builder.value(first, ()) if first else None
    for _ in tokens:
        pass
    return Tree(data, builder.lines, faults)


def read_yaml(text: str) -> Tree:
    """Block texts lose the line breaks at their end, which people seldom mean. Raises `Unreadable`."""
    if found := _NOT_TEXT.search(text):
        raise _not_text(found.group(), text.count("\n", 0, found.start()) + 1)
    faults: list[Fault] = []
    return _built(_yaml_tokens(text, faults), faults)


def read_json(text: str) -> Tree:
    """Numbers, true and false come as their text. Raises `Unreadable`."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg} (column {error.colno})"
        raise Unreadable(error.lineno, message) from None
    except RecursionError:
        raise Unreadable(1, _TOO_DEEP) from None
    return _built(_json_tokens(text), [])
