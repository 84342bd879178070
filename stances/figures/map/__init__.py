"""The argument map: from a graph to labels, a layout and an SVG in which every claim and link can be addressed."""
