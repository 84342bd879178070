"""The figures, each a module with one `FigureKind`.

They stand here, above the drawings, because a figure is more than its drawing: its caption, its pages and its data too.

To add one:

1. Write a module in `stances/figures/` that draws what `argument` or `timeline` says, and its words in the `wording` beside it.
2. Write a module here that describes it, with its caption.
3. Add it to `FIGURES` below: its address, the page for saving it, its command and the tests know it from there.
4. Offer it on a page: `ui.saved_as` in the page's template.
"""

from __future__ import annotations

from typing import Any

from stances.publishing.figure import FigureKind
from stances.publishing.figures.argument_map import ARGUMENT_MAP
from stances.publishing.figures.comparison import COMPARISON
from stances.publishing.figures.grid import GRID
from stances.publishing.figures.lines import LINES
from stances.publishing.figures.small_multiples import SMALL_MULTIPLES
from stances.publishing.figures.trajectory import TRAJECTORY

FIGURES: tuple[FigureKind[Any], ...] = (ARGUMENT_MAP, GRID, LINES, TRAJECTORY, SMALL_MULTIPLES, COMPARISON)
