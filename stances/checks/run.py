"""Check a record: errors break it, warnings may occur in honest data, notes are worth knowing.

A doubt is explained if one of its records has a note; the finding then quotes it. Works on records with dangling
references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from stances.checks.doubts import DOUBTS
from stances.checks.errors import ERRORS
from stances.checks.finding import Finding, Hit, Level, RuleFunction
from stances.checks.notes import NOTES
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind


@dataclass(frozen=True)
class Rule:
    """A rule with its level, its code and the sentence that says what it requires."""

    level: Level
    code: str
    sentence: str
    find: RuleFunction


def _make_rules(level: Level, functions: Iterable[RuleFunction]) -> Iterator[Rule]:
    for function in functions:
        sentence = (function.__doc__ or "").split("\n")[0]
        yield Rule(level, function.__name__.replace("_", "-"), sentence, function)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for level, functions in ((Level.ERROR, ERRORS), (Level.WARNING, DOUBTS), (Level.NOTE, NOTES))
        for rule in _make_rules(level, functions)
    }
)


def _find_noted(entries: Iterable[Entry]) -> Entry | None:
    return next((entry for entry in entries if getattr(entry, "note", "")), None)


def _make_finding(rule: Rule, hit: Hit, lines: Mapping[tuple[Kind, str], int]) -> Finding:
    key = (hit.entry.kind_name, hit.entry.slug)
    noted = _find_noted((hit.entry, *hit.others)) if rule.level is Level.WARNING else None
    return Finding(
        level=rule.level,
        code=rule.code,
        kind=hit.entry.kind_name,
        slug=hit.entry.slug,
        message=hit.sentence,
        related=tuple((other.kind_name, other.slug) for other in hit.others if other is not hit.entry),
        explanation=getattr(noted, "note", ""),
        explained_by=(noted.kind_name, noted.slug) if noted else None,
        line=lines.get(key),
    )


def check_record(record: Record, lines: Mapping[tuple[Kind, str], int] | None = None) -> list[Finding]:
    """All findings, errors first; `lines` are the line numbers in the file that the record was read from."""
    return [_make_finding(rule, hit, lines or {}) for rule in RULES.values() for hit in rule.find(record)]


def count_errors(record: Record) -> int:
    """How many errors the check finds."""
    return sum(1 for find in ERRORS for _ in find(record))


def explain_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, where a note stands only with the first of those that it answers."""
    given: set[tuple[Kind, str]] = set()
    for finding in findings:
        if finding.explained_by in given:
            yield replace(finding, explanation="", is_explained_above=True)
            continue
        if finding.explained_by:
            given.add(finding.explained_by)
        yield finding
