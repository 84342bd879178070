"""What stands above a map: its title, what it leaves out, where it comes from, and the key to its signs. Pure."""

from __future__ import annotations

from stances.boxes import table, text
from stances.graphics.palette import INK, QUIET_INK
from stances.graphics.text_metrics import wrapped
from stances.graphics.typography import BODY_SIZE, SMALL_SIZE
from stances.maps import ArgumentMap
from stances.signs import TITLE_WIDTH, key

TITLE_SIZE = 16


def _lines(words: str, size: float, colour: str = INK, mark: str = "") -> list[str]:
    """A text of the caption; none where there is nothing to say."""
    lines = wrapped(words, TITLE_WIDTH, size, mark == "B")
    return [table((text(line, size, colour, mark) for line in lines), size, TITLE_WIDTH)] if lines else []


def caption(drawn: ArgumentMap, bars: bool = False) -> str:
    """The caption as a label for Graphviz, of those parts that are asked for; an empty map says in any case that it is.

    `bars` says whether the map shows by bars how far dates may reach.
    """
    empty = not (drawn.graph.claims or drawn.folds)
    rows = _title(drawn) if drawn.view.title else _proviso(drawn) if empty else []
    if drawn.view.legend:
        rows += key(drawn, bars)
    if not rows:
        return ""
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    space = '<TR><TD HEIGHT="10"></TD></TR>'
    return f'<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="0">{cells}{space}</TABLE>'


def _title(drawn: ArgumentMap) -> list[str]:
    rows = _lines(drawn.title, TITLE_SIZE, INK, "B") + _lines(drawn.subtitle, BODY_SIZE + 1)
    return rows + _proviso(drawn) + _lines(drawn.imprint, SMALL_SIZE, QUIET_INK)


def _proviso(drawn: ArgumentMap) -> list[str]:
    return _lines(drawn.proviso, BODY_SIZE, INK, "I")
