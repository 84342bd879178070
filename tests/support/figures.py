"""One figure of each kind for each kind of record that has it: how it is asked for, at an address and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stances.argument.options import Arrangement
from stances.publishing.figure import FigureKind
from stances.publishing.figures import FIGURES
from stances.record.kinds import KINDS
from stances.record.vocabulary import Kind

NEEDED: Mapping[str, Mapping[str, str]] = {"compare": {"moments": "{first},{last}"}}
"""The parameters without which a figure can't be drawn, with the first and the last day of the debate."""
WAYS: Mapping[str, Mapping[str, list[str]]] = {
    "map": {str(way): ["--arrange", str(way)] for way in Arrangement}
}
"""The ways in which a figure is drawn where all of them are to be seen, with their options."""
SHIPPED = {Kind.DEBATE: "", Kind.DISPUTE: "cause", Kind.PARTICIPANT: "radek", Kind.CLAIM: "turn-made"}
"""The shipped debate, and records of it."""
SHIPPED_DAYS = ("1928-05", "1928-09")


@dataclass(frozen=True)
class FigureExample:
    """A kind of figure of one record."""

    kind: FigureKind[Any]
    subject: Kind
    slug: str
    days: tuple[str, str]

    def __str__(self) -> str:
        return self.path

    @property
    def rule(self) -> str:
        """Its address within the debate, without the ending, for any record."""
        folder = "" if self.subject is Kind.DEBATE else f"{KINDS[self.subject].collection}/<slug>/"
        return f"{folder}{self.kind.name}"

    @property
    def path(self) -> str:
        return self.rule.replace("<slug>", self.slug)

    @property
    def parameters(self) -> dict[str, str]:
        first, last = self.days
        needed = NEEDED.get(self.kind.name, {})
        return {name: text.format(first=first, last=last) for name, text in needed.items()}

    @property
    def query(self) -> str:
        return "&".join(f"{name}={text}" for name, text in self.parameters.items())

    @property
    def command(self) -> list[str]:
        """Its command, without the debate's file; without a slug that of the only such record."""
        of = [f"--{self.subject}", self.slug] if self.slug else []
        switch = [f"--{self.kind.switch}"] if self.kind.switch else []
        needed = (word for name, text in self.parameters.items() for word in (f"--{name}", text))
        return [self.kind.command, *of, *switch, *needed]

    def commands(self) -> dict[str, list[str]]:
        """Its command for each way in which it is drawn."""
        ways = WAYS.get(self.kind.name, {self.kind.name: []})
        return {way: [*self.command, *options] for way, options in ways.items()}


def figure_examples(
    slugs: Mapping[Kind, str] = SHIPPED, days: tuple[str, str] = SHIPPED_DAYS
) -> list[FigureExample]:
    """An example of every figure that there is of the records with these slugs."""
    return [
        FigureExample(kind, subject, slugs[subject], days)
        for kind in FIGURES
        for subject in kind.subjects
        if subject in slugs
    ]
