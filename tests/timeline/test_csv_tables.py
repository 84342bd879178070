"""Tables as CSV: what was written is read back, and no spreadsheet finds a formula in it."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.timeline.csv_tables import write_csv
from tests.support.csv_files import find_formulas, restore_text, split_csv
from tests.support.properties import examples

TRICKY = st.sampled_from("=+-@−±0;,\t\r\n\"' \u00a0\ufeff＝1")
TEXTS = st.text(TRICKY | st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
LINES = st.lists(st.tuples(TEXTS, TEXTS | st.integers().map(str), TEXTS), max_size=4)


@examples(400)
@given(LINES)
def test_a_table_reads_back_as_it_was_and_has_no_formula_wherever_it_is_split(lines) -> None:
    written = write_csv(("who", "what", "why"), lines)
    assert written.startswith(codecs.BOM_UTF8)
    assert [[restore_text(field) for field in line] for line in split_csv(written)[1:]] == [
        list(line) for line in lines
    ]
    assert not list(find_formulas(written))


@pytest.mark.parametrize(
    ("field", "written"),
    [
        *((sign, sign) for sign in ("++", "+", "0", "−", "−−", "±", "-")),
        ("-2", "-2"),
        ("=1+1", "'=1+1"),
        (" =1", "' =1"),
        ("'=1", "''=1"),
        ('a;=1;"b"', 'a;\'=1;"b"'),
        ('a\t"@SUM(1)', "a\t'\"@SUM(1)"),
        ("++ / −", "'++ / −"),
        ("-1;no", "'-1;no"),
        ("1928; +2 a real turn", "1928;' +2 a real turn"),
        ("a - b = c", "a - b = c"),
    ],
)
def test_an_apostrophe_stands_where_a_formula_could_begin(field: str, written: str) -> None:
    assert split_csv(write_csv(("a", "b"), [("x", field)]))[1] == ["x", written]
