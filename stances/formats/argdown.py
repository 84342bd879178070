"""Argdown, the plain text in which philosophers map arguments (argdown.org), of the syntax of @argdown/core 2."""

from __future__ import annotations

import re

from stances.formats.argdown_reader import read_argdown
from stances.formats.argdown_writer import write_argdown
from stances.formats.base import Format

_SIGNS = re.compile(
    r"\A\s*={3,}[ \t]*\r?\n"
    r"|^(?:\[[^\]\n]+\]:[ \t]|<[^>\n]+>:[ \t])"
    r"|^[ \t]+(?:<?\+|<-|><|[+_-]>|_)[ \t]*(?:\[[^\]\n]+\]|<[^>\n]+>)",
    re.MULTILINE,
)
_MAX_LOOKED_AT = 20_000


def is_argdown(text: str) -> bool:
    """Whether there is front matter, a statement with a title, an argument or a relation near the start of a text."""
    return bool(_SIGNS.search(text[:_MAX_LOOKED_AT]))


ARGDOWN = Format(
    name="argdown",
    endings=(".argdown", ".ad"),
    media_type="text/plain; charset=utf-8",
    words="for Argdown",
    dumps=write_argdown,
    read=read_argdown,
    loss="Claims and links come back in the order of the disputes.",
    recognises=is_argdown,
)
