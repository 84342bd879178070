"""Make links of the relations and arguments of an Argdown text.

A step of an argument is one link, with its premises together. Where the conclusion of an argument only stands for what the
argument does (its data states a `kind`), the relation of the conclusion says to what it does that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from stances.cache import cached_property
from stances.formats.argdown_entries import NOT_STATED, Entries, Fields
from stances.formats.argdown_model import InferenceStep, Model, Node, Tie
from stances.formats.argdown_parser import Element
from stances.formats.tree_reader import Fault
from stances.record.entries import Link
from stances.record.slugs import MAX_SLUG_LENGTH, make_slug
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Attribution, Kind, LinkKind

_KINDS = {"+": LinkKind.SUPPORTS, "-": LinkKind.REBUTS, "><": LinkKind.REBUTS, "_": LinkKind.UNDERCUTS}
_ENDS = ("kind", "source", "with", "target")
"""What relations and premises say of a link, so that data of these names is of another kind."""
_MAX_RATIONALE = 300


@dataclass(eq=False)
class _Draft:
    """A link in the making."""

    offset: int
    fields: Fields
    kind: LinkKind
    premises: list[str]
    target: str | None = None
    slug: str = ""


@dataclass
class LinkReader:
    """Reads the links, once the claims have their slugs."""

    model: Model
    entries: Entries
    claims: dict[Node, str]
    is_strict: bool = False
    arguments: dict[Node, Fields] = field(default_factory=dict)
    """The data of each argument that has steps."""
    conclusions: dict[Node, InferenceStep] = field(default_factory=dict)
    """The steps whose conclusions only stand for what their arguments do."""
    steps: dict[InferenceStep, _Draft] = field(default_factory=dict)
    ties: dict[Tie, _Draft] = field(default_factory=dict)
    drawn: dict[tuple[object, str], _Draft] = field(default_factory=dict)
    from_claim: dict[str, list[_Draft]] = field(default_factory=dict)
    """The links that start from a claim, for what undercuts a claim instead of a link."""

    def __post_init__(self) -> None:
        for node in self.model.arguments:
            if node.steps:
                data = [offset for element in node.elements for offset in element.data]
                self.arguments[node] = fields = self.entries.read_blocks(data)
                acts = fields.values.get("kind") in (LinkKind.REBUTS, LinkKind.UNDERCUTS)
                if acts and node.steps[-1].conclusion.title is None:
                    self.conclusions[node.steps[-1].conclusion] = node.steps[-1]
        for tie in self.model.ties:
            if isinstance(tie.target, Node) and tie.sign == "><" and tie.target in self.conclusions:
                tie.source, tie.target = tie.target, tie.source

    def read(self) -> None:
        for argument, fields in self.arguments.items():
            for step in argument.steps:
                self.draft_step(step, fields if step is argument.steps[-1] else Fields())
        ties = [tie for tie in self.model.ties if self.draft_tie(tie)]
        for tie in sorted(ties, key=lambda tie: tie.sign == "_"):
            self.aim(tie, self.ties[tie])
            self.name(self.ties[tie])
        for tie in self.model.ties:
            if conclusion := self.conclusions.get(tie.source):
                self.aim(tie, self.steps[conclusion])
                if tie.sign == "><":
                    self.steps[conclusion].fields.values["mutual"] = True
        drafts = [*self.steps.values(), *(self.ties[tie] for tie in ties)]
        for draft in sorted(drafts, key=lambda draft: draft.offset):
            self.add(draft)

    # Steps of arguments

    def draft_step(self, step: InferenceStep, described: Fields) -> None:
        own = self.entries.read_blocks(step.inference.data)
        uses = own.pop("uses") or own.pop("from") or ()
        numbers = [int(number) for number in uses if str(number).isdigit()]
        fields = Fields(own.values | described.values, own.lines | described.lines)
        argument, is_last = step.argument, step is step.argument.steps[-1]
        self.state_words(fields, argument, ", ".join(step.inference.rules), is_last)
        kind = fields.pop("kind") if fields.values.get("kind") in list(LinkKind) else None
        draft = _Draft(
            argument.offset,
            fields,
            LinkKind(str(kind)) if step.conclusion in self.conclusions else LinkKind.SUPPORTS,
            [self.claims[node] for node in step.premises(numbers) if node in self.claims],
            self.claims.get(step.conclusion),
            str(fields.pop("slug") or (argument.title if is_last else None) or ""),
        )
        self.steps[step] = draft
        self.name(draft)

    def state_words(self, fields: Fields, argument: Node, rules: str, is_last: bool) -> None:
        """Take the rationale from the description of an argument, its rules or its title; the rest goes into the note."""
        title = argument.title if argument.title and not re.fullmatch(SLUG_PATTERN, argument.title) else ""
        words = [*(argument.texts if is_last else ()), rules, title or ""]
        first, *others = [*dict.fromkeys(filter(None, words)), ""]
        if "rationale" in fields.values or not first:
            return
        if len(first) > _MAX_RATIONALE:
            first, others = first[: _MAX_RATIONALE - 2] + " …", [first, *others]
        fields.put("rationale", first, self.entries.source.place(argument.offset).line)
        if notes := [words for words in others if words]:
            fields.values.setdefault("note", "\n\n".join(notes))

    # Relations

    def draft_tie(self, tie: Tie) -> bool:
        """Draft the link of a relation; False if it is one that was drafted before, or that of an argument."""
        if tie.source in self.conclusions:
            return False
        fields = self.link_data(tie.child)
        stated = str(fields.pop("slug") or "")
        if before := self.drawn.get((tie.key, stated)):
            self.ties[tie] = before
            return False
        if tie.sign == "><" or (self.is_strict and tie.sign == "-" and _is_between_statements(tie)):
            fields.values["mutual"] = True
        premises = [self.claims[tie.source]]
        draft = _Draft(tie.offset, fields, _KINDS[tie.sign], premises, slug=stated)
        self.ties[tie] = self.drawn[tie.key, stated] = draft
        self.from_claim.setdefault(premises[0], []).append(draft)
        return True

    def link_data(self, child: Element) -> Fields:
        """What the data of a relation's line says of the link."""
        fields = self.entries.read_blocks(child.data)
        link, rationale, line = fields.pop("link"), fields.pop("rationale"), fields.lines.get(("link",))
        data = Fields(dict(link) if isinstance(link, dict) else {})
        data.lines = {path[1:]: line for path, line in fields.lines.items() if path[:1] == ("link",)}
        if link and not isinstance(link, dict):
            self.entries.faults.append(Fault(line or 1, "“link” has keys and values: {link: {rationale: …}}"))
        if rationale:
            data.put("rationale", rationale, fields.lines["rationale",])
        return data

    def aim(self, tie: Tie, draft: _Draft) -> None:
        """Find the target of a relation's link."""
        target = tie.target
        if isinstance(target, InferenceStep):
            draft.target = self.steps[target].slug
        elif self.entries.is_known_link(target):
            draft.target = target.title
        elif target.steps:
            self.aim_at_argument(tie, draft, target.steps[-1])
        elif draft.kind is LinkKind.UNDERCUTS:
            self.aim_at_link(tie, draft, self.claims[target])
        else:
            draft.target = self.claims.get(target)

    def aim_at_argument(self, tie: Tie, draft: _Draft, step: InferenceStep) -> None:
        if draft.kind is LinkKind.REBUTS:
            draft.kind, draft.target = LinkKind.UNDERCUTS, self.steps[step].slug
            message = "attacks an argument as a whole, and is kept as what undercuts it"
        else:
            draft.target = self.claims.get(step.conclusion)
            message = "supports an argument as a whole, and is kept as support of its conclusion"
        self.entries.leave_out(tie.offset, message)

    def aim_at_link(self, tie: Tie, draft: _Draft, claim: str) -> None:
        """Undercut the relation in which the claim stands here, else the first that starts from it."""
        links = [self.ties[tie.within]] if tie.within else self.from_claim.get(claim, [])
        links = [link for link in links if link is not draft]
        if links:
            draft.target = links[0].slug
        else:
            draft.kind, draft.target = LinkKind.REBUTS, claim
        if not links:
            self.entries.leave_out(tie.offset, "undercuts what starts no relation, and is kept as a rebuttal")
        elif len(links) > 1:
            self.entries.leave_out(
                tie.offset, "undercuts one of several relations, and is kept for the first"
            )

    # Links

    def name(self, draft: _Draft) -> None:
        """Give the link its slug: the one that the text states, that of the same link in the known debate, or a free one."""
        taken = self.entries.slugs.setdefault(Kind.LINK, set())
        claims = self.entries.slugs.get(Kind.CLAIM, ())
        if re.fullmatch(SLUG_PATTERN, draft.slug) and draft.slug not in taken and draft.slug not in claims:
            taken.add(draft.slug)
            draft.fields.values["slug"] = draft.slug
        elif same := self.same_link(draft):
            draft.slug, draft.premises, draft.target = same.slug, list(same.premises), same.target
        else:
            words = draft.slug or f"{'-'.join(draft.premises[:1])} {draft.kind} {draft.target or ''}"
            draft.slug = self.entries.take_slug(Kind.LINK, make_slug(words, MAX_SLUG_LENGTH))

    def same_link(self, draft: _Draft) -> Link | None:
        """The link of the known debate with the same ends; one that is mutual may lead either way."""
        if not self.entries.known or not draft.target or not draft.premises:
            return None
        ends = {(draft.target, *draft.premises)}
        if draft.fields.values.get("mutual"):
            ends.add((draft.premises[0], draft.target))
        links = (link for end in ends for link in self.entries.known.links_to.get(end[0], ()))
        return next((k for k in links if k.kind is draft.kind and (k.target, *k.premises) in ends), None)

    def add(self, draft: _Draft) -> None:
        fields, line = draft.fields, self.entries.source.place(draft.offset).line
        if not draft.premises or not draft.target or draft.target in draft.premises:
            self.entries.leave_out(
                draft.offset, "leads from a statement to itself or to nothing, and is not kept"
            )
            return
        self.entries.keep_keys(fields, Kind.LINK, draft.offset, _ENDS)
        source, *others = draft.premises
        known = self.same_link(draft)
        filled = {"slug": draft.slug, "rationale": known.rationale if known else NOT_STATED}
        filled = {key: value for key, value in filled.items() if key not in fields.values}
        if others and not fields.values.keys() & {"by", "attribution"} and self.has_several_speakers(draft):
            fields.values["attribution"] = Attribution.INFERRED.value
        ends = {"kind": draft.kind.value, "source": source, "with": others, "target": draft.target}
        fields.values |= filled | ends
        self.entries.add(Kind.LINK, fields, line, filled.keys())

    def has_several_speakers(self, draft: _Draft) -> bool:
        return len({self.speakers.get(slug) for slug in draft.premises}) > 1

    @cached_property
    def speakers(self) -> Mapping[str, str]:
        return self.entries.find_speakers()


def _is_between_statements(tie: Tie) -> bool:
    return isinstance(tie.target, Node) and not tie.source.is_argument and not tie.target.is_argument
