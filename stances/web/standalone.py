"""A debate, or one of its disputes, as a single HTML file that needs no server: maps, grids, scrubber and the whole record.

Everything is readable without scripts; with them the scrubber moves grids and maps, and a claim opens beside its map. The
file asks for nothing outside, and its own policy allows exactly the style and the scripts that are in it. To stay small it
says each thing once: maps without the descriptions that the claims below them give, cells without what their headings say, and
of the grids at all moments only what differs from what a column's own dates tell.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from flask import Response, current_app

from stances import __version__
from stances import graph as graphs
from stances.graph import Graph
from stances.moments import Moment, answered_by, moments, states
from stances.presence import Timing
from stances.record import Claim, Dispute, Record, Stance
from stances.stylesheets import used
from stances.terms import Kind
from stances.timeline import Cell, Grid
from stances.timeline import grid as grid_of
from stances.views import Basis, MapView
from stances.web import parameters
from stances.web.disputes import claims_in_order
from stances.web.family import family
from stances.web.figures import file_name
from stances.web.presenting import addresses
from stances.web.scrubbing import Scrubber
from stances.web.site import kept_page, known, record, revised_at, site

pages = family("standalone")

STYLES = ("site.css", "grids.css", "scrubber.css", "standalone.css")
SCRIPTS = ("standalone.js", "maps.js", "scrubber.js")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Over HTTP: no more than that what is inline may run, for which the file's own policy then allows only what is its own."""
PLACES = {
    Kind.FACTION: "faction",
    Kind.PARTICIPANT: "participant",
    Kind.DISPUTE: "dispute",
    Kind.DOCUMENT: "document",
    Kind.CLAIM: "claim",
    Kind.LINK: "link",
    Kind.STANCE: "stance",
}


@pages.get("/standalone.html")
@kept_page
def debate_file() -> Response:
    parameters.only("save")
    shown = record()
    return _file(standalone(shown, tuple(shown.disputes.values()), revised_at(), addresses().home), shown)


@pages.get("/disputes/<slug>/standalone.html")
@kept_page
def dispute_file(slug: str) -> Response:
    parameters.only("save")
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    return _file(standalone(shown, (found,), revised_at(), addresses().dispute(slug)), shown, found)


def _file(content: str, shown: Record, dispute: Dispute | None = None) -> Response:
    """As a file to save, unless `save=off` asks to look at it here, under the policy that it carries itself."""
    response = Response(content, mimetype="text/html")
    kind = "attachment" if parameters.switch("save", True) else "inline"
    name = file_name(shown, dispute or shown.debate, "standalone")
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.html"'
    response.headers["Content-Security-Policy"] = POLICY
    return response


@dataclass(frozen=True)
class Anchors:
    """Addresses within the file, under the names that pages use for those of the site."""

    home = ""
    timeline = ""  # an event's own slug is its anchor

    def __call__(self, kind: Kind, slug: str) -> str:
        place = PLACES.get(Kind(kind))
        return f"#{place}-{slug}" if place else f"#{slug}"

    def claim(self, slug: str) -> str:
        return self(Kind.CLAIM, slug)

    def participant(self, slug: str) -> str:
        return self(Kind.PARTICIPANT, slug)

    def document(self, slug: str) -> str:
        return self(Kind.DOCUMENT, slug)

    def dispute(self, slug: str) -> str:
        return self(Kind.DISPUTE, slug)

    def faction(self, slug: str) -> str:
        return self(Kind.FACTION, slug)

    def link(self, slug: str) -> str:
        return self(Kind.LINK, slug)


@dataclass(frozen=True)
class Section:
    """One dispute in the file."""

    dispute: Dispute
    grid: Grid
    drawing: str
    claims: list[Claim]
    stances: list[Stance]


@dataclass(frozen=True)
class Edition:
    """What goes into one file: the record, and which of its disputes."""

    record: Record
    disputes: tuple[Dispute, ...]

    @property
    def title(self) -> str:
        debate = self.record.debate.title
        return debate if self.whole else f"{self.disputes[0].title} · {debate}"

    @property
    def whole(self) -> bool:
        return len(self.disputes) == len(self.record.disputes)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments of all its disputes, each day once."""
        marks: dict[date, dict[Any, None]] = {}
        for dispute in self.disputes:
            for moment in moments(self.record, dispute.slug):
                marks.setdefault(moment.day, {}).update(dict.fromkeys(moment.marks))
        return tuple(Moment(day, tuple(marks[day])) for day in sorted(marks))

    @cached_property
    def days(self) -> list[date]:
        return [moment.day for moment in self.moments]

    @cached_property
    def graph(self) -> Graph:
        """Every claim of its disputes, and every link among them."""
        found = [graphs.of_dispute(self.record, d.slug, context=False) for d in self.disputes]
        if self.whole:
            return graphs.whole(self.record)
        return Graph(
            {k: v for g in found for k, v in g.claims.items()},
            {k: v for g in found for k, v in g.links.items()},
        )

    @cached_property
    def claims(self) -> Mapping[str, list[Claim]]:
        """By the dispute under which each is told: its own, where that is in the file."""
        told: set[str] = set()
        found: dict[str, list[Claim]] = {}
        own = {dispute.slug for dispute in self.disputes}
        for dispute in self.disputes:
            here = claims_in_order(self.record, dispute.slug)
            found[dispute.slug] = [
                c for c in here if c.slug not in told and (c.dispute == dispute.slug or c.dispute not in own)
            ]
            told |= {claim.slug for claim in found[dispute.slug]}
        return found

    def drawing(self, dispute: Dispute) -> str:
        view = MapView(dispute=dispute.slug, title=False, legend=False)
        svg = site().studio.draw(self.record, view, "svg", Anchors(), f"map-{dispute.slug}")
        return lean(svg.decode())

    def section(self, dispute: Dispute) -> Section:
        stances = self.record.stances_of_dispute.get(dispute.slug, ())
        return Section(
            dispute,
            grid_of(self.record, dispute.slug),
            self.drawing(dispute),
            self.claims[dispute.slug],
            sorted(stances, key=lambda s: (s.when.sort_key, s.slug)),
        )

    def told(self) -> dict[str, Any]:
        """What the scrubber shows at each moment, packed."""
        looks = _Looks()
        found = states(self.graph, Timing(self.record), self.days)
        return {
            "days": [day.isoformat() for day in self.days],
            "states": {slug: _runs(letters) for slug, letters in found.items()},
            "answers": answered_by(self.graph),
            "grids": {d.slug: self._cells(d.slug, looks) for d in self.disputes},
            "looks": looks.found,
        }

    def _cells(self, dispute: str, looks: _Looks) -> dict[str, Any]:
        """For each column the first moment at which it may show something, and the cells that are not so simple.

        Of these, by row (-1 are the events) and column, from which moment on which look; none is the page's own.
        """
        grids = self._grids(dispute)
        columns = grids[-1].columns
        firsts = [bisect_left(self.days, column.start) for column in columns]
        odd: list[Any] = []
        for number, first in enumerate(firsts):
            events = [grid.columns[number].events for grid in grids]
            if any(events) and events != [()] * first + [events[-1]] * (len(grids) - first):
                odd.append([-1, number, looks.runs(events, lambda e: _parts().events(e))])
            for place in range(len(grids[-1].rows)):
                cells = [grid.rows[place].cells[number] for grid in grids]
                keys = list(map(_key, cells))
                later = all(cell.state == "later" for cell in cells[:first])
                if not (later and keys[first:].count(keys[-1]) == len(keys) - first):
                    label = f"{grids[-1].rows[place].participant.label}, {columns[number].label}: "
                    odd.append(
                        [place, number, looks.runs(cells, lambda c, label=label: _parts().cell(c, label))]
                    )
        return {"firsts": firsts, "odd": odd}

    def _grids(self, dispute: str) -> list[Grid]:
        """The grid at each moment, and last the whole; made anew only after days on which it can have changed."""
        turns = sorted(self._turns(dispute))
        found: list[Grid] = []
        for before, day in pairwise([date.min, *self.days]):
            if found and bisect_right(turns, before) == bisect_right(turns, day):
                found.append(found[-1])
            else:
                found.append(grid_of(self.record, dispute, as_of=day))
        return [*found, grid_of(self.record, dispute)]

    def _turns(self, dispute: str) -> set[date]:
        record = self.record
        entries: list[Any] = [
            *record.stances_of_dispute.get(dispute, ()),
            *record.claims_of_dispute.get(dispute, ()),
            *record.events.values(),
        ]
        spans = {day for e in entries if e.when for day in e.when.sort_key}
        return spans | {column.start for column in grid_of(record, dispute).columns}


def _runs(letters: str) -> str:
    """aaacc as a3c2"""
    return "".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters))


def _key(cell: Cell) -> tuple[Any, ...]:
    """What tells a cell from another of its place, without comparing the stances behind it one by one."""
    return cell.state, cell.text, tuple((bar.begins, bar.ends) for bar in cell.bars)


class _Looks:
    """The different looks of cells, each once."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._places: dict[str, int] = {}

    def runs(self, values: Sequence[Any], drawn: Any) -> list[tuple[int, int | None]]:
        """From which moment on a cell has which look; None is that which it has in the end, and on the page."""
        last, runs = _told(values[-1]), list[tuple[int, int | None]]()
        for number, value in enumerate(values):
            if number and _told(value) == _told(values[number - 1]):
                continue
            runs.append((number, None if _told(value) == last else self._place(str(drawn(value)).strip())))
        return runs

    def _place(self, look: str) -> int:
        if look not in self._places:
            self._places[look] = len(self.found)
            self.found.append(look)
        return self._places[look]


def _told(value: Any) -> Any:
    return _key(value) if isinstance(value, Cell) else value


def _parts() -> Any:
    return current_app.jinja_env.get_template("standalone/parts.html").module


# --- drawings without what the file says elsewhere ---

_NUMBER = re.compile(r"-?\d+\.\d+")


def _lean_path(found: re.Match[str]) -> str:
    """A curve to the nearest point; its ends still lie under its arrowheads."""
    return _NUMBER.sub(lambda number: str(round(float(number[0]))), found[0]).replace(",-", "-")


_ELEMENTS = tuple(
    (re.compile(pattern, re.DOTALL), put)
    for pattern, put in (
        (r"^<\?xml.*?\?>\s*", ""),
        (r"<metadata>.*?</metadata>\s*", ""),
        (r"<desc>.*?</desc>\s*", ""),
        (
            r'<title>[^<]*</title>\s*<a href="#(link-[^"]*)" aria-label="[^"]*">',
            r'<a href="#\1" aria-labelledby="\1">',
        ),
        (r'<title>[^<]*</title>\s*(<a href="#claim-[^"]*") aria-label="[^"]*">', r"\1>"),
    )
)
_ATTRIBUTES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r' role="group" aria-roledescription="\w+"', ""),
        (r' data-(?:slug|speaker|dispute|faction|from|to|source|target|kind)="[^"]*"', ""),
        (r'^<g id="[^"]*" class="(claim|link)\b', r'<g class="\1'),
        (r'(<g class="[^"]*?) (?:asserted|reported|inferred)(?: faction-[\w-]+)?', r"\1"),
        (r' d="[^"]*"', _lean_path),
        (r"(\d\.\d)\d+", r"\1"),
        (r"(\d)\.0(?!\d)", r"\1"),
        (r' font-size="11"', ""),
        (r'^(<text .*) fill="#1f2328"', r"\1"),
        (r'( points="(\S+)[^"]*) \2"', r'\1"'),
    )
)
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'(<g class="link[^>]*)>(.*?)</g>', re.DOTALL)
_STROKES = tuple(re.compile(rf' {name}="[^"]*"') for name in ("stroke", "stroke-width"))
_RECTANGLE = re.compile(
    r'<polygon fill="([^"]*)" stroke="none" points="([\d.-]+),([\d.-]+) \2,([\d.-]+) ([\d.-]+),\4 \5,\3"/>'
)


def lean(svg: str) -> str:
    """A map for a page that tells its claims in full: without descriptions, and with numbers to a tenth of a point."""
    for pattern, put in _ELEMENTS:
        svg = pattern.sub(put, svg)
    svg = _LINK.sub(_lean_link, _TAG.sub(_lean_tag, svg))
    svg = _RECTANGLE.sub(r'<path fill="\1" d="M\2 \3V\4H\5V\3z"/>', svg)
    return svg.replace("<svg ", '<svg font-size="11" fill="#1f2328" ', 1)


def _lean_tag(found: re.Match[str]) -> str:
    tag = found[0]
    for pattern, put in _ATTRIBUTES:
        tag = pattern.sub(put, tag)
    return tag


def _lean_link(found: re.Match[str]) -> str:
    """The colour and the width of a link's lines said once, where all of its shapes have the same."""
    group, shapes = found.groups()
    for stroke in _STROKES:
        if len(said := set(stroke.findall(shapes))) == 1:
            group, shapes = group + said.pop(), stroke.sub("", shapes)
    return f"{group}>{shapes}</g>"


# --- the file ---


def standalone(shown: Record, disputes: tuple[Dispute, ...], revised: datetime | None, address: str) -> str:
    """The file of a debate, or of some of its disputes; `address` is where the record can be read as it stands."""
    edition = Edition(shown, disputes)
    scripts = [_without_remarks(_static(name)) for name in SCRIPTS] if edition.moments else []
    body = _tight(
        _rendered(
            "body",
            edition=edition,
            record=shown,
            to=Anchors(),
            page=_Page(disputes[0], Scrubber(edition.moments, None, Basis.WRITTEN, False)),
            sections=[edition.section(dispute) for dispute in disputes],
            revised=revised,
            address=address,
            version=__version__,
            here={},
        )
    )
    style = used("\n".join(map(_static, STYLES)), body, "".join(scripts))
    return _rendered(
        "file",
        title=edition.title,
        policy=_policy(style, scripts),
        style=style,
        body=body,
        told=_in_script(edition.told()),
        scripts=scripts,
    )


@dataclass(frozen=True)
class _Page:
    """What the scrubber's template asks of its page."""

    dispute: Dispute
    scrubber: Scrubber


def _rendered(name: str, **given: Any) -> str:
    return current_app.jinja_env.get_template(f"standalone/{name}.html").render(**given)


def _policy(style: str, scripts: Sequence[str]) -> str:
    """What the file allows itself: its own style and scripts to the letter, and nothing from anywhere."""
    allowed = " ".join(map(_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache
def _static(name: str) -> str:
    return (Path(current_app.static_folder or "") / name).read_text(encoding="utf-8")


def _without_remarks(script: str) -> str:
    """A script without its lines of comment and its indents."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


_VALUE = re.compile(r'="([\w#.:-]+)"(?=[ >])')
_OPTIONAL = re.compile(r"</(?:li|td|th|tr|option)>\s*")
_PARAGRAPH = re.compile(r"</p>\s*(?=</?(?:p|ul|ol|li|div|blockquote|section|footer|figure|h\d)\b)")


def _tight(page: str) -> str:
    """HTML without the indents, quotation marks and end tags that it can do without."""
    page = _TAG.sub(lambda tag: _VALUE.sub(r"=\1", tag[0]), _PARAGRAPH.sub("", _OPTIONAL.sub("", page)))
    return re.sub(r"\s*\n\s*", "\n", page)


def _in_script(value: Any) -> str:
    """JSON that no text in it can end or open as markup."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
