"""Reduce a stylesheet to the rules that a page can use, for files that contain their own style. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NEGATION = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_CHOICE = re.compile(r":(?:is|has|where)\(((?:[^()]|\([^()]*\))*)\)")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)")
_STRING = re.compile(r"""("[^"]*"|'[^']*')""")
_SPACE = re.compile(r"([;:,]) ")
_LEADING_ZERO = re.compile(r"(?<![\w.])0(?=\.\d)")
_USE = re.compile(r"var\((--[\w-]+)")
_DEFINITION = re.compile(r"(?<=[{;])(--[\w-]+):[^;}]*(?:;|(?=}))")
_PROPERTY = re.compile(r"--(?!_)[a-z][\w-]*")
_ANIMATION = re.compile(r"animation(?:-name)?:([^;}]*)")
_KEYFRAMES = re.compile(r"^@keyframes ([\w-]+)\{.*\}$\n?", re.MULTILINE)
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

    Imports, and fonts, which a file does not hold, are dropped. Arguments of :not() are ignored, so a superfluous rule may stay,
    but none that is needed is dropped. Custom properties and animations that no rule uses are left out.
    """
    classes = {name for attribute in _CLASSES.findall(page) for name in attribute.split()}
    said = {word for text in _TEXTS.findall(scripts) for word in _WORD.findall(text)}
    data = {f"data-{_CAPITAL.sub(lambda capital: f'-{capital[0].lower()}', word)}" for word in said}
    ids = {f"#{name}" for name in said.union(_IDS.findall(page))}
    words = classes | said | data | ids | {"html", "body"}
    words.update(_TAGS.findall(page), _DATA_OF_PAGE.findall(page))
    kept = "\n".join(_keep_rules(_COMMENT.sub("", style), words))
    used = set(_USE.findall(kept + scripts))
    used.update(word for animation in _ANIMATION.findall(kept) for word in _WORD.findall(animation))
    needed = _DEFINITION.sub(lambda defined: defined[0] if defined[1] in used else "", kept)
    pruned = _KEYFRAMES.sub(lambda frames: frames[0] if frames[1] in used else "", needed)
    return _shorten_properties(pruned, {*_PROPERTY.findall(page + scripts)})


def _shorten_properties(style: str, known: set[str]) -> str:
    """Give custom properties names of a letter or two, those apart that the page or its scripts know, or begin to name."""
    beginnings = tuple(name for name in known if name.endswith("-")) or ("--_",)
    names = (name for name in _PROPERTY.findall(style) if name not in known)
    uses = Counter(name for name in names if not name.startswith(beginnings))
    letters = ("--" + "".join(pair) for n in (1, 2) for pair in product(ascii_lowercase, repeat=n))
    short = dict(zip((name for name, _ in uses.most_common()), letters, strict=False))
    return _PROPERTY.sub(lambda name: short.get(name[0], name[0]), style)


def _keep_rules(style: str, words: set[str]) -> Iterator[str]:
    for head, body in _parse_blocks(style):
        if not body:
            continue
        if head.startswith(("@media", "@supports", "@layer")):
            if inner := "\n".join(_keep_rules(body, words)):
                yield f"{head}{{\n{inner}\n}}"
        elif head.startswith("@font-face"):
            continue
        elif head.startswith("@") or any(_may_match(selector, words) for selector in _split_selectors(head)):
            selectors = _JOINED.sub(r"\1", " ".join(head.split()))
            yield f"{selectors}{{{_tighten(body)}}}"


def _tighten(body: str) -> str:
    """Declarations without spaces around signs and without zeros before points; strings keep theirs."""
    parts = _STRING.split(" ".join(body.split()))
    shorter = (
        part if n % 2 else _LEADING_ZERO.sub("", _SPACE.sub(r"\1", part)) for n, part in enumerate(parts)
    )
    return "".join(shorter).rstrip(";")


def _may_match(selector: str, words: set[str]) -> bool:
    """Whether a selector's words, and those of one of each choice in it, all occur."""
    selector = _NEGATION.sub("", selector)
    plain = _CHOICE.sub("", selector)
    return all(words.issuperset(kind.findall(plain)) for kind in (_CLASS, _ELEMENT, _DATA, _ID)) and all(
        any(_may_match(option, words) for option in _split_selectors(options))
        for options in _CHOICE.findall(selector)
    )


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
