"""A debate of a few claims, built by hand, for tests of graphs and drawings."""

from __future__ import annotations

from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Debate, Dispute, Entry, Faction, Link, Participant, Stance
from stances.record.record import Record


def claim(slug: str, speaker: str = "ann", when: str | None = "1928-05", **rest: Any) -> Claim:
    values = {"text": f"Claim {slug} stands.", "dispute": "turn", "when": when, **rest}
    return Claim.model_validate({"slug": slug, "speaker": speaker, **values})


def link(slug: str, kind: str, source: str, target: str, **rest: Any) -> Link:
    values = {"rationale": f"Reason {slug}", **rest}
    return Link.model_validate({"slug": slug, "kind": kind, "source": source, "target": target, **values})


def person(slug: str, name: str, *memberships: tuple[str, str | None]) -> Participant:
    return Participant(
        slug=slug,
        name=name,
        memberships=tuple({"faction": f, "when": w and UncertainDate.parse(w)} for f, w in memberships),  # type: ignore[misc]
    )


PEOPLE: tuple[Entry, ...] = (
    Faction(slug="left", name="The left"),
    Faction(slug="right", name="The right"),
    person("ann", "Ann", ("left", "1928-01/1928-06"), ("right", "1928-07/1928-12")),
    person("bob", "Bob", ("right", None)),
    person("carl", "Carl"),
    Dispute(slug="turn", title="The turn", question="Is it real?"),
    Dispute(slug="other", title="Another matter", question="And this?"),
)


def debate(*entries: Entry, revision: int = 0) -> Record:
    return Record.from_entries(
        Debate.model_validate({"slug": "small", "title": "A small debate"}), (*PEOPLE, *entries), revision
    )


def argued(*more: Entry, revision: int = 0) -> Record:
    """Supports, a rebuttal, an undercut, its answer, a claim of another dispute, and one that nobody answers."""
    return debate(
        claim("thesis", "ann", "1928-04"),
        claim("ground", "ann", "1928-03"),
        claim("objection", "bob", "1928-05-09", attribution="reported", reported_by=["carl"]),
        claim("doubt", "carl", "1928-06~", attribution="inferred"),
        claim("reply", "ann", "1928-08"),
        claim("elsewhere", "bob", None, dispute="other"),
        claim("alone", "carl"),
        link("grounds", "supports", "ground", "thesis"),
        link("objects", "rebuts", "objection", "thesis", attribution="reported"),
        link("doubts", "undercuts", "doubt", "grounds", attribution="inferred"),
        link("replies", "rebuts", "reply", "objection"),
        link("leads", "supports", "thesis", "elsewhere"),
        *more,
        revision=revision,
    )


def shown_debate() -> Record:
    """The debate that each page of docs/formats shows: dates, a support with a co-premise, a rebuttal, an undercut, a stance."""
    ann = {"speaker": "ann", "dispute": "bridge"}
    entries = (
        Participant(slug="ann", name="Ann Lee"),
        Participant(slug="bob", name="Bob Cole"),
        Dispute.model_validate(
            {
                "slug": "bridge",
                "title": "The bridge",
                "question": "Should the town build a bridge?",
                "positions": [
                    {"value": -1, "key": "−", "label": "Against"},
                    {"value": 1, "key": "+", "label": "For"},
                ],
            }
        ),
        claim("build", text="The town should build the bridge.", when="1928-05", **ann),
        claim("trade", text="A bridge brings trade.", when="1928-05", **ann),
        claim("slow", text="The ferry is too slow for trade.", when="1928-05-20", **ann),
        claim("cost", "bob", "1928-06~", text="The town has no money for it.", dispute="bridge"),
        claim("market", "bob", "1928-07", text="The market is on this side.", dispute="bridge"),
        link(
            "trade-build",
            "supports",
            "trade",
            "build",
            rationale="Trade needs a crossing",
            **{"with": ["slow"]},
        ),
        link("cost-build", "rebuts", "cost", "build", rationale="It cannot be paid"),
        link(
            "market-trade", "undercuts", "market", "trade-build", rationale="Trade does not cross the river"
        ),
        Stance.model_validate(
            {
                "slug": "ann-bridge",
                "participant": "ann",
                "dispute": "bridge",
                "position": 1,
                "when": "1928-05",
                "claims": ["build"],
            }
        ),
    )
    return Record.from_entries(Debate.model_validate({"slug": "bridge", "title": "The bridge"}), entries)
