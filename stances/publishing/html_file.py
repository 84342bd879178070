"""A debate, or one of its disputes, as a single HTML file that needs no server: maps, grids, time slider and the whole record.

Everything is readable without scripts; with them the time slider changes grids and maps, and a claim opens beside its map. The
file fetches nothing, and its content security policy allows exactly the style and the scripts in it. To stay small it says
each thing once: maps lack the descriptions that the claims below them give, cells lack the words of their headings, only the
first grid has the titles of columns, events and participants (a script gives them to the others), texts lack the direction and
language that the whole has, and the states of grids contain only cells that do not simply appear when their column begins. Pure
apart from the layout engine.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from stances import __version__
from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import MapView
from stances.cache import cached_property
from stances.dates.day import Day
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.render import draw_view
from stances.figures.map.svg import SvgForm
from stances.graphics.direction import has_right_to_left
from stances.publishing.css_pruning import prune_css
from stances.publishing.templates import STATIC_DIR, TemplateContext, environment, render
from stances.record.entries import Claim, Dispute, Stance
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import Basis, Kind
from stances.timeline.grid import Grid
from stances.timeline.grid import build_grid as grid_of
from stances.timeline.moments import Moment, find_moments
from stances.timeline.slider_states import GridBinding, SliderStates, script_json, slider_states
from stances.timeline.time_axis import TimeAxis, build_calendar_axis
from stances.timeline.time_slider import TimeSlider

STYLES = (
    "css/site.css",
    "css/page_header.css",
    "css/grid.css",
    "css/map.css",
    "css/time_slider.css",
    "css/html_file.css",
)
SCRIPTS = (
    ("js/map/argument.js", "js/map/highlight.js", "js/map/walk.js", "js/html_file/html_file.js"),
    (
        "js/page/keys.js",
        *(f"js/time_slider/{name}.js" for name in ("states", "map_view", "grid_view", "control")),
    ),
)
"""The scripts of the file, each joined from modules that import from each other."""


@dataclass(frozen=True)
class FragmentUrls:
    """URLs within the file, with the interface of `DebateUrls`."""

    def __call__(self, kind: Kind, slug: str) -> str:
        return f"#{kind}-{slug}"

    def dispute(self, slug: str) -> str:
        return self(Kind.DISPUTE, slug)


@dataclass(frozen=True)
class DisputeSection:
    """One dispute in the file."""

    dispute: Dispute
    grid: Grid
    drawing: str
    claims: list[Claim]
    stances: list[Stance]


@dataclass(frozen=True)
class HtmlFileContent:
    """The content of a file: the record, which of its disputes, and what lays out their maps."""

    record: Record
    disputes: tuple[Dispute, ...]
    engine: LayoutEngine

    @property
    def title(self) -> str:
        debate = self.record.debate.title
        return debate if self.is_whole else f"{self.disputes[0].title} · {debate}"

    @property
    def is_whole(self) -> bool:
        return len(self.disputes) == len(self.record.disputes)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments of all its disputes, with each day once."""
        marks: dict[Day, dict[Any, None]] = {}
        for dispute in self.disputes:
            for moment in find_moments(self.record, dispute.slug):
                marks.setdefault(moment.day, {}).update(dict.fromkeys(moment.marks))
        return tuple(Moment(day, tuple(marks[day])) for day in sorted(marks))

    @property
    def axis(self) -> TimeAxis:
        """The periods of the whole debate."""
        stances, claims = tuple(self.record.stances.values()), tuple(self.record.claims.values())
        return build_calendar_axis(self.record, stances, claims)

    @cached_property
    def days(self) -> list[Day]:
        return [moment.day for moment in self.moments]

    @cached_property
    def graph(self) -> Graph:
        """All claims of its disputes, and the links between them."""
        graphs_ = [graphs.build_dispute_graph(self.record, d.slug, context=False) for d in self.disputes]
        if self.is_whole:
            return graphs.build_whole_graph(self.record)
        return Graph(
            {k: v for g in graphs_ for k, v in g.claims.items()},
            {k: v for g in graphs_ for k, v in g.links.items()},
        )

    @cached_property
    def claims(self) -> Mapping[str, list[Claim]]:
        """The claims by the dispute under which each is listed: its own, if that is in the file."""
        listed: set[str] = set()
        by_dispute: dict[str, list[Claim]] = {}
        own = {dispute.slug for dispute in self.disputes}
        for dispute in self.disputes:
            claims = sort_claims(self.record, self.record.claims_of_dispute.get(dispute.slug, ()))
            by_dispute[dispute.slug] = [
                c
                for c in claims
                if c.slug not in listed and (c.dispute == dispute.slug or c.dispute not in own)
            ]
            listed |= {claim.slug for claim in by_dispute[dispute.slug]}
        return by_dispute

    def drawing(self, dispute: Dispute) -> str:
        view = MapView(dispute=dispute.slug, title=False, legend=False)
        form = SvgForm(f"map-{dispute.slug}-", FragmentUrls(), is_small=True)
        return draw_view(self.record, view, "svg", self.engine, form).decode().replace(">\n<", "><")

    def section(self, dispute: Dispute) -> DisputeSection:
        stances = self.record.stances_of_dispute.get(dispute.slug, ())
        return DisputeSection(
            dispute,
            grid_of(self.record, dispute.slug),
            self.drawing(dispute),
            self.claims[dispute.slug],
            sorted(stances, key=lambda s: (s.when.sort_key, s.slug)),
        )


# --- the file ---


@dataclass(frozen=True)
class HtmlFileBody(TemplateContext, template="html_file/_body.html"):
    """All that one sees in the file: the `edition`, its `record` and `sections`, with the `time_slider` of all its moments.

    `to` gives the URLs within it; `revised`, `address` and `version` are for its colophon.
    """

    edition: HtmlFileContent
    record: Record
    to: FragmentUrls
    time_slider: TimeSlider
    sections: Sequence[DisputeSection]
    revised: datetime | None
    address: str
    version: str


@dataclass(frozen=True)
class HtmlFilePage(TemplateContext, template="html_file/file.html"):
    """The file: its `title`, its `body`, its one `style`, its `scripts` and their `slider_states`, and the `policy` for these."""

    title: str
    policy: str
    style: str
    body: str
    slider_states: str
    scripts: Sequence[str]


def render_html_file(
    record: Record,
    engine: LayoutEngine,
    dispute: str | None = None,
    revised: datetime | None = None,
    address: str = "",
) -> str:
    """Render the file of a debate, or of one dispute. Raises NotFoundError and what the engine raises.

    `revised` is when the record was last changed, if that is known, and `address` the permanent URL of the same on a site.
    """
    disputes = (
        tuple(record.disputes.values()) if dispute is None else (require_entry(record, Dispute, dispute),)
    )
    content = HtmlFileContent(record, disputes, engine)
    sections = [content.section(dispute) for dispute in disputes]
    scripts = ["\n".join(map(_read_script, names)) for names in SCRIPTS] if content.moments else []
    axis = content.axis
    slider = TimeSlider(content.moments, axis.unit, axis.columns, None, Basis.WRITTEN, "")
    body = _minify(
        render(HtmlFileBody(content, record, FragmentUrls(), slider, sections, revised, address, __version__))
    )
    states = script_json(_slider_states(content, sections))
    style = prune_css("\n".join(map(_read_static, STYLES)), body + states, "".join(scripts))
    return render(HtmlFilePage(content.title, _policy(style, scripts), style, body, states, scripts))


def _slider_states(content: HtmlFileContent, sections: Sequence[DisputeSection]) -> SliderStates:
    bindings = list(map(_grid_binding, sections))
    return slider_states(
        content.record, content.graph, content.days, Basis.WRITTEN, bindings, with_speakers=False
    )


def _grid_binding(section: DisputeSection) -> GridBinding:
    ui: Any = environment().globals["ui"]
    to = FragmentUrls()
    return GridBinding(
        section.grid,
        section.grid,
        lambda row, column, cell: str(ui.file_cell(row, column, cell)),
        lambda column: str(ui.grid_events(to, column, True)),
    )


def _policy(style: str, scripts: Sequence[str]) -> str:
    """The file's own policy: exactly its style and scripts, by their hashes, and nothing from elsewhere."""
    allowed = " ".join(map(_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache
def _read_static(name: str) -> str:
    return (STATIC_DIR / name).read_text(encoding="utf-8")


def _read_script(name: str) -> str:
    """A module as a plain script, without comments, indents, imports and exports."""
    lines = (_COMMENT.sub("", line).strip() for line in _read_static(name).splitlines())
    code = (line for line in lines if line and not line.startswith(("//", "import ")))
    return "\n".join(line.removeprefix("export ") for line in code)


_COMMENT = re.compile(r"""\s// [^"'`]*$""")
_TITLED = re.compile(r'(<(?:a href|th scope="col" data-column)="([^"]*)") title="([^"]*)">')
_PATH = re.compile(r' d="(M(?:-?[\d.]+,-?[\d.]+ ?|[LCZ])+)"')
_STEP = re.compile(r"([MLCZ])([^MLCZ]*)")
_POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r'="([\w#.,:-]+)"(?:(?=[ >])|(/))')
_OPTIONAL_END_TAG = re.compile(r"</(?:li|td|th|tr|option)>\s*")
_PARAGRAPH = re.compile(r"</p>\s*(?=</?(?:p|ul|ol|li|div|blockquote|section|footer|figure|h\d)\b)")


def _minify(page: str) -> str:
    """The page without the indents, quotation marks and end tags that are optional, unchanged for a reader."""
    page = _PARAGRAPH.sub("", _OPTIONAL_END_TAG.sub("", _drop_repeated_titles(page)))
    page = page.replace('"#ffffff"', '"#fff"').replace(' lang="en"', "")
    page = page if has_right_to_left(page) else page.replace(' dir="auto"', "")
    page = _PATH.sub(lambda path: f' d="{shorten_path(path[1])}"', page)
    page = _TAG.sub(lambda tag: _VALUE.sub(_unquote, tag[0]), page)
    return re.sub(r"\s*\n\s*", "\n", page)


def shorten_path(path: str) -> str:
    """The same path with level and upright lines by one number, and places from the one before where that is shorter."""
    x = y = Decimal(0)
    steps = []
    for letter, numbers in _STEP.findall(path):
        points = [(Decimal(a), Decimal(b)) for a, b in _POINT.findall(numbers)]
        ways = [f"{letter}{numbers}"]
        if letter != "M":
            ways.append(letter.lower() + " ".join(f"{a - x},{b - y}" for a, b in points))
        if letter == "L" and len(points) == 1:
            (a, b) = points[0]
            ways += [f"V{b}", f"v{b - y}"] * (a == x) + [f"H{a}", f"h{a - x}"] * (b == y)
        steps.append(min(ways, key=len))
        x, y = points[-1] if points else (x, y)
    return "".join(steps)


def _unquote(value: re.Match[str]) -> str:
    return f"={value[1]}{' /' if value[2] else ''}"


def _drop_repeated_titles(page: str) -> str:
    """The page with the title of a link or column only where it isn't the last one that its like had."""
    last: dict[str, str] = {}

    def write(titled: re.Match[str]) -> str:
        tag, address, title = titled.groups()
        is_repeated = last.get(address) == title
        last[address] = title
        return f"{tag}>" if is_repeated else titled[0]

    return _TITLED.sub(write, page)
