"""Of a stylesheet, the rules that a page can use: for files that carry their style with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FUNCTION = re.compile(r":(?:is|not|has|where)\((?:[^()]|\([^()]*\))*\)")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)")
_WORD = re.compile(r"[\w-]+")
_CLASSES = re.compile(r'class="?([\w -]+)')
_TAGS = re.compile(r"<([a-z][\w-]*)")


def prune_css(style: str, page: str, scripts: str = "") -> str:
    """The rules of a stylesheet whose classes and elements all occur in a page, or as words of its scripts.

    Imports are left out. What a selector says in :is(), :not(), :has() or :where() is not looked at, so a rule may stay
    that nothing needs, but none goes that something does.
    """
    classes = {name for attribute in _CLASSES.findall(page) for name in attribute.split()}
    words = classes | set(_TAGS.findall(page)) | set(_WORD.findall(scripts)) | {"html", "body"}
    return "\n".join(_keep_rules(_COMMENT.sub("", style), words))


def _keep_rules(style: str, words: set[str]) -> Iterator[str]:
    for head, body in _parse_blocks(style):
        if not body:
            continue
        if head.startswith(("@media", "@supports", "@layer")):
            if inner := "\n".join(_keep_rules(body, words)):
                yield f"{head}{{\n{inner}\n}}"
        elif head.startswith("@") or any(_may_match(selector, words) for selector in _split_selectors(head)):
            yield f"{head}{{{' '.join(body.split())}}}"


def _may_match(selector: str, words: set[str]) -> bool:
    plain = _FUNCTION.sub("", selector)
    return words.issuperset(_CLASS.findall(plain)) and words.issuperset(_ELEMENT.findall(plain))


def _split_selectors(head: str) -> list[str]:
    """A list of selectors one by one; commas within brackets part none."""
    return re.split(r",(?![^(]*\))", head)


def _parse_blocks(style: str) -> Iterator[tuple[str, str]]:
    """Each rule's head and what stands in its braces; statements without braces have none."""
    start = place = 0
    while place < len(style):
        if style[place] == ";":
            yield style[start:place].strip(), ""
            start = place + 1
        elif style[place] == "{":
            end = _find_closing_brace(style, place)
            yield style[start:place].strip(), style[place + 1 : end].strip()
            start, place = end + 1, end
        place += 1


def _find_closing_brace(style: str, place: int) -> int:
    """Where the brace that opens here closes."""
    depth = 0
    for brace in re.finditer(r"[{}]", style[place:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return place + brace.start()
    return len(style)
