"""A debate as an outline in Markdown: each dispute with its positions and claims, and under each claim what answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stances.argument.graph import build_dispute_graph
from stances.argument.outline import ExpandedWhere, OutlineLine, build_outline
from stances.formats.base import Format
from stances.record.entries import Dispute, Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&]")
_STARTS = re.compile(r"(\d*)(?=[#+\-=.)])")
_MARKS = {Attribution.REPORTED: "reported", Attribution.INFERRED: "inferred"}


def dumps(record: Record) -> str:
    """The debate as an outline, a heading for each dispute."""
    return "\n".join(_debate_lines(record)) + "\n"


def _debate_lines(record: Record) -> Iterator[str]:
    yield f"# {_escape(record.debate.title)}"
    if record.debate.summary:
        yield f"\n{_paragraph(record.debate.summary)}"
    for dispute in record.disputes.values():
        yield from _dispute_lines(record, dispute)


def _dispute_lines(record: Record, dispute: Dispute) -> Iterator[str]:
    yield f"\n## {_escape(dispute.title)}\n\n{_paragraph(dispute.question)}"
    stances = sorted(record.stances_of_dispute.get(dispute.slug, ()), key=lambda s: s.when.sort_key)
    if stances:
        yield "\n### Positions\n"
        yield from (_stance_line(record, dispute, stance) for stance in stances)
    lines = build_outline(build_dispute_graph(record, dispute.slug, context=False))
    if lines:
        yield "\n### Claims\n"
        yield from (_claim_line(record, line) for line in lines)


def _stance_line(record: Record, dispute: Dispute, stance: Stance) -> str:
    position = dispute.position(stance.position)
    words = f"{position.key} {position.label}" if position else "undecided"
    mark = f" ({_MARKS[stance.attribution]})" if stance.attribution in _MARKS else ""
    who = f"{_name(record, stance.participant)}, {stance.when.words()}"
    return f"- **{_escape(who)}:** {_escape(words)}{mark}"


def _claim_line(record: Record, line: OutlineLine) -> str:
    claim, link = line.claim, line.link
    who = ", ".join(filter(None, [_name(record, claim.speaker), claim.when.words() if claim.when else ""]))
    relation = ("together with that" if line.is_co_premise else link.kind.value) if link else ""
    text = claim.label if line.expanded is ExpandedWhere.ABOVE else claim.text
    seen = {ExpandedWhere.ABOVE: "see above", ExpandedWhere.BELOW: "see below"}.get(line.expanded, "")
    reason = f" *{_escape(link.rationale)}*" if link and not line.is_co_premise else ""
    marks = "".join(f" ({words})" for words in (_MARKS.get(claim.attribution), seen) if words)
    start = f"{'  ' * line.depth}- {relation}{': ' if relation else ''}"
    return f"{start}**{_escape(who)}:** {_escape(text)}{reason}{marks}"


def _name(record: Record, slug: str) -> str:
    participant = record.participants.get(slug)
    return participant.label if participant else slug


def _escape(text: str) -> str:
    """The text in one line, in which nothing is Markdown."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", " ".join(text.split()))


def _paragraph(text: str) -> str:
    """The text as a paragraph, which is no heading or list."""
    return _STARTS.sub(r"\1\\", _escape(text), count=1) if _STARTS.match(_escape(text)) else _escape(text)


MARKDOWN = Format(
    name="md",
    endings=(".md",),
    media_type="text/markdown; charset=utf-8",
    words="an outline for writing",
    dumps=dumps,
    loss="Positions and claims are kept with who, when and links, as text to read; places in sources and notes are not.",
)
