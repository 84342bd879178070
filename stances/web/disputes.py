"""Pages about one dispute: its question and scale, the grid, the map, and its claims in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Response, g, jsonify, render_template, request

from stances.chronology import Chronology
from stances.errors import BadRequestError
from stances.grids import grid_csv, grid_svg
from stances.order import by_date
from stances.record import Claim, Dispute, Event, Record, Stance, Tally
from stances.terms import Role
from stances.timeline import Grid, Row, Sort
from stances.timeline import grid as grid_of
from stances.titling import grid_caption
from stances.views import PARAMETERS as MAP
from stances.web import parameters
from stances.web.exports import Figure, origin, served
from stances.web.family import family
from stances.web.lines import Lines, asked_lines
from stances.web.mapping import MapPart, map_part
from stances.web.over_time import TIME, asked_time, drawing
from stances.web.presenting import addresses
from stances.web.scrubbing import Scrubber, cells, scrubber, told
from stances.web.site import kept_page, known, record, revised_at

pages = family("disputes")

GRID = (*TIME, "sort")
SHOWN = (*GRID, "figure", "open")
PARAMETERS = tuple(dict.fromkeys((*SHOWN, *MAP)))


@dataclass(frozen=True)
class Opened:
    """A row opened to what it rests on."""

    row: Row
    stances: list[Stance]


@dataclass(frozen=True)
class DisputePage:
    """All that the page of a dispute shows."""

    dispute: Dispute
    grid: Grid
    stances: list[Stance]
    claims: list[Claim]
    tallies: list[tuple[Event, Tally]]
    part: MapPart
    scrubber: Scrubber
    opened: Opened | None
    lines: Lines | None


@pages.get("/disputes/<slug>")
@kept_page
def dispute(slug: str) -> str:
    parameters.only(*PARAMETERS)
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    part = map_part(found, f"disputes/{slug}", f"Argument map: {found.title}", SHOWN)
    page = dispute_page(shown, found, asked_grid(shown, slug), part)
    return render_template(
        "disputes/dispute.html", page=page, here=parameters.given(PARAMETERS), revised=revised_at()
    )


def asked_grid(shown: Record, slug: str) -> Grid:
    """The grid that the parameters of this request ask for. Raises `BadRequestError`."""
    return grid_of(shown, slug, **asked_time(shown), sort=parameters.choice("sort", Sort.FACTION))


def grid_at(shown: Record, slug: str, as_of: date | None) -> Grid:
    """The grid that the other parameters ask for, as of some day, its rows in the order that is the same on all days."""
    return grid_of(shown, slug, **{**asked_time(shown), "as_of": as_of})


def dispute_page(shown: Record, found: Dispute, grid: Grid, part: MapPart) -> DisputePage:
    stances = sorted(shown.stances_of_dispute.get(found.slug, ()), key=lambda s: (s.when.sort_key, s.slug))
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == found.slug]
    return DisputePage(
        found,
        grid,
        stances,
        claims_in_order(shown, found.slug),
        tallies,
        part,
        scrubber(shown, found.slug, grid.as_of, grid.basis),
        _opened(grid),
        asked_lines(shown, found.slug),
    )


def _opened(grid: Grid) -> Opened | None:
    """The row that this request wants open, with the stances that its grid shows."""
    wanted = request.args.get("open")
    if wanted is None:
        return None
    row = next((row for row in grid.rows if row.participant.slug == wanted), None)
    if row is None:
        raise BadRequestError(
            f"open is “{wanted}”, but must be one of the participants of this grid"
            f"{': ' if grid.rows else ''}{', '.join(r.participant.slug for r in grid.rows)}."
        )
    return Opened(row, sorted(row.stances, key=by_date))


def claims_in_order(shown: Record, dispute: str) -> list[Claim]:
    """By date, helped by what is said to have come after what; the undated last."""
    claims = {claim.slug: claim for claim in shown.claims_of_dispute.get(dispute, ())}
    order = Chronology({slug: (claim.when, claim.after) for slug, claim in claims.items()})
    return [claims[slug] for slug in order.ordered()]


@pages.get("/disputes/<slug>/moments.json")
@kept_page
def states(slug: str) -> Response:
    """What the scrubber shows at each moment; `as_of` is a day to be among them."""
    parameters.only(*GRID)
    shown = record()
    known(shown.disputes, slug, "dispute")
    asked = asked_grid(shown, slug)
    found = told(shown, slug, asked.basis, asked.as_of)
    found["cells"] = cells(found["days"], partial(grid_at, shown, slug), addresses(), new_stance())
    return jsonify(found)


def new_stance() -> str:
    """Where a stance is recorded; nothing for those who may not, or where the record is read as it once stood."""
    may = g.visitor.may(Role.CONTRIBUTOR) and g.get("as_of") is None
    return f"{addresses().home}/stances/new" if may else ""


@served(pages, "/disputes/<slug>/grid", *GRID)
def grid(slug: str) -> Figure:
    found = known(record().disputes, slug, "dispute")
    drawn = asked_grid(record(), slug)
    draw = drawing(grid_svg, drawn, prefix=f"grid-{slug}")
    return Figure(found, "grid", draw, grid_caption(drawn, origin()), {"csv": partial(grid_csv, drawn)})
