"""Figures of a debate, drawn from an analysis: argument maps and charts, each a self-contained SVG."""
