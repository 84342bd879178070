"""Reduce a stylesheet to the rules that a page can use, for files that contain their own style. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FUNCTION = re.compile(r":(?:is|not|has|where)\((?:[^()]|\([^()]*\))*\)")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)")
_STRING = re.compile(r"""("[^"]*"|'[^']*')""")
_SPACE = re.compile(r"([;:,]) ")
_USE = re.compile(r"var\((--[\w-]+)")
_DEFINITION = re.compile(r"(?<=[{;])(--[\w-]+):[^;}]*(?:;|(?=}))")
_DATA = re.compile(r"\[(data-[\w-]+)")
_ID = re.compile(r"#[\w-]+")
_JOINED = re.compile(r"\s*([,>])\s*")
_WORD = re.compile(r"[\w-]+")
_CAPITAL = re.compile(r"[A-Z]")
_TEXTS = re.compile(r""""[^"\n]*"|'[^'\n]*'|`[^`]*`|dataset\.\w+""")
_CLASSES = re.compile(r'class=\\?"?([\w -]+)')
_IDS = re.compile(r'id="?([\w-]+)')
_TAGS = re.compile(r"<([a-z][\w-]*)")
_DATA_OF_PAGE = re.compile(r"\s(data-[\w-]+)")


def prune_css(style: str, page: str, scripts: str = "") -> str:
    """Return the rules of a stylesheet whose classes, elements, ids and data all occur in a page, or in texts of its scripts.

    Imports are dropped. Arguments of :is(), :not(), :has() and :where() are ignored, so a superfluous rule may stay, but
    none that is needed is dropped. Custom properties that no rule uses are left out.
    """
    classes = {name for attribute in _CLASSES.findall(page) for name in attribute.split()}
    said = {word for text in _TEXTS.findall(scripts) for word in _WORD.findall(text)}
    data = {f"data-{_CAPITAL.sub(lambda capital: f'-{capital[0].lower()}', word)}" for word in said}
    ids = {f"#{name}" for name in said.union(_IDS.findall(page))}
    words = classes | said | data | ids | {"html", "body"}
    words.update(_TAGS.findall(page), _DATA_OF_PAGE.findall(page))
    kept = "\n".join(_keep_rules(_COMMENT.sub("", style), words))
    used = set(_USE.findall(kept + scripts))
    return _DEFINITION.sub(lambda defined: defined[0] if defined[1] in used else "", kept)


def _keep_rules(style: str, words: set[str]) -> Iterator[str]:
    for head, body in _parse_blocks(style):
        if not body:
            continue
        if head.startswith(("@media", "@supports", "@layer")):
            if inner := "\n".join(_keep_rules(body, words)):
                yield f"{head}{{\n{inner}\n}}"
        elif head.startswith("@") or any(_may_match(selector, words) for selector in _split_selectors(head)):
            selectors = _JOINED.sub(r"\1", " ".join(head.split()))
            yield f"{selectors}{{{_tighten(body)}}}"


def _tighten(body: str) -> str:
    """Declarations without the spaces between them and after their colons; strings keep theirs."""
    parts = _STRING.split(" ".join(body.split()))
    return "".join(part if n % 2 else _SPACE.sub(r"\1", part) for n, part in enumerate(parts)).rstrip(";")


def _may_match(selector: str, words: set[str]) -> bool:
    plain = _FUNCTION.sub("", selector)
    return all(words.issuperset(kind.findall(plain)) for kind in (_CLASS, _ELEMENT, _DATA, _ID))


def _split_selectors(head: str) -> list[str]:
    """Split a list of selectors at its commas, except those in brackets."""
    return re.split(r",(?![^(]*\))", head)


def _parse_blocks(style: str) -> Iterator[tuple[str, str]]:
    """The head and the body in braces of each rule; the body of a statement without braces is empty."""
    start = position = 0
    while position < len(style):
        if style[position] == ";":
            yield style[start:position].strip(), ""
            start = position + 1
        elif style[position] == "{":
            end = _find_closing_brace(style, position)
            yield style[start:position].strip(), style[position + 1 : end].strip()
            start, position = end + 1, end
        position += 1


def _find_closing_brace(style: str, position: int) -> int:
    """The index of the brace that closes the one opened at `position`."""
    depth = 0
    for brace in re.finditer(r"[{}]", style[position:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return position + brace.start()
    return len(style)
