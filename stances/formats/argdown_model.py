"""What an Argdown text means: its statements and arguments, each once, the steps of its arguments, and its relations.

As in @argdown/core, statements of one title are one; what an argument with premises does is done by its conclusion; and what
undercuts it undercuts its last step.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stances.formats.argdown_parser import Block, Element, Heading, Inference, Relation, Structure


@dataclass(eq=False)
class Node:
    """A statement or an argument, with everything that the text says of it; without a title it stands in one place only."""

    first: Element
    section: Heading | None
    elements: list[Element] = field(default_factory=list)
    steps: list[InferenceStep] = field(default_factory=list)
    has_text: bool = False

    @property
    def is_argument(self) -> bool:
        return self.first.is_argument

    @property
    def title(self) -> str | None:
        return self.first.title

    @property
    def offset(self) -> int:
        """Where it says something first; else where it stands first."""
        return next((element.offset for element in self.elements if element.text), self.first.offset)

    @property
    def texts(self) -> list[str]:
        return list(dict.fromkeys(element.text for element in self.elements if element.text))


@dataclass(eq=False)
class InferenceStep:
    """A step of an argument: the lines above it, the first of these that it starts from, and its conclusion."""

    argument: Node
    above: tuple[Node, ...]
    since: int
    conclusion: Node
    inference: Inference

    def premises(self, uses: list[int]) -> list[Node]:
        """The statements that it uses, by their numbers; else those from the last conclusion on."""
        numbered = [self.above[number - 1] for number in uses if 0 < number <= len(self.above)]
        return list(dict.fromkeys(numbered or self.above[self.since :]))


@dataclass(eq=False)
class Tie:
    """A relation; `child` is where it is written, and `within` the relation in whose child it stands."""

    offset: int
    sign: str
    source: Node
    target: Node | InferenceStep
    child: Element
    within: Tie | None = None
    is_redirected: bool = False
    """Whether it was written for an argument; one that then leads from a conclusion to itself says only what the steps say."""

    @property
    def key(self) -> tuple[object, ...]:
        ends = frozenset((self.source, self.target)) if self.sign == "><" else (self.source, self.target)
        return (self.sign, ends)


@dataclass
class Model:
    nodes: list[Node] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    @property
    def statements(self) -> list[Node]:
        return [node for node in self.nodes if not node.is_argument]

    @property
    def arguments(self) -> list[Node]:
        return [node for node in self.nodes if node.is_argument]


def build_model(blocks: list[Block]) -> Model:
    """What the blocks of a text say together."""
    builder = _Builder()
    for block in blocks:
        builder.add_block(block)
    model = builder.model
    for tie in model.ties:
        _redirect(tie)
    model.nodes.sort(key=lambda node: node.offset)
    model.ties = [tie for tie in model.ties if tie.source is not tie.target or not tie.is_redirected]
    return model


def _redirect(tie: Tie) -> None:
    """Make the relation one of conclusions and steps, where it is one of arguments that have these."""
    if tie.source.steps:
        tie.source, tie.is_redirected = tie.source.steps[-1].conclusion, True
    if tie.sign == "_" and isinstance(tie.target, Node) and tie.target.steps:
        tie.target = tie.target.steps[-1]


@dataclass
class _Builder:
    model: Model = field(default_factory=Model)
    titled: dict[tuple[bool, str], Node] = field(default_factory=dict)
    section: Heading | None = None
    before: Node | None = None
    """The argument whose premises may follow."""

    def add_block(self, block: Block) -> None:
        before, self.before = self.before, None
        if isinstance(block, Heading):
            self.section = block
            self.model.headings.append(block)
        elif isinstance(block, Structure):
            self.add_structure(block, before)
        else:
            node = self.add_element(block)
            self.add_relations(node, block.relations, None)
            self.before = node if node.is_argument else None

    def add_element(self, element: Element) -> Node:
        key = (element.is_argument, element.title or "")
        node = self.titled.get(key) if element.title else None
        if node is None:
            node = Node(element, self.section)
            self.model.nodes.append(node)
            if element.title:
                self.titled[key] = node
        if element.text and not node.has_text:
            node.section, node.has_text = self.section, True
        node.elements.append(element)
        return node

    def add_relations(
        self, parent: Node, relations: list[Relation], within: Tie | None, step: InferenceStep | None = None
    ) -> None:
        for relation in relations:
            child = self.add_element(relation.child)
            inner = step if step and relation.sign == "_" and not relation.incoming else parent
            tie = (
                Tie(relation.offset, relation.sign, parent, child, relation.child, None)
                if relation.incoming
                else Tie(relation.offset, relation.sign, child, inner, relation.child, within)
            )
            self.model.ties.append(tie)
            self.add_relations(child, relation.child.relations, tie)

    def add_structure(self, structure: Structure, argument: Node | None) -> None:
        if argument is None:
            argument = Node(Element(structure.offset, is_argument=True), self.section)
            self.model.nodes.append(argument)
        above: list[Node] = []
        since = 0
        for index, line in enumerate(structure.steps):
            node, step = self.add_element(line.element), None
            if line.inference:
                step = InferenceStep(argument, tuple(above), since, node, line.inference)
                argument.steps.append(step)
                self.add_relations(node, line.inference.relations, None, step)
                since = index
            above.append(node)
            self.add_relations(node, line.element.relations, None, step)
