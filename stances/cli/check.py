"""`stances check`: errors, doubts and notes about the evidence of a debate."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from stances.cli.debate_source import load_debate, say_unplaced
from stances.cli.options import Commands, add_command, add_debate
from stances.cli.output import DONE, FOUND_ERRORS

if TYPE_CHECKING:
    from stances.checks.finding import Finding


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "check",
        run_check,
        "check the evidence of a debate: errors, warnings, notes",
        "stances check data/left-opposition-1928.yaml\nstances check          (the debate in the database)",
    )
    add_debate(parser)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--no-notes", dest="notes", action="store_false", help="only errors and warnings")


def run_check(given: argparse.Namespace) -> int:
    """Print the findings of the files, or of a debate in the database; return 1 if any is an error."""
    from stances.checks.run import check_record, explain_once
    from stances.formats import FormatError, read_path

    exit_code = DONE
    for name in given.files:
        try:
            reading = read_path(name)
        except FormatError as error:
            print(error)
            exit_code = FOUND_ERRORS
            continue
        say_unplaced(reading)
        exit_code = max(
            exit_code,
            _print_report(name, explain_once(check_record(reading.record, reading.lines)), given.notes),
        )
    if not given.files:
        record = load_debate(given.debate)
        exit_code = _print_report(record.debate.slug, explain_once(check_record(record)), given.notes)
    return exit_code


def _format_finding(name: str, finding: Finding) -> str:
    """data/x.yaml:12: warning unused-document: what was found [document letter] (the note that explains it)."""
    place = f"{name}:{finding.line}" if finding.line else name
    note = " ".join(finding.explanation.split())
    told = f"{place}: {finding.level} {finding.code}: {finding.message} [{finding.kind} {finding.slug}]"
    if note:
        return f"{told} (noted: {note})"
    return f"{told} (noted above)" if finding.is_explained_above else told


def _print_report(name: str, findings: Iterable[Finding], notes: bool) -> int:
    from stances.record.wording import plural

    counts = {"error": 0, "warning": 0, "note": 0}
    for finding in findings:
        level = str(finding.level)
        counts[level] += 1
        if notes or level != "note":
            print(_format_finding(name, finding))
    print(f"{name}: {', '.join(plural(count, level, f'{level}s') for level, count in counts.items())}")
    return FOUND_ERRORS if counts["error"] else DONE
