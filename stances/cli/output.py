"""What a command says to the person, what it writes, and the codes that it ends with."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stances.errors import BadRequestError, StancesError

DONE, FOUND_ERRORS, FAILED = 0, 1, 2


def say(text: str) -> None:
    """Progress is for the person, so it stays out of what a command writes."""
    print(text, file=sys.stderr, flush=True)


def write(content: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise StancesError(f"{output} can't be written: {error.strerror}.") from error
    say(f"Wrote {output} ({len(content):,} bytes).")


def format_of(output: str, allowed: Sequence[str], default: str) -> str:
    """The format that the file's ending names."""
    if output == "-":
        return default
    refuse_folder(output, f"figure.{default}")
    ending = Path(output).suffix.lower().lstrip(".")
    if ending not in allowed:
        endings = ", ".join(f".{name}" for name in allowed)
        raise BadRequestError(f"{output}: the end of the name says the format, and must be one of {endings}.")
    return ending


def refuse_folder(output: str, example: str) -> None:
    if Path(output).is_dir() or output.endswith(("/", os.sep)):
        raise BadRequestError(f"{output} is a folder. Name a file in it: -o {Path(output) / example}")
