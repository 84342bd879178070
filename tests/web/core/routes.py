"""Every address of the site, who may use it, and an example that succeeds: the table that `test_routes.py` goes through.

A new rule gets a line here; a test fails until it has one. The examples are of the shipped debate with the `people` of the
fixture in it: invitations and sessions 1 to 3 are Edith's, Conrad's and Rita's, and “@code” stands for the code of an open one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from stances.formats import load_path
from stances.record.kinds import KINDS
from stances.record.vocabulary import Kind, Role
from stances.store.changes import plan_deletion
from stances.store.duplicates import merge_records
from stances.store.importing import list_shipped_files
from stances.store.moving import plan_move
from stances.web.editing.deletion import deletion_token as deletion_agreement
from stances.web.editing.merge_duplicates import merge_token
from stances.web.editing.selected_actions import move_token
from tests.support.figures import figure_examples
from tests.support.people import DEBATE

HOME = "/debates/<debate>"


@dataclass(frozen=True)
class Route:
    """`needed` is the least role that may, or `alone` the only one;
    `done` is what it then answers; `values` fill in the rule and `form` is sent."""

    rule: str
    method: str = "GET"
    needed: Role = Role.STRANGER
    values: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    done: int = 200
    alone: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    def allows(self, role: Role) -> bool:
        return role is self.needed if self.alone else role.may(self.needed)

    @property
    def in_debate(self) -> bool:
        return self.rule.startswith(HOME)

    @property
    def address(self) -> str:
        address = self.rule
        for name, value in {"debate": DEBATE, **self.values}.items():
            for written in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
                address = address.replace(written, str(value))
        return f"{address}?{self.query}" if self.query else address


def posts(
    rule: str, needed: Role, form: dict[str, Any] | None = None, done: int = 303, **values: Any
) -> Route:
    return Route(rule, "POST", needed, values, form=form or {}, done=done)


READING = [
    Route("/"),
    Route("/static/<path:filename>", values={"filename": "css/site.css"}),
    Route("/schema/stances-1.json"),
    Route(f"{HOME}/"),
    Route(f"{HOME}/check"),
    Route(f"{HOME}/timeline"),
    Route(f"{HOME}/find", query="q=centrism"),
    Route(f"{HOME}/map"),
    Route(f"{HOME}/outline"),
    Route(f"{HOME}/handout.pdf", query="paper=letter"),
    Route(f"{HOME}/record.<form>", values={"form": "json"}),
    Route(f"{HOME}/grids"),
    Route(f"{HOME}/participants"),
    Route(f"{HOME}/documents"),
    Route(f"{HOME}/disputes/<slug>", values={"slug": "left-turn"}),
    Route(f"{HOME}/disputes/<slug>/moments.json", values={"slug": "left-turn"}),
    Route(f"{HOME}/disputes/<slug>/detail", values={"slug": "left-turn"}, query="open=radek"),
    Route(f"{HOME}/disputes/<slug>/claims", values={"slug": "left-turn"}),
    Route(f"{HOME}/disputes/<slug>/stances", values={"slug": "left-turn"}),
    Route(f"{HOME}/disputes/<slug>/coverage", values={"slug": "left-turn"}),
    Route(f"{HOME}/disputes/<slug>/handout.pdf", values={"slug": "slogan"}),
    Route(f"{HOME}/disputes/<slug>/outline", values={"slug": "left-turn"}),
    Route(f"{HOME}/disputes/<slug>/compare", values={"slug": "left-turn"}, query="moments=1928-05,1928-09"),
    Route(f"{HOME}/standalone.html"),
    Route(f"{HOME}/disputes/<slug>/standalone.html", values={"slug": "cause"}),
    Route(f"{HOME}/participants/<slug>", values={"slug": "radek"}),
    Route(f"{HOME}/participants/<slug>/outline", values={"slug": "radek"}),
    Route(f"{HOME}/factions/<slug>", values={"slug": "conciliators"}),
    Route(f"{HOME}/claims/<slug>", values={"slug": "turn-made"}),
    Route(f"{HOME}/claims/<slug>/outline", values={"slug": "turn-made"}),
    Route(f"{HOME}/documents/<slug>", values={"slug": "trotsky-january-letter"}),
    Route(f"{HOME}/links/<slug>", values={"slug": "retreat-unlikely-so-leninist"}),
    *(
        Route(f"{HOME}/{figure.rule}{end}", values={"slug": figure.slug, **form}, query=figure.query)
        for figure in figure_examples()
        for end, form in ((".<form>", {"form": figure.kind.formats[-1]}), ("/save", {}))
    ),
]

NEW_FACTION = {
    "edits": '[{"kind": "faction", "put": {"slug": "new", "name": "New"}}]', "base": "1", "shown": "1", "why": "a test"
}  # fmt: skip
IMPORTED = {"edits": NEW_FACTION["edits"], "base": "1", "name": "a.yaml"}
FOUNDED = '[{"kind": "debate", "put": {"slug": "founded", "title": "Founded"}}]'

IMPORTING = [
    Route("/debates/new/import", needed=Role.OWNER),
    posts("/debates/new/import", Role.OWNER, {"text": "Nothing known."}, 422),
    posts("/debates/new/import/save", Role.OWNER, {"edits": FOUNDED, "base": "0", "name": "a.yaml"}),
    Route(f"{HOME}/import", needed=Role.EDITOR),
    posts(f"{HOME}/import", Role.EDITOR, {"text": "Nothing known."}, 422),
    posts(f"{HOME}/import/save", Role.EDITOR, IMPORTED),
    Route(f"{HOME}/import/<kind>.csv", needed=Role.EDITOR, values={"kind": "claim"}),
    Route("/debates/new/import/<kind>.csv", needed=Role.OWNER, values={"kind": "link"}),
]

PEOPLE = [
    Route("/debates/new", needed=Role.OWNER),
    posts("/debates/new", Role.OWNER, {"title": "Another debate", "base": "0"}),
    Route("/join"),
    Route("/join/<code>", values={"code": "@code"}),
    posts("/join/<code>", Role.STRANGER, {"name": "Nora"}, code="@code"),
    Route(f"{HOME}/unseen", query="since=1&on=2026-11-28"),
    posts(f"{HOME}/unseen", Role.READER, {"revision": "1"}),
    Route(f"{HOME}/me"),
    posts(f"{HOME}/me", Role.READER, {"name": "Another name"}),
    posts(f"{HOME}/leave", Role.STRANGER),
    Route(f"{HOME}/access", needed=Role.OWNER),
    posts(f"{HOME}/access/public", Role.OWNER, {"public": "no"}),
    posts(f"{HOME}/access/invitations", Role.OWNER, {"role": "editor", "days": "7", "limit": "30"}, 201),
    posts(f"{HOME}/access/invitations/<int:number>/revoke", Role.OWNER, {"end": "yes"}, number=3),
    posts(f"{HOME}/access/people/<int:number>/end", Role.OWNER, number=3),
]

SETTINGS = [
    Route(f"{HOME}/settings", needed=Role.OWNER),
    posts(f"{HOME}/settings/closed", Role.OWNER, {"closed": "yes"}),
    Route(f"{HOME}/settings/archive.json", needed=Role.OWNER),
    Route(f"{HOME}/settings/copy", needed=Role.OWNER),
    posts(f"{HOME}/settings/copy", Role.OWNER, {"title": "A copy", "people": "yes", "history": "yes"}),
    Route(f"{HOME}/settings/delete", needed=Role.OWNER),
    posts(f"{HOME}/settings/delete", Role.OWNER, {"title": "the left opposition in exile, 1928"}),
    Route("/bin", needed=Role.OWNER),
    posts("/bin/<slug>/restore", Role.OWNER, done=404, slug=DEBATE),
]

LIVE = [Route(f"{HOME}/live", query="since=1")]

SHIPPED = load_path(list_shipped_files()[0])
MERGED = merge_records(SHIPPED, Kind.PARTICIPANT, "radek", "smilga")
TWO_CLAIMS = {
    "with": "turn-opened-the-struggle",
    "agreed": merge_token(merge_records(SHIPPED, Kind.CLAIM, "turn-made", "turn-opened-the-struggle")),
}

TWO = [SHIPPED.claims["turn-made"], SHIPPED.links["retreat-unlikely-so-leninist"]]
SELECTED = {"chosen": [f"{one.kind_name}.{one.slug}" for one in TWO], "base": "1"}
DELETED, MOVED = plan_deletion(SHIPPED, *TWO), plan_move(SHIPPED, TWO, SHIPPED.disputes["cause"])

DECIDING = [
    posts(f"{HOME}/decide", Role.CONTRIBUTOR, NEW_FACTION),
    Route(f"{HOME}/proposals", needed=Role.CONTRIBUTOR),
    Route(f"{HOME}/proposals/<int:number>", needed=Role.CONTRIBUTOR, values={"number": 1}),
    posts(f"{HOME}/proposals/<int:number>/accept", Role.EDITOR, {"answer": "Yes."}, number=1),
    posts(f"{HOME}/proposals/<int:number>/decline", Role.EDITOR, {"answer": "No."}, number=1),
    replace(posts(f"{HOME}/proposals/<int:number>/withdraw", Role.CONTRIBUTOR, number=1), alone=True),
    Route(f"{HOME}/participants/<slug>/merge", needed=Role.CONTRIBUTOR, values={"slug": "radek"}),
    posts(
        f"{HOME}/participants/<slug>/merge",
        Role.CONTRIBUTOR,
        {"with": "smilga", "agreed": merge_token(MERGED)},
        slug="radek",
    ),
    Route(f"{HOME}/claims/<slug>/merge", needed=Role.CONTRIBUTOR, values={"slug": "turn-made"}),
    posts(f"{HOME}/claims/<slug>/merge", Role.CONTRIBUTOR, TWO_CLAIMS, slug="turn-made"),
    Route(f"{HOME}/select", needed=Role.CONTRIBUTOR, query="dispute=left-turn&chosen=claim.turn-made"),
    posts(f"{HOME}/select/delete", Role.CONTRIBUTOR, SELECTED | {"agreed": deletion_agreement(DELETED)}),
    posts(f"{HOME}/select/move", Role.CONTRIBUTOR, SELECTED | {"agreed": move_token(MOVED), "to": "cause"}),
]

HISTORY = [
    Route(f"{HOME}/history"),
    Route(f"{HOME}/history/changes/<int:number>", values={"number": 1}),
    Route(f"{HOME}/history/changes/<int:number>/note", needed=Role.CONTRIBUTOR, values={"number": 1}),
    posts(f"{HOME}/history/changes/<int:number>/undo", Role.EDITOR, done=422, number=1),
    Route(f"{HOME}/history/<kind>/<slug>", values={"kind": "claim", "slug": "turn-made"}),
    posts(
        f"{HOME}/history/<kind>/<slug>/restore",
        Role.EDITOR,
        {"revision": "1"},
        422,
        kind="debate",
        slug=DEBATE,
    ),
]

MADE: dict[Kind, dict[str, str]] = {
    Kind.FACTION: {"name": "Waverers"},
    Kind.PARTICIPANT: {"name": "Ivan Nikitich"},
    Kind.DISPUTE: {"title": "Another", "question": "And this?", "horizon_months": "4"},
    Kind.EVENT: {"name": "An arrest", "when": "May 1928"},
    Kind.DOCUMENT: {"title": "A letter"},
    Kind.CLAIM: {"text": "It is so.", "speaker": "radek", "dispute": "left-turn"},
    Kind.LINK: {
        "kind": "supports",
        "source": "turn-made",
        "target": "turn-opened-the-struggle",
        "rationale": "So.",
    },
    Kind.STANCE: {
        "participant": "radek",
        "position": "left-turn undecided",
        "when": "July 1928",
        "attribution": "inferred",
    },
}
"""The least that makes a record of each kind."""

OUTLINE = {"text": "Radek, June 1928: Nobody has said this yet.\n"}
BASE = {"base": str(1 + sum(1 for _ in SHIPPED.entries()))}
DRAFT = {"anyway": "yes"}
"""Saves it, though another speaker leaves a stance without evidence."""

EDITING = [
    Route(f"{HOME}/edit", needed=Role.CONTRIBUTOR),
    posts(f"{HOME}/edit", Role.CONTRIBUTOR, BASE | {"title": "Another title"}),
    Route(f"{HOME}/disputes/<slug>/text", needed=Role.CONTRIBUTOR, values={"slug": "cause"}),
    posts(f"{HOME}/disputes/<slug>/text", Role.CONTRIBUTOR, BASE | OUTLINE, slug="cause"),
    posts(f"{HOME}/disputes/<slug>/text/preview", Role.CONTRIBUTOR, BASE | OUTLINE, 200, slug="cause"),
    Route(f"{HOME}/start", needed=Role.CONTRIBUTOR),
    posts(f"{HOME}/start", Role.CONTRIBUTOR, BASE | {"question": "Should Mill Road get a lane?"}),
    Route(f"{HOME}/suggest", query="kind=claim&q=turn"),
    Route(f"{HOME}/read-date", query="text=May+1928"),
    *(
        route
        for folder, target in (("claims", "turn-made"), ("links", "retreat-unlikely-so-leninist"))
        for route in (
            Route(f"{HOME}/{folder}/<slug>/answer", needed=Role.CONTRIBUTOR, values={"slug": target}),
            posts(
                f"{HOME}/{folder}/<slug>/answer",
                Role.CONTRIBUTOR,
                BASE | {"text": "It is so.", "speaker": "radek", "rationale": "So."},
                slug=target,
            ),
        )
    ),
]
for kind, least in MADE.items():
    there = next(entry for entry in SHIPPED.entries() if entry.kind_name is kind)
    slug: dict[str, Any] = {"slug": there.slug}
    agreed = {"agreed": deletion_agreement(plan_deletion(SHIPPED, there))}
    EDITING += [
        Route(f"{HOME}/{KINDS[kind].collection}/new", needed=Role.CONTRIBUTOR),
        posts(f"{HOME}/{KINDS[kind].collection}/new", Role.CONTRIBUTOR, BASE | least),
        Route(f"{HOME}/{KINDS[kind].collection}/<slug>/edit", needed=Role.CONTRIBUTOR, values=slug),
        replace(
            posts(
                f"{HOME}/{KINDS[kind].collection}/<slug>/edit",
                Role.CONTRIBUTOR,
                BASE | least | DRAFT,
                **slug,
            ),
            query=f"only={','.join(least)}",
        ),
        Route(f"{HOME}/{KINDS[kind].collection}/<slug>/delete", needed=Role.CONTRIBUTOR, values=slug),
        posts(f"{HOME}/{KINDS[kind].collection}/<slug>/delete", Role.CONTRIBUTOR, agreed, **slug),
    ]

ROUTES = [*READING, *PEOPLE, *IMPORTING, *SETTINGS, *LIVE, *HISTORY, *DECIDING, *EDITING]
