"""The text of one statement in Argdown: what is said, with the marks, tags, links and data in it; and how text is escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stances.formats.argdown_source import BLANK, MASK, ArgdownText

_SYMBOLS = {
    "A": "∀", "E": "∃", "O": "𝗢", "P": "𝗣", "->": "→", "<->": "↔",
    "~": "¬", "^": "∧", "v": "∨", "v_": "⊻", "<>": "◇", "[]": "◻",
}  # fmt: skip
"""What stands for a symbol of logic between two full stops or two colons."""
_FACES = re.compile(
    "agree|disagree|disappointed|down|eye-roll|happy|heart|joy|laugh|lol|love|meh|n|question|rofl|sad|scream|shush|smile"
    "|smiley|star|think|up|wink|y"
)
_INLINE = re.compile(
    r"\\(?P<escaped>.)"
    rf"|(?P<newline>(?:{BLANK}*\n)+)"
    rf"|(?P<mask>{MASK}+)"
    r"|\[(?P<words>[^\]\n]{1,300})\]\((?P<address>[^)\n]{1,2000})\)"
    r"|@(?:\[(?P<statement>[^\]\n]{1,300})\]|<(?P<argument>[^>\n]{1,300})>)"
    r"|#(?:\((?P<phrase>[^)\n]{1,2000})\)|(?P<tag>[\w-]+))[ \t]?"
    r"|(?P<mark>\*\*|__|\*|_)"
    r"|(?P<data>\{)"
    r"|[.:](?P<code>[^\s.:]+)[.:]"
    rf"|[^\\\n{MASK}\[@#*_{{.: \t]+|."
)
_INDENT = re.compile(f"{BLANK}*")
_MARK_ENDS = re.compile(r"[\s)}_.,!?;:*-]|\Z")


@dataclass
class Content:
    """What a statement says: its text without marks, its tags, the offsets of its data, and where it ends."""

    end: int
    text: str = ""
    tags: list[str] = field(default_factory=list)
    data: list[int] = field(default_factory=list)


def read_content(source: ArgdownText, start: int, structure: re.Pattern[str]) -> Content:
    """Read from an offset to an empty line, or to a line that matches `structure`."""
    return _ContentReader(source, structure, Content(start)).read()


@dataclass
class _ContentReader:
    source: ArgdownText
    structure: re.Pattern[str]
    content: Content
    pieces: list[str] = field(default_factory=list)
    marks: list[tuple[str, int]] = field(default_factory=list)
    """The marks that are still open, each with its place in `pieces`."""

    def read(self) -> Content:
        text, content = self.source.text, self.content
        while match := _INLINE.match(text, content.end):
            if match["newline"] and self.is_last(match):
                break
            content.end = match.end()
            self.take(match)
        content.text = "".join(self.pieces).strip()
        return content

    def is_last(self, newline: re.Match[str]) -> bool:
        text = self.source.text
        return (
            newline[0].count("\n") > 1
            or newline.end() == len(text)
            or self.structure.match(text, newline.end()) is not None
        )

    def take(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        if kind == "newline":
            self.content.end = _INDENT.match(self.source.text, match.end()).end()  # type: ignore[union-attr]
            self.pieces.append("" if "".join(self.pieces[-1:]).endswith(" ") else " ")
        elif kind in ("phrase", "tag"):
            self.content.tags.append(match[kind])
        elif kind == "data" and match.start() in self.source.data:
            self.content.data.append(match.start())
            self.content.end = self.source.data[match.start()]
        elif kind == "mark":
            self.take_mark(match)
        else:
            self.pieces.append(_spoken(match))

    def take_mark(self, match: re.Match[str]) -> None:
        """Drop both marks of emphasis once the second is found; one that stays alone is text."""
        text, mark = self.source.text, match[0]
        after_space = text[match.start() - 1 : match.start()].isspace()
        if (
            self.marks
            and self.marks[-1][0] == mark
            and not after_space
            and _MARK_ENDS.match(text, match.end())
        ):
            self.pieces[self.marks.pop()[1]] = ""
            return
        if not text[match.end() : match.end() + 1].isspace():
            self.marks.append((mark, len(self.pieces)))
        self.pieces.append(mark)


def _spoken(match: re.Match[str]) -> str:
    """What is read out of a piece of text that has no meaning beyond it."""
    kind = match.lastgroup
    if kind == "mask":
        return ""
    if kind == "address":
        return f"{match['words']} ({match['address']})"
    if kind == "code":
        return _SYMBOLS.get(match["code"], match[0]) if match[0][0] == match[0][-1] else match[0]
    return match[kind] if kind else match[0]


_SPECIAL = re.compile(r"[\\@#*_\[<{]|/(?=[/*])|=(?===)")
_CODE = re.compile(r"([.:])(?=([^\s]+?)\1)")


def escape(text: str) -> str:
    """A text of one line as it is written in Argdown."""
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    return _CODE.sub(lambda match: "\\" + match[1] if _is_code(match[2]) else match[1], escaped)


def _is_code(name: str) -> bool:
    return name in _SYMBOLS or bool(_FACES.fullmatch(name)) or not name.isalnum()
