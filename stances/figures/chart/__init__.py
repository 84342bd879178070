"""Charts of stances over time: grids, line charts and small multiples, with the axis of events above them."""
