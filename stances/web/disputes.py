"""Pages about one dispute: its question and scale, the grid, the map, and its claims in order of time."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, request

from stances.chronology import Chronology
from stances.errors import BadRequestError
from stances.grids import grid_csv, grid_svg
from stances.order import by_date
from stances.record import Claim, Dispute, Event, Record, Stance, Tally
from stances.timeline import Grid, Row, Sort
from stances.timeline import grid as grid_of
from stances.views import MapView
from stances.web import parameters
from stances.web.family import family
from stances.web.figures import figure, file_name, saving
from stances.web.over_time import TIME, asked_time
from stances.web.presenting import addresses
from stances.web.site import kept_page, known, record, revised_at

pages = family("disputes")

GRID = (*TIME, "sort")
MAP = ("cluster", "colour", "context")


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
    view: MapView
    opened: Opened | None


@pages.get("/disputes/<slug>")
@kept_page
def dispute(slug: str) -> str:
    parameters.only(*GRID, *MAP, "open")
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    view = MapView.from_query({"dispute": slug, **parameters.given(MAP)})
    page = dispute_page(shown, found, asked_grid(shown, slug), view)
    return render_template(
        "disputes/dispute.html", page=page, here=parameters.given((*GRID, *MAP, "open")), revised=revised_at()
    )


def asked_grid(shown: Record, slug: str) -> Grid:
    """The grid that the parameters of this request ask for. Raises `BadRequestError`."""
    return grid_of(shown, slug, **asked_time(shown), sort=parameters.choice("sort", Sort.FACTION))


def dispute_page(shown: Record, found: Dispute, grid: Grid, view: MapView) -> DisputePage:
    stances = sorted(shown.stances_of_dispute.get(found.slug, ()), key=lambda s: (s.when.sort_key, s.slug))
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == found.slug]
    claims = claims_in_order(shown, found.slug)
    return DisputePage(found, grid, stances, claims, tallies, view, _opened(grid))


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


@pages.get("/disputes/<slug>/grid.<form>")
@kept_page
def grid(slug: str, form: str) -> Response:
    parameters.only(*GRID, "save")
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    drawn = asked_grid(shown, slug)
    name = file_name(shown, found, "grid")
    if form == "svg":
        return figure(
            grid_svg(
                drawn, source=shown.imprint, href=None if saving() else addresses(), prefix=f"grid-{slug}"
            ),
            "svg",
            name,
        )
    if form == "csv":
        return figure(grid_csv(drawn), "csv", name)
    raise BadRequestError(f"A grid comes as svg or csv, not as “{form}”.")
