"""What holds of every format: nothing is lost, or the format says what; and the docs name it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from stances.formats import FORMATS, Format, FormatError, format_for_path
from stances.record.record import Record
from tests.support.properties import examples
from tests.support.strategies import records

DOCS = Path(__file__).parents[2] / "docs" / "scholar.md"


@examples(60)
@given(records())
def test_a_record_comes_back_as_it_was_or_the_format_says_what_is_lost(record: Record) -> None:
    for known in FORMATS:
        text = known.dumps(record)
        if known.read is None:
            with pytest.raises(FormatError, match="can be written but not read back"):
                known.loads(text, "x")
        elif not known.loss:
            again = known.loads(text, "x")
            assert again == record
            assert list(again.claims) == list(record.claims)
            assert known.dumps(again) == text


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_a_format_is_found_by_its_endings_says_what_it_loses_and_stands_in_the_docs(known: Format) -> None:
    assert {format_for_path(f"debate{ending.upper()}") for ending in known.endings} == {known}
    assert known.read is not None or known.loss.endswith(".")
    assert f"--format {known.name}" in DOCS.read_text(encoding="utf-8")
