"""Draw a line chart as a self-contained SVG: positions by time, one line per participant.

`line_layout` computes the positions. A line is identified by the name at its end, by its colour and by the shape of its tips, so
that it can be followed in black and white. A ring on a bar means reported, a small square inferred, parentheses doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import cycle
from typing import Any

from stances.figures.chart import wording
from stances.figures.chart.cell_symbols import draw_glyph, edge_colour
from stances.figures.chart.figure import HAIRLINE_COLOUR, MARGIN_PT, DrawSample, TimeFigure
from stances.figures.chart.grid_contents import COLUMN_WIDTHS_PT
from stances.figures.chart.line_layout import (
    MIN_BAR_WIDTH_PT,
    NAME_GAP_PT,
    EvidenceBar,
    LineLayout,
    ParticipantLine,
    Plateau,
    Transition,
    lay_out_lines,
    line_name,
    name_width,
)
from stances.graphics.geometry import Box
from stances.graphics.palette import (
    QUIET_TEXT_COLOUR,
    TEXT_COLOUR,
    WHITE,
    assign_tints,
    mix,
    text_colour_on,
    tone_colour,
)
from stances.graphics.svg import add_element, draw_line, draw_polygon, draw_rect, draw_text, format_number
from stances.graphics.text_metrics import clean_text, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.href import Href
from stances.record.vocabulary import Attribution, ColumnUnit, Confidence, Kind, Scale
from stances.record.wording import ATTRIBUTION_LEGEND, ATTRIBUTION_NAMES
from stances.timeline.grid import Grid
from stances.timeline.rows import GridRow
from stances.timeline.wording import SYMBOL_MEANINGS

MAX_COLUMN_WIDTH_PT = 52
LANE_HEIGHT_PT = 15
LINE_THICKNESS_PT = 6
BAND_PADDING_PT = 6
KEYS_WIDTH_PT = 160
_TIP_SHAPES = ("round", "square", "peak", "valley", "diamond")


class _LinesFigure(TimeFigure):
    """Draws the line chart of one dispute."""

    def __init__(self, grid: Grid, rows: Sequence[GridRow] | None, *about: Any) -> None:
        width = min(COLUMN_WIDTHS_PT[grid.unit] + 8, MAX_COLUMN_WIDTH_PT)
        super().__init__(grid.columns, grid.as_of, MARGIN_PT + KEYS_WIDTH_PT, width, *about)
        self.grid, self.dispute = grid, grid.dispute.slug
        self.layout: LineLayout = lay_out_lines(grid, width, rows)
        self.line_styles = _assign_line_styles(grid.rows if rows is None else rows)
        self.plot_right = self.right
        name_ends = [plateau.end for line in self.layout.lines for plateau in line.plateaus]
        self.right = max([self.right, *(self.left + end for end in name_ends)])
        self.right_edge = max(self.right_edge, self.right)
        self.band_tops: dict[int | None, float] = {}

    def draw(self) -> str:
        dispute = self.grid.dispute
        self.draw_heading(dispute.question, self.grid.day_words)
        self.draw_events()
        self.draw_column_heads(self.grid.column_groups)
        self._draw_bands()
        layer = add_element(self.root, "g", class_="courses")
        for line in self.layout.lines:
            self._draw_transitions(layer, line)
        for line in self.layout.lines:
            self._draw_line(layer, line)
        if self.legend:
            self._draw_legend(add_element(self.root, "g", class_="legend"))
        positions = (band.position for band in self.layout.bands)
        description = wording.describe_lines(dispute, len(self.layout.lines), positions)
        return self.finish("stance-lines", wording.title_lines(self.title or dispute.title), description)

    def _draw_bands(self) -> None:
        layer = add_element(self.root, "g", class_="bands")
        for place, band in enumerate(self.layout.bands):
            label = wrap_text(band.position.label, KEYS_WIDTH_PT - 44, SMALL_SIZE_PT)
            height = max(band.lane_count * LANE_HEIGHT_PT, len(label) * 12.5, 22) + 2 * BAND_PADDING_PT
            box = Box(self.left, self.y, self.right - self.left, height)
            colour = tone_colour(band.position.tone)
            draw_rect(layer, box, fill=mix(colour, WHITE, 0.86))
            draw_line(
                layer, MARGIN_PT, self.y, self.right, self.y, TEXT_COLOUR if place == 0 else HAIRLINE_COLOUR
            )
            key = Box(MARGIN_PT, self.y + BAND_PADDING_PT, 26, 16)
            draw_rect(layer, key, fill=colour, stroke=edge_colour(band.position), stroke_width=0.8, rx=1.5)
            draw_glyph(layer, *key.centre, band.position.key, text_colour_on(colour), BODY_SIZE_PT)
            for i, part in enumerate(label):
                draw_text(
                    layer,
                    MARGIN_PT + 34,
                    self.y + BAND_PADDING_PT + 11.5 + i * 12.5,
                    part,
                    SMALL_SIZE_PT,
                    fill=TEXT_COLOUR,
                )
            self.band_tops[band.position.value] = self.y + (height - band.lane_count * LANE_HEIGHT_PT) / 2
            self.y += height
        draw_line(self.root, MARGIN_PT, self.y, self.right, self.y, TEXT_COLOUR)
        self._draw_column_rules(layer)
        self.y += 8

    def _draw_column_rules(self, layer: Any) -> None:
        top = min(self.band_tops.values(), default=self.y)
        for i in range(1, len(self.columns) + 1):
            x = self.left + i * self.column_width
            draw_line(layer, x, top - BAND_PADDING_PT, x, self.y, HAIRLINE_COLOUR, 0.5)

    def _plateau_y(self, plateau: Plateau) -> float:
        return self.band_tops[plateau.position.value] + (plateau.lane + 0.5) * LANE_HEIGHT_PT

    def _draw_transitions(self, layer: Any, line: ParticipantLine) -> None:
        """Draw the changes of a line, below all lines since they cross bands."""
        slug = line.row.participant.slug
        colour, _ = self.line_styles[slug]
        for number, transition in enumerate(line.transitions, 1):
            group = add_element(
                layer, "g", class_="change", id=f"{self.prefix}-{slug}-change-{number}", data_slug=slug
            )
            add_element(group, "title").text = clean_text(transition.change.text)
            if transition.change.description:
                add_element(group, "desc").text = clean_text(transition.change.description)
            self._draw_transition(group, transition, colour)

    def _draw_transition(self, group: Any, transition: Transition, colour: str) -> None:
        old, new = self._plateau_y(transition.old), self._plateau_y(transition.new)
        if not transition.change.determined:
            x = format_number(self.left + transition.overlap_x)
            add_element(
                group,
                "path",
                d=f"M{x} {format_number(old)}V{format_number(new)}",
                fill="none",
                stroke=colour,
                stroke_width=1.4,
                stroke_dasharray="1.5 3",
            )
            return
        tail, head = transition.old_bar, transition.new_bar
        corners = ((tail.start, old), (tail.end, old), (head.end, new), (head.start, new))
        points = [(self.left + x, y) for x, y in corners]
        draw_polygon(group, points, fill=mix(colour, WHITE, 0.62), stroke=colour, stroke_width=0.5)

    def _draw_line(self, layer: Any, line: ParticipantLine) -> None:
        person = line.row.participant
        colour, end = self.line_styles[person.slug]
        group = add_element(
            layer, "g", class_="participant-line", id=f"{self.prefix}-{person.slug}", data_slug=person.slug
        )
        add_element(group, "title").text = clean_text(line.row.participant_name)
        for plateau in line.plateaus:
            y = self._plateau_y(plateau)
            for bar in plateau.bars:
                self._draw_bar(group, line, plateau, bar, y, colour, end)
            if plateau.carries_name:
                x = self.left + plateau.end - name_width(line.row) + NAME_GAP_PT
                place = self.add_link(group, Kind.PARTICIPANT, person.slug)
                draw_text(
                    place,
                    x,
                    y + BODY_SIZE_PT * 0.36,
                    line_name(line.row),
                    font_weight="bold",
                    fill=colour,
                    class_="name",
                )

    def _draw_bar(
        self,
        group: Any,
        line: ParticipantLine,
        plateau: Plateau,
        bar: EvidenceBar,
        y: float,
        colour: str,
        end: str,
    ) -> None:
        stance = bar.stance
        part = add_element(group, "g", class_=f"stance {stance.attribution}", data_slug=stance.slug)
        who, how = line.row.participant_label, ATTRIBUTION_NAMES[stance.attribution]
        add_element(part, "title").text = clean_text(
            f"{who}, {stance.when.words()}: {plateau.position.words}; {how}; {stance.confidence}"
        )
        start, stop = self.left + bar.start, self.left + bar.end
        if bar.carried_until > bar.end:
            carried_end = format_number(self.left + bar.carried_until)
            add_element(
                part,
                "path",
                d=f"M{format_number(stop)} {format_number(y)}H{carried_end}",
                fill="none",
                stroke=colour,
                stroke_width=1.6,
                stroke_dasharray="4 3",
            )
        draw_rect(part, Box(start, y - LINE_THICKNESS_PT / 2, stop - start, LINE_THICKNESS_PT), fill=colour)
        short = stop - start <= MIN_BAR_WIDTH_PT + 1
        for x in ((start + stop) / 2,) if short else (start, stop):
            _draw_tip(part, x, y, end, colour)
        _draw_marks(part, (start + stop) / 2, y, start, stop, stance.attribution, stance.confidence)

    def _draw_legend(self, layer: Any) -> None:
        samples = list(self._legend_entries())
        split = -(-len(samples) // 3)
        thirds = [samples[i * split : (i + 1) * split] for i in range(3)]
        self.draw_key_columns(layer, (wording.LINES_HEADING, "", ""), thirds)
        if self.grid.dispute.scale is Scale.CATEGORICAL:
            self.y += 2
            self.draw_paragraph(layer, wording.CATEGORICAL_NOTE, SMALL_SIZE_PT, fill=QUIET_TEXT_COLOUR)
        if self.layout.silent_rows:
            words = wording.note_without_lines(row.participant_label for row in self.layout.silent_rows)
            self.y += 2
            self.draw_paragraph(layer, words, SMALL_SIZE_PT, fill=QUIET_TEXT_COLOUR)
        self.draw_event_list(layer, self.grid.unplaced_events)
        self.draw_column_list(layer, self.grid.unit)
        self.draw_source(layer)

    def _legend_entries(self) -> list[tuple[DrawSample, str]]:
        """Samples of what occurs in this figure, with their meaning."""
        bars = [s for line in self.layout.lines for plateau in line.plateaus for s in plateau.bars]
        transitions = [transition for line in self.layout.lines for transition in line.transitions]
        entries: list[tuple[DrawSample, str]] = []
        if bars:
            by_document = self.grid.unit is ColumnUnit.DOCUMENTS
            meaning = wording.DOCUMENT_BAR_MEANING if by_document else wording.BAR_MEANING
            entries.append((_draw_bar_sample, meaning))
        if any(s.carried_until > s.end for s in bars):
            entries.append((_draw_carried_sample, SYMBOL_MEANINGS["carried"]))
        if any(t.change.determined for t in transitions):
            entries.append((_draw_transition_sample, wording.TRANSITION_MEANING))
        if not all(t.change.determined for t in transitions):
            entries.append((_draw_overlap_sample, wording.OVERLAP_MEANING))
        for attribution in (Attribution.REPORTED, Attribution.INFERRED):
            if any(s.stance.attribution is attribution for s in bars):
                sample = partial(_draw_bar_sample, attribution=attribution)
                entries.append((sample, ATTRIBUTION_LEGEND[attribution]))
        if any(s.stance.confidence is Confidence.DOUBTFUL for s in bars):
            entries.append(
                (partial(_draw_bar_sample, confidence=Confidence.DOUBTFUL), wording.DOUBTFUL_MEANING)
            )
        return entries


def _assign_line_styles(rows: Sequence[GridRow]) -> dict[str, tuple[str, str]]:
    """Colour and tip shape of each row, silent ones included, so that they are the same as of every day."""
    slugs = [row.participant.slug for row in rows]
    return {
        slug: (tint.line, end) for (slug, tint), end in zip(assign_tints(slugs).items(), cycle(_TIP_SHAPES))
    }


def _draw_tip(parent: Any, x: float, y: float, kind: str, colour: str) -> None:
    """Draw a tip of a bar, in the shape of its line."""
    r = LINE_THICKNESS_PT / 2 + 1.6
    points = {
        "square": [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
        "peak": [(x - r - 0.6, y + r), (x, y - r - 0.6), (x + r + 0.6, y + r)],
        "valley": [(x - r - 0.6, y - r), (x, y + r + 0.6), (x + r + 0.6, y - r)],
        "diamond": [(x - r - 1.2, y), (x, y - r - 1.2), (x + r + 1.2, y), (x, y + r + 1.2)],
    }
    if kind == "round":
        add_element(parent, "circle", cx=x, cy=y, r=r, fill=colour)
    else:
        draw_polygon(parent, points[kind], fill=colour)


def _draw_attribution_mark(parent: Any, x: float, y: float, attribution: Attribution) -> None:
    """Draw the mark of an attribution in the corner at x, y, its right end and its top: a ring, or a small square."""
    line: dict[str, str | float] = {"fill": "none", "stroke": TEXT_COLOUR, "stroke_width": 0.9}
    if attribution is Attribution.REPORTED:
        add_element(parent, "circle", cx=x - 4.2, cy=y + 4.2, r=2, **line)
    else:
        draw_rect(parent, Box(x - 6, y + 2.4, 3.6, 3.6), **line)


def _draw_marks(
    parent: Any,
    x: float,
    y: float,
    start: float,
    stop: float,
    attribution: Attribution,
    confidence: Confidence,
) -> None:
    """Draw the mark of attribution on a bar, and parentheses at its ends if it is doubtful."""
    if attribution is not Attribution.ASSERTED:
        y_sign = y - 7 if stop - start <= MIN_BAR_WIDTH_PT + 1 else y  # above a bar that it would cover
        draw_rect(
            parent,
            Box(x - 4, y_sign - 4, 8, 8),
            fill=WHITE,
            rx=4 if attribution is Attribution.REPORTED else 0,
        )
        _draw_attribution_mark(parent, x + 4.2, y_sign - 4.2, attribution)
    if confidence is Confidence.DOUBTFUL:
        draw_glyph(parent, start - 7.5, y, "(", TEXT_COLOUR)
        draw_glyph(parent, stop + 7.5, y, ")", TEXT_COLOUR)


def _draw_bar_sample(
    layer: Any,
    box: Box,
    attribution: Attribution = Attribution.ASSERTED,
    confidence: Confidence = Confidence.CERTAIN,
) -> None:
    inset = 9 if confidence is Confidence.DOUBTFUL else 4
    start, stop, (x, y) = box.x + inset, box.right - inset, box.centre
    draw_rect(
        layer, Box(start, y - LINE_THICKNESS_PT / 2, stop - start, LINE_THICKNESS_PT), fill=QUIET_TEXT_COLOUR
    )
    for end in (start, stop):
        _draw_tip(layer, end, y, "round", QUIET_TEXT_COLOUR)
    _draw_marks(layer, x, y, start, stop, attribution, confidence)


def _draw_carried_sample(layer: Any, box: Box) -> None:
    d = f"M{format_number(box.x)} {format_number(box.centre[1])}H{format_number(box.right)}"
    add_element(
        layer, "path", d=d, fill="none", stroke=QUIET_TEXT_COLOUR, stroke_width=1.6, stroke_dasharray="4 3"
    )


def _draw_transition_sample(layer: Any, box: Box) -> None:
    points = [
        (box.x, box.y - 1),
        (box.right, box.bottom - 5),
        (box.right, box.bottom + 1),
        (box.x, box.y + 5),
    ]
    draw_polygon(
        layer, points, fill=mix(QUIET_TEXT_COLOUR, WHITE, 0.62), stroke=QUIET_TEXT_COLOUR, stroke_width=0.5
    )


def _draw_overlap_sample(layer: Any, box: Box) -> None:
    d = f"M{format_number(box.centre[0])} {format_number(box.y)}V{format_number(box.bottom)}"
    add_element(
        layer, "path", d=d, fill="none", stroke=QUIET_TEXT_COLOUR, stroke_width=1.4, stroke_dasharray="1.5 3"
    )


def draw_line_chart(
    grid: Grid,
    *,
    rows: Sequence[GridRow] | None = None,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "lines",
    legend: bool = True,
) -> str:
    """Return the line chart of a dispute as a self-contained SVG; only of `rows` if given.

    `title` is the dispute's by default; an empty one leaves out the heading. With `href` names link to participants.
    """
    return _LinesFigure(
        grid, rows, grid.dispute.title if title is None else title, source, href, prefix, legend
    ).draw()
