"""Drawings of a debate: an analysis becomes a drawing, and the drawing an SVG that stands alone."""
