"""The argument map: from a graph through labels and a layout to an SVG in which each claim and link has an id."""
