"""Pages about one dispute: its question and scale, the grid, the map, and its claims in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import Response, render_template, request
from markupsafe import Markup

from stances.chronology import Chronology
from stances.columns import Unit
from stances.course_lines import lines_svg
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
LINES = ("carried", "shown", "as_of", "participants")
PAGE = (*GRID, "participants", "figure", "open")
MOST_MONTHS = 48  # of lines; past this they run over quarters
MAP = ("cluster", "colour", "context")


@dataclass(frozen=True)
class Opened:
    """A row opened to what it rests on."""

    row: Row
    stances: list[Stance]


class Figure(StrEnum):
    """In which form a page shows stances over time."""

    GRID = "grid"
    LINES = "lines"


@dataclass(frozen=True)
class Lines:
    """The courses that are asked for: whose, or everybody's, and their drawing."""

    chosen: list[str]
    drawing: Markup


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
    lines: Lines | None


@pages.get("/disputes/<slug>")
@kept_page
def dispute(slug: str) -> str:
    parameters.only(*PAGE, *MAP)
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    view = MapView.from_query({"dispute": slug, **parameters.given(MAP)})
    page = dispute_page(shown, found, asked_grid(shown, slug), view)
    return render_template(
        "disputes/dispute.html", page=page, here=parameters.given((*PAGE, *MAP)), revised=revised_at()
    )


def asked_grid(shown: Record, slug: str) -> Grid:
    """The grid that the parameters of this request ask for. Raises `BadRequestError`."""
    return grid_of(shown, slug, **asked_time(shown), sort=parameters.choice("sort", Sort.FACTION))


def dispute_page(shown: Record, found: Dispute, grid: Grid, view: MapView) -> DisputePage:
    stances = sorted(shown.stances_of_dispute.get(found.slug, ()), key=lambda s: (s.when.sort_key, s.slug))
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == found.slug]
    claims = claims_in_order(shown, found.slug)
    drawn = parameters.choice("figure", Figure.GRID) is Figure.LINES
    lines = _lines_on_page(shown, found.slug) if drawn else None
    return DisputePage(found, grid, stances, claims, tallies, view, _opened(grid), lines)


def _lines_on_page(shown: Record, slug: str) -> Lines:
    grid = asked_courses(shown, slug)
    rows = asked_rows(grid)
    drawing = lines_svg(grid, rows=rows, title="", href=addresses(), prefix=f"lines-{slug}")
    chosen = [row.participant.slug for row in rows] if "participants" in request.args else []
    return Lines(chosen, Markup(drawing))  # noqa: S704  (the drawing escapes its texts)


def asked_courses(shown: Record, slug: str) -> Grid:
    """The grid under the lines that this request asks for: months, and quarters of a long debate."""
    time = asked_time(shown)
    months = grid_of(shown, slug, **{**time, "unit": Unit.MONTHS})
    if len(months.columns) <= MOST_MONTHS:
        return months
    return grid_of(shown, slug, **{**time, "unit": Unit.QUARTERS})


def asked_rows(grid: Grid) -> tuple[Row, ...]:
    """Those whom `participants` names, joined by commas; everybody without it. Raises `BadRequestError`."""
    wanted = [slug for value in request.args.getlist("participants") for slug in value.split(",") if slug]
    everybody = [row.participant.slug for row in grid.rows]
    for slug in wanted:
        if slug not in everybody:
            raise BadRequestError(
                f"participants has “{slug}”, but those of this dispute are: {', '.join(everybody)}."
            )
    return tuple(row for row in grid.rows if not wanted or row.participant.slug in wanted)


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


@pages.get("/disputes/<slug>/lines.<form>")
@kept_page
def lines(slug: str, form: str) -> Response:
    """Position by time, a line a participant."""
    parameters.only(*LINES, "save")
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    if form != "svg":
        raise BadRequestError(f"Lines come as svg, not as “{form}”; their data is the grid's csv.")
    grid = asked_courses(shown, slug)
    drawing = lines_svg(
        grid,
        rows=asked_rows(grid),
        source=shown.imprint,
        href=None if saving() else addresses(),
        prefix=f"lines-{slug}",
    )
    return figure(drawing, "svg", file_name(shown, found, "lines"))
