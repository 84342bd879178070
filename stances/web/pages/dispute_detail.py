"""What is chosen in a dispute, in full: a row or a cell of its grid, a claim or a link of its map.

The page of the dispute has it in a pane; scripts ask for it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from stances.publishing.templates import TemplateContext
from stances.record.commitments import find_holders
from stances.record.entries import Claim, Dispute, Event, Link, Stance, Tally
from stances.record.record import Record
from stances.timeline.cells import Cell
from stances.timeline.columns import Column
from stances.timeline.grid import Grid
from stances.timeline.rows import GridRow
from stances.timeline.stance_order import date_key
from stances.web.core.template_context import render_part
from stances.web.pages.evidence import claim_article, link_article

CHOICE_PARAMETERS = ("open", "column", "claim", "link")


@dataclass(frozen=True)
class Detail(TemplateContext, template="pages/dispute/_detail.html"):
    """What is chosen in a `dispute`: a `row` of its `grid` with `stances`, if a `cell` is chosen those of its `column` alone; or
    the `article` of a claim or link. If nothing is, the changes and `tallies` of the dispute.

    `claims` are the slugs of claims that belong to it on the map, `cells` the rows and columns that it is marked at in the grid.
    `gone` is what the address chooses and the dispute does not have, as kind and slug; `here` are the parameters of the page.
    """

    dispute: Dispute
    grid: Grid
    here: Mapping[str, str]
    row: GridRow | None = None
    column: Column | None = None
    cell: Cell | None = None
    stances: Sequence[Stance] = ()
    article: Markup | None = None
    claims: Sequence[str] = ()
    cells: Sequence[tuple[str, str]] = ()
    tallies: Sequence[tuple[Event, Tally]] = ()
    gone: tuple[str, str] | None = None


def find_detail(shown: Record, grid: Grid, here: Mapping[str, str]) -> Detail:
    """What this request chooses: a claim before a link, and that before a row."""
    asked = {name: request.args.get(name, "") for name in CHOICE_PARAMETERS}
    if asked["claim"]:
        return _claim_detail(shown, grid, here, asked["claim"])
    if asked["link"]:
        return _link_detail(shown, grid, here, asked["link"])
    if asked["open"]:
        return _row_detail(shown, grid, here, asked["open"], asked["column"])
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == grid.dispute.slug]
    return Detail(grid.dispute, grid, here, tallies=tallies)


def _claim_detail(shown: Record, grid: Grid, here: Mapping[str, str], slug: str) -> Detail:
    claim = shown.claims.get(slug)
    if claim is None:
        return Detail(grid.dispute, grid, here, gone=("claim", slug))
    article = render_part(claim_article(shown, claim, is_detail=True))
    return Detail(
        grid.dispute, grid, here, article=article, claims=[slug], cells=list(_cells_of(grid, claim))
    )


def _link_detail(shown: Record, grid: Grid, here: Mapping[str, str], slug: str) -> Detail:
    link = shown.links.get(slug)
    if link is None:
        return Detail(grid.dispute, grid, here, gone=("link", slug))
    article = render_part(link_article(shown, link, is_detail=True))
    return Detail(grid.dispute, grid, here, article=article, claims=list(_ends(shown, link)))


def _ends(shown: Record, link: Link) -> Iterator[str]:
    """The claims at both ends of a link; of one that undercuts another, also those of the other."""
    for slug in (*link.premises, link.target):
        if slug in shown.links:
            yield from _ends(shown, shown.links[slug])
        else:
            yield slug


def _row_detail(shown: Record, grid: Grid, here: Mapping[str, str], who: str, when: str) -> Detail:
    row = next((row for row in grid.rows if row.participant.slug == who), None)
    if row is None:
        return Detail(grid.dispute, grid, here, gone=("participant", who))
    place = next((i for i, column in enumerate(grid.columns) if column.key == when), None)
    if when and place is None:
        return Detail(grid.dispute, grid, here, gone=("column", when))
    if place is None:
        held = [c.slug for c in shown.claims_of_dispute.get(grid.dispute.slug, ()) if who in find_holders(c)]
        stances, columns = row.stances, grid.columns
        column, cell = None, None
    else:
        held, column, cell = [], grid.columns[place], row.cells[place]
        stances, columns = cell.stances, (column,)
    claims = dict.fromkeys([*(c for s in stances for c in s.claims if c in shown.claims), *held])
    cells = [(who, column.key) for column in columns]
    return Detail(
        grid.dispute,
        grid,
        here,
        row,
        column,
        cell,
        sorted(stances, key=date_key),
        claims=list(claims),
        cells=cells,
    )


def _cells_of(grid: Grid, claim: Claim) -> Iterator[tuple[str, str]]:
    """The cells of the stances that rest on a claim."""
    for row in grid.rows:
        for column, cell in zip(grid.columns, row.cells, strict=True):
            if any(claim.slug in stance.claims for stance in cell.stances):
                yield row.participant.slug, column.key
