"""Extraction methods for Babel: the words for people in modules, templates and scripts, as `pyproject.toml` maps them.

Words are not wrapped in calls. In Python a message is a literal, or an f-string, whose placeholders get the names of what they
show. In a template it is what is read in one run, inline tags included, or an attribute that is read out; what Jinja decides or
repeats ends a run. `plural`, a function and a filter, gives singular and plural.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from itertools import chain
from typing import BinaryIO

from jinja2 import Environment

Extracted = tuple[int, str | None, str | tuple[str, str], list[str]]
"""What Babel asks of an extraction method: line, function (of plurals), message or messages, comments."""

_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_PHRASE = re.compile(rf"(?:{_WORD}|\}}|[”\"’)])[,;:.?!…]? (?:{_WORD}|[{{“‘(])")
_LABEL = re.compile(r"[A-Z][a-z]+[.?!:…]?")
_TECHNICAL = re.compile(
    r"<\w|\w=|[#;{}]\n|::|/>|\b[a-z]+\([{\d]|,(?:sans-)?serif|^(?:#|\w+-src )|"
    r"\b(?:SELECT|PRAGMA|BEGIN|NULL|LIMIT|READ|subgraph|IN \()"
)
_LIBRARIES = re.compile(
    r"(?:re|sa|warnings)\.|.*log\w*\.\w+$|.*\b(?:execute|exec_driver_sql|CheckConstraint)$", re.IGNORECASE
)
_TABLE_OF_WORDS = re.compile(r"(?:NAMES|WORDS|LABELS|TITLES|MEANINGS|LEGEND|VERBS)$")
_REFUSAL = re.compile(r"(?:.*\.)?\w*(?:Error|Problem|[Rr]efus\w*)$")
_PLACEHOLDER_OR_TAG = re.compile(r"\{[^{}]*\}|</?\w+>")


def is_for_people(text: str) -> bool:
    """Whether a text is a phrase or a label, rather than a key, an address or a piece of code."""
    return (
        not _TECHNICAL.search(text)
        and bool(_PHRASE.search(text) or _LABEL.fullmatch(text))
        and _says_something(text)
    )


def _says_something(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", _PLACEHOLDER_OR_TAG.sub("", text)))


# --- Python ---


def extract_python(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[Extracted]:
    """The messages of a room of words."""
    yield from module_messages(ast.parse(file.read()))


def extract_refusals(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[Extracted]:
    """The messages of any other module: of what it refuses."""
    tree = ast.parse(file.read())
    refusals = _refusals(tree)
    yield from module_messages(tree, {node for node in ast.walk(tree) if node not in refusals})


def extract_terms(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[Extracted]:
    """The values of enumerations that are shown as they are."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Assign) and (term := literal_text(node.value)).isalpha():
            yield node.lineno, None, term, []


def words_without_refusals(source: str) -> list[Extracted]:
    """What a module says to people beside what it refuses."""
    tree = ast.parse(source)
    return list(module_messages(tree, _refusals(tree)))


def module_messages(tree: ast.Module, leave_out: Collection[ast.AST] = ()) -> Iterator[Extracted]:
    passed_over = {*leave_out, *_passed_over(tree)}
    tables = set(_values_of_tables(tree))
    for node in ast.walk(tree):
        if node in passed_over:
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "plural":
            forms = [text for text in map(literal_text, node.args[1:3]) if text]
            if len(forms) == 2:
                yield node.lineno, "ngettext", (forms[0], forms[1]), []
        elif (text := literal_text(node)) and (
            is_for_people(text) or (node in tables and _says_something(text))
        ):
            yield getattr(node, "lineno", 0), None, text, []


def _refusals(tree: ast.Module) -> set[ast.AST]:
    return {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        or (isinstance(node, ast.Call) and _REFUSAL.match(ast.unparse(node.func)))
        for part in ast.walk(node)
    }


def _passed_over(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, parts of f-strings, types, keys, classes of elements, and what is said to a library or given to `plural`."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                yield text
            case ast.JoinedStr():
                formats = (part.format_spec for part in node.values if isinstance(part, ast.FormattedValue))
                yield from chain(node.values, *(ast.walk(spec) for spec in formats if spec))
            case ast.Call() if _LIBRARIES.match(name := ast.unparse(node.func)) or name == "plural":
                yield from (part for argument in node.args for part in ast.walk(argument))
            case ast.Subscript():
                yield from ast.walk(node.slice)
            case ast.keyword(arg="class_"):
                yield from ast.walk(node.value)
            case ast.Compare():
                yield from chain(*map(ast.walk, node.comparators))
            case ast.AnnAssign() | ast.arg() if node.annotation:
                yield from ast.walk(node.annotation)


def _values_of_tables(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_TABLE_OF_WORDS.search(ast.unparse(target)) for target in targets):
                for part in ast.walk(node.value):
                    yield from part.values if isinstance(part, ast.Dict) else ()


def literal_text(node: ast.AST) -> str:
    """A literal, or an f-string with its placeholders by name: “{who} has changed {record}.”."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    names: list[str] = []
    return "".join(_part_text(part, names) for part in node.values) if isinstance(node, ast.JoinedStr) else ""


def _part_text(part: ast.expr, names: list[str]) -> str:
    if isinstance(part, ast.FormattedValue):
        names.append(name_placeholder(ast.unparse(part.value), names))
        return f"{{{names[-1]}}}"
    return literal_text(part)


def name_placeholder(expression: str, taken: Collection[str]) -> str:
    """What an expression shows, in one name that is not taken: `claim.when.words()` is `when_words`."""
    words = re.findall(r"[A-Za-z_]\w*", re.sub(r"(?<=\w)[(\[|].*", "", expression)) or ["value"]
    name = "_".join(words[-2:]).strip("_").lower()
    same = sum(re.fullmatch(rf"{name}(_\d+)?", other) is not None for other in taken)
    return f"{name}_{same + 1}" if same else name


# --- templates ---

_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
    }
)
_READ_OUT = frozenset(("title", "aria-label", "placeholder", "alt", "aria-valuetext"))
_BREAK = "\ue000"
"""Stands in a template's text where Jinja decides or repeats."""
_PLURAL = re.compile(r"\bplural\('([^']+)', ?'([^']+)'")
_SHOWN = re.compile(r"\$\{([^{}]*)\}")
_OUTER_TAGS = re.compile(r"^(?:</?\w+> ?)+|(?: ?</?\w+>)+$")


def extract_template(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[Extracted]:
    """The messages of a template."""
    yield from template_messages(file.read().decode())


def template_messages(source: str) -> Iterator[Extracted]:
    reader = _Reader()
    code = ""
    for line, kind, value in Environment(autoescape=True).lex(source):
        if kind == "data":
            reader.feed(value)
        elif kind in ("variable_end", "block_end"):
            yield from ((line, "ngettext", forms, []) for forms in _PLURAL.findall(code))
            name = name_placeholder(re.sub("'[^']*'", "", code), ())
            reader.feed((f"{{{name}}}" if kind == "variable_end" else _BREAK) + "\n" * code.count("\n"))
            code = ""
        elif kind.startswith("comment"):
            reader.feed("\n" * value.count("\n"))
        elif not kind.endswith("_begin"):
            code += value
            if kind == "string" and "plural(" not in code and is_for_people(text := ast.literal_eval(value)):
                yield line, None, text, []
    reader.close()
    yield from reader.messages


class _Reader(HTMLParser):
    """Collects what is read in one run: across inline tags, up to any other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.messages: list[Extracted] = []
        self._run = ""
        self._line = 1
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        read_out = [value for name, value in attrs if value and name.strip(_BREAK) in _READ_OUT]
        for part in _BREAK.join(read_out).split(_BREAK):
            self._add(part)
        name = tag.split(_BREAK)[0]
        self._is_code = name in ("script", "style")
        self._pass(name, f"<{name}>")

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False
        self._pass(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        for place, part in enumerate(() if self._is_code else data.split(_BREAK)):
            if place:
                self._end_run()
            if not self._run.strip():
                self._line = self.getpos()[0]
            self._run += part

    def close(self) -> None:
        super().close()
        self._end_run()

    def _pass(self, tag: str, inline: str) -> None:
        if tag in _INLINE:
            self._run += inline
        else:
            self._end_run()

    def _end_run(self) -> None:
        self._add(self._run)
        self._run = ""

    def _add(self, run: str) -> None:
        text = " ".join(run.split())
        while (bare := _OUTER_TAGS.sub("", text)) != text:
            text = bare
        if _says_something(text) and '="' not in text:
            self.messages.append((self._line, None, text, []))


# --- scripts ---


_SCRIPT_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`', re.DOTALL)
"""A comment, a string or a template literal."""
_FOR_BROWSERS = re.compile(
    r"^use strict$|(?:^|[\s(>])[.#]\w|\w\.\w|[\[:(]\w+[\](:]|-\w+ ?\{|^[a-z\d]+(?:, [a-z\d]+)+|Arrow|Enter|Escape"
)
"""Selectors, classes and names of keys."""


def extract_script(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[Extracted]:
    """The messages of a script: of its strings and template literals."""
    source = file.read().decode()
    for found in _SCRIPT_TEXT.finditer(source):
        text = _SHOWN.sub(lambda shown: f"{{{name_placeholder(shown[1], ())}}}", found[1] or found[2] or "")
        if is_for_people(text) and not _FOR_BROWSERS.search(text):
            yield source.count("\n", 0, found.start()) + 1, None, text, []
