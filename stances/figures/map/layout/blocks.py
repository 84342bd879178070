"""Put separately laid out parts of a map together, so that the whole is set as large as may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from stances.figures.map.layout.placement import Layout, Size
from stances.graphics.geometry import Point, Rect
from stances.graphics.packing import pack_rectangles

_PIECE_GAP_PT = 30
_CROSSING_COST, _TURN_COST = 0.03, 0.006
"""How much smaller a map may be set to save a crossing, or a turn and back, as a share."""
_MAX_ASPECT_RATIO = 3.6
"""What is wider than this, a page does without where it can."""


@dataclass(frozen=True)
class Block:
    """A part of a drawing with places from 0, 0 on: a piece, or the unlinked boxes."""

    layout: Layout
    crossings: int = 0
    turns: int = 0

    @property
    def size(self) -> Size:
        return self.layout.width, self.layout.height


def crop(layout: Layout, corners: Mapping[str, Sequence[Point]]) -> Layout:
    """The layout with the least places at 0, and as large as what is in it."""
    rects = [*layout.rects.values(), *layout.clusters.values()]
    points = [point for line in corners.values() for point in line]
    points += [point for rect in rects for point in ((rect.left, rect.top), (rect.right, rect.bottom))]
    (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*points, strict=True))
    moved = move_layout(layout, -left, -top)
    return replace(moved, width=right - left, height=bottom - top)


def move_layout(layout: Layout, dx: float, dy: float) -> Layout:
    """The layout with everything so far to the right and down."""

    def at(point: Point) -> Point:
        return point[0] + dx, point[1] + dy

    def rect_at(rect: Rect) -> Rect:
        return rect._replace(left=rect.left + dx, top=rect.top + dy)

    return replace(
        layout,
        rects={name: rect_at(rect) for name, rect in layout.rects.items()},
        curves={
            name: curve._replace(
                points=tuple(map(at, curve.points)),
                tail_tip=curve.tail_tip and at(curve.tail_tip),
                head_tip=curve.head_tip and at(curve.head_tip),
            )
            for name, curve in layout.curves.items()
        },
        junctions={name: at(point) for name, point in layout.junctions.items()},
        labels={name: at(point) for name, point in layout.labels.items()},
        clusters={slug: rect_at(rect) for slug, rect in layout.clusters.items()},
        cluster_names={slug: at(point) for slug, point in layout.cluster_names.items()},
        headings=[replace(heading, rect=rect_at(heading.rect)) for heading in layout.headings],
    )


def pack_blocks(choices: Sequence[Sequence[Block]], ratio: float) -> Layout:
    """One block of each choice, packed so that the whole is set as large as may be, with few crossings."""

    def cost(chosen: Sequence[Block]) -> float:
        _, (width, height) = pack_rectangles([block.size for block in chosen], ratio, _PIECE_GAP_PT)
        too_wide = max(1.0, width / height / _MAX_ASPECT_RATIO)
        return max(width, height * ratio) * (1 + sum(map(_tangle, chosen))) * too_wide

    chosen = [min(blocks, key=lambda block: _lone_cost(block, ratio)) for blocks in choices]
    best = cost(chosen)
    for _ in range(2):
        for number, blocks in enumerate(choices):
            for block in blocks:
                tried = [*chosen[:number], block, *chosen[number + 1 :]]
                if (found := cost(tried)) < best - 1e-6:
                    best, chosen = found, tried
    places, size = pack_rectangles([block.size for block in chosen], ratio, _PIECE_GAP_PT)
    moved = [move_layout(block.layout, *place) for block, place in zip(chosen, places, strict=True)]
    return join_layouts(moved, size)


def _lone_cost(block: Block, ratio: float) -> float:
    width, height = block.size
    return width * height * (1 + 2 * _tangle(block))


def _tangle(block: Block) -> float:
    """How much smaller a block may be set to be rid of its crossings and turns, as a share."""
    return _CROSSING_COST * block.crossings + _TURN_COST * block.turns


def join_layouts(parts: Iterable[Layout], size: Size) -> Layout:
    """All parts, which have places beside each other, as one of this size."""
    parts = list(parts)
    return Layout(
        *size,
        {name: rect for part in parts for name, rect in part.rects.items()},
        {name: curve for part in parts for name, curve in part.curves.items()},
        {name: point for part in parts for name, point in part.junctions.items()},
        {name: point for part in parts for name, point in part.labels.items()},
        headings=[heading for part in parts for heading in part.headings],
    )
