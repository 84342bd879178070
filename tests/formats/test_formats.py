"""What holds of every format: nothing is lost, or the format says what; its content is recognised; and the docs name it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from stances.formats import FORMATS, Format, FormatError, formats_named, read_content, recognise
from stances.formats.base import MAX_PROBLEMS
from stances.record.record import Record
from tests.support.properties import examples
from tests.support.strategies import records

DOCS = Path(__file__).parents[2] / "docs" / "scholar.md"


@examples(60)
@given(records())
def test_a_record_comes_back_as_it_was_or_the_format_says_what_is_lost(record: Record) -> None:
    for known in FORMATS:
        text = known.encode(record).decode("utf-8", "replace")
        if known.read is None:
            with pytest.raises(FormatError, match="can be written but not read back"):
                known.loads("", "x")
        else:
            assert recognise(text, f"x{known.endings[0]}") is known
            assert recognise(text, "pasted") is known
        if known.read and not known.loss:
            again = known.loads(text, "x")
            assert again == record
            assert list(again.claims) == list(record.claims)
            assert known.dumps(again) == known.dumps(record)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_a_format_is_found_by_its_endings_says_what_it_loses_and_stands_in_the_docs(known: Format) -> None:
    assert all(known in formats_named(f"debate{ending.upper()}") for ending in known.endings)
    assert known.read is not None or known.loss.endswith(".")
    assert f"--format {known.name}" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (
            b"format: stances/1\n",
            "x.json",
            "is json by its name and yaml by its content; let the name end in .yaml",
        ),
        (
            b"Nothing of the kind.",
            "x",
            "neither its content nor its name says which format it is; names end in .json",
        ),
        (b"PK\x03\x04....", "x.yaml", "is a packed archive; unpack it"),
        (
            "\ufeffformat: stances/1".encode("utf-16"),
            "x.yaml",
            "is written in UTF-16; save it again as UTF-8",
        ),
        (
            "format: stances/1\nÄ".encode("latin-1"),
            "x.yaml",
            "x.yaml:2: holds the byte 0xC4, which is not UTF-8",
        ),
        (
            b"format: stances/1\n#" + b"x" * 1_000_001,
            "x.yaml",
            "x.yaml:2: is longer than 1,000,000 characters",
        ),
        (b" " * 50_000_001, "x.yaml", "is larger than 50 MB"),
        (
            b'{"format": "stances/1", "debate": {"slug": "a", "ti',
            "x.json",
            "x.json:1: this is not JSON: Unterminated",
        ),
        (
            b'{"format": "stances/1", "debate": ' + b"[" * 200_000,
            "x.json",
            "x.json:1: lists and mappings lie more than",
        ),
        (
            b"format: stances/1\ndebate: " + b"[" * 200_000,
            "x.yaml",
            "x.yaml:2: lists and mappings lie more than 12",
        ),
        (
            b"format: stances/1\na: &a [x]\nb: [" + b"*a," * 200_000 + b"]",
            "x.yaml",
            "x.yaml:3: \\*a refers to",
        ),
        (
            b"format: stances/1\na: !!python/object/apply:os.system [x]",
            "x.yaml",
            "x.yaml:2: .*is a tag, which",
        ),
        (b"format: stances/1\n\0", "x.yaml", "x.yaml:2: contains the character U.0000"),
        (
            b'{"format": "stances/1", "a": "' + b"x" * 5_000_000 + b'"}',
            "x.json",
            "“a”|a: is not a part of a debate",
        ),
    ],
)
def test_what_no_format_can_be_is_refused_with_place_and_reason(
    content: bytes, name: str, words: str
) -> None:
    with pytest.raises(FormatError, match=words) as refused:
        read_content(content, name)
    assert len(refused.value.problems) <= MAX_PROBLEMS


@pytest.mark.slow
def test_what_is_refused_takes_no_more_memory_than_a_few_times_its_size() -> None:
    """In a process that may have no more; above all no reader keeps a state for each character."""
    cases = (
        (b'{"format": "stances/1", "debate": "' + b"x" * 20_000_000 + b'"}', "x.json"),
        (b'{"format": "stances/1", "debate": "' + b"\\n" * 10_000_000 + b'"}', "x.json"),
        (b"format: stances/1\na: &a x\nb: [" + b"*a,\n" * 200_000 + b"]", "x.yaml"),
        (b"format: stances/1\ndebate: {slug: a, title: A}\nclaims:\n" + b"- {a: 1}\n" * 100_000, "x.yaml"),
        (b"x" * 49_000_000, "x"),
    )
    for content, name in cases:
        told = run_limited(REFUSE, content, name)
        assert told == "refused", name


REFUSE = """
import resource, sys
from stances.formats import FormatError, read_content
resource.setrlimit(resource.RLIMIT_AS, (900_000_000, 900_000_000))
try:
    read_content(sys.stdin.buffer.read(), sys.argv[1])
except FormatError:
    print("refused", end="")
"""


def run_limited(program: str, content: bytes, name: str) -> str:
    """What a program says, given the content."""
    done = subprocess.run(
        [sys.executable, "-c", program, name], input=content, capture_output=True, check=False
    )
    return done.stdout.decode() or done.stderr.decode()
