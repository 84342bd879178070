"""Parse YAML or JSON into plain data with line numbers.

Both give mappings, lists, texts and nulls. Numbers stay texts, because only the models know what they mean (1928 is a
date, not a quantity). Anchors, aliases and tags are refused, since records do not need them and attackers use them; so are
duplicate keys and nesting deeper than `MAX_DEPTH`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple, TypeAlias, TypeVar, cast

import yaml

from stances.cache import cached_property
from stances.formats.base import MAX_DEPTH
from stances.record.mistakes import quote_value

K = TypeVar("K")
V = TypeVar("V")
DataPath: TypeAlias = tuple[str | int, ...]
PlainData: TypeAlias = "str | list[PlainData] | dict[str, PlainData] | None"

_TOO_DEEP = f"lists and mappings lie more than {MAX_DEPTH} deep in each other; no record needs that"
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_NUMBERS = ("NaN", "Infinity", "-Infinity")
"""What Python's reader takes for numbers, and JSON does not have."""
_NULLS = ("", "~", "null", "Null", "NULL")
_MAX_FAULTS = 1000
"""How many faults of one text are told."""
_NOT_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_TEXT_ESCAPED = re.compile(r"\\u(?:00[0189]|007[fF]|[dD][89a-fA-F]|[fF]{3}[eE-fF])")
"""What may stand for such a character in JSON; also a pair of surrogates, which is text."""
_JSON_TOKEN = re.compile(r'([{\[])|([}\]])|("(?:[^"\\]++|\\.)*+")|([^\s,:\[\]{}"]+)')
_YAML_HINTS = {
    "mapping values are not allowed": "a text that contains a colon and a space needs quotes around it",
    "could not find expected ':'": "a key is followed by a colon and a space; a text of several lines is indented",
    "did not find expected ',' or": "a list in brackets has commas between its items and ends with a bracket",
    "did not find expected": "look for indentation that differs from the lines around it, or a quote that does not end",
    "cannot start any token": "indent with spaces, not tabs; a text that starts with @ ` or % needs quotes around it",
    "found unexpected end of stream": "a quote or a bracket is opened here and never closed",
}


class Fault(NamedTuple):
    """Something wrong with a text as YAML or JSON, and its line."""

    line: int
    message: str


class UnreadableTextError(Exception):
    """The text is not YAML or JSON from the fault's line on, so that nothing after it can be checked."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, message)


def _character_error(char: str, line: int) -> UnreadableTextError:
    return UnreadableTextError(
        line, f"contains the character U+{ord(char):04X}, which is not text; delete it"
    )


class LazyMapping(Mapping[K, V]):
    """A mapping that is made when somebody first looks into it."""

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[K, V]:
        return self._make()

    def __getitem__(self, key: K) -> V:
        return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True)
class DataTree:
    """The data of a text, the line of each value, and the faults of the text."""

    data: PlainData
    lines: Mapping[DataPath, int]
    faults: list[Fault]

    def line_at(self, path: DataPath) -> int:
        """The line of a value or, if it is absent, of the nearest value that would contain it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _TokenKind(Enum):
    MAPPING = auto()
    LIST = auto()
    END = auto()
    TEXT = auto()
    NULL = auto()


class _Token(NamedTuple):
    kind: _TokenKind
    line: int
    text: str = ""


@dataclass
class _TreeBuilder:
    tokens: Iterator[_Token]
    faults: list[Fault]
    lines: dict[DataPath, int] = field(default_factory=dict)

    def build_value(self, token: _Token, path: DataPath) -> PlainData:
        if len(path) > MAX_DEPTH:
            raise UnreadableTextError(token.line, _TOO_DEEP)
        self.lines[path] = self.lines.get(path, token.line)
        if token.kind is _TokenKind.MAPPING:
            return self._build_mapping(path)
        if token.kind is _TokenKind.LIST:
            return self._build_list(path)
        return token.text if token.kind is _TokenKind.TEXT else None

    def _build_list(self, path: DataPath) -> list[PlainData]:
        items: list[PlainData] = []
        while (token := next(self.tokens)).kind is not _TokenKind.END:
            items.append(self.build_value(token, (*path, len(items))))
        return items

    def _build_mapping(self, path: DataPath) -> dict[str, PlainData]:
        mapping: dict[str, PlainData] = {}
        while (key := next(self.tokens)).kind is not _TokenKind.END:
            if key.kind in (_TokenKind.MAPPING, _TokenKind.LIST):
                self.faults.append(Fault(key.line, "a key must be a word, not a list or a mapping"))
                self.build_value(key, (*path, "?"))
            elif key.text in mapping:
                self.faults.append(
                    Fault(key.line, f"{quote_value(key.text)} is given twice here; keep one of them")
                )
            value_path = (*path, key.text)
            self.lines[value_path] = key.line
            mapping[key.text] = self.build_value(next(self.tokens), value_path)
        return mapping


def _yaml_error(error: yaml.YAMLError) -> UnreadableTextError:
    message = str(getattr(error, "problem", None) or error).splitlines()[0]
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    mark = next(filter(None, reversed(marks) if "end of stream" in message else marks), None)
    hint = next((hint for start, hint in _YAML_HINTS.items() if start in message), "")
    line = mark.line + 1 if mark else 1
    return UnreadableTextError(
        line, f"this is not YAML: {message} ({hint})" if hint else f"this is not YAML: {message}"
    )


def _scalar_token(event: yaml.ScalarEvent, line: int) -> _Token:
    if not event.style:
        return _Token(_TokenKind.NULL if event.value in _NULLS else _TokenKind.TEXT, line, event.value)
    text = event.value.rstrip("\n") if event.style in "|>" else event.value
    return _Token(_TokenKind.TEXT, line, text)


def _find_unsupported(event: yaml.Event, line: int) -> Iterator[Fault]:
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
            if len(faults) < _MAX_FAULTS:
                faults.extend(_find_unsupported(event, line))
            if isinstance(event, yaml.ScalarEvent):
                yield _scalar_token(event, line)
            elif isinstance(event, yaml.MappingStartEvent):
                yield _Token(_TokenKind.MAPPING, line)
            elif isinstance(event, yaml.SequenceStartEvent):
                yield _Token(_TokenKind.LIST, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                yield _Token(_TokenKind.END, line)
            elif isinstance(event, yaml.AliasEvent):
                yield _Token(_TokenKind.NULL, line)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise UnreadableTextError(
                        line, "a second document starts here (---); one file holds one debate"
                    )
    except yaml.YAMLError as error:
        raise _yaml_error(error) from None


def _json_text(quoted: str, line: int) -> str:
    text: str = json.loads(quoted) if "\\" in quoted else quoted[1:-1]
    if match := _NOT_TEXT.search(text):
        raise _character_error(match.group(), line)
    return text


def _json_tokens(text: str) -> Iterator[_Token]:
    """The tokens of a text that has been checked to be JSON."""
    line, end = 1, 0
    for match in _JSON_TOKEN.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        opening, closing, quoted, bare = match.groups()
        if opening:
            yield _Token(_TokenKind.MAPPING if opening == "{" else _TokenKind.LIST, line)
        elif closing:
            yield _Token(_TokenKind.END, line)
        elif quoted:
            yield _Token(_TokenKind.TEXT, line, _json_text(quoted, line))
        elif bare in _NO_NUMBERS:
            raise UnreadableTextError(
                line, f"{bare} is no value; write a text in quotes, or leave the key out"
            )
        else:
            yield _Token(_TokenKind.NULL if bare == "null" else _TokenKind.TEXT, line, bare)


def _build_tree(tokens: Iterator[_Token], faults: list[Fault]) -> DataTree:
    """Build the tree; read to the end, so that faults after the first value are found too."""
    builder = _TreeBuilder(tokens, faults)
    first = next(tokens, None)
    data = builder.build_value(first, ()) if first else None
    for _ in tokens:
        pass
    return DataTree(data, builder.lines, faults)


def read_yaml(text: str) -> DataTree:
    """Parse YAML; block texts lose their trailing line breaks. Raises `UnreadableTextError`."""
    if match := _NOT_TEXT.search(text):
        raise _character_error(match.group(), text.count("\n", 0, match.start()) + 1)
    faults: list[Fault] = []
    return _build_tree(_yaml_tokens(text, faults), faults)


def read_json(text: str) -> DataTree:
    """Parse JSON; numbers, true and false become texts. Raises `UnreadableTextError`.

    Lines are counted when somebody asks for one, since that takes longer than all else.
    """
    try:
        data = json.loads(
            text,
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_quietly,
            object_pairs_hook=_make_mapping,
        )
        if _NOT_TEXT.search(text) or _NOT_TEXT_ESCAPED.search(text):
            raise _NeedsLinesError
        return DataTree(_make_plain(data, MAX_DEPTH), LazyMapping(lambda: _read_json_lines(text).lines), [])
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg} (column {error.colno})"
        raise UnreadableTextError(error.lineno, message) from None
    except RecursionError:
        raise UnreadableTextError(1, _TOO_DEEP) from None
    except _NeedsLinesError:
        return _read_json_lines(text)


def _read_json_lines(text: str) -> DataTree:
    """The same for a text that has been checked to be JSON, with every line and fault."""
    return _build_tree(_json_tokens(text), [])


class _NeedsLinesError(Exception):
    """Something is to be told of a text, with its line."""


def _refuse_quietly(_: str) -> None:
    raise _NeedsLinesError


def _make_mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise _NeedsLinesError
    return mapping


def _make_plain(value: object, depth: int) -> PlainData:
    """The value with true and false as texts, unless it lies too deep."""
    if depth < 0:
        raise _NeedsLinesError
    if isinstance(value, dict):
        return {
            key: item if isinstance(item, str) else _make_plain(item, depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_make_plain(item, depth - 1) for item in value]
    return ("true" if value else "false") if isinstance(value, bool) else cast("PlainData", value)
