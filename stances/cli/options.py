"""Options shared by several commands, and their conversion to parameters."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, TypeAlias


class CommandParser(argparse.ArgumentParser):
    """The parser of a command, which may get its options when it is used: the others then need not import what these take."""

    add_options: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if add_options := self.add_options:
            self.add_options = None
            add_options(self)
        return super().parse_known_args(args, namespace)


Commands: TypeAlias = "argparse._SubParsersAction[CommandParser]"


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str, examples: str
) -> CommandParser:
    """Add a command with its help (`words`), its examples, and the function that runs it."""
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
    """Add the option for the file to write."""
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help=words)


def add_debate(parser: argparse.ArgumentParser) -> None:
    """Add the option for the debate."""
    parser.add_argument("--debate", metavar="SLUG", help="which debate, where there are several")


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add the argument for a debate's file, and the option for one in the database."""
    from stances.formats import FORMATS
    from stances.query import join_or

    endings = join_or(ending for known in FORMATS if known.read for ending in known.endings[:1])
    words = f"a debate's file, {endings}, in place of a debate in the database"
    parser.add_argument("file", nargs="?", metavar="FILE", help=words)
    add_debate(parser)


def options_as_parameters(given: argparse.Namespace) -> dict[str, str]:
    """The options that were given, as URL parameters."""
    from stances.query import write_value

    return {name: write_value(value) for name, value in vars(given).items() if value is not None}


def read_day(option: str, text: str | None) -> str:
    """The last day of a date as people write it, in the form 1928-05-09; empty for none. Raises `BadRequestError`."""
    from stances.dates.uncertain import UncertainDate
    from stances.query import PLAIN, read_last_day

    return read_last_day(option, text, UncertainDate.read, PLAIN).isoformat() if text else ""
