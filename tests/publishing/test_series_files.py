"""Each series has a file of its own, and together they are the table of all."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rederive.publishing import series_files

HEAD = ["table", "series", "period", "note"]
WORD = st.from_regex(r"\A[a-z][a-z_-]{0,5}\Z")
ROW = st.tuples(WORD, WORD, WORD, st.text("a,\"'\n费", max_size=4)).map(list)


@given(rows=st.lists(ROW, max_size=12))
def test_no_row_is_lost_and_each_stands_with_its_series(tmp_path_factory, rows) -> None:
    folder: Path = tmp_path_factory.mktemp("series")
    table = folder / "series.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([HEAD, *rows])
    for _ in range(2):  # a second time is as the first
        series_files.write(table, folder / "of-each")
    found = []
    for path in (folder / "of-each").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            head, *own = csv.reader(stream)
        assert head == HEAD
        assert {(row[0], row[1]) for row in own} == {(path.parent.name, path.stem)}
        found += own
    assert sorted(found) == sorted(rows)
