"""Charts of stances over time: grids, lines, small multiples, and the axis of events below them."""
