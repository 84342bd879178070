"""A record and what follows an edit of it: indexes are as if the record had been read anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stances.cache import cached_property
from stances.dates.chronology import Chronology
from stances.record.record import _KINDS_OF_INDEX, Record
from tests.support.properties import examples
from tests.support.strategies import records


@given(before=records(), other=records(), data=st.data())
@examples(60)
def test_after_an_edit_every_index_is_that_of_a_record_made_afresh(
    before: Record, other: Record, data: st.DataObject
) -> None:
    for name in _KINDS_OF_INDEX:
        getattr(before, name)
    entries = [*before.entries(), *other.entries()]
    put = data.draw(st.lists(st.sampled_from(entries), max_size=4)) if entries else []
    dropped = data.draw(st.lists(st.sampled_from(entries), max_size=2)) if entries else []
    after = before.with_edits(put, [(e.kind_name, e.slug) for e in dropped]).with_revision(7)
    afresh = Record.from_entries(after.debate, after.entries())
    for name in _KINDS_OF_INDEX:
        value, expected = getattr(after, name), getattr(afresh, name)
        if isinstance(value, Chronology):
            value, expected = vars(value), vars(expected)
        assert value == expected, name


def test_every_index_says_what_it_is_made_of() -> None:
    indexes = {name for name, value in vars(Record).items() if isinstance(value, cached_property)}
    assert indexes - {"default_source"} == _KINDS_OF_INDEX.keys()
