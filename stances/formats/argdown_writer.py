"""Write a debate as Argdown: a heading for each dispute, its claims as statements, what is for and against each below it.

A link that others undercut, or that has co-premises, is an argument with its premises and its inference. All that Argdown
has no words for stands in the front matter and in data. Every text is escaped, and data has no sign in it at which
@argdown/core would take it for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stances.formats.argdown_content import escape
from stances.formats.native import date_keys, value_data
from stances.formats.yaml_writer import write_inline, write_yaml
from stances.record.entries import Claim, Dispute, Link
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind

IN_FRONT_MATTER = (Kind.FACTION, Kind.PARTICIPANT, Kind.EVENT, Kind.DOCUMENT, Kind.STANCE)
SIGNS = {LinkKind.SUPPORTS: "+", LinkKind.REBUTS: "-", LinkKind.UNDERCUTS: "_"}
DASHES = "----"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_TROUBLE = re.compile(r"[{}\]>]")
_ONE_LINE = re.compile(r"\S(?:[^\n\t]*\S)?")
_TAG = re.compile(r"[a-z0-9-]+")


def write_argdown(record: Record) -> str:
    """The debate as one Argdown document."""
    writer = ArgdownWriter(record)
    blocks = [_front_matter(record), *(block for d in record.disputes for block in writer.dispute(d))]
    return "\n\n".join(blocks) + "\n"


def _front_matter(record: Record) -> str:
    debate = value_data(record.debate)
    stances: dict[str, Any] = {"debate": {key: value for key, value in debate.items() if key != "title"}}
    for kind in IN_FRONT_MATTER:
        stances |= {KINDS[kind].collection: [value_data(entry) for entry in record.of_kind(kind).values()]}
    data = {
        "title": record.debate.title,
        "model": {"removeTagsFromText": True},
        "stances": {key: value for key, value in stances.items() if value},
    }
    text = write_yaml(data, date_keys())
    if "===" in text:
        text = json.dumps(data, ensure_ascii=False).replace("===", "\\u003d" * 3) + "\n"
    return f"===\n{text}==="


def data_block(data: Mapping[str, Any]) -> str:
    """Data in braces, with a space before it; nothing for no data."""
    if not data:
        return ""
    text = write_inline(dict(data), date_keys())
    return " " + _QUOTED.sub(lambda m: _TROUBLE.sub(lambda sign: f"\\x{ord(sign[0]):02X}", m[0]), text)


def sentence(text: str, key: str) -> tuple[str, dict[str, str]]:
    """A text on one line, escaped; with the data that gives it as it is, where a line cannot."""
    if _ONE_LINE.fullmatch(text):
        return escape(text), {}
    return escape(" ".join(text.split())) or "…", {key: text}


class ArgdownWriter:
    """Writes the parts of a debate."""

    def __init__(self, record: Record) -> None:
        self.record = record
        undercut = {link.target for link in record.links.values() if link.kind is LinkKind.UNDERCUTS}
        self.arguments = {slug: link for slug, link in record.links.items() if link.with_ or slug in undercut}
        """The links that are written as arguments."""

    def dispute(self, slug: str) -> Iterator[str]:
        """The blocks of a dispute: its heading, its claims, and the arguments about them."""
        dispute = self.record.disputes[slug]
        yield self.heading(dispute)
        claims = [claim for claim in self.record.claims.values() if claim.dispute == slug]
        yield from map(self.claim, claims)
        waiting = [link for claim in claims for link in self.arguments_at(claim.slug)]
        for link in waiting:
            yield from self.argument(link)
            waiting += self.arguments_at(link.slug)

    def arguments_at(self, target: str) -> list[Link]:
        links = self.record.links_to.get(target, ())
        return [
            link for link in links if link.slug in self.arguments and _leads_to(link, target, self.record)
        ]

    def heading(self, dispute: Dispute) -> str:
        data = value_data(dispute)
        title, exact = sentence(data.pop("title"), "title")
        return f"# {title}{data_block(data | exact)}"

    # Claims

    def claim(self, claim: Claim) -> str:
        data = _without(value_data(claim), "slug", "text", "dispute", "tags")
        text, exact = sentence(claim.text, "text")
        tags, exact_tags = self.tags(claim)
        line = f"[{claim.slug}]: {text}{tags}{data_block(exact | data | exact_tags)}"
        return "\n".join([line, *self.relations(claim.slug, "  ")])

    def tags(self, claim: Claim) -> tuple[str, dict[str, Any]]:
        """The tags of a claim and of its speaker's factions; with the data that tells the two apart, where that is needed."""
        speaker = self.record.participants.get(claim.speaker)
        factions = list(dict.fromkeys(m.faction for m in speaker.memberships)) if speaker else []
        plain = all(_is_plain_tag(tag) and tag not in factions for tag in claim.tags)
        shown = [tag for tag in dict.fromkeys([*factions, *claim.tags]) if _is_plain_tag(tag)]
        tags = "".join(f" #{tag}" if _TAG.fullmatch(tag) else f" #({tag})" for tag in shown)
        return tags, {} if plain else {"tags": list(claim.tags)}

    def relations(self, target: str, indent: str) -> Iterator[str]:
        """A line for each link to a claim or link that is not an argument by itself."""
        for link in self.record.links_to.get(target, ()):
            if link.slug not in self.arguments and _leads_to(link, target, self.record):
                sign = "><" if link.mutual else SIGNS[link.kind]
                data = _without(value_data(link), "kind", "source", "target", "mutual")
                yield f"{indent}{sign} [{link.source}]{data_block({'link': data})}"

    # Arguments

    def argument(self, link: Link) -> Iterator[str]:
        """A link as an argument: its rationale, then its premises, its inference and its conclusion."""
        data = _without(value_data(link), "slug", "source", "with", "target", "rationale", "mutual")
        rationale, exact = sentence(link.rationale, "rationale")
        yield f"<{link.slug}>: {rationale}{data_block(exact | data)}"
        premises = [f"({number}) [{slug}]" for number, slug in enumerate(link.premises, 1)]
        undercuts = self.relations(link.slug, "    ")
        yield "\n".join([*premises, DASHES, *undercuts, *self.conclusion(link, len(premises) + 1, rationale)])

    def conclusion(self, link: Link, number: int, rationale: str) -> Iterable[str]:
        if link.kind is LinkKind.SUPPORTS:
            return [f"({number}) [{link.target}]"]
        if link.kind is LinkKind.UNDERCUTS:
            return [f"({number}) {rationale}", f"    _> <{link.target}>"]
        sign = "><" if link.mutual else "->"
        return [f"({number}) {rationale}", f"    {sign} [{link.target}]"]


def _leads_to(link: Link, target: str, record: Record) -> bool:
    """Whether the target of the link is of the kind that its own kind asks for, where a claim and a link share a slug."""
    return (link.kind is LinkKind.UNDERCUTS) == (target in record.links)


def _is_plain_tag(tag: str) -> bool:
    return not set(tag) & set("()\n") and "  " not in tag


def _without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}
