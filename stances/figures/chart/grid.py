"""Draw grids and trajectories as self-contained SVGs.

`stances.timeline` says what each cell contains and `cell_symbols` how it looks; this module places everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from stances.figures.chart import wording
from stances.figures.chart.cell_symbols import (
    GLYPH_SIZE_PT,
    draw_arrow,
    draw_cell,
    draw_glyph,
    draw_symbol_sample,
    draw_unread,
    edge_colour,
)
from stances.figures.chart.figure import (
    CELL_GAP_PT,
    HAIRLINE_COLOUR,
    MARGIN_PT,
    DrawSample,
    TimeFigure,
    split_in_thirds,
)
from stances.figures.chart.grid_contents import (
    COLUMN_WIDTHS_PT,
    GridContents,
    collect_grid_contents,
    collect_trajectory_contents,
    number_to_letters,
)
from stances.graphics.geometry import Box
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, text_colour_on, tone_colour
from stances.graphics.svg import add_element, draw_line, draw_rect, draw_text
from stances.graphics.text_metrics import clean_text, text_width, truncate
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.href import Href
from stances.record.vocabulary import Kind
from stances.timeline.cells import Cell, CellState
from stances.timeline.columns import Column
from stances.timeline.grid import Grid
from stances.timeline.legend import CellSymbol
from stances.timeline.rows import GridRow
from stances.timeline.scale import ScalePosition
from stances.timeline.trajectory import Trajectory

ROW_HEIGHT_PT, TIGHT_ROW_HEIGHT_PT = 25, 17


def _needed_width(cell: Cell) -> float:
    """The width that the signs of a cell need: side by side or, in two halves, in opposite corners."""
    widths = [text_width(held.position.key, GLYPH_SIZE_PT, bold=True) for held in cell.parts]
    is_halved = len(widths) == 2 and not cell.moved
    return max(widths) + 14 if is_halved else sum(widths) + 7 * len(widths) + 6


def _draw_position_sample(layer: Any, box: Box, position: ScalePosition) -> None:
    colour = tone_colour(position.tone)
    draw_rect(layer, box, fill=colour, stroke=edge_colour(position), stroke_width=0.8)
    draw_glyph(layer, *box.centre, position.key, text_colour_on(colour), BODY_SIZE_PT)


class _GridFigure(TimeFigure):
    """Draws a grid or a trajectory; with `max_width` only cells and their legend, trimmed to the edge."""

    def __init__(self, contents: GridContents, *about: Any, max_width: float | None = None) -> None:
        self.contents, self.table, self.max_width = contents, contents.table, max_width
        self.dispute = self.table.dispute.slug if isinstance(self.table, Grid) else None
        self.cells = [cell for row in self.table.rows for cell in row.cells]
        self.faction_notes: list[str] = []
        self.row_height = TIGHT_ROW_HEIGHT_PT if max_width else ROW_HEIGHT_PT
        labels = [text_width(contents.label(row), BODY_SIZE_PT) for row in self.table.rows]
        self.label_width = min(max([84.0, *labels]), 190)
        left = MARGIN_PT + self.label_width * 1.08 + 14
        super().__init__(self.table.columns, self.table.as_of, left, self._column_width(left), *about)
        if max_width:
            self.right_edge = max(self.right, max_width + MARGIN_PT)

    def _column_width(self, left: float) -> float:
        """The usual width of the unit, less if `max_width` requires it, more if the keys of a cell need it."""
        needs = map(_needed_width, self.cells)
        usual: float = COLUMN_WIDTHS_PT[self.table.unit]
        if self.max_width:
            usual = min(usual, (self.max_width + MARGIN_PT - left) / max(len(self.table.columns), 1))
        return max([usual, *needs])

    def draw(self) -> str:
        self.draw_heading(self.contents.question, self.table.day_words)
        self.draw_events()
        self.draw_column_heads(self.table.column_groups)
        for name, rows in self.contents.blocks:
            self._draw_group(name, rows)
        self.y += 6
        self.draw_event_verticals(self.y)
        draw_line(self.root, MARGIN_PT, self.y, self.right, self.y, TEXT_COLOUR)
        self.y += 8
        if self.legend:
            layer = add_element(self.root, "g", class_="legend")
            self._draw_legend(layer)
        title = wording.title_grid(self.title or self.contents.title)
        return self.finish(
            "stance-grid", title, self.contents.description, trim=MARGIN_PT - 2 if self.max_width else 0
        )

    # The body

    def _draw_group(self, name: str, rows: Sequence[GridRow]) -> None:
        layer = add_element(self.root, "g", class_="faction")
        if name:
            self._draw_group_name(layer, name)
        for row in rows:
            self._draw_row(layer, row)

    def _draw_group_name(self, layer: Any, name: str) -> None:
        self.y += 14 if self.max_width else 19
        draw_text(layer, MARGIN_PT, self.y, name, SMALL_SIZE_PT, font_weight="bold", fill=QUIET_TEXT_COLOUR)
        start = MARGIN_PT + text_width(name, SMALL_SIZE_PT, bold=True) * 1.08 + 8
        if start < self.right:
            draw_line(layer, start, self.y - 3.4, self.right, self.y - 3.4, HAIRLINE_COLOUR)
        self.y += 5

    def _draw_row(self, layer: Any, row: GridRow) -> None:
        slug = self.contents.subject(row).slug
        group = add_element(layer, "g", class_="row", id=f"{self.prefix}-{slug}", data_slug=slug)
        self._draw_label(group, row, self.y + self.row_height / 2)
        for number, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=True)):
            self._draw_cell(group, row, column, cell, self._cell_box(number, number))
        for state, run in groupby(enumerate(row.cells), key=lambda pair: pair[1].state):
            if state is CellState.NOT_CODED:
                numbers = [number for number, _ in run]
                draw_unread(group, self._cell_box(numbers[0], numbers[-1]))
        self._draw_changes(group, row)
        self.y += self.row_height

    def _cell_box(self, first: int, last: int) -> Box:
        """The box of the cells of the row at `y` from one column to another."""
        return Box(
            self.left + self.column_width * first + CELL_GAP_PT,
            self.y + CELL_GAP_PT,
            self.column_width * (last - first + 1) - 2 * CELL_GAP_PT,
            self.row_height - 2 * CELL_GAP_PT,
        )

    def _draw_changes(self, group: Any, row: GridRow) -> None:
        """Draw an arrow where each new position begins, on the border to the cell before."""
        for number, (place, change) in enumerate(row.arrows, 1):
            mark = add_element(group, "g", class_="change", id=f"{group.get('id')}-change-{number}")
            add_element(mark, "title").text = clean_text(change.text)
            if change.description:
                add_element(mark, "desc").text = clean_text(change.description)
            draw_arrow(mark, self.left + self.column_width * place, self.y + self.row_height / 2)

    def _draw_label(self, group: Any, row: GridRow, middle: float) -> None:
        subject = self.contents.subject(row)
        parent = self.add_link(group, self.contents.row_kind, subject.slug)
        shown = truncate(clean_text(self.contents.label(row)), self.label_width)
        text = draw_text(
            parent,
            MARGIN_PT,
            middle + BODY_SIZE_PT * 0.36,
            shown,
            fill=TEXT_COLOUR,
            class_=self.contents.row_kind,
        )
        if row.note:
            self.faction_notes.append(f"{self.contents.label(row)}: {row.note}")
            note = add_element(
                text, "tspan", dy=-3.5, dx=1.5, font_size=SMALL_SIZE_PT, fill=QUIET_TEXT_COLOUR
            )
            note.text = number_to_letters(len(self.faction_notes))
        full = row.participant_name if self.contents.row_kind is Kind.PARTICIPANT else row.dispute.question
        add_element(text, "title").text = clean_text(full)

    def _draw_cell(self, parent: Any, row: GridRow, column: Column, cell: Cell, box: Box) -> None:
        slug = self.contents.subject(row).slug
        group = add_element(
            parent,
            "g",
            id=f"{self.prefix}-{slug}--{column.key}",
            class_=" ".join(["cell", cell.state, *(["moved"] if cell.moved else [])]),
            data_slug=slug,
            data_column=column.key,
            role="graphics-symbol",
        )
        title = f"{self.contents.label(row)}, {column.label}: {wording.STATE_WORDS[cell.state]}"
        add_element(group, "title").text = clean_text(title)
        add_element(group, "desc").text = clean_text(cell.text)
        place = (
            add_element(group, "a", href=self._evidence_address(self.href, cell, row.participant.slug))
            if self.href and cell.stances
            else group
        )
        draw_cell(place, box, cell)

    def _evidence_address(self, href: Href, cell: Cell, participant: str) -> str:
        claims = [claim for stance in cell.stances for claim in stance.claims]
        return href(Kind.CLAIM, claims[0]) if claims else href(Kind.PARTICIPANT, participant)

    # The legend and the lists

    def _draw_legend(self, layer: Any) -> None:
        samples, positions = list(self._symbol_entries()), list(self._position_entries())
        if self.max_width:
            self.draw_key_columns(layer, (wording.CELLS_HEADING, "", ""), split_in_thirds(samples))
        elif len(self.contents.scales) == 1:
            split = -(-len(samples) // 2)
            self.draw_key_columns(
                layer,
                (wording.POSITIONS_HEADING, wording.CELLS_HEADING, ""),
                (positions, samples[:split], samples[split:]),
            )
        else:
            self.draw_key_columns(layer, (wording.CELLS_HEADING, "", ""), split_in_thirds(samples))
            self.draw_key_columns(layer, (wording.POSITIONS_HEADING, "", ""), split_in_thirds(positions))
        if self.max_width:
            return
        self.draw_event_list(layer, self.table.unplaced_events)
        self.draw_column_list(layer, self.table.unit)
        factions = [(number_to_letters(i), note) for i, note in enumerate(self.faction_notes, 1)]
        self.draw_two_column_list(layer, wording.FACTIONS_HEADING, factions)
        self.draw_source(layer)

    def _position_entries(self) -> Iterator[tuple[DrawSample, str]]:
        for name, positions in self.contents.scales:
            for position in positions:
                yield (
                    partial(_draw_position_sample, position=position),
                    f"{name}: {position.label}" if name else position.label,
                )

    def _symbol_entries(self) -> Iterator[tuple[DrawSample, str]]:
        """Samples of everything that occurs in this figure, with their meaning."""
        for symbol, cell in self.table.symbols.items():
            if symbol is not CellSymbol.UNDECIDED:  # explained among the positions
                yield partial(draw_symbol_sample, symbol=symbol, cell=cell), symbol.description


def _draw(contents: GridContents, title: str | None, *about: Any, max_width: float | None = None) -> str:
    return _GridFigure(
        contents, contents.title if title is None else title, *about, max_width=max_width
    ).draw()


def draw_grid(
    grid: Grid,
    *,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grid",
    legend: bool = True,
    max_width: float | None = None,
) -> str:
    """Return the grid as a self-contained SVG.

    `title` is the dispute's by default; an empty one leaves out the heading. `source` is a line at the bottom. With `href`
    names link to participants and cells to their first claim. Ids begin with `prefix`, so that two figures can share a page.
    With `max_width`, in points, it keeps to this width as far as its texts allow and has only cells and their legend, for
    a page that sets title, scale, source and lists itself (`list_lettered_notes`, `list_unlabelled_events`); the legend then has
    all of this width.
    """
    return _draw(
        collect_grid_contents(grid),
        "" if max_width else title,
        source,
        href,
        prefix,
        legend,
        max_width=max_width,
    )


def list_unlabelled_events(grid: Grid, max_width: float) -> list[str]:
    """The events that bear no label in the grid as drawn with this `max_width`, unless all others do, with their dates."""
    figure = _GridFigure(collect_grid_contents(grid), "", "", None, "", max_width=max_width)
    return figure.describe_events(grid.unplaced_events)


def draw_trajectory(
    trajectory: Trajectory,
    *,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grid",
    legend: bool = True,
) -> str:
    """Return all disputes of a participant as a self-contained SVG, like `draw_grid`; `title` is their name by default."""
    return _draw(collect_trajectory_contents(trajectory), title, source, href, prefix, legend)
