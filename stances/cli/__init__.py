"""The `stances` command: serve the site, or make maps, grids and files without it.

A command is a module: `add` defines its options and the function that runs it. That function imports what it needs, so that
drawing a map does not wait for a web server to load. Exit codes: 0 done, 1 `check` found errors, 2 failed.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from stances import __version__
from stances.cli import archive, backup, check, debates, export, figures, handout, load, restore, serve
from stances.cli.options import CommandParser
from stances.cli.output import FAILED
from stances.errors import StancesError

COMMANDS = (serve, figures, handout, export, check, load, archive, debates, backup, restore)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code."""
    arguments = make_parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except StancesError as error:
        print(f"stances: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130
    return code


def process() -> int:
    """Entry point of the `stances` command. Garbage collection is off: every command but `serve` ends before it would pay."""
    gc.disable()
    return main()


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command line, with commands in the order of the help."""
    parser = argparse.ArgumentParser(
        prog="stances",
        description="Who held what position, when, on what evidence, in answer to whom.",
        epilog="stances COMMAND --help explains one command, with examples.\n"
        "The record is in var/stances.db of a checkout, else in your data directory; DATABASE_URL names another.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"stances {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=CommandParser
    )
    for module in COMMANDS:
        module.add(commands)
    return parser
