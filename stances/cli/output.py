"""Output of commands: messages, files, and exit codes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from stances.errors import BadRequestError, StancesError, show_name

DONE, FOUND_ERRORS, FAILED = 0, 1, 2


def say(text: str) -> None:
    """Print a message for the person to stderr, apart from the command's output."""
    print(text, file=sys.stderr, flush=True)


def note(text: str) -> None:
    """Print what the person should know of what was written, if there is anything."""
    if text:
        say(f"Note: {text}")


def write(content: bytes, output: str) -> None:
    """Write the content to a file, or for - to stdout. Raises `StancesError`."""
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except (OSError, ValueError) as error:
        raise _write_error(output, error) from error
    say(f"Wrote {show_name(output)} ({len(content):,} bytes).")


def format_of(output: str, allowed: Sequence[str], default: str) -> str:
    """The format that the file's ending names; `default` for stdout. Raises `BadRequestError`."""
    if output == "-":
        return default
    refuse_folder(output, f"figure.{default}")
    ending = Path(output).suffix.lower().lstrip(".")
    if ending not in allowed:
        endings = ", ".join(f".{name}" for name in allowed)
        raise BadRequestError(
            f"{show_name(output)}: the end of the name says the format, and must be one of {endings}."
        )
    return ending


def refuse_folder(output: str, example: str) -> None:
    """Raise `BadRequestError` if the output is a folder; the message names the `example` in it.

    Raises `StancesError` for a name that the system refuses, before anything is drawn.
    """
    if _is_folder(output) or output.endswith(("/", os.sep)):
        place = show_name(Path(output) / example)
        raise BadRequestError(f"{show_name(output)} is a folder. Name a file in it: -o {place}")


def _is_folder(output: str) -> bool:
    try:
        return stat.S_ISDIR(Path(output).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise _write_error(output, error) from error


def _write_error(output: str, error: OSError | ValueError) -> StancesError:
    """The error for a file that can't be written; a ValueError is about a name that no system can have."""
    return StancesError(f"{show_name(output)} can't be written: {getattr(error, 'strerror', error)}.")
