"""Shares in words: a bound, however far beyond it the share lies."""

from __future__ import annotations

from rederive.core.claims import Value
from rederive.core.units import Unit

PERCENT = Unit("percent")
MOST = Value(name="share", printed="绝大多数", reading="50", unit=PERCENT, hedge="over")
DIGITS = Value(name="share", printed="50", line=1, unit=PERCENT, hedge="over")


def test_most_has_no_next_step_that_a_careful_writer_would_have_named():
    assert 88 in MOST.expected
    assert 50 not in MOST.expected


def test_more_than_a_number_in_digits_has_one():
    assert 55 in DIGITS.expected
    assert 88 not in DIGITS.expected
