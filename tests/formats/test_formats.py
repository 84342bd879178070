"""What holds of every format: nothing is lost, or the format says what; its content is recognised; and the docs name it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from stances.formats import FORMATS, Format, FormatError, formats_named, read_content, recognise
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
            "neither its content nor its name says which format it is; known are .json",
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
    ],
)
def test_what_no_format_can_be_is_refused_with_place_and_reason(
    content: bytes, name: str, words: str
) -> None:
    with pytest.raises(FormatError, match=words):
        read_content(content, name)
