"""A finished drawing or a whole record as something to keep: SVG, PNG, PDF, a handout, one HTML file."""
