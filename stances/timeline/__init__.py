"""Stances over time: columns, cells, rows and grids, changes of position, and the same as tables."""
