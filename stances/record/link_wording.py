"""What a link says, in words: from which claims it starts, what these do, and to what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from stances.record.entries import Link
from stances.record.record import Record
from stances.record.vocabulary import LinkKind


def link_words(link: Link, record: Record) -> str:
    """“The turn is real.” rebuts “It is a manoeuvre.”; a link that is undercut is told the same way."""
    undercut = record.links.get(link.target)
    end = partial(_end_words, record)
    if undercut is None:
        return f"{premise_words(link, end)} {link_verb(link)} {end(link.target)}"
    answered = f"{premise_words(undercut, end)} {link_verb(undercut)} {end(undercut.target)}"
    return f"{premise_words(link, end)} {link_verb(link)} that {answered}"


def link_verb(link: Link) -> str:
    """What a link's source does to its target: supports; of contraries, that each excludes the other."""
    return "is contrary to" if link.mutual and link.kind is LinkKind.REBUTS else link.kind.value


def premise_words(link: Link, name: Callable[[str], str]) -> str:
    """“The turn is real.” together with “It lasts.”: what a link starts from; `name` names each claim by its slug."""
    source, others = name(link.source), join_with_and([name(slug) for slug in link.with_])
    return f"{source} together with {others}" if others else source


def join_with_and(words: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _end_words(record: Record, slug: str) -> str:
    entry = record.claims.get(slug) or record.links.get(slug)
    return f"“{entry.label if entry else slug}”"
