"""Drawing without knowing what is drawn: colours, widths of text, sizes, geometry, packing and SVG elements."""
