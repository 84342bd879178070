"""Courses as a figure that stands alone: position by time, one line a participant.

`courses` says where everything lies; here is how it looks. A line is known by its name at its end, its colour and the shape of
its ends, so that it can be followed in black and white. The signs of attribution and doubt are those of the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import cycle
from typing import Any

from stances.figures.chart.cell_symbols import edge_of, glyph, mark
from stances.figures.chart.figure import HAIR, MARGIN, Sample, TimePlate
from stances.figures.chart.line_layout import (
    LEAST_BAR,
    NAME_GAP,
    Course,
    Courses,
    Slope,
    Stay,
    Stretch,
    courses,
    name_room,
)
from stances.graphics.geometry import Box
from stances.graphics.palette import INK, PAPER, QUIET_INK, ink_on, mix, tints, tone_colour
from stances.graphics.svg import line, number, rect, shape, sub, write
from stances.graphics.text_metrics import cleaned, wrapped
from stances.graphics.typography import SMALL, TEXT
from stances.record.href import Href
from stances.record.vocabulary import Attribution, Confidence, Kind, Scale
from stances.timeline.grid import Grid
from stances.timeline.rows import Row

LANE = 15
THICK = 6
PAD = 6
STEP = 52
KEYS = 160
_SHAPES = ("round", "square", "peak", "valley", "diamond")


class _Figure(TimePlate):
    """Draws the courses of one dispute."""

    def __init__(self, grid: Grid, rows: Sequence[Row] | None, *about: Any) -> None:
        super().__init__(grid.columns, grid.as_of, MARGIN + KEYS, STEP, *about)
        self.grid = grid
        self.laid: Courses = courses(grid, STEP, rows)
        self.looks = _looks(grid.rows if rows is None else rows)
        self.plot = self.right
        names = [stay.end for course in self.laid.courses for stay in course.stays]
        self.right = max([self.right, *(self.left + end for end in names)])
        self.far = max(self.far, self.right)
        self.tops: dict[int | None, float] = {}

    def drawn(self) -> str:
        dispute = self.grid.dispute
        self.heading(dispute.question, self.grid.moment)
        self.events()
        self.column_heads(self.grid.bands)
        self._bands()
        layer = sub(self.root, "g", class_="courses")
        for course in self.laid.courses:
            self._slopes(layer, course)
        for course in self.laid.courses:
            self._course(layer, course)
        if self.legend:
            self._legend(sub(self.root, "g", class_="legend"))
        people = len(self.laid.courses)
        described = (
            f"{dispute.question} Position by time, a line for each of {people} "
            f"participant{'s' * (people != 1)}, from the top: {'; '.join(b.shade.words for b in self.laid.bands)}."
        )
        return self.finish("stance-lines", f"Courses: {self.title or dispute.title}", described)

    def _bands(self) -> None:
        layer = sub(self.root, "g", class_="bands")
        for place, band in enumerate(self.laid.bands):
            label = wrapped(band.shade.label, KEYS - 44, SMALL)
            tall = max(band.lanes * LANE, len(label) * 12.5, 22) + 2 * PAD
            box = Box(self.left, self.y, self.right - self.left, tall)
            colour = tone_colour(band.shade.tone)
            rect(layer, box, fill=mix(colour, PAPER, 0.86))
            line(layer, MARGIN, self.y, self.right, self.y, INK if place == 0 else HAIR)
            key = Box(MARGIN, self.y + PAD, 26, 16)
            rect(layer, key, fill=colour, stroke=edge_of(band.shade), stroke_width=0.8, rx=1.5)
            glyph(layer, *key.middle, band.shade.key, ink_on(colour), TEXT)
            for i, part in enumerate(label):
                write(layer, MARGIN + 34, self.y + PAD + 11.5 + i * 12.5, part, SMALL, fill=INK)
            self.tops[band.shade.value] = self.y + (tall - band.lanes * LANE) / 2
            self.y += tall
        line(self.root, MARGIN, self.y, self.right, self.y, INK)
        self._months(layer)
        self.y += 8

    def _months(self, layer: Any) -> None:
        top = min(self.tops.values(), default=self.y)
        for i in range(1, len(self.columns) + 1):
            x = self.left + i * self.step
            line(layer, x, top - PAD, x, self.y, HAIR, 0.5)

    def _height(self, stay: Stay) -> float:
        return self.tops[stay.shade.value] + (stay.lane + 0.5) * LANE

    def _slopes(self, layer: Any, course: Course) -> None:
        """Under all lines: they cross bands, and say no more than between which days."""
        slug = course.row.participant.slug
        colour, _ = self.looks[slug]
        for n, slope in enumerate(course.slopes, 1):
            group = sub(layer, "g", class_="change", id=f"{self.prefix}-{slug}-change-{n}", data_slug=slug)
            sub(group, "title").text = cleaned(slope.change.text)
            if slope.change.told:
                sub(group, "desc").text = cleaned(slope.change.told)
            self._slope(group, slope, colour)

    def _slope(self, group: Any, slope: Slope, colour: str) -> None:
        old, new = self._height(slope.old), self._height(slope.new)
        start, end = self.left + slope.start, self.left + slope.end
        if slope.start == slope.end:
            sub(group, "path", d=f"M{number(start)} {number(old)}V{number(new)}", fill="none", stroke=colour,
                stroke_width=1.4, stroke_dasharray="1.5 3")  # fmt: skip
            return
        half = THICK / 2
        points = [(start, old - half), (end, new - half), (end, new + half), (start, old + half)]
        shape(group, points, fill=mix(colour, PAPER, 0.62), stroke=colour, stroke_width=0.5)

    def _course(self, layer: Any, course: Course) -> None:
        person = course.row.participant
        colour, end = self.looks[person.slug]
        group = sub(
            layer, "g", class_="participant-line", id=f"{self.prefix}-{person.slug}", data_slug=person.slug
        )
        sub(group, "title").text = cleaned(person.name)
        for stay in course.stays:
            y = self._height(stay)
            for stretch in stay.stretches:
                self._stretch(group, course, stay, stretch, y, colour, end)
            if stay.named:
                x = self.left + stay.end - name_room(course.row) + NAME_GAP
                place = self.link(group, Kind.PARTICIPANT, person.slug)
                write(place, x, y + TEXT * 0.36, person.label, font_weight="bold", fill=colour, class_="name")

    def _stretch(
        self, group: Any, course: Course, stay: Stay, stretch: Stretch, y: float, colour: str, end: str
    ) -> None:
        stance = stretch.stance
        part = sub(group, "g", class_=f"stance {stance.attribution}", data_slug=stance.slug)
        who = course.row.participant.label
        sub(part, "title").text = cleaned(
            f"{who}, {stance.when.words()}: {stay.shade.words}; {stance.attribution}; {stance.confidence}"
        )
        start, stop = self.left + stretch.start, self.left + stretch.end
        if stretch.carried_to > stretch.end:
            sub(part, "path", d=f"M{number(stop)} {number(y)}H{number(self.left + stretch.carried_to)}", fill="none",
                stroke=colour, stroke_width=1.6, stroke_dasharray="4 3")  # fmt: skip
        rect(part, Box(start, y - THICK / 2, stop - start, THICK), fill=colour)
        short = stop - start <= LEAST_BAR + 1
        for x in ((start + stop) / 2,) if short else (start, stop):
            _tip(part, x, y, end, colour)
        _signs(part, (start + stop) / 2, y, start, stop, stance.attribution, stance.confidence)

    def _legend(self, layer: Any) -> None:
        samples = list(self._samples())
        split = -(-len(samples) // 3)
        thirds = [samples[i * split : (i + 1) * split] for i in range(3)]
        self.columns_of(layer, ("Lines", "", ""), thirds)
        if self.grid.dispute.scale is Scale.CATEGORICAL:
            self.y += 2
            words = "The positions are options without an order: above and below mean nothing, and a slope is only a change."
            self.lines(layer, words, SMALL, fill=QUIET_INK)
        if self.laid.silent:
            names = ", ".join(row.participant.label for row in self.laid.silent)
            self.y += 2
            self.lines(
                layer,
                f"Without a stance of the kind shown, and so without a line: {names}.",
                SMALL,
                fill=QUIET_INK,
            )
        self.event_key(layer, self.grid.unplaced)
        self.foot(layer)

    def _samples(self) -> list[tuple[Sample, str]]:
        """What occurs, and no more."""
        stretches = [s for course in self.laid.courses for stay in course.stays for s in stay.stretches]
        slopes = [slope for course in self.laid.courses for slope in course.slopes]
        found: list[tuple[Sample, str]] = []
        if stretches:
            found.append((_bar_sample, "evidence, from its first to its last possible day"))
        if any(s.carried_to > s.end for s in stretches):
            found.append((_carried_sample, "carried forward from the last evidence"))
        if any(s.start < s.end for s in slopes):
            found.append((_slope_sample, "a change, at some time between its ends"))
        if any(s.start == s.end for s in slopes):
            found.append((_upright_sample, "two positions whose dates overlap"))
        for attribution, words in (
            (Attribution.REPORTED, "reported by someone else, not in own words"),
            (Attribution.INFERRED, "inferred: the editor’s reading"),
        ):
            if any(s.stance.attribution is attribution for s in stretches):
                found.append((partial(_bar_sample, attribution=attribution), words))
        if any(s.stance.confidence is Confidence.DOUBTFUL for s in stretches):
            found.append((partial(_bar_sample, confidence=Confidence.DOUBTFUL), "doubtful"))
        return found


def _looks(rows: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """The colour of each line and the shape of its ends: the same on every day, so also of those who are silent yet."""
    slugs = [row.participant.slug for row in rows]
    return {slug: (tint.line, end) for (slug, tint), end in zip(tints(slugs).items(), cycle(_SHAPES))}


def _tip(parent: Any, x: float, y: float, kind: str, colour: str) -> None:
    """The end of a bar, in the shape that is its line's own."""
    r = THICK / 2 + 1.6
    points = {
        "square": [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
        "peak": [(x - r - 0.6, y + r), (x, y - r - 0.6), (x + r + 0.6, y + r)],
        "valley": [(x - r - 0.6, y - r), (x, y + r + 0.6), (x + r + 0.6, y - r)],
        "diamond": [(x - r - 1.2, y), (x, y - r - 1.2), (x + r + 1.2, y), (x, y + r + 1.2)],
    }
    if kind == "round":
        sub(parent, "circle", cx=x, cy=y, r=r, fill=colour)
    else:
        shape(parent, points[kind], fill=colour)


def _signs(
    parent: Any,
    x: float,
    y: float,
    start: float,
    stop: float,
    attribution: Attribution,
    confidence: Confidence,
) -> None:
    """On the bar how it is known, at its ends that it is doubtful."""
    if attribution is not Attribution.ASSERTED:
        y_sign = y - 7 if stop - start <= LEAST_BAR + 1 else y  # over a bar that it would cover
        rect(
            parent,
            Box(x - 4, y_sign - 4, 8, 8),
            fill=PAPER,
            rx=4 if attribution is Attribution.REPORTED else 0,
        )
        mark(parent, x + 4.2, y_sign - 4.2, attribution, INK)
    if confidence is Confidence.DOUBTFUL:
        glyph(parent, start - 7.5, y, "(", INK)
        glyph(parent, stop + 7.5, y, ")", INK)


def _bar_sample(
    layer: Any,
    box: Box,
    attribution: Attribution = Attribution.ASSERTED,
    confidence: Confidence = Confidence.CERTAIN,
) -> None:
    inset = 9 if confidence is Confidence.DOUBTFUL else 4
    start, stop, (x, y) = box.x + inset, box.right - inset, box.middle
    rect(layer, Box(start, y - THICK / 2, stop - start, THICK), fill=QUIET_INK)
    for end in (start, stop):
        _tip(layer, end, y, "round", QUIET_INK)
    _signs(layer, x, y, start, stop, attribution, confidence)


def _carried_sample(layer: Any, box: Box) -> None:
    d = f"M{number(box.x)} {number(box.middle[1])}H{number(box.right)}"
    sub(layer, "path", d=d, fill="none", stroke=QUIET_INK, stroke_width=1.6, stroke_dasharray="4 3")


def _slope_sample(layer: Any, box: Box) -> None:
    points = [
        (box.x, box.y - 1),
        (box.right, box.bottom - 5),
        (box.right, box.bottom + 1),
        (box.x, box.y + 5),
    ]
    shape(layer, points, fill=mix(QUIET_INK, PAPER, 0.62), stroke=QUIET_INK, stroke_width=0.5)


def _upright_sample(layer: Any, box: Box) -> None:
    d = f"M{number(box.middle[0])} {number(box.y)}V{number(box.bottom)}"
    sub(layer, "path", d=d, fill="none", stroke=QUIET_INK, stroke_width=1.4, stroke_dasharray="1.5 3")


def lines_svg(
    grid: Grid,
    *,
    rows: Sequence[Row] | None = None,
    title: str | None = None,
    source: str = "",
    href: Href | None = None,
    prefix: str = "lines",
    legend: bool = True,
) -> str:
    """The courses of a dispute as one SVG that needs nothing else; of these rows alone, where some are given.

    `title` is the dispute's where not given, none where empty; with `href` names lead to participants.
    """
    return _Figure(
        grid, rows, grid.dispute.title if title is None else title, source, href, prefix, legend
    ).drawn()
