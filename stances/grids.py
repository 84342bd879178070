"""The grid as a figure that stands alone, and as a table for spreadsheets.

Pure: `timeline` says what each cell holds and `swatches` how it looks; here is where everything lies. The figure is laid
out in points at full size, as wide and as long as its text needs, and no text in it is smaller than 10.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any

from lxml import etree

from stances.columns import Column, Unit, column_at, day_after
from stances.eventline import Marker, draw_events, event_date, markers
from stances.lettering import FONT, cleaned, width, wrapped
from stances.palette import INK, PAPER, QUIET_INK, ink_on, mix
from stances.pen import SMALL, SVG, TEXT, Box, line, rect, sub, write
from stances.record import Event
from stances.swatches import (
    GLYPH,
    attribution_sample,
    bar_piece,
    filled,
    fitting,
    glyph,
    inside,
    key_of,
    mark,
    outline,
    sample,
)
from stances.terms import Attribution, Confidence, Kind
from stances.timeline import Bar, Cell, Grid, Row, Shade, State

Href = Callable[[Kind, str], str]
Sample = Callable[[Any, Box], None]

MARGIN = 24
ROW = 25
LANE = 15
GAP = 1.5
TITLE = 17
GUTTER = 22
HAIR = "#dadde1"
SWATCH = (30, 15)
_COLUMN_WIDTHS = {Unit.MONTHS: 44, Unit.WEEKS: 24, Unit.QUARTERS: 66, Unit.DOCUMENTS: 32}
_LEAST_WIDTH = 560

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
_EXPLAINED = {
    State.EVIDENCED: "evidence in this time",
    State.MIXED: "evidence at odds, in no known order",
    State.UNCERTAIN: "evidence of uncertain date, from the first to the last possible day",
    State.CARRIED: "carried forward from the last evidence",
    State.SILENT: "silent: involved, read, nothing recorded",
    State.NOT_INVOLVED: "not involved",
    State.NOT_CODED: "not yet coded",
}
_MARKS = {
    Attribution.REPORTED: "reported by someone else, not in own words",
    Attribution.INFERRED: "inferred: the editor’s reading",
}


def _lanes(row: Row) -> dict[str, int]:
    """A lane for each bar of a row, by its stance, so that none hides another."""
    spans = {b.held.stances[0].slug: (b.first, b.last) for cell in row.cells for b in cell.bars}
    lanes: dict[str, int] = {}
    ends: list[int] = []
    for slug, (first, last) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        lane = next((i for i, end in enumerate(ends) if end < first), len(ends))
        ends[lane : lane + 1] = [last]
        lanes[slug] = lane
    return lanes


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


def _cut(text: str, room: float) -> str:
    """The text, or as much of its beginning as there is room for."""
    if width(text, TEXT) <= room:
        return text
    while text and width(f"{text}…", TEXT) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


class _Figure:
    """Draws one grid from top to bottom; `y` is where the next thing goes."""

    def __init__(
        self,
        grid: Grid,
        title: str = "",
        source: str = "",
        href: Href | None = None,
        prefix: str = "grid",
        room: float | None = None,
    ) -> None:
        self.grid, self.title, self.source, self.href, self.prefix = grid, title, source, href, prefix
        self.room = room
        self.cells = [cell for row in grid.rows for cell in row.cells]
        self.dated = [column for column in grid.columns if column.dated]
        self.notes: list[str] = []
        labels = [width(row.participant.label, TEXT) for row in grid.rows]
        self.label_room = min(max([84.0, *labels]), 190)
        self.left = MARGIN + self.label_room * 1.08 + 14
        self.step = self._column_width()
        self.right = self.left + self.step * len(grid.columns)
        self.far = self.right if room else max(self.right, _LEAST_WIDTH - MARGIN)
        self.y: float = MARGIN
        self.root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})

    def _column_width(self) -> float:
        """The unit's own, narrower where there is less room, wider where the keys of some cell need it."""
        needs = (
            sum(width(key_of(h), GLYPH, bold=True) + 7 for h in fitting(cell.held)) + 6
            for cell in self.cells
            if cell.state in (State.EVIDENCED, State.MIXED)
        )
        usual: float = _COLUMN_WIDTHS[self.grid.unit]
        if self.room:
            usual = min(usual, (self.room + MARGIN - self.left) / max(len(self.grid.columns), 1))
        return max([usual, *needs])

    def drawn(self) -> Any:
        self._heading()
        self._events()
        self._columns()
        for group in self.grid.groups:
            self._group(group.faction.name if group.faction else "No faction", group.rows)
        self.y += 6
        line(self.root, MARGIN, self.y, self.right, self.y, INK)
        self.y += 8
        legend = sub(self.root, "g", class_="legend")
        if self.room:
            self._cell_key(legend)
        else:
            self._legend(legend)
        self._finish()
        return self.root

    # The head

    def _lines(self, parent: Any, text: str, size: float, **attributes: str | float) -> None:
        for part in wrapped(text, self.far - MARGIN, size):
            self.y += size * 1.3
            write(parent, MARGIN, self.y, part, size, **attributes)

    def _heading(self) -> None:
        if self.room:
            return
        head = sub(self.root, "g", class_="heading")
        if self.title:
            self._lines(head, self.title, TITLE, font_weight="bold", fill=INK)
            self.y += 3
        if self.grid.dispute.question != self.title:
            self._lines(head, self.grid.dispute.question, TEXT, fill=QUIET_INK, font_style="italic")
        if moment := self.grid.moment:
            self._lines(head, moment[0].upper() + moment[1:], TEXT, font_weight="bold", fill=INK)
        self.y += 16

    def _x(self, day: date) -> float:
        """Where a day begins, or the edge of the grid that is nearest to it."""
        place = column_at(self.dated, day)
        if place == len(self.dated) or self.grid.unit is Unit.DOCUMENTS:
            return self.left + self.step * place
        column = self.dated[place]
        share = (day - column.start).days / ((column.end - column.start).days + 1)
        return self.left + self.step * (place + max(share, 0))

    @property
    def _end(self) -> float:
        """Where the last dated column ends."""
        return self.left + self.step * len(self.dated)

    @cached_property
    def markers(self) -> list[Marker]:
        events = [event for column in self.grid.columns for event in column.events]
        as_of = self.grid.as_of
        shown = min(self._end, self._x(day_after(as_of))) if as_of else self._end
        return markers(events, self._x, self.left, shown)

    def _events(self) -> None:
        if self.markers:
            layer = sub(self.root, "g", class_="events")
            self.y = draw_events(layer, self.markers, self.y, self.left, self._end, self.prefix) + 6

    def _columns(self) -> None:
        head = sub(self.root, "g", class_="columns")
        x = self.left
        self.y += TEXT + 3
        for band in self.grid.bands:
            across = band.span * self.step
            if width(band.label, TEXT, bold=True) < across + 2:
                write(head, x + GAP, self.y, band.label, font_weight="bold", fill=INK)
            line(head, x + GAP, self.y + 5, x + across - GAP, self.y + 5, INK)
            x += across
        self.y += 5 + SMALL + 6
        for i, column in enumerate(self.grid.columns):
            x = self.left + self.step * (i + 0.5)
            text = write(head, x, self.y, column.short, SMALL, text_anchor="middle", fill=QUIET_INK)
            sub(text, "title").text = cleaned(column.label)
        self.y += 6

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
        slug = row.participant.slug
        group = sub(layer, "g", class_="row", id=f"{self.prefix}-{slug}", data_slug=slug)
        lanes = _lanes(row)
        height = max(ROW, LANE * (max(lanes.values(), default=0) + 1) + 6)
        self._label(group, row, self.y + height / 2)
        pieces: dict[str, list[Box]] = {}
        for i, (column, cell) in enumerate(zip(self.grid.columns, row.cells, strict=True)):
            box = Box(self.left + self.step * i + GAP, self.y + GAP, self.step - 2 * GAP, height - 2 * GAP)
            place = self._cell(group, row, column, cell, box)
            for bar in cell.bars:
                piece = self._bar_box(column, cell, box, bar, lanes)
                bar_piece(place, piece, bar)
                if cell.state is State.UNCERTAIN:
                    pieces.setdefault(bar.held.stances[0].slug, []).append(piece)
        self._bar_glyphs(group, row, pieces)
        self.y += height

    def _label(self, group: Any, row: Row, middle: float) -> None:
        person = row.participant
        parent = sub(group, "a", href=self.href(Kind.PARTICIPANT, person.slug)) if self.href else group
        shown = _cut(cleaned(person.label), self.label_room)
        text = write(parent, MARGIN, middle + TEXT * 0.36, shown, fill=INK, class_="participant")
        if row.note:
            self.notes.append(f"{person.label}: {row.note}")
            note = sub(text, "tspan", dy=-3.5, dx=1.5, font_size=SMALL, fill=QUIET_INK)
            note.text = _letters(len(self.notes))
        sub(text, "title").text = cleaned(person.name)

    def _cell(self, parent: Any, row: Row, column: Column, cell: Cell, box: Box) -> Any:
        """Draws a cell without its bars; the element that these go into is returned."""
        slug = row.participant.slug
        tones = dict.fromkeys(h.shade.tone for h in cell.held)
        group = sub(
            parent,
            "g",
            id=f"{self.prefix}-{slug}--{column.key}",
            class_=" ".join(["cell", cell.state, *tones, *(["moved"] if cell.moved else [])]),
            data_slug=slug,
            data_column=column.key,
            role="graphics-symbol",
        )
        title = f"{row.participant.label}, {column.label}: {STATE_WORDS[cell.state]}"
        sub(group, "title").text = cleaned(title)
        sub(group, "desc").text = cleaned(cell.text)
        place = (
            sub(group, "a", href=self._evidence(self.href, cell, slug))
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
        if self.grid.unit is not Unit.DOCUMENTS:
            last = min(stance.when.latest, self.grid.as_of or date.max)
            start = self._x(stance.when.earliest) if bar.begins else start
            end = self._x(day_after(last)) if last < column.end or bar.ends else end
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
                ink = ink_on(mix(held.shade.colour, PAPER, 0.25))
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
        third = (self.far - MARGIN - 2 * GUTTER) / 3
        samples = list(self._samples())
        split = -(-len(samples) // 2)
        top = self.y
        ends = [
            self._swatches(layer, 0, third, top, "Positions", list(self._positions())),
            self._swatches(layer, 1, third, top, "Cells", samples[:split]),
            self._swatches(layer, 2, third, top, "", samples[split:]),
        ]
        self.y = max(ends)
        events = [(str(i), _event_words(m.event)) for i, m in enumerate(self.markers, 1)]
        vague = [("–", _event_words(event)) for event in self.grid.unplaced]
        self._key(layer, "Events (a hollow dot: the day is not known)", events + vague)
        if self.grid.unit is Unit.DOCUMENTS:
            self._key(layer, "Documents", [(c.short, c.label) for c in self.grid.columns])
        self._key(layer, "Factions", [(_letters(i), note) for i, note in enumerate(self.notes, 1)])
        if self.source:
            self.y += 8
            self._lines(layer, self.source, SMALL, fill=QUIET_INK)

    def _cell_key(self, layer: Any) -> None:
        """What cells look like: all that a page which says the rest in words can't say."""
        samples = list(self._samples())
        third = (self.far - MARGIN - 2 * GUTTER) / 3
        deep = max(1, -(-len(samples) // 3))
        parts = [samples[start : start + deep] for start in range(0, len(samples), deep)]
        top = self.y - 14
        self.y = max(
            [self.y, *(self._swatches(layer, i, third, top, "", part) for i, part in enumerate(parts))]
        )

    def _swatches(
        self,
        layer: Any,
        place: int,
        room: float,
        y: float,
        caption: str,
        entries: Sequence[tuple[Sample, str]],
    ) -> float:
        """A column of pictures with their meaning; answers where it ends."""
        x = MARGIN + place * (room + GUTTER)
        across, down = SWATCH
        write(layer, x, y + 14, caption, SMALL, font_weight="bold", fill=QUIET_INK)
        y += 22
        for draw, text in entries:
            draw(layer, Box(x, y, across, down))
            y = max(self._entry(layer, x + across + 9, y - 1, room - across - 9, text), y + down + 5)
        return y

    def _entry(self, layer: Any, x: float, y: float, room: float, text: str) -> float:
        """A wrapped text; answers where the next may begin."""
        parts = wrapped(text, room, SMALL)
        for i, part in enumerate(parts, 1):
            write(layer, x, y + i * 12.5, part, SMALL, fill=INK)
        return y + len(parts) * 12.5 + 5

    def _positions(self) -> Iterator[tuple[Sample, str]]:
        used = {h.shade.value for cell in self.cells for h in cell.held}
        for shade in self.grid.scale:
            if shade.value is None and None not in used:
                continue

            def draw(layer: Any, box: Box, shade: Shade = shade) -> None:
                rect(layer, box, fill=shade.colour, rx=1.5)
                outline(layer, box, shade, pale=False)
                glyph(layer, *box.middle, shade.key, ink_on(shade.colour), TEXT)

            yield draw, shade.label

    def _samples(self) -> Iterator[tuple[Sample, str]]:
        """A picture and its meaning for everything that occurs in this grid, and for nothing else."""
        for state, words in _EXPLAINED.items():
            found = [c for c in self.cells if c.state is state and not c.moved]
            if found:
                yield partial(sample, cell=min(found, key=lambda c: len(c.held))), words
        if moved := next((c for c in self.cells if c.moved), None):
            yield partial(filled, held=moved.held, moved=True), "evidence of a move, from the old to the new"
        held = [h for cell in self.cells if cell.state is not State.CARRIED for h in cell.held]
        for attribution, words in _MARKS.items():
            if any(h.attribution is attribution for h in held):
                yield partial(attribution_sample, attribution=attribution), words
        if any(h.confidence is Confidence.DOUBTFUL for h in held):
            yield lambda layer, box: glyph(layer, *box.middle, "(  )", INK, TEXT), "doubtful"

    def _key(self, layer: Any, caption: str, entries: Sequence[tuple[str, str]]) -> None:
        """A list in two columns, cut where they come out as even as can be."""
        if not entries:
            return
        room = (self.far - MARGIN - GUTTER) / 2
        y = self.y + 6
        write(layer, MARGIN, y + 14, caption, SMALL, font_weight="bold", fill=QUIET_INK)
        heights = [len(wrapped(text, room - 24, SMALL)) * 12.5 + 5 for _, text in entries]
        split = next(i for i in range(len(entries) + 1) if sum(heights[:i]) >= sum(heights) / 2)
        ends = []
        for x, part in ((MARGIN, entries[:split]), (MARGIN + room + GUTTER, entries[split:])):
            down = y + 20
            for sign, text in part:
                write(layer, x + 16, down + 12.5, sign, SMALL, text_anchor="end", fill=QUIET_INK)
                down = self._entry(layer, x + 24, down, room - 24, text)
            ends.append(down)
        self.y = max(ends)

    def _finish(self) -> None:
        """The size, the paper, and what the figure says of itself."""
        cut = MARGIN - 2 if self.room else 0
        across, down = f"{self.far + MARGIN - 2 * cut:.0f}", f"{self.y + MARGIN - 2 * cut:.0f}"
        root, prefix = self.root, self.prefix
        attributes = {
            "width": f"{across}pt",
            "height": f"{down}pt",
            "viewBox": f"{cut} {cut} {across} {down}",
            "font-family": FONT,
            "id": prefix,
            "class": "stance-grid",
            "role": "graphics-document",
            "aria-labelledby": f"{prefix}-title",
            "aria-describedby": f"{prefix}-desc",
        }
        for name, value in attributes.items():
            root.set(name, value)
        title = sub(root, "title", id=f"{prefix}-title")
        title.text = cleaned(f"Stances over time: {self.title or self.grid.dispute.title}")
        desc = sub(root, "desc", id=f"{prefix}-desc")
        desc.text = cleaned(_summary(self.grid, self.source))
        paper = sub(root, "rect", class_="paper", x=cut, y=cut, width=across, height=down, fill=PAPER)
        for place, element in enumerate((title, desc, paper)):
            root.insert(place, element)


def _event_words(event: Event) -> str:
    return f"{event_date(event)}: {event.name}"


def _summary(grid: Grid, source: str) -> str:
    people = len(grid.rows)
    time = f", {grid.columns[0].label} to {grid.columns[-1].label}" if grid.columns else ""
    parts = [
        grid.dispute.question,
        f"{people} participant{'s' * (people != 1)} by {grid.unit}{time}.",
        "Positions: " + "; ".join(shade.words for shade in grid.scale if shade.value is not None) + ".",
        source,
    ]
    return " ".join(part for part in parts if part)


def grid_svg(
    grid: Grid,
    *,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grid",
    room: float | None = None,
) -> str:
    """The grid as one SVG that needs nothing else.

    `title` is the dispute's where not given, none where empty; `source` is a line at the foot. With `href` names lead to
    participants and cells to their first claim. Ids begin with `prefix`, so that two figures can share a page. With
    `room` it keeps to this width as far as its texts allow, and is for a page that sets title, scale, source and
    lists itself: it has the cells and their key alone.
    """
    name = grid.dispute.title if title is None else title
    drawn = _Figure(grid, name, source, href, prefix, room).drawn()
    text: str = etree.tostring(drawn, encoding="unicode")
    return text


def numbered_events(grid: Grid) -> list[Event]:
    """The events above a grid in the order of their numbers, from 1."""
    return [marker.event for marker in _Figure(grid).markers]


def lettered_notes(grid: Grid) -> list[tuple[str, str]]:
    """What the letters beside names mean."""
    notes = [f"{row.participant.label}: {row.note}" for row in grid.rows if row.note]
    return [(_letters(number), note) for number, note in enumerate(notes, 1)]


# --- table ---

_HEADER = (
    *("participant", "name", "faction", "column", "from", "to", "state"),
    *("value", "key", "label", "attribution", "confidence", "stances", "text"),
)
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def _guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: where it could, an apostrophe stands before it, so “++” is “'++”.

    A minus sign proper (−) begins no formula and stays; so do numbers, which are written as such.
    """
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text


def _table_row(faction: str, row: Row, column: Column, cell: Cell) -> list[str]:
    joint = " → " if cell.moved else " / "
    values = joint.join("" if h.shade.value is None else str(h.shade.value) for h in cell.held)
    return [
        row.participant.slug,
        _guarded(row.participant.name),
        _guarded(faction),
        _guarded(column.key),
        column.start.isoformat() if column.dated else "",
        column.end.isoformat() if column.dated else "",
        cell.state.value,
        values if len(cell.held) == 1 else _guarded(values),
        _guarded(joint.join(h.shade.key for h in cell.held)),
        _guarded(joint.join(h.shade.label for h in cell.held)),
        joint.join(h.attribution.value for h in cell.held),
        joint.join(h.confidence.value for h in cell.held),
        " ".join(s.slug for s in cell.stances),
        _guarded(cell.text),
    ]


def grid_csv(grid: Grid) -> str:
    """One line a cell under a header, as RFC 4180 has it; several positions are joined by “ / ”, a move by “ → ”."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEADER)
    for group in grid.groups:
        faction = group.faction.name if group.faction else ""
        for row in group.rows:
            for column, cell in zip(grid.columns, row.cells, strict=True):
                table.writerow(_table_row(faction, row, column, cell))
    return out.getvalue()
