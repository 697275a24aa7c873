"""Tables of statistics: what is handed out, and what is refused with which sentence."""

from __future__ import annotations

import gzip
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core import periods
from rederive.core.measured import words
from rederive.core.numerals import HEDGES, claimed, point
from rederive.errors import InputError
from rederive.evidence.series import of_vintage

HEADER = "series,entity,period,value,unit,vintage,source,note\n"
GOOD = "premium,CHN,2020,125.2,100 million CNY,2021-01,alpha,\n"


def write(book: Path, *rows: str, header: str = HEADER) -> None:
    (book / "data/series/money.csv").write_text(header + "".join(rows), encoding="utf-8")


def test_numbers_come_in_base_units(book):
    premium = Book.here().load("money", "premium")
    assert premium["2021"] == pytest.approx(13e9)
    assert words(premium["2021"].dimension) == "CNY"
    assert list(premium.index) == ["2020", "2021"]


def test_numbers_come_in_the_unit_asked_for(book):
    assert Book.here().load("money", "premium", unit="billion CNY")["2021"] == pytest.approx(13.0)


@pytest.mark.parametrize(
    ("as_of", "value"),
    [(None, 127.9), ("2024-06", 125.2), ("2024-12", 127.9), ("2024", 127.9), ("first", 125.2)],
)
def test_vintage_is_the_newest_up_to_the_date(book, as_of, value):
    premium = Book.here().load("money", "premium", as_of=as_of, unit="100 million CNY")
    assert premium["2020"] == pytest.approx(value)


@pytest.mark.parametrize(
    ("vintage", "as_of", "known"),
    [
        ("2024-06-30", "2024-06", True),
        ("2024-06", "2024-06", True),
        ("2024-06", "2024-06-15", False),  # it may have come on the 20th
        ("2023", "2024-06", True),
        ("2024", "2024-06", False),  # nothing says that it came in spring
        ("2024", "2024-12", True),
        ("2024", "2024", True),
        ("2024-06", "2024-06-30", True),  # June has thirty days
        ("2023-02", "2023-02-28", True),
    ],
)
def test_a_bare_year_or_month_counts_from_its_end(vintage, as_of, known):
    assert periods.known(vintage, as_of) is known


@pytest.mark.parametrize("as_of", ["2024/06", "2024-6", "June 2024", "today", "", "2024-13", 2024])
def test_a_vintage_that_is_no_date_is_refused(book, as_of):
    with pytest.raises(InputError, match=r"as_of .* is not a date: write first, 2024, 2024-06 or"):
        Book.here().load("money", "premium", as_of=as_of)


figures = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["CHN", "JPN"]),
    st.sampled_from(["2020", "2020-06", "2021"]),
    st.sampled_from(["2021", "2021-03", "2021-03-09", "2022", "2023-11"]),
)


@given(
    st.lists(figures, unique=True, min_size=1), st.sampled_from([None, "first", "2021-03", "2022"])
)
def test_of_each_figure_the_vintage_asked_for_is_taken_in_order(rows, as_of):
    columns = ["series", "entity", "period", "vintage"]
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    ordered = table.sort_values(columns)
    if as_of not in (None, "first"):
        ordered = ordered[[periods.known(each, as_of) for each in ordered["vintage"]]]
    kept = ordered.drop_duplicates(columns[:3], keep="first" if as_of == "first" else "last")
    pd.testing.assert_frame_equal(of_vintage(table, as_of), kept)


def test_figures_are_scaled_exactly(book):
    write(book, "persons,CHN,2020,8.29,10 thousand persons,2021,beta,\n")
    assert Book.here().load("money", "persons")["2020"] == 82_900
    assert Book.here().load("money", "persons", unit="million persons")["2020"] == 0.0829


def test_the_more_exactly_dated_of_two_vintages_is_the_newer(book):
    write(book, GOOD.replace("2021-01", "2021"), GOOD.replace("125.2", "127").replace("-01", "-12"))
    assert Book.here().load("money", "premium", unit="100 million CNY")["2020"] == 127
    assert (
        Book.here().load("money", "premium", as_of="first", unit="100 million CNY")["2020"] == 125.2
    )


HEDGED = HEADER.replace("value,", "value,hedge,")


@pytest.mark.parametrize(
    ("value", "hedge", "low", "high"),
    [
        ("14", "over", 140_000, math.inf),
        ("14", "about", 130_000, 150_000),
        ("14", "", 140_000, 140_000),
        ("10", "nearly", 90_000, 100_000),
    ],
)
def test_a_figure_is_said_with_the_hedge_of_its_source(book, value, hedge, low, high):
    write(book, f"persons,CHN,2020,{value},{hedge},10 thousand persons,2021,beta,\n", header=HEDGED)
    said = Book.here().series.said("money", "persons", "2020")
    assert (said.a, said.b) == (low, high)


@pytest.mark.parametrize(
    ("value", "low", "high"), [("3.10", 30_950, 31_050), ("3.1", 30_500, 31_500)]
)
def test_a_figure_is_as_wide_as_its_rounding_where_asked(book, value, low, high):
    write(book, f"persons,CHN,2020,{value},10 thousand persons,2021,beta,\n")
    said = Book.here().series.said("money", "persons", "2020", rounded=True)
    assert (said.a, said.b) == (low, high)


@given(
    first=st.integers(1, 10**6),
    second=st.integers(1, 10**6),
    hedge=st.sampled_from([each for each in HEDGES if each not in ("exact", "ordinal")]),
)
def test_a_sum_with_a_hedged_figure_holds_all_that_it_can_be(first, second, hedge):
    said = claimed(str(second), hedge)
    total = point(first).iv() + said.iv()
    assert total.a <= first + float(said.low)
    assert total.b >= first + float(said.high)


def test_a_hedge_that_says_nothing_is_refused(book):
    write(book, "persons,CHN,2020,8,exact,10 thousand persons,2021,beta,\n", header=HEDGED)
    with pytest.raises(InputError, match=r"row 2: write how the source says the figure .*'exact'"):
        Book.here().load("money", "persons")


def test_a_figure_that_is_not_there_is_told_with_those_that_are(book):
    with pytest.raises(InputError, match="premium has no figure for 1999; it has 2020, 2021"):
        Book.here().series.said("money", "premium", "1999")


def test_sources_tell_where_each_figure_was_seen(book):
    rows = Book.here().series.sources("money", "premium", as_of="first")
    assert rows.loc[rows["period"] == "2020", "source"].item() == "alpha; beta"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (("nothing", "premium"), "no table 'nothing'"),
        (("../claims/ch1", "premium"), "no table"),
        (("money", "profit"), "has no series 'profit'; it has persons, premium"),
    ],
)
def test_unknown_names_are_told_with_what_there_is(book, call, sentence):
    with pytest.raises(InputError, match=sentence):
        Book.here().load(*call)


def test_unknown_entity_vintage_and_unit(book):
    with pytest.raises(InputError, match="no entity 'JPN'"):
        Book.here().load("money", "premium", "JPN")
    with pytest.raises(InputError, match="no vintage up to 1999"):
        Book.here().load("money", "premium", as_of="1999")
    with pytest.raises(InputError, match="does not fit 'persons'"):
        Book.here().load("money", "premium", unit="persons")


BAD = {
    "text in a number": (
        "premium,CHN,2021,many,100 million CNY,2022,alpha,\n",
        "row 3: write the value as one finite number .*'many'",
    ),
    "empty value": (
        "premium,CHN,2021,,100 million CNY,2022,alpha,\n",
        "row 3: write the value as one finite number",
    ),
    "infinite": (
        "premium,CHN,2021,inf,100 million CNY,2022,alpha,\n",
        "row 3: write the value as one finite number",
    ),
    "unknown unit": (
        "profit,CHN,2021,1,quids,2022,alpha,\n",
        "row 3: the unit is unknown.*'quids'",
    ),
    "two units in a series": (
        "premium,CHN,2021,1,CNY,2022,alpha,\n",
        "row 3: premium is in CNY, elsewhere in 100 million CNY",
    ),
    "duplicate key": (GOOD, "row 3: premium, CHN, 2020, 2021-01 is there twice"),
    "unknown source": (
        "premium,CHN,2021,1,100 million CNY,2022,gamma,\n",
        "row 3: the source 'gamma' is not in references.bib",
    ),
    "no source": (
        "premium,CHN,2021,1,100 million CNY,2022,,\n",
        "row 3: name at least one source key",
    ),
    "impossible share": (
        "share_65,CHN,2021,101,percent,2022,alpha,\n",
        "row 3: a share in percent lies between 0 and 100",
    ),
    "bad period": (
        "premium,CHN,Q1 2021,1,100 million CNY,2022,alpha,\n",
        "row 3: write the period as",
    ),
    "month 13": (
        "premium,CHN,2021-13,1,100 million CNY,2022,alpha,\n",
        "row 3: write the period as",
    ),
    "no such day": (
        "premium,CHN,2023-02-30,1,100 million CNY,2022,alpha,\n",
        "row 3: write the period as",
    ),
    "full-width period": (
        "premium,CHN,２０２１,1,100 million CNY,2022,alpha,\n",
        "row 3: write the period as",
    ),
    "span that runs backwards": (
        "premium,CHN,2021/2020,1,100 million CNY,2022,alpha,\n",
        "row 3: write the period as",
    ),
    "vintage in month 13": (
        "premium,CHN,2021,1,100 million CNY,2022-13,alpha,\n",
        "row 3: write the vintage as",
    ),
    "full-width value": (
        "premium,CHN,2021,１２,100 million CNY,2022,alpha,\n",
        "row 3: write the value as one finite number .*",
    ),
    "underscore in a number": (
        "premium,CHN,2021,1_000,100 million CNY,2022,alpha,\n",
        "row 3: write the value as one finite number .*",
    ),
    "bad vintage": (
        "premium,CHN,2021,1,100 million CNY,later,alpha,\n",
        "row 3: write the vintage as",
    ),
    "field missing": ("premium,CHN,2021,1\n", "row 3: has 4 fields instead of 8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_row_is_named(book, name):
    row, sentence = BAD[name]
    write(book, GOOD, row)
    with pytest.raises(InputError, match=sentence) as refusal:
        Book.here().series.read("money")
    assert "money.csv" in str(refusal.value)
    assert str(refusal.value).count("\n") == 0


def test_a_missing_column_is_named(book):
    write(book, "premium,CHN\n", header="series,entity\n")
    with pytest.raises(InputError, match="row 1: the columns are series,entity"):
        Book.here().series.read("money")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\xef\xbb\xbfseries", b"series\x00"])
def test_other_encodings_are_refused(book, content):
    (book / "data/series/money.csv").write_bytes(content)
    with pytest.raises(InputError, match="UTF-8"):
        Book.here().series.read("money")


def write_panel(book: Path, source: str, content: bytes) -> None:
    folder = book / "data/panels"
    folder.mkdir()
    (folder / "panels.csv").write_text(
        f"panel,source,licence,note\nages,{source},CC BY 3.0 IGO,\n", encoding="utf-8"
    )
    (folder / "ages.csv.gz").write_bytes(content)


def test_a_panel_is_read_with_its_source_on_record(book):
    write_panel(book, "alpha", gzip.compress(b"age,persons\n0,5\n", mtime=0))
    assert Book.here().panel("ages").to_dict("list") == {"age": [0], "persons": [5]}


@pytest.mark.parametrize(
    ("source", "content", "name", "sentence"),
    [
        (
            "alpha",
            gzip.compress(b"a\n1\n", mtime=0),
            "sexes",
            "lists no panel 'sexes'; it lists ages",
        ),
        (
            "gamma",
            gzip.compress(b"a\n1\n", mtime=0),
            "ages",
            "'gamma' of ages is not in references.bib",
        ),
        ("alpha", b"not compressed", "ages", "ages.csv.gz: cannot be read"),
        (
            "alpha",
            gzip.compress(b"a\n1\n" * 999, mtime=0)[:20],
            "ages",
            "ages.csv.gz: cannot be read",
        ),
    ],
)
def test_a_panel_that_cannot_be_used_is_told(book, source, content, name, sentence):
    write_panel(book, source, content)
    with pytest.raises(InputError, match=sentence):
        Book.here().panel(name)


def test_importing_the_package_leaves_the_options_of_pandas_alone():
    code = (
        "import pandas as pd; before = pd.get_option('display.max_colwidth'); "
        "import rederive.evidence.series, rederive.notebook.chapter, rederive.book.face; "
        "print(before == pd.get_option('display.max_colwidth'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True"


def test_a_period_published_after_the_date_is_told_so(book):
    write(book, GOOD, GOOD.replace("2020,125.2", "2021,130").replace("2021-01", "2022-02"))
    premium = Book.here().load("money", "premium", as_of="2021-06")
    assert premium["2020"] == pytest.approx(125.2e8)
    with pytest.raises(InputError, match=r"2021 was published after 2021-06 .*leave out as_of"):
        premium["2021"]
    with pytest.raises(InputError, match=r"money\.csv: premium of CHN: has no period '2019'"):
        (premium * 2)["2019"]
    assert premium.get("2019") is None
    with pytest.raises(InputError, match="has no vintage up to 2020: all of it was published"):
        Book.here().load("money", "premium", as_of="2020")
