"""Entries of the ledger: whatever is written as a row of text is read back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.entries import SEPARATOR, Condition, ConditionKind, Entry, Part, Reading
from rederive.core.verdicts import Basis, Verdict
from rederive.errors import InputError

#: Names that look like the numbers and separators beside them.
NAMES = st.text("a1:;. to-e", min_size=1, max_size=8).filter(lambda name: SEPARATOR not in name)
ENDS = st.none() | st.floats(allow_nan=False) | st.sampled_from([math.inf, -math.inf, 0.0])
READINGS = st.lists(st.builds(Reading, NAMES, ENDS, ENDS), max_size=3).map(tuple)
CONDITIONS = st.builds(
    Condition, st.sampled_from(ConditionKind), st.lists(NAMES, max_size=3).map(tuple)
)


PARTS = st.builds(
    lambda covered, more, says: Part(covered, covered + more, says),
    st.integers(1, 50),
    st.integers(0, 50),
    NAMES.filter(str.strip),
)
STATES = st.tuples(
    st.none() | st.sampled_from(Basis),
    ENDS,
    st.none() | PARTS,
    st.none() | st.sampled_from(Verdict),
)


@given(READINGS, st.none() | CONDITIONS, ENDS, ENDS, st.none() | st.integers(0, 9), STATES)
def test_a_row_is_read_back_as_the_entry_it_was(under, condition, low, high, publishers, state):
    basis, width, part, of_part = state
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
        basis=basis,
        width=width,
        part=part,
        of_part=of_part,
    )
    assert Entry.from_row(entry.to_row()) == entry


def test_a_reading_without_upper_end_keeps_none():
    reading = Reading("crude", 3, None)
    assert Reading.parse(str(reading)) == reading


@pytest.mark.parametrize(
    ("alone", "together"),
    [
        (Verdict.REPRODUCED, Verdict.PARTLY_TESTED),
        (Verdict.TRACED_WITH_CAVEAT, Verdict.PARTLY_TESTED),
        (Verdict.CONSISTENT, Verdict.PARTLY_TESTED),
        (Verdict.COMPATIBLE, Verdict.COMPATIBLE),
        (Verdict.HOLDS_OTHERWISE, Verdict.HOLDS_OTHERWISE),
        (Verdict.NOT_REPRODUCED, Verdict.NOT_REPRODUCED),
    ],
)
def test_a_claim_tested_in_part_is_never_better_than_partly_tested(alone, together):
    entry = Entry("ch1-a", "x", "1", alone).tested_in_part(Part(6, 25, "years"))
    assert entry.verdict is together
    assert entry.of_part is alone
    assert "tested: 6 of 25 years" in entry.explanation


def test_a_part_that_is_the_whole_changes_nothing():
    entry = Entry("ch1-a", "x", "1", Verdict.REPRODUCED)
    assert entry.tested_in_part(Part(25, 25, "years")) == entry


@pytest.mark.parametrize("part", [(0, 3, "years"), (4, 3, "years"), (1, 2, " ")])
def test_a_part_that_is_none_is_refused(part):
    with pytest.raises(InputError):
        Part(*part)
