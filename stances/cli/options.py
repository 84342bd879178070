"""Options of commands: those that several share, and those that are parameters of addresses too."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from stances.query import Parameter


class CommandParser(argparse.ArgumentParser):
    """The parser of a command, which may get its options when it is used: the others then need not import what these take.

    An option among its `flags` may stand alone, which means yes, whatever follows.
    """

    add_options: Callable[[CommandParser], None] | None = None
    flags: frozenset[str] = frozenset()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if add_options := self.add_options:
            self.add_options = None
            add_options(self)
        return super().parse_known_args(self._complete_flags(args) if self.flags else args, namespace)

    def _complete_flags(self, words: list[str]) -> list[str]:
        """The words with `--title=yes` for a `--title` after which no value stands, but perhaps a file's name."""
        from stances.query import FLAG_WORDS

        following = [*words[1:], ""]
        return [
            f"{word}=yes" if word in self.flags and after not in FLAG_WORDS else word
            for word, after in zip(words, following, strict=True)
        ]


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


# --- parameters as options ---


class TakesOptions(Protocol):
    """A parser, or a group of its options."""

    def add_argument(self, *names: str, **how: Any) -> argparse.Action: ...


def add_parameters(
    parser: CommandParser, parameters: Iterable[Parameter[Any]], group: TakesOptions | None = None
) -> None:
    """Add an option for each parameter, in a group of the help. Its text is left to the reader that addresses have too.

    A flag also has `--no-…`.
    """
    from stances.query import write_value

    add = (group or parser).add_argument
    for of in parameters:
        name, default = of.name.replace("_", "-"), write_value(of.default)
        how: dict[str, Any] = {"nargs": "?", "const": "yes"} if of.is_flag else {}
        words = f"{of.meaning} ({default} by default)" if default else of.meaning
        add(f"--{name}", dest=of.name, metavar=of.values.takes, help=words, **how)
        if of.is_flag:
            parser.flags |= {f"--{name}"}
            add(f"--no-{name}", dest=of.name, action="store_const", const="no", help=argparse.SUPPRESS)


def given_parameters(given: argparse.Namespace) -> dict[str, str]:
    """The texts of the options that were given, by the names of parameters."""
    return {name: value for name, value in vars(given).items() if isinstance(value, str)}
