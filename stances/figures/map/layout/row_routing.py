"""Route edges orthogonally between rows of boxes whose order and horizontal places are known, and place the rows.

Each edge has a port of its own on a box and a track of its own between two rows, and passes rows in a place that is kept free for
it. At a junction its own edge runs straight through; what else ends there arrives from the side, each at a height of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stances.cache import cached_property
from stances.figures.map.layout.crossing_reduction import LayerOrder
from stances.figures.map.layout.edge_routing import PORT_GAP_PT
from stances.figures.map.layout.placement import Size
from stances.figures.map.layout.tracks import TrackSegment, assign_tracks
from stances.graphics.geometry import Point, Rect, drop_collinear
from stances.graphics.packing import spread

_WIDE_PORT_GAP_PT = 16
PORT_INSET_PT = 10
"""Distance from a corner of a box to its first port."""
_SIGN_ROOM_PT = 17
"""Between a box and the first track: a sign, and the rounding of a corner."""
_BARE_ROOM_PT = 6
"""The same at a row of junctions."""
_TRACK_GAP_PT = 7
_SIDE_PORT_PT = 17
"""Distance from the middle of a junction to the first port at its side."""
_SIDE_STEP_PT = 12
"""Distance of two ports at one side of a junction, and of the heights at which they arrive."""
_JUNCTION_HEIGHT_PT = 8
_MAX_JOG_PT = 14
"""A stretch of this length or less is done away with where there is room."""
_CLEARANCE_PT = 5
_PASSES = 3
_DOWN, _UP = 1, -1


def junction_size(joining: int) -> Size:
    """The size of a junction at which so many edges arrive besides its own."""
    side = _SIDE_PORT_PT + _SIDE_STEP_PT * (joining - 1) + _CLEARANCE_PT if joining else _CLEARANCE_PT
    return 2 * side, max(_JUNCTION_HEIGHT_PT, _SIDE_STEP_PT * joining)


@dataclass(frozen=True)
class RowGeometry:
    """The rows of a graph with their horizontal places.

    `centres` has the horizontal middle of each node of `order`, `sizes` the size of each that is not a dummy node, by name.
    Nodes named in `junctions` are junctions. Rows are at least `row_gap` apart; tracks are `track_gap` apart.
    """

    order: LayerOrder
    centres: Sequence[float]
    sizes: Mapping[str, Size]
    junctions: frozenset[str]
    row_gap: float
    track_gap: float = _TRACK_GAP_PT
    extra_gaps: Mapping[int, float] | None = None

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        return {place: number for number, row in enumerate(self.order.rows) for place in row}

    def name(self, place: int) -> str:
        return self.order.names[place] if place < len(self.order.names) else ""

    @cached_property
    def _sizes_by_place(self) -> Sequence[Size]:
        return [self.sizes.get(name, (0.0, 0.0)) for name in self.order.names]

    def size(self, place: int) -> Size:
        return self._sizes_by_place[place] if place < len(self.order.names) else (0.0, 0.0)

    def is_junction(self, place: int) -> bool:
        return self.name(place) in self.junctions


class _Ends:
    """The ends of edges at one side of a node, in order of where they lead."""

    def __init__(self, place: int, side: int, ends: list[tuple[str, int]]) -> None:
        self.place, self.side, self.ends = place, side, ends


class RowRouter:
    """Finds places and corners for one `RowGeometry`: `rects`, `junctions` and `corners` by name, `width` and `height`."""

    def __init__(self, geometry: RowGeometry) -> None:
        self.geometry = geometry
        self.order = geometry.order
        self.x = list(geometry.centres)
        self.ports: dict[tuple[str, int], float] = {}
        self.arrivals: dict[tuple[str, int], float] = {}  # heights at junctions from their middle
        self._assign_ports()
        self._straighten()
        self.tracks = self._make_tracks()
        self.tops, self.height = self._place_rows()

    # --- ports ---

    @cached_property
    def _sides(self) -> list[_Ends]:
        """The sides of nodes, each with the edges that end there, from the upper row down."""
        ends: dict[tuple[int, int], list[tuple[tuple[float, ...], str, int]]] = defaultdict(list)
        trunks = set[str]()
        for name, chain in self.order.chains.items():
            first, last = chain[0], chain[-1]
            trunk = self.order.trunks.get(name, name)
            if trunk in trunks:
                ends[last, _UP].append((self._key(chain[-2]), name, chain[-2]))
                continue
            if trunk != name:
                trunks.add(trunk)
            if self.geometry.row_of[first] == self.geometry.row_of[last]:
                for place, other in ((first, last), (last, first)):
                    apart = self.order.position_in_row[other] - self.order.position_in_row[place]
                    ends[place, _DOWN].append(((1e6 if apart > 0 else -1e6, -apart), name, other))
            else:
                ends[first, _DOWN].append((self._key(chain[1]), name, chain[1]))
                ends[last, _UP].append((self._key(chain[-2]), name, chain[-2]))
        return [
            _Ends(place, side, [(name, other) for _, name, other in sorted(found)])
            for (place, side), found in sorted(
                ends.items(), key=lambda item: self.geometry.row_of[item[0][0]]
            )
        ]

    def _key(self, neighbour: int) -> tuple[float, ...]:
        return (self.order.position_in_row[neighbour],)

    def _assign_ports(self) -> None:
        """Give each end a port of its own, opposite the port at the other end of its stretch where that can be."""
        for ends in self._sides:
            for name, _ in ends.ends:
                self.ports[name, ends.place] = self.x[ends.place]
        for ends in self._sides:
            if self.geometry.is_junction(ends.place):
                self._assign_junction_ports(ends)
        for _ in range(_PASSES):
            for ends in self._sides:
                if ends.place < len(self.order.names) and not self.geometry.is_junction(ends.place):
                    self._assign_box_ports(ends)
            self._share_trunk_ports()

    def _share_trunk_ports(self) -> None:
        """Let all edges of a trunk end where its first does."""
        first: dict[str, str] = {}
        for name, trunk in self.order.trunks.items():
            place = self.order.chains[name][0]
            self.ports[name, place] = self.ports[first.setdefault(trunk, name), place]

    def _assign_box_ports(self, ends: _Ends) -> None:
        half = max(self.geometry.size(ends.place)[0] / 2 - PORT_INSET_PT, 0)
        low, high = self.x[ends.place] - half, self.x[ends.place] + half
        wanted = [
            min(max(self.ports.get((name, other), self.x[other]), low), high) for name, other in ends.ends
        ]
        gap = min(_WIDE_PORT_GAP_PT, (high - low) / max(1, len(wanted) - 1))
        for (name, _), port in zip(ends.ends, spread(wanted, low=low, high=high, gap=gap), strict=True):
            self.ports[name, ends.place] = port

    def _assign_junction_ports(self, ends: _Ends) -> None:
        """Its own edge in the middle, the others at both sides, those nearer to it first."""
        junction = self.geometry.name(ends.place)
        names = [name for name, _ in ends.ends]
        own = next((name for name in (f"{junction}/head", junction) if name in names), None)
        if own == junction and self._leads_both_up(junction, ends.place):
            own = None
        middle = (
            names.index(own) if own else sum(self.x[other] < self.x[ends.place] for _, other in ends.ends)
        )
        left, right = names[:middle][::-1], names[middle + (own is not None) :]
        for sign, side in ((-1, left), (1, right)):
            for number, name in enumerate(side):
                offset = _SIDE_PORT_PT + _SIDE_STEP_PT * number
                self.ports[name, ends.place] = self.x[ends.place] + sign * offset
                self.arrivals[name, ends.place] = ends.side * self._arrival(len(side), number)

    def _arrival(self, count: int, number: int) -> float:
        """How far from the middle of a junction an edge arrives, towards its own side of it."""
        return 0.0 if count == 1 else _SIDE_STEP_PT * (count - 1 - number)

    def _leads_both_up(self, junction: str, place: int) -> bool:
        """Whether both halves of an edge are on one side of its junction; the second half is then in the middle."""
        halves = [self.order.chains[name] for name in (junction, f"{junction}/head")]
        return len({chain[0] == place for chain in halves}) == 1

    # --- straight lines ---

    def _straighten(self) -> None:
        """Shift the places that lines keep in rows to the ports beside them, where only a short stretch lies between."""
        names = len(self.order.names)
        for name, chain in self.order.chains.items():
            for one_way in (chain, chain[::-1]):
                start = one_way[0]
                run = self._run(one_way, names)
                if run and 0.5 < abs(self.x[run[0]] - self.ports[name, start]) <= _MAX_JOG_PT:
                    self._shift(run, self.ports[name, start])

    def _run(self, chain: Sequence[int], names: int) -> list[int]:
        """The dummy nodes after the first of a chain that lie straight below each other."""
        run: list[int] = []
        for place in chain[1:]:
            if place < names or (run and abs(self.x[place] - self.x[run[0]]) > 0.5):
                break
            run.append(place)
        return run

    def _shift(self, run: Sequence[int], x: float) -> None:
        """Move a run of dummy nodes to `x`, unless another node is in the way."""
        for place in run:
            row = self.order.rows[self.geometry.row_of[place]]
            at = self.order.position_in_row[place]
            for neighbour in (row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None):
                if neighbour is not None:
                    needed = self.geometry.size(neighbour)[0] / 2 + _CLEARANCE_PT
                    if abs(self.x[neighbour] - x) < needed or (self.x[neighbour] < x) != (
                        self.x[neighbour] < self.x[place]
                    ):
                        return
        for place in run:
            self.x[place] = x

    # --- tracks and rows ---

    def _make_tracks(self) -> Mapping[tuple[str, int], TrackSegment]:
        """The stretch of each edge below a node, by its name and that node; in places from 0 to 1 between two rows."""
        tracks: dict[tuple[str, int], TrackSegment] = {}
        self.by_gap: dict[int, list[TrackSegment]] = defaultdict(list)
        shared: dict[tuple[str, int], TrackSegment] = {}
        for name, chain in self.order.chains.items():
            for upper, lower in pairwise(chain):
                row, lower_row = self.geometry.row_of[upper], self.geometry.row_of[lower]
                ends = self._port(name, upper), self._port(name, lower)
                if row == lower_row:
                    if upper == lower:  # an edge from a box to itself
                        ends = ends[0] - PORT_GAP_PT, ends[0] + PORT_GAP_PT
                    tracks[name, upper] = TrackSegment(ends, (-1, -1))
                elif abs(ends[0] - ends[1]) > 0.5:
                    trunk = self.order.trunks.get(name, name)
                    if known := shared.get((trunk, upper)):
                        known.branch(ends[1])
                        tracks[name, upper] = known
                        continue
                    tracks[name, upper] = shared[trunk, upper] = TrackSegment(ends, (-1, 1))
                else:
                    continue
                self.by_gap[row].append(tracks[name, upper])
        self.levels = {row: assign_tracks(segments, 0, 1) for row, segments in self.by_gap.items()}
        return tracks

    def _port(self, name: str, place: int) -> float:
        return self.ports.get((name, place), self.x[place])

    def _room(self, row: int) -> float:
        """The room between a row and the first track above or below it."""
        bare = all(
            not self.geometry.name(place) or self.geometry.is_junction(place)
            for place in self.order.rows[row]
        )
        return _BARE_ROOM_PT if bare else _SIGN_ROOM_PT

    def _gap(self, row: int) -> float:
        """The distance between a row and the next."""
        rooms = self._room(row) + (self._room(row + 1) if row + 1 < len(self.order.rows) else 0)
        levels = self.levels.get(row, 0)
        needed = rooms + (levels - 1) * self.geometry.track_gap if levels else 0
        extra = (self.geometry.extra_gaps or {}).get(row, 0)
        if row + 1 == len(self.order.rows):
            return needed + extra
        bare = rooms < 2 * _SIGN_ROOM_PT
        return max(needed, rooms if bare else self.geometry.row_gap) + extra

    def _place_rows(self) -> tuple[list[float], float]:
        top, tops = (self.geometry.extra_gaps or {}).get(-1, 0.0), []
        for row in range(len(self.order.rows)):
            tops.append(top)
            top += self._row_heights[row] + self._gap(row)
        return tops, top

    @cached_property
    def _row_heights(self) -> Sequence[float]:
        size = self.geometry.size
        return [max((size(place)[1] for place in row), default=0) for row in self.order.rows]

    @cached_property
    def rects(self) -> dict[str, Rect]:
        """The places of everything that is not a junction, by name."""
        rects = {}
        for place, name in enumerate(self.order.names):
            (width, height), row = self.geometry.size(place), self.geometry.row_of[place]
            top = self.tops[row] + (self._row_heights[row] - height) / 2
            rects[name] = Rect(self.x[place] - width / 2, top, width, height)
        return rects

    @property
    def junctions(self) -> dict[str, Point]:
        return {name: rect.centre for name, rect in self.rects.items() if name in self.geometry.junctions}

    # --- corners ---

    def corners(self, reversed_edges: frozenset[str]) -> Iterator[tuple[str, list[Point]]]:
        """The corners of each edge from its source to its target; those of `reversed_edges` have the source above."""
        for name, chain in self.order.chains.items():
            points = [*self._end(name, chain[0], _DOWN)]
            for upper, lower in pairwise(chain):
                if track := self.tracks.get((name, upper)):
                    y = self._track_height(self.geometry.row_of[upper], track)
                    ends = (
                        (track.low, track.high)
                        if upper == lower
                        else (self._port(name, upper), self._port(name, lower))
                    )
                    points += [(x, y) for x in ends]
            is_flat = self.geometry.row_of[chain[0]] == self.geometry.row_of[chain[-1]]
            points += self._end(name, chain[-1], _DOWN if is_flat else _UP)[::-1]
            if chain[0] == chain[-1]:
                points[0], points[-1] = (
                    (x, y) for (_, y), (x, _) in ((points[0], points[1]), (points[-1], points[-2]))
                )
            yield name, drop_collinear(points if name in reversed_edges else points[::-1])

    def _end(self, name: str, place: int, side: int) -> list[Point]:
        """Where an edge ends at a node, and how it comes from there to that side of it."""
        rect, x = self.rects[self.geometry.name(place)], self._port(name, place)
        if self.geometry.is_junction(place):
            middle, height = rect.centre
            y = height + self.arrivals.get((name, place), 0.0)
            return [(middle, y)] if x == middle else [(middle, y), (x, y)]
        return [(x, rect.bottom if side == _DOWN else rect.top)]

    def _track_height(self, row: int, track: TrackSegment) -> float:
        """The height of a track between this row and the next."""
        bottom = self.tops[row] + self._row_heights[row]
        low = bottom + self._room(row)
        is_last = row + 1 == len(self.order.rows)
        high = bottom + self._gap(row) if is_last else self.tops[row + 1] - self._room(row + 1)
        number = self.levels[row]
        spare = max(0.0, high - low - (number - 1) * self.geometry.track_gap) / 2
        step = self.geometry.track_gap
        return low - step + spare + track.place * ((number + 1) * step) if number else low
