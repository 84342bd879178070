"""Grids and trajectories as figures that stand alone.

Pure: `timeline` says what each cell holds and `swatches` how it looks; here is where everything lies. The figure is laid
out in points at full size, as wide and as long as its text needs, and no text in it is smaller than 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from stances.figures.chart.cell_symbols import (
    GLYPH,
    bar_piece,
    bracket,
    fitting,
    glyph,
    inside,
    key_of,
    mark,
    outline,
    sign_sample,
)
from stances.figures.chart.figure import GAP, HAIR, MARGIN, Sample, TimePlate, thirds
from stances.graphics import packing
from stances.graphics.geometry import Box
from stances.graphics.palette import INK, PAPER, QUIET_INK, ink_on, mix, tone_colour
from stances.graphics.svg import line, rect, sub, write
from stances.graphics.text_metrics import cleaned, cut, width
from stances.graphics.typography import SMALL, TEXT
from stances.record.entries import Dispute, Event, Participant
from stances.record.href import Href
from stances.record.vocabulary import Attribution, Kind
from stances.timeline.cells import Bar, Cell, State
from stances.timeline.grid import Grid
from stances.timeline.legend import Sign
from stances.timeline.rows import Row
from stances.timeline.scale import Shade
from stances.timeline.time_axis import Column, Unit, day_after
from stances.timeline.trajectory import Trajectory

ROW = 25
LANE = 15
TRACK = 8
_COLUMN_WIDTHS = {Unit.MONTHS: 44, Unit.WEEKS: 24, Unit.QUARTERS: 66, Unit.DOCUMENTS: 32}

STATE_WORDS = {
    State.EVIDENCED: "evidenced",
    State.MIXED: "mixed",
    State.UNCERTAIN: "uncertain date",
    State.CARRIED: "carried forward",
    State.SILENT: "silent",
    State.NOT_INVOLVED: "not involved",
    State.NOT_CODED: "not yet coded",
    State.LATER: "later than the day shown",
}


@dataclass(frozen=True)
class _Sheet:
    """What one figure shows of a grid or a trajectory: rows in blocks, each under its name.

    `by` is what a row stands for. `scales` are the positions to explain, each with what its scale answers; no name for the
    only one there is.
    """

    over: Grid | Trajectory
    title: str
    question: str
    described: str
    by: Kind
    blocks: tuple[tuple[str, tuple[Row, ...]], ...]
    scales: tuple[tuple[str, tuple[Shade, ...]], ...]

    def subject(self, row: Row) -> Participant | Dispute:
        return row.dispute if self.by is Kind.DISPUTE else row.participant


def _time_words(columns: Sequence[Column]) -> str:
    return f", {columns[0].label} to {columns[-1].label}" if columns else ""


def _of_grid(grid: Grid) -> _Sheet:
    people = len(grid.rows)
    positions = "; ".join(shade.words for shade in grid.scale if shade.value is not None)
    used = {h.shade.value for row in grid.rows for cell in row.cells for h in cell.held}
    return _Sheet(
        grid,
        title=grid.dispute.title,
        question=grid.dispute.question,
        described=f"{grid.dispute.question} {people} participant{'s' * (people != 1)} by {grid.unit}"
        f"{_time_words(grid.columns)}. Positions: {positions}.",
        by=Kind.PARTICIPANT,
        blocks=tuple((group.heading, group.rows) for group in grid.groups),
        scales=(("", tuple(s for s in grid.scale if s.value is not None or None in used)),),
    )


def _of_trajectory(path: Trajectory) -> _Sheet:
    count = len(path.rows)
    return _Sheet(
        path,
        title=path.participant.name,
        question="",
        described=f"What {path.participant.name} held in {count} dispute{'s' * (count != 1)}, by {path.unit}"
        f"{_time_words(path.columns)}.",
        by=Kind.DISPUTE,
        blocks=(("Disputes", path.rows),) if path.rows else (),
        scales=tuple((row.dispute.title, row.positions) for row in path.rows if row.positions),
    )


def _lanes(row: Row) -> dict[str, int]:
    """A lane for each bar of a row, by its stance, so that none hides another."""
    spans = {b.held.stances[0].slug: (b.first, b.last) for cell in row.cells for b in cell.bars}
    slugs = sorted(spans, key=lambda slug: (spans[slug], slug))
    return dict(zip(slugs, packing.lanes((spans[slug] for slug in slugs), gap=1), strict=True))


def _runs(pieces: Sequence[Box]) -> Iterator[Box]:
    """Neighbouring pieces of a bar made one."""
    whole = pieces[0]
    for piece in pieces[1:]:
        if piece.x - whole.right > 1:
            yield whole
            whole = piece
        else:
            whole = Box(whole.x, whole.y, piece.right - whole.x, whole.h)
    yield whole


def _letters(number: int) -> str:
    """a, b … z, aa, ab …"""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


def _position_sample(layer: Any, box: Box, shade: Shade) -> None:
    colour = tone_colour(shade.tone)
    rect(layer, box, fill=colour, rx=1.5)
    outline(layer, box, shade, pale=False)
    glyph(layer, *box.middle, shade.key, ink_on(colour), TEXT)


class _Figure(TimePlate):
    """Draws the rows of one sheet."""

    def __init__(self, sheet: _Sheet, *about: Any, room: float | None = None) -> None:
        self.sheet, self.over, self.room = sheet, sheet.over, room
        self.cells = [cell for row in self.over.rows for cell in row.cells]
        self.notes: list[str] = []
        labels = [width(sheet.subject(row).label, TEXT) for row in self.over.rows]
        self.label_room = min(max([84.0, *labels]), 190)
        left = MARGIN + self.label_room * 1.08 + 14
        super().__init__(self.over.columns, self.over.as_of, left, self._column_width(left), *about)
        if room:
            self.far = self.right

    def _column_width(self, left: float) -> float:
        """The unit's own, narrower where there is less room, wider where the keys of some cell need it."""
        needs = (
            sum(width(key_of(h), GLYPH, bold=True) + 7 for h in fitting(cell.held)) + 6
            for cell in self.cells
            if cell.state in (State.EVIDENCED, State.MIXED)
        )
        usual: float = _COLUMN_WIDTHS[self.over.unit]
        if self.room:
            usual = min(usual, (self.room + MARGIN - left) / max(len(self.over.columns), 1))
        return max([usual, *needs])

    def drawn(self) -> str:
        self.heading(self.sheet.question, self.over.moment)
        self.events()
        self.column_heads(self.over.bands)
        for name, rows in self.sheet.blocks:
            self._group(name, rows)
        self.y += 6
        line(self.root, MARGIN, self.y, self.right, self.y, INK)
        self.y += 8
        if self.legend:
            legend = sub(self.root, "g", class_="legend")
            (self._cell_key if self.room else self._legend)(legend)
        title = f"Stances over time: {self.title or self.sheet.title}"
        return self.finish("stance-grid", title, self.sheet.described, cut=MARGIN - 2 if self.room else 0)

    # The body

    def _group(self, name: str, rows: Sequence[Row]) -> None:
        layer = sub(self.root, "g", class_="faction")
        self.y += 19
        write(layer, MARGIN, self.y, name, SMALL, font_weight="bold", fill=QUIET_INK)
        start = MARGIN + width(name, SMALL, bold=True) * 1.08 + 8
        if start < self.right:
            line(layer, start, self.y - 3.4, self.right, self.y - 3.4, HAIR)
        self.y += 5
        for row in rows:
            self._row(layer, row)

    def _row(self, layer: Any, row: Row) -> None:
        slug = self.sheet.subject(row).slug
        group = sub(layer, "g", class_="row", id=f"{self.prefix}-{slug}", data_slug=slug)
        self._changes(group, row)
        lanes = _lanes(row)
        height = max(ROW, LANE * (max(lanes.values(), default=0) + 1) + 6)
        self._label(group, row, self.y + height / 2)
        pieces: dict[str, list[Box]] = {}
        for i, (column, cell) in enumerate(zip(self.over.columns, row.cells, strict=True)):
            box = Box(self.left + self.step * i + GAP, self.y + GAP, self.step - 2 * GAP, height - 2 * GAP)
            place = self._cell(group, row, column, cell, box)
            for bar in cell.bars:
                piece = self._bar_box(column, cell, box, bar, lanes)
                bar_piece(place, piece, bar)
                if cell.state is State.UNCERTAIN:
                    pieces.setdefault(bar.held.stances[0].slug, []).append(piece)
        self._bar_glyphs(group, row, pieces)
        self.y += height

    def _changes(self, group: Any, row: Row) -> None:
        """Brackets over the row, from the last day of the old position to the first of the new."""
        found = self.over.spans(row)
        lanes = max((span.lane + 1 for span in found), default=0)
        for number, span in enumerate(found, 1):
            y = self.y + TRACK * (lanes - span.lane) - 1.5
            mark = sub(group, "g", class_="change", id=f"{group.get('id')}-change-{number}")
            sub(mark, "title").text = cleaned(span.change.text)
            if span.change.told:
                sub(mark, "desc").text = cleaned(span.change.told)
            start, end = (self.left + self.step * place for place in (span.start, span.end))
            bracket(mark, start, end, y, span.change.determined)
        self.y += TRACK * lanes

    def _label(self, group: Any, row: Row, middle: float) -> None:
        subject = self.sheet.subject(row)
        parent = self.link(group, self.sheet.by, subject.slug)
        shown = cut(cleaned(subject.label), self.label_room)
        text = write(parent, MARGIN, middle + TEXT * 0.36, shown, fill=INK, class_=self.sheet.by)
        if row.note:
            self.notes.append(f"{subject.label}: {row.note}")
            note = sub(text, "tspan", dy=-3.5, dx=1.5, font_size=SMALL, fill=QUIET_INK)
            note.text = _letters(len(self.notes))
        full = row.participant.name if self.sheet.by is Kind.PARTICIPANT else row.dispute.question
        sub(text, "title").text = cleaned(full)

    def _cell(self, parent: Any, row: Row, column: Column, cell: Cell, box: Box) -> Any:
        """Draws a cell without its bars; the element that these go into is returned."""
        slug = self.sheet.subject(row).slug
        tones = dict.fromkeys(str(h.shade.tone) for h in cell.held)
        group = sub(
            parent,
            "g",
            id=f"{self.prefix}-{slug}--{column.key}",
            class_=" ".join(["cell", cell.state, *tones, *(["moved"] if cell.moved else [])]),
            data_slug=slug,
            data_column=column.key,
            role="graphics-symbol",
        )
        title = f"{self.sheet.subject(row).label}, {column.label}: {STATE_WORDS[cell.state]}"
        sub(group, "title").text = cleaned(title)
        sub(group, "desc").text = cleaned(cell.text)
        place = (
            sub(group, "a", href=self._evidence(self.href, cell, row.participant.slug))
            if self.href and cell.stances
            else group
        )
        rect(place, box, fill=PAPER)
        inside(place, box, cell)
        return place

    def _evidence(self, href: Href, cell: Cell, participant: str) -> str:
        claims = [claim for stance in cell.stances for claim in stance.claims]
        return href(Kind.CLAIM, claims[0]) if claims else href(Kind.PARTICIPANT, participant)

    def _bar_box(self, column: Column, cell: Cell, box: Box, bar: Bar, lanes: dict[str, int]) -> Box:
        """A bar fills the middle of its lane; beside sure evidence it keeps to the lower edge."""
        (stance,) = bar.held.stances
        start, end = box.x - GAP, box.right + GAP
        if self.over.unit is not Unit.DOCUMENTS:
            last = min(stance.when.latest, self.over.as_of or date.max)
            start = self.x(stance.when.earliest) if bar.begins else start
            end = self.x(day_after(last)) if last < column.end or bar.ends else end
        spare = max(5 - (end - start), 0) / 2
        across = end - start + 2 * spare
        if cell.state is not State.UNCERTAIN:
            return Box(start - spare, box.bottom - 3 - 3.5 * lanes[stance.slug], across, 2.5)
        lane = box.h / (max(lanes.values()) + 1)
        thick = min(lane - 3, 15)
        return Box(start - spare, box.y + lane * (lanes[stance.slug] + 0.5) - thick / 2, across, thick)

    def _bar_glyphs(self, group: Any, row: Row, pieces: dict[str, list[Box]]) -> None:
        """Each bar's glyph stands once, in the middle of its longest stretch, or beside a bar too short for it."""
        bars = {b.held.stances[0].slug: b for cell in row.cells for b in cell.bars}
        for slug, boxes in pieces.items():
            held = bars[slug].held
            longest = max(_runs(boxes), key=lambda box: box.w)
            needed = width(key_of(held), TEXT, bold=True) + 4
            signed = held.attribution is not Attribution.ASSERTED
            if longest.w >= needed + 10 * signed:
                ink = ink_on(mix(tone_colour(held.shade.tone), PAPER, 0.25))
                glyph(group, *longest.middle, key_of(held), ink, TEXT)
                mark(group, boxes[-1].right - 2, boxes[-1].y, held.attribution, ink)
                continue
            beside = self._room_beside(longest, needed + 7 * signed)
            glyph(group, beside + needed / 2, longest.middle[1], key_of(held), INK, TEXT)
            mark(group, beside + needed + 6, longest.y - 2, held.attribution, INK)

    def _room_beside(self, bar: Box, needed: float) -> float:
        """Where a glyph of this width begins: after the bar or before it, in whichever column has more room left."""
        into = (bar.right - self.left) % self.step
        after = self.step - into if into else 0
        before = (bar.x - self.left) % self.step
        return bar.right + 2 if after >= min(before, needed) else bar.x - needed - 2

    # The foot

    def _legend(self, layer: Any) -> None:
        samples, positions = list(self._samples()), list(self._positions())
        if len(self.sheet.scales) == 1:
            split = -(-len(samples) // 2)
            self.columns_of(layer, ("Positions", "Cells", ""), (positions, samples[:split], samples[split:]))
        else:
            self.columns_of(layer, ("Cells", "", ""), thirds(samples))
            self.columns_of(layer, ("Positions", "", ""), thirds(positions))
        self.event_key(layer, self.over.unplaced)
        if self.over.unit is Unit.DOCUMENTS:
            self.key(layer, "Documents", [(c.short, c.label) for c in self.over.columns])
        self.key(layer, "Factions", [(_letters(i), note) for i, note in enumerate(self.notes, 1)])
        self.foot(layer)

    def _cell_key(self, layer: Any) -> None:
        """What cells look like: all that a page which says the rest in words can't say."""
        self.y -= 14
        self.columns_of(layer, ("", "", ""), thirds(list(self._samples())))

    def _positions(self) -> Iterator[tuple[Sample, str]]:
        for name, shades in self.sheet.scales:
            for shade in shades:
                yield (
                    partial(_position_sample, shade=shade),
                    f"{name}: {shade.label}" if name else shade.label,
                )

    def _samples(self) -> Iterator[tuple[Sample, str]]:
        """A picture and its meaning for everything that occurs in this figure, and for nothing else."""
        for sign in self.over.signs:
            if sign is not Sign.UNDECIDED:  # it is among the positions
                yield partial(sign_sample, sign=sign, cells=self.cells), sign.words


def _drawn(sheet: _Sheet, title: str | None, *about: Any, room: float | None = None) -> str:
    return _Figure(sheet, sheet.title if title is None else title, *about, room=room).drawn()


def grid_svg(
    grid: Grid,
    *,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grid",
    legend: bool = True,
    room: float | None = None,
) -> str:
    """The grid as one SVG that needs nothing else.

    `title` is the dispute's where not given, no heading where empty; `source` is a line at the foot. With `href` names lead to
    participants and cells to their first claim. Ids begin with `prefix`, so that two figures can share a page.
    With `room` it keeps to this width as far as its texts allow, and is for a page that sets title, scale, source and
    lists itself: it has the cells and their key alone.
    """
    return _drawn(_of_grid(grid), "" if room else title, source, href, prefix, legend, room=room)


def numbered_events(grid: Grid) -> list[Event]:
    """The events above a grid in the order of their numbers, from 1."""
    return [marker.event for marker in _Figure(_of_grid(grid), "", "", None, "grid").markers]


def lettered_notes(grid: Grid) -> list[tuple[str, str]]:
    """What the letters beside names mean."""
    notes = [f"{row.participant.label}: {row.note}" for row in grid.rows if row.note]
    return [(_letters(number), note) for number, note in enumerate(notes, 1)]


def trajectory_svg(
    path: Trajectory,
    *,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grid",
    legend: bool = True,
) -> str:
    """All disputes of one participant as one SVG, like `grid_svg`; the title is the participant's name where not given."""
    return _drawn(_of_trajectory(path), title, source, href, prefix, legend)
