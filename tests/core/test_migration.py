"""Two ledgers compared: each changed verdict in a line, with its ground."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive.core.migration import as_markdown, changes, counts, read_rows
from rederive.errors import InputError

OLD = """\
claim,value,printed,verdict
ch1-a,size,5,reproduced
ch1-b,,,traced
ch1-c,share,7,reproduced-with-caveat
ch1-gone,size,1,untraced
"""
NEW = """\
claim,value,printed,verdict,note,condition,readings,contradiction,covered,of,part
ch1-a,size,5,partly-tested,,,,,6,25,years
ch1-b,,,traced,,,,,,,
ch1-c,share,7,holds-otherwise,,holds only for,crude rates; cars alone,,,,
ch1-d,,,not-reproduced,one source has 9,,,,,,
"""


def rows(folder: Path, text: str) -> list[dict[str, str]]:
    path = folder / "verdicts.csv"
    path.write_text(text, encoding="utf-8")
    return read_rows(path)


def test_each_change_is_explained_in_a_line(tmp_path):
    old, new = rows(tmp_path, OLD), rows(tmp_path, NEW)
    assert changes(old, new) == [
        "ch1-a / size: reproduced, now partly-tested. Tested: 6 of 25 years.",
        "ch1-c / share: reproduced-with-caveat, now holds-otherwise. "
        "Holds only for crude rates or cars alone.",
        "ch1-gone / size: is gone.",
    ]
    assert "New numbers: 1." in as_markdown(old, new)
    assert ("traced", 1, 1) in counts(old, new)
    assert "| holds-otherwise | 0 | 1 |" in as_markdown(old, new)


def test_a_ledger_is_no_news_to_itself(tmp_path):
    same = rows(tmp_path, NEW)
    assert changes(same, same) == []
    assert all(was == now for _, was, now in counts(same, same))


@pytest.mark.parametrize("text", ["a,b\n1,2\n", ""])
def test_what_is_no_ledger_is_refused(tmp_path, text):
    with pytest.raises(InputError, match=r"verdicts.csv: has no column 'claim'; name a ledger"):
        rows(tmp_path, text)


def test_a_missing_ledger_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_rows(tmp_path / "none.csv")
