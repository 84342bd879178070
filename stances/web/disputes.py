"""Pages about one dispute: its question and scale, the grid, the map, and its claims in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Response, g, jsonify, render_template

from stances.chronology import Chronology
from stances.columns import Unit
from stances.errors import BadRequestError
from stances.extent import within
from stances.grids import grid_csv, grid_svg
from stances.record import Claim, Dispute, Event, Record, Stance, Tally
from stances.terms import Role
from stances.timeline import Grid, Shown
from stances.timeline import grid as grid_of
from stances.views import Basis, MapView
from stances.web import parameters
from stances.web.family import family
from stances.web.figures import figure, file_name, saving
from stances.web.presenting import addresses
from stances.web.scrubbing import Scrubber, cells, scrubber, told
from stances.web.site import kept_page, known, record, revised_at

pages = family("disputes")

MOMENT = ("as_of", "basis")
GRID = ("unit", "carried", "shown", *MOMENT)
MAP = ("cluster", "colour", "context")


@dataclass(frozen=True)
class DisputePage:
    """All that the page of a dispute shows."""

    dispute: Dispute
    grid: Grid
    stances: list[Stance]
    claims: list[Claim]
    tallies: list[tuple[Event, Tally]]
    view: MapView
    scrubber: Scrubber


@pages.get("/disputes/<slug>")
@kept_page
def dispute(slug: str) -> str:
    parameters.only(*GRID, *MAP)
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    view = MapView.from_query({"dispute": slug, **parameters.given((*MAP, *MOMENT))})
    page = dispute_page(shown, found, asked_grid(shown, slug), view)
    return render_template(
        "disputes/dispute.html", page=page, here=parameters.given((*GRID, *MAP)), revised=revised_at()
    )


def asked_grid(shown: Record, slug: str) -> Grid:
    """The grid that the parameters of this request ask for. Raises `BadRequestError`."""
    as_of = parameters.day("as_of")
    within(shown, "as_of", as_of)
    return grid_at(shown, slug, as_of)


def grid_at(shown: Record, slug: str, as_of: date | None) -> Grid:
    """The grid that the other parameters ask for, as of some day."""
    return grid_of(
        shown,
        slug,
        unit=parameters.choice("unit", Unit.MONTHS),
        carried=parameters.switch("carried", True),
        shown=parameters.choice("shown", Shown.ALL),
        as_of=as_of,
        basis=parameters.choice("basis", Basis.WRITTEN),
    )


def dispute_page(shown: Record, found: Dispute, grid: Grid, view: MapView) -> DisputePage:
    stances = sorted(shown.stances_of_dispute.get(found.slug, ()), key=lambda s: (s.when.sort_key, s.slug))
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == found.slug]
    claims = claims_in_order(shown, found.slug)
    control = scrubber(shown, found.slug, grid.as_of, grid.basis)
    return DisputePage(found, grid, stances, claims, tallies, view, control)


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
