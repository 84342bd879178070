"""The argument map of a debate, or of one of its disputes, participants or claims."""

from __future__ import annotations

from typing import Any

from stances.argument.options import MAP_OPTIONS, MAP_PARAMETERS, MapView
from stances.figures.map.as_of_marks import describe_marks
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.legend import build_legend
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.pagination import make_divider
from stances.figures.map.svg import SvgForm
from stances.figures.metadata import Origin
from stances.publishing.caption import Caption, note
from stances.publishing.figure import Figure, FigureKind, FigureRequest
from stances.publishing.publish import DivideFigure
from stances.record.vocabulary import Kind


def build_map_caption(argument_map: ArgumentMap, origin: Origin) -> Caption:
    """Build the caption of a map. One without claims says itself why, so its filter is not noted."""
    day_note = f"{argument_map.day_words}{describe_marks(argument_map)}" if argument_map.day_words else ""
    filter_note = argument_map.filter_note if argument_map.graph.claims else ""
    return Caption(
        argument_map.title,
        argument_map.subtitle,
        origin,
        note(day_note) + note(filter_note),
        legend=build_legend(argument_map, LayoutRequest(argument_map).has_date_bars),
    )


def draw_map(figure: Figure[Any], shown: ArgumentMap) -> bytes:
    """Draw a map without its title; for a sheet, which has its own, also without a legend."""
    has_legend = figure.request.options.paper is None and shown.view.legend
    return figure.request.renderer.draw_map(
        shown.with_caption(title=False, legend=has_legend),
        "svg",
        SvgForm(figure.prefix, figure.request.href, is_in_page=figure.is_in_page),
    )


def write_dot(figure: Figure[Any], shown: ArgumentMap) -> bytes:
    """Write a map as DOT, with its title."""
    return figure.request.renderer.draw_map(shown, "dot")


def _build(request: FigureRequest) -> ArgumentMap:
    subject = request.subject
    of = {} if subject.kind_name is Kind.DEBATE else {str(subject.kind_name): subject.slug}
    return build_argument_map(request.record, MapView.from_query({**request.query, **of}))


def _divide(figure: Figure[ArgumentMap]) -> DivideFigure | None:
    return make_divider(figure.request.record, figure.content.view, figure.request.renderer.lay_out)


ARGUMENT_MAP = FigureKind(
    name="map",
    words="claims and the links between them",
    subjects=(Kind.DEBATE, Kind.DISPUTE, Kind.PARTICIPANT, Kind.CLAIM),
    command="map",
    parameters={name: MAP_OPTIONS[name] for name in MAP_PARAMETERS},
    build=_build,
    draw=lambda figure: draw_map(figure, figure.content),
    caption=build_map_caption,
    data={"dot": lambda figure: write_dot(figure, figure.content)},
    divide=_divide,
)
