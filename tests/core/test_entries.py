"""Entries of the ledger: whatever is written as a row of text is read back."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from rederive.core.entries import SEPARATOR, Condition, ConditionKind, Entry, Reading
from rederive.core.verdicts import Verdict

#: Names that look like the numbers and separators beside them.
NAMES = st.text("a1:;. to-e", min_size=1, max_size=8).filter(lambda name: SEPARATOR not in name)
ENDS = st.none() | st.floats(allow_nan=False) | st.sampled_from([math.inf, -math.inf, 0.0])
READINGS = st.lists(st.builds(Reading, NAMES, ENDS, ENDS), max_size=3).map(tuple)
CONDITIONS = st.builds(
    Condition, st.sampled_from(ConditionKind), st.lists(NAMES, max_size=3).map(tuple)
)


@given(READINGS, st.none() | CONDITIONS, ENDS, ENDS, st.none() | st.integers(0, 9))
def test_a_row_is_read_back_as_the_entry_it_was(under, condition, low, high, publishers):
    entry = Entry(
        "ch1-a",
        "x",
        "1",
        Verdict.TRACED,
        recomputed_low=low,
        recomputed_high=high,
        under=under,
        condition=condition,
        publishers=publishers,
    )
    assert Entry.from_row(entry.to_row()) == entry


def test_a_reading_without_upper_end_keeps_none():
    reading = Reading("crude", 3, None)
    assert Reading.parse(str(reading)) == reading
