"""Output of commands: messages, files, and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stances.errors import BadRequestError, StancesError

DONE, FOUND_ERRORS, FAILED = 0, 1, 2


def say(text: str) -> None:
    """Print a message for the person to stderr, apart from the command's output."""
    print(text, file=sys.stderr, flush=True)


def write(content: bytes, output: str) -> None:
    """Write the content to a file, or for - to stdout. Raises `StancesError`."""
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise StancesError(f"{output} can't be written: {error.strerror}.") from error
    say(f"Wrote {output} ({len(content):,} bytes).")


def format_of(output: str, allowed: Sequence[str], default: str) -> str:
    """The format that the file's ending names; `default` for stdout. Raises `BadRequestError`."""
    if output == "-":
        return default
    refuse_folder(output, f"figure.{default}")
    ending = Path(output).suffix.lower().lstrip(".")
    if ending not in allowed:
        endings = ", ".join(f".{name}" for name in allowed)
        raise BadRequestError(f"{output}: the end of the name says the format, and must be one of {endings}.")
    return ending


def refuse_folder(output: str, example: str) -> None:
    """Raise `BadRequestError` if the output is a folder; the message names the `example` in it."""
    if Path(output).is_dir() or output.endswith(("/", os.sep)):
        raise BadRequestError(f"{output} is a folder. Name a file in it: -o {Path(output) / example}")
