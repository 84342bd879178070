"""The grammar of Argdown: a text as headings, statements, arguments, premise–conclusion structures and relations.

It reads what @argdown/core reads, and a little more where that is safe: marks of emphasis that stay alone and brackets in
the middle of a sentence are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stances.formats.argdown_content import Content, read_content
from stances.formats.argdown_source import BLANK, ArgdownError, ArgdownText

MAX_DEPTH = 100

_RELATION = re.compile(rf"(?P<indent>{BLANK}*)(?P<sign>\+>|->|><|_>|<?\+|<?-(?!-)|<_|_(?=\s))")
_INFERENCE = re.compile(rf"{BLANK}*--")
_NUMBER = re.compile(rf"{BLANK}*\((\d+)\)")
_ITEM = re.compile(rf"(?P<indent>{BLANK}*)(?:\d+\.|\*)(?=\s)")
_HEADING = re.compile(r"(#+) ")
_TITLE = re.compile(
    r"(?P<argument><)?(?(argument)(?P<a>[^>\n]{1,300})>|\[(?P<s>[^\]\n]{1,300})\](?!\())(?P<colon>:)?"
)
_GAP = re.compile(rf"(?:{BLANK}|\n)*")
_SPACES = re.compile(f"{BLANK}*")
_LINE_END = re.compile(rf"{BLANK}*\n(?!{BLANK}*\n)")
_RULE = re.compile(r"(?:[^,{\n-]|-(?!-))+")
_DASHES = re.compile("--+")

_IN_TEXT = re.compile(f"{_RELATION.pattern}|{_HEADING.pattern}")
_IN_LIST = re.compile(f"{_RELATION.pattern}|{_ITEM.pattern.replace('indent', 'item')}")
_IN_STEPS = re.compile(f"{_INFERENCE.pattern}|{_NUMBER.pattern}|{_RELATION.pattern}")


@dataclass
class Element:
    """A statement, or a description of an argument; without a text it only refers to one."""

    offset: int
    is_argument: bool = False
    title: str | None = None
    text: str = ""
    tags: list[str] = field(default_factory=list)
    data: list[int] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


@dataclass
class Relation:
    """A relation of the element above to a child: `sign` is + - _ or ><; it is `incoming` for the child if it starts above."""

    offset: int
    sign: str
    incoming: bool
    child: Element


@dataclass
class Inference:
    offset: int
    rules: list[str] = field(default_factory=list)
    data: list[int] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


@dataclass
class Step:
    """A line of a premise–conclusion structure; a conclusion has the inference above it."""

    element: Element
    inference: Inference | None


@dataclass
class Heading:
    offset: int
    level: int
    content: Content


@dataclass
class Structure:
    """A premise–conclusion structure."""

    offset: int
    steps: list[Step]


Block = Heading | Element | Structure


def parse(source: ArgdownText) -> tuple[list[Block], list[ArgdownError]]:
    """The blocks of a text, and what is wrong in it; after a problem reading goes on at the next empty line."""
    parser = _Parser(source, source.start)
    parser.parse()
    return parser.blocks, parser.problems


@dataclass
class _Parser:
    source: ArgdownText
    position: int
    blocks: list[Block] = field(default_factory=list)
    problems: list[ArgdownError] = field(default_factory=list)

    def parse(self) -> None:
        self.skip(_GAP)
        while self.position < len(self.source.text):
            start = self.position
            self.position = self.line_start(start)
            try:
                self.blocks += self.read_block()
                self.expect_gap()
            except ArgdownError as problem:
                self.problems.append(problem)
                self.position = self.next_gap(max(self.position, start))
            self.skip(_GAP)

    # Where the parser is

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.source.text, self.position)

    def skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if match := self.match(pattern):
            self.position = match.end()
        return match

    def line_start(self, offset: int) -> int:
        return max(self.source.text.rfind("\n", 0, offset) + 1, self.source.start)

    def next_gap(self, offset: int) -> int:
        gap = re.compile(rf"(?:{BLANK}*\n){{2,}}").search(self.source.text, offset)
        return gap.end() if gap else len(self.source.text)

    def expect_gap(self) -> None:
        rest = re.compile(rf"{BLANK}*(?:\n{BLANK}*(?:\n|\Z)|\Z)")
        if not self.match(rest):
            self.skip(_GAP)
            raise ArgdownError(self.position, self.explain_line())

    def explain_line(self) -> str:
        if self.match(_RELATION):
            return "a relation stands below what it belongs to, and further to the right than that"
        if self.match(_HEADING):
            return "a heading needs an empty line above it"
        return "this belongs to nothing; put an empty line above it, or join it with the text"

    # Blocks

    def read_block(self) -> list[Block]:
        if heading := self.match(_HEADING):
            return [self.read_heading(heading)]
        if self.match(_NUMBER):
            return [self.read_structure()]
        if self.match(_ITEM):
            return list(self.read_items())
        if relation := self.match(_RELATION):
            raise ArgdownError(
                relation.start("sign"),
                f"“{relation['sign']}” has nothing above it to belong to; take away the empty line",
            )
        self.skip(_SPACES)
        return [self.read_with_relations(_IN_TEXT, 0)]

    def read_heading(self, match: re.Match[str]) -> Heading:
        self.position = match.end()
        content = read_content(self.source, self.position, _HEADING)
        self.position = content.end
        if not content.text:
            raise ArgdownError(match.start(), "this heading has no words")
        return Heading(match.start(), len(match[1]), content)

    def read_items(self) -> list[Element]:
        items = []
        while item := self.skip(_ITEM):
            self.skip(_SPACES)
            items.append(self.read_with_relations(_IN_LIST, _width(item["indent"]) + 1))
            if (line_end := self.match(_LINE_END)) and _ITEM.match(self.source.text, line_end.end()):
                self.position = line_end.end()
        return items

    def read_structure(self) -> Structure:
        steps = Structure(self.position, [])
        while True:
            inference = self.read_inference() if self.match(_INFERENCE) else None
            if not self.skip(_NUMBER):
                raise ArgdownError(
                    self.position, "a line of dashes is followed by a conclusion: (3) Therefore …"
                )
            self.skip(_SPACES)
            steps.steps.append(Step(self.read_with_relations(_IN_STEPS, 0), inference))
            line_end = self.match(_LINE_END)
            if not line_end or not _IN_STEPS.match(self.source.text, line_end.end()):
                break
            self.position = line_end.end()
        if len(steps.steps) < 2 or not steps.steps[-1].inference:
            raise ArgdownError(
                steps.offset, "premises end with a line of dashes (----) and a conclusion in the next number"
            )
        return steps

    def read_inference(self) -> Inference:
        self.skip(_SPACES)
        inference = Inference(self.position)
        self.position += 2
        while not self.skip(_DASHES):
            self.read_rule(inference)
        if not self.skip(_LINE_END):
            raise ArgdownError(
                self.position, "nothing but a conclusion on the next line follows these dashes"
            )
        inference.relations = self.read_relations(0, _IN_STEPS, self.position, 1)
        self.skip(_LINE_END)
        return inference

    def read_rule(self, inference: Inference) -> None:
        if self.position >= len(self.source.text) or self.match(re.compile(rf"\n{BLANK}*\n")):
            raise ArgdownError(inference.offset, "an inference that begins with -- ends with -- too")
        if self.position in self.source.data:
            inference.data.append(self.position)
            self.position = self.source.data[self.position]
        elif rule := self.skip(_RULE):
            inference.rules += [words] if (words := _plain(rule[0])) else []
        else:
            self.position += 1

    # Statements and their relations

    def read_with_relations(self, structure: re.Pattern[str], indent: int) -> Element:
        element = self.read_element(structure)
        if line_end := self.match(_LINE_END):
            element.relations = self.read_relations(indent, structure, line_end.end(), 1)
        return element

    def read_element(self, structure: re.Pattern[str]) -> Element:
        title, offset = self.skip(_TITLE), self.position
        offset = title.start() if title else offset
        content = read_content(self.source, self.position, structure)
        self.position = content.end
        element = Element(offset, tags=content.tags, data=content.data, text=content.text)
        if not title:
            if not content.text:
                raise ArgdownError(offset, "something is said here: a sentence, [a title] or <a title>")
            return element
        element.is_argument, element.title = bool(title["argument"]), _plain(title["a"] or title["s"])
        if content.text and not title["colon"]:
            raise ArgdownError(
                title.end(), f"a colon stands between {title[0]} and what it says: {title[0]}: …"
            )
        return element

    def read_relations(
        self, indent: int, structure: re.Pattern[str], start: int, depth: int
    ) -> list[Relation]:
        """The relations of the lines from `start` on that are indented further; leaves the position before a line break."""
        relations: list[Relation] = []
        level = None
        while (match := _RELATION.match(self.source.text, start)) and (
            width := _width(match["indent"])
        ) > indent:
            if depth > MAX_DEPTH:
                raise ArgdownError(match.start("sign"), f"lies more than {MAX_DEPTH} levels deep")
            level = width if level is None else level
            if width > level and relations:
                relations[-1].child.relations += self.read_relations(level, structure, start, depth + 1)
            else:
                relations.append(self.read_relation(match, structure))
            line_end = self.match(_LINE_END)
            start = line_end.end() if line_end else len(self.source.text)
        return relations

    def read_relation(self, match: re.Match[str], structure: re.Pattern[str]) -> Relation:
        self.position = match.end()
        self.skip(_SPACES)
        sign = match["sign"]
        child = self.read_element(structure)
        bare = sign if sign == "><" else sign.strip("<>")
        return Relation(match.start("sign"), bare, sign.endswith(">") and sign != "><", child)


def _width(indent: str) -> int:
    return len(indent.replace("\0", ""))


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
