"""What holds of every figure: it is drawn and written in each of its formats, and no two are called alike."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree

from stances.argument.options import Arrangement
from stances.errors import BadRequestError
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import ArgumentMap
from stances.figures.map.render import MapRenderer
from stances.figures.metadata import Origin
from stances.formats import load_path
from stances.graphics.typography import MIN_TEXT_PT
from stances.publishing.figure import MEDIA_TYPES, Figure, FigureRequest
from stances.publishing.figures import FIGURES
from stances.publishing.figures.argument_map import ARGUMENT_MAP
from stances.publishing.page_layout import FigureSize, choose_sheet_for, fit_figure, preview_publication
from stances.publishing.page_size import Paper
from stances.publishing.publish import FORMS, divide_figure
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.importing import list_shipped_files
from tests.support.figures import FigureExample, figure_examples
from tests.support.svg import of_class


def test_no_two_figures_have_one_address_or_one_command() -> None:
    for names in (
        [(of, kind.name) for kind in FIGURES for of in kind.subjects],
        [(of, kind.command, kind.switch) for kind in FIGURES for of in kind.subjects],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("example", figure_examples(), ids=str)
def test_a_figure_is_drawn_and_written_in_each_of_its_formats(
    shipped: Record, example: FigureExample
) -> None:
    subject = shipped.debate if example.subject is Kind.DEBATE else shipped.get(example.subject, example.slug)
    assert subject
    renderer = MapRenderer(render_in_process)
    figure = example.kind.make(FigureRequest(Origin(shipped), subject, example.parameters, renderer))
    ids = etree.fromstring(figure.svg).xpath("//@id")
    assert ids
    assert [name for name in ids if not name.startswith(figure.prefix)] == []
    assert figure.caption.title
    assert figure.file_stem.startswith(shipped.debate.slug)
    assert set(example.kind.formats) <= MEDIA_TYPES.keys()
    starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    for form in example.kind.formats:
        content = figure.write(form)
        assert content.startswith(starts[form]) if form in FORMS else content
    with pytest.raises(BadRequestError, match="svg, png"):
        figure.write("gif")


def _make_map(record: Record, dispute: str, **options: str) -> Figure[ArgumentMap]:
    renderer = MapRenderer(render_in_process)
    return ARGUMENT_MAP.make(FigureRequest(Origin(record), record.disputes[dispute], options, renderer))


def _save_map(record: Record, dispute: str, **options: str) -> etree._Element:
    """The SVG of a map in a file."""
    return etree.fromstring(_make_map(record, dispute, **options).write("svg"))


@pytest.mark.parametrize("paper", ["a4", "column85"])
def test_on_a_sheet_the_legend_has_letters_of_their_own_size(shipped: Record, paper: str) -> None:
    root = _save_map(shipped, "left-turn", paper=paper, arrange="time")
    (legend,) = of_class(root, "legend")
    scale = float(legend.get("transform").partition("scale(")[2].rstrip(")"))
    assert {"supports", "date range"} <= set(legend.itertext())
    assert min(float(size) for size in legend.xpath(".//@font-size")) * scale >= MIN_TEXT_PT
    assert "supports" not in of_class(root, "figure")[0].itertext()


def test_each_sheet_of_a_divided_map_explains_what_is_on_it(shipped: Record) -> None:
    options = {"paper": "a4", "split": "yes"}
    legends = [
        set(of_class(_save_map(shipped, "unity", **options, page=page), "legend")[0].itertext())
        for page in ("1", "2")
    ]
    assert all("supports" in legend for legend in legends)
    assert legends[0] != legends[1]


def _text_size(figure: Figure[ArgumentMap]) -> float:
    """The smallest text of a map on its sheet, or on its sheets if it is divided."""
    look, root = figure.request.options, etree.fromstring(figure.svg)
    size = FigureSize.measure(root)
    if look.paper is None:
        return size.smallest_text_pt
    if look.split:
        return divide_figure(figure.svg, look, figure.caption, figure.divide).smallest_text_pt
    return fit_figure(size, choose_sheet_for(size, look, figure.caption)).smallest_text_pt


def _check_proposals(record: Record, dispute: str, arrange: Arrangement, paper: Paper) -> None:
    """The map is legible on this paper, or all that is proposed instead makes it so."""
    options = {"arrange": arrange.value, "paper": paper.value}
    figure = _make_map(record, dispute, **options)
    root = etree.fromstring(figure.svg)
    preview = preview_publication(root, figure.request.options, figure.caption, figure.divide is not None)
    assert preview.is_legible != bool(preview.alternatives)
    for proposal in preview.alternatives:
        assert proposal.sheet, "maps can be divided"
        other = {"paper": proposal.sheet.paper.value, "orientation": proposal.sheet.orientation.value}
        other |= {"split": "yes"} if proposal.split else {}
        assert _text_size(_make_map(record, dispute, **options | other)) >= MIN_TEXT_PT - 0.005, proposal


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("arrange", Arrangement)
def test_what_is_proposed_for_a_sheet_on_which_a_map_is_too_small_is_legible(
    shipped: Record, arrange: Arrangement, paper: Paper
) -> None:
    _check_proposals(shipped, "cause", arrange, paper)


@pytest.mark.slow
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("arrange", Arrangement)
def test_so_it_is_for_every_shipped_dispute(arrange: Arrangement, paper: Paper) -> None:
    for record in map(load_path, list_shipped_files()):
        for dispute in record.disputes:
            _check_proposals(record, dispute, arrange, paper)
