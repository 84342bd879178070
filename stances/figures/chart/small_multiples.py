"""Draw small multiples: all participants in all disputes, each with a strip of the debate's time.

A strip is a row of the grid at the size of a word: full height for evidence, half height for an uncertain date, pale for a
position carried forward, a thin line for silence, empty if not involved or not yet coded. The key of the last position
stands behind it. The figure is made for A3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from lxml import etree

from stances.figures.chart import wording
from stances.figures.chart.cell_symbols import edge_colour
from stances.figures.chart.figure import HAIRLINE_COLOUR, MARGIN_PT, ChartFigure
from stances.graphics.geometry import Box
from stances.graphics.palette import QUIET_TEXT_COLOUR, RULE_COLOUR, TEXT_COLOUR, WHITE, mix, tone_colour
from stances.graphics.svg import SVG_NAMESPACE, add_element, draw_line, draw_rect, draw_text
from stances.graphics.text_metrics import clean_text, text_width, truncate, wrap_text
from stances.graphics.typography import SMALL_SIZE_PT
from stances.record.href import Href
from stances.record.vocabulary import Confidence, Kind
from stances.timeline.cells import Cell, CellState
from stances.timeline.columns import Column
from stances.timeline.matrix import Matrix
from stances.timeline.rows import GridRow
from stances.timeline.scale import ScalePosition

ROW_HEIGHT_PT = 15
STRIP_HEIGHT_PT = 11
GLYPH_ROOM_PT = 18
NAMES_WIDTH_PT = 118
COLUMN_GAP_PT = 7
_MONTH_WIDTH_PT = 3.4
_MIN_STRIP_WIDTH_PT, _MAX_STRIP_WIDTH_PT = 40.0, 96.0
_FULL_HEIGHT_STATES = (CellState.EVIDENCED, CellState.MIXED)


@dataclass(frozen=True, slots=True)
class CellRun:
    """Neighbouring cells of equal state and positions, from column `start` to before column `end`."""

    state: CellState
    positions: tuple[ScalePosition, ...]
    start: int
    end: int


def group_runs(row: GridRow) -> list[CellRun]:
    """The cells of a row grouped into runs of equal state and positions."""
    runs: list[CellRun] = []
    for _, cells in groupby(enumerate(row.cells), key=lambda pair: _run_key(pair[1])):
        indices, alike = zip(*cells, strict=True)
        runs.append(
            CellRun(
                alike[0].state,
                tuple(h.position for h in alike[0].positions_held),
                indices[0],
                indices[-1] + 1,
            )
        )
    return runs


def _run_key(cell: Cell) -> tuple[CellState, tuple[ScalePosition, ...]]:
    return cell.state, tuple(held.position for held in cell.positions_held)


def format_last_key(row: GridRow) -> str:
    """The key of the last position, or the keys of all that may be the last, with slashes; in parentheses if doubtful."""
    return "/".join(
        f"({held.position.key})" if held.confidence is Confidence.DOUBTFUL else held.position.key
        for held in row.final_positions
    )


def describe_strip(row: GridRow, columns: Sequence[Column]) -> str:
    """The strip in words: each position with its time, then the last one."""
    parts = []
    for run in group_runs(row):
        if run.positions:
            parts.append(
                wording.describe_run(columns[run.start], columns[run.end - 1], run.positions, run.state)
            )
    parts.append(wording.describe_last_positions(held.position for held in row.final_positions))
    return "; ".join(parts) + "."


def draw_strip(parent: Any, row: GridRow, box: Box) -> None:
    """Draw the strip of a row across a box."""
    step = box.width / max(len(row.cells), 1)
    draw_rect(parent, box, fill=WHITE, stroke=HAIRLINE_COLOUR, stroke_width=0.6)
    for run in group_runs(row):
        place = Box(box.x + run.start * step, box.y, (run.end - run.start) * step, box.height)
        if run.state is CellState.SILENT:
            draw_line(parent, place.x, place.centre[1], place.right, place.centre[1], RULE_COLOUR, 0.6)
        elif run.positions:
            _draw_run(parent, place, run)


def _draw_run(parent: Any, place: Box, run: CellRun) -> None:
    """Draw a run of cells; several positions share the height."""
    inset = (
        0.0
        if run.state in _FULL_HEIGHT_STATES
        else place.height / 4
        if run.state is CellState.UNCERTAIN
        else 1.0
    )
    height = (place.height - 2 * inset) / len(run.positions)
    for i, position in enumerate(run.positions):
        colour = tone_colour(position.tone)
        is_carried = run.state is CellState.CARRIED
        fill = mix(colour, WHITE, 0.68) if is_carried else colour
        piece = Box(place.x, place.y + inset + i * height, place.width, height)
        edge = fill if is_carried else edge_colour(position)
        state = "carried" if is_carried else "held"
        draw_rect(parent, piece, fill=fill, stroke=edge, stroke_width=0.5, class_=state)


class _MatrixFigure(ChartFigure):
    """Draws the matrix of all participants and disputes."""

    def __init__(self, matrix: Matrix, *about: Any) -> None:
        super().__init__(*about)
        self.matrix = matrix
        self.strip_width = min(
            max(_MIN_STRIP_WIDTH_PT, _MONTH_WIDTH_PT * len(matrix.columns)), _MAX_STRIP_WIDTH_PT
        )
        self.widths = [self._column_width(dispute.slug) for dispute in matrix.disputes]
        self.column_lefts = list(accumulate(self.widths, initial=MARGIN_PT + NAMES_WIDTH_PT))
        self.right_edge = max(self.column_lefts[-1], self.right_edge)

    def _column_width(self, dispute: str) -> float:
        """The width of a dispute's column: the strip and the widest of its last keys."""
        keys = [format_last_key(row) for row in self.matrix.rows if row.dispute.slug == dispute]
        widest = max((text_width(key, SMALL_SIZE_PT, bold=True) * 1.1 for key in keys), default=0)
        return self.strip_width + max(GLYPH_ROOM_PT, widest + 4) + COLUMN_GAP_PT

    def draw(self) -> str:
        self.draw_heading(moment=self.matrix.day_words)
        self._draw_dispute_heads()
        for group in self.matrix.groups:
            layer = add_element(self.root, "g", class_="faction")
            if group.heading:
                self._draw_group_name(layer, group.heading)
            for matrix_row in group.rows:
                self._draw_row(
                    layer,
                    matrix_row.participant.slug,
                    matrix_row.label,
                    matrix_row.row_by_dispute,
                )
        if self.legend:
            self._draw_legend()
        title, description = wording.title_matrix(self.title), wording.describe_matrix(self.matrix)
        return self.finish("stance-matrix", title, description)

    def _draw_group_name(self, layer: Any, name: str) -> None:
        self.y += 17
        draw_text(
            layer,
            MARGIN_PT,
            self.y,
            name,
            SMALL_SIZE_PT,
            font_weight="bold",
            fill=QUIET_TEXT_COLOUR,
        )
        start = MARGIN_PT + text_width(name, SMALL_SIZE_PT, bold=True) * 1.1 + 8
        draw_line(
            layer,
            min(start, self.right_edge),
            self.y - 3.4,
            self.right_edge,
            self.y - 3.4,
            HAIRLINE_COLOUR,
        )
        self.y += 4

    def _draw_dispute_heads(self) -> None:
        names = [
            wrap_text(
                self.matrix.dispute_labels[d.slug], (width - COLUMN_GAP_PT) * 1.06, SMALL_SIZE_PT, bold=True
            )
            for d, width in zip(self.matrix.disputes, self.widths, strict=True)
        ]
        self.y += max(map(len, names), default=0) * 12.0 + 8
        head = add_element(self.root, "g", class_="disputes")
        for i, (dispute, parts) in enumerate(zip(self.matrix.disputes, names, strict=True)):
            x = self.column_lefts[i]
            place = self.add_link(head, Kind.DISPUTE, dispute.slug)
            for up, part in enumerate(reversed(parts)):
                text = draw_text(
                    place,
                    x,
                    self.y - 6 - up * 12.0,
                    part,
                    SMALL_SIZE_PT,
                    font_weight="bold",
                    fill=TEXT_COLOUR,
                )
                add_element(text, "title").text = clean_text(dispute.question)
            draw_line(head, x, self.y, x + self.widths[i] - COLUMN_GAP_PT, self.y, TEXT_COLOUR)

    def _draw_row(self, layer: Any, slug: str, label: str, rows: Any) -> None:
        group = add_element(layer, "g", class_="line", id=f"{self.prefix}-{slug}", data_slug=slug)
        place = self.add_link(group, Kind.PARTICIPANT, slug)
        draw_text(
            place,
            MARGIN_PT,
            self.y + ROW_HEIGHT_PT - 4,
            truncate(clean_text(label), (NAMES_WIDTH_PT - 10) / 1.05, SMALL_SIZE_PT),
            SMALL_SIZE_PT,
            fill=TEXT_COLOUR,
        )
        for i, dispute in enumerate(self.matrix.disputes):
            if dispute.slug in rows:
                self._draw_strip(group, rows[dispute.slug], self.column_lefts[i])
        self.y += ROW_HEIGHT_PT

    def _draw_strip(self, parent: Any, row: GridRow, x: float) -> None:
        group = add_element(
            parent,
            "g",
            id=f"{self.prefix}-{row.participant.slug}--{row.dispute.slug}",
            class_="strip",
            data_slug=row.participant.slug,
            data_dispute=row.dispute.slug,
            role="graphics-symbol",
        )
        add_element(group, "title").text = clean_text(f"{row.participant_label}, {row.dispute_label}")
        add_element(group, "desc").text = clean_text(describe_strip(row, self.matrix.columns))
        draw_strip(
            group,
            row,
            Box(x, self.y + (ROW_HEIGHT_PT - STRIP_HEIGHT_PT) / 2, self.strip_width, STRIP_HEIGHT_PT),
        )
        key = format_last_key(row)
        if key:
            draw_text(
                group,
                x + self.strip_width + 3,
                self.y + ROW_HEIGHT_PT - 4,
                key,
                SMALL_SIZE_PT,
                font_weight="bold",
                fill=TEXT_COLOUR,
            )

    def _draw_legend(self) -> None:
        self.y += 14
        draw_line(self.root, MARGIN_PT, self.y, self.right_edge - COLUMN_GAP_PT, self.y, TEXT_COLOUR)
        layer = add_element(self.root, "g", class_="legend")
        words = wording.explain_strips(self.matrix.columns)
        self.y += 4
        self.draw_paragraph(layer, words, SMALL_SIZE_PT, fill=QUIET_TEXT_COLOUR)
        for dispute in self.matrix.disputes:
            positions = "; ".join(f"{p.key} {p.label}" for p in dispute.positions)
            self.y += 2
            self.draw_paragraph(
                layer,
                f"{self.matrix.dispute_labels[dispute.slug]}: {positions}",
                SMALL_SIZE_PT,
                fill=QUIET_TEXT_COLOUR,
            )
        self.draw_source(layer)


def draw_matrix(
    matrix: Matrix,
    *,
    title: str,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grids",
    legend: bool = True,
) -> str:
    """Return the matrix as a self-contained SVG; with `href` names link to participants and disputes."""
    return _MatrixFigure(matrix, title, source, href, prefix, legend).draw()


def draw_strip_picture(row: GridRow) -> str:
    """Return one strip as a small SVG within a page, hidden from screen readers: its description stands beside it."""
    width = max(len(row.cells), 1) * 5
    root = etree.Element(f"{{{SVG_NAMESPACE}}}svg", nsmap={None: SVG_NAMESPACE})
    for name, value in {
        "viewBox": f"0 0 {width} 12",
        "width": str(width),
        "height": "12",
        "aria-hidden": "true",
        "class": "course-strip",
    }.items():
        root.set(name, value)
    draw_strip(root, row, Box(0, 0, width, 12))
    text: str = etree.tostring(root, encoding="unicode")
    return text
