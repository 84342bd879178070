"""What can be typed after several commands, and how it is handed on."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str, examples: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        epilog="examples:\n" + "\n".join(f"  {line}" for line in examples.splitlines()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_output(parser: argparse.ArgumentParser, words: str | None = None) -> None:
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help=words)


def add_debate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--debate", metavar="SLUG", help="which debate, where there are several")


def options_as_parameters(given: argparse.Namespace) -> dict[str, str]:
    """The options that were given, as parameters of an address have them."""
    from stances.query import write_value

    return {name: write_value(value) for name, value in vars(given).items() if value is not None}


def read_day(option: str, written: str | None) -> str:
    """The last day of a date as people write it, in the form that addresses have; empty for none."""
    from stances.dates.uncertain import UncertainDate
    from stances.query import PLAIN, read_last_day

    return read_last_day(option, written, UncertainDate.read, PLAIN).isoformat() if written else ""
