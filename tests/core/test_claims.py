"""Reading the register, and every way in which a chapter's file may be wrong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rederive.book.book import Book
from rederive.core import ledger
from rederive.core.claims import Value
from rederive.core.entries import Entry
from rederive.core.numerals import Interval
from rederive.core.verdicts import Verdict
from rederive.errors import InputError
from samples import UNITS

GOOD = """\
chapter: 1
title: An invented chapter
notebook: ch1-invented
claims:
- id: ch1-premium
  section: "1.1 Premiums"
  lines: [1, 2]
  says: Premiums were 12.5 billion yuan.
  kind: level
  check: public_series
  values:
  - name: premium
    printed: "125"
    line: 1
    unit: CNY
    scale: 亿
    as_of: "2020"
dropped:
- id: ch1-gone
  reason: It stands in another claim.
"""


def write(book: Path, text: str | bytes, name: str = "ch1.yaml") -> None:
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    (book / "data" / "claims" / name).write_bytes(content)


def test_a_register_is_read(book):
    write(book, GOOD)
    register = Book.here().register
    assert [claim.id for claim in register] == ["ch1-premium"]
    assert len(register) == 1
    assert "ch1-premium" in register
    assert "ch1-gone" not in register
    assert register.chapter(1) == [register["ch1-premium"]]
    assert register["ch1-premium"].value().claimed == Interval(
        12_450_000_000, 12_550_000_000, True, False
    )
    assert [gone.id for gone in register.dropped] == ["ch1-gone"]


def test_a_changed_file_is_read_again(book):
    write(book, GOOD)
    _ = Book.here().register
    write(book, GOOD.replace("Premiums were", "Premium income was"))
    assert Book.here().register["ch1-premium"].says == "Premium income was 12.5 billion yuan."


def value(**fields: object) -> Value:
    return Value.model_validate(
        {"name": "n", "printed": "5", "line": 1, "unit": "CNY"} | fields,
        context={"units": UNITS},
    )


@pytest.mark.parametrize(
    ("fields", "reading"),
    [
        ({"printed": "125", "scale": "亿"}, "125 × 100 million CNY"),
        ({"printed": "4.6", "scale": "万亿"}, "4.6 trillion CNY"),
        ({"printed": "1,024", "unit": "persons"}, "1,024 persons"),
        ({"printed": "600", "hedge": "over", "unit": "sorties"}, "over 600 sorties"),
        ({"printed": "95", "hedge": "at_least", "unit": "percent"}, "at least 95 percent"),
        ({"printed": "15.4", "unit": "percent"}, "15.4 percent"),
        (
            {"printed": "十八亿", "reading": "18", "scale": "亿", "unit": "mu", "line": None},
            "十八亿 (read as 18 × 100 million mu)",
        ),
        (
            {"printed": "最大", "reading": "1", "hedge": "ordinal", "unit": "rank", "line": None},
            "最大 (read as rank 1)",
        ),
    ],
)
def test_a_number_is_told_in_its_own_scale(fields, reading):
    assert str(value(**fields)) == reading


@pytest.mark.parametrize(
    ("fields", "interval", "step"),
    [
        ({"unit": "counties", "printed": "116"}, Interval(116, 116), 1),
        # a scale makes a count a rounded number
        (
            {"unit": "persons", "printed": "3", "scale": "万"},
            Interval(25e3, 35e3, True, False),
            1e4,
        ),
        ({"unit": "CNY", "printed": "116"}, Interval(115.5, 116.5), 1),
        ({"unit": "percent", "printed": "2.90"}, Interval(2.895, 2.905), Fraction(1, 100)),
    ],
)
def test_a_number_is_worked_in_base_units(fields, interval, step):
    found = value(**fields)
    assert found.step == step
    assert found.claimed == interval


@pytest.mark.parametrize("printed", ["-5.2", "\u22125.2", "－5.2", "\u20135.2", "－５．２"])
def test_a_minus_of_every_kind_is_registered_and_read(printed):
    found = value(printed=printed, unit="percent")
    assert found.in_digits
    assert found.claimed == Interval(Fraction("-5.25"), Fraction("-5.15"))
    assert str(found) == "-5.2 percent"


def test_a_ledger_with_a_minus_is_read_back(tmp_path):
    printed = [value(printed="-5.2", unit=unit) for unit in UNITS]
    printed += [value(printed="-5.2", scale=scale) for scale in ("billion", "亿")]
    rows = [Entry(f"ch1-{i}", "n", str(each), Verdict.PENDING) for i, each in enumerate(printed)]
    path = tmp_path / "verdicts.csv"
    path.write_text(ledger.to_csv(rows), encoding="utf-8")
    assert ledger.read(path) == rows


@pytest.mark.parametrize("as_of", ["2013-13", "2023-02-30", "２０１３", "2013/06", "2022/2013", ""])
def test_a_period_that_is_no_date_is_refused(as_of):
    with pytest.raises(ValueError, match=r"as_of .* is not a period: write 2013, 2013-06"):
        value(printed="5", as_of=as_of)


@pytest.mark.parametrize(
    "as_of",
    ["2013", "2013-06", "2023-12-31", "2021-H1", "2022-Q3", "2013/2022", "2023-01/2023-10"],
)
def test_a_period_is_iso_a_half_year_or_a_span(as_of):
    assert value(as_of=as_of).as_of == as_of


# What is put in the place of what, and what is said of it.
FAULTS = [
    # YAML
    ("title: An invented chapter", "title: [", "line 4: did not find expected"),
    ("chapter: 1\n", "chapter: 1\nchapter: 2\n", "line 2: the key 'chapter' is there twice"),
    ('section: "1.1 Premiums"', "section: &s x\n  figure: *s", "aliases are not used here"),
    ("chapter: 1", "chapter: !!int 1", "line 1: tags are not used here"),
    ("chapter: 1", "chapter: !danger 1", "line 1: tags are not used here"),
    ("chapter: 1\n", "chapter: 1\n<<: {a: 1}\n", "line 2: a key is not a plain word"),
    ("chapter: 1\n", "chapter: 1\n? [a]\n: 1\n", "line 2: a key is not a plain word"),
    (GOOD, "", "needs the keys chapter, title and claims"),
    (GOOD, "- 1\n", "needs the keys chapter, title and claims"),
    (GOOD, "claims: {a: 1}\n", "needs the keys chapter, title and claims"),
    (GOOD, "[" * 9000, "correct the YAML there"),
    # fields
    ("  kind: level", "  kindd: level", "claim ch1-premium, kindd: is not a field"),
    ("  kind: level\n", "", "claim ch1-premium, kind: is missing"),
    ("kind: level", "kind: levels", "claim ch1-premium, kind: Input should be 'cagr'"),
    ("check: public_series", "check: public", "claim ch1-premium, check: Input should be"),
    ("lines: [1, 2]", "lines: [2, 1]", r"lines \[2, 1\] run backwards"),
    ("lines: [1, 2]", "lines: [1]", "claim ch1-premium, lines.1: is missing"),
    ("- id: ch1-premium", "- id: ch2-premium", "the id does not begin with ch1-"),
    ("- id: ch1-premium", "- premium", "correct the YAML there"),
    ("chapter: 1\n", "", "chapter: is missing"),
    # numbers
    ('printed: "125"', 'printed: "1,25"', "values.0: cannot read the numeral '1,25'"),
    ('printed: "125"', "printed: 125", "values.0.printed: Input should be a valid string"),
    ('printed: "125"', "printed: 全国", "cannot read the numeral '全国'"),
    ('printed: "125"', 'printed: "125"\n    reading: "126"', "`reading` is for words"),
    ("unit: CNY", "unit: yuan", "the unit 'yuan' is unknown"),
    ("unit: CNY", "unit: million CNY", "unit 'million CNY' has a prefix: put the multiple into"),
    ("scale: 亿", "scale: 垓", "unknown scale '垓': use one of"),
    ("scale: 亿", "hedge: perhapsish", "unknown hedge 'perhapsish': use one of"),
    ("    line: 1\n", "", "`line` is missing for '125': give the line of the digits"),
    ('as_of: "2020"', 'as_of: "20"', "as_of '20' is not a period: write 2013"),
    ('as_of: "2020"', 'as_of: "2020-13"', "as_of '2020-13' is not a period"),
    ('as_of: "2020"', 'as_of: "2020-2021"', "as_of '2020-2021' is not a period"),
    ('as_of: "2020"', "repeats: ch1-gone", "repeats 'ch1-gone', which is not in the register"),
    (
        "dropped:",
        '  - {name: premium, printed: "1", line: 1, unit: CNY}\ndropped:',
        "value name 'premium' is there twice",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_faulty_file_is_told_in_one_sentence(book, old, new, message):
    assert old in GOOD
    write(book, GOOD.replace(old, new, 1))
    with pytest.raises(InputError, match=message) as error:
        _ = Book.here().register
    sentence = str(error.value)
    assert "ch1.yaml" in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")


def test_a_file_that_is_not_utf8_is_told(book):
    write(book, GOOD.encode("gb18030"))
    with pytest.raises(InputError, match=r"ch1\.yaml: is not UTF-8; save it as UTF-8"):
        _ = Book.here().register


def test_an_id_that_stands_twice_is_told(book):
    twice = GOOD.split("dropped:")[0] + GOOD[GOOD.index("- id: ch1-premium") :]
    write(book, twice)
    with pytest.raises(InputError, match=r"the id ch1-premium is there twice; give one of the two"):
        _ = Book.here().register


def test_a_register_without_chapters_is_told(book):
    (book / "data" / "claims" / "ch1.yaml").unlink()
    with pytest.raises(InputError, match=r"holds no chN\.yaml"):
        _ = Book.here().register


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "ch1-premiun",
            "there is no claim 'ch1-premiun' in the register; did you mean ch1-premium?",
        ),
        ("xyz", "there is no claim 'xyz' in the register; see data/claims for the ids."),
    ],
)
def test_an_unknown_claim_is_told_with_the_nearest(book, name, message):
    write(book, GOOD)
    with pytest.raises(InputError) as error:
        Book.here().register[name]
    assert str(error.value) == message


def test_an_unknown_chapter_or_value_is_told_with_the_known_ones(book):
    write(book, GOOD)
    register = Book.here().register
    with pytest.raises(InputError, match=r"no chapter 9: data/claims has \[1\]"):
        register.chapter(9)
    with pytest.raises(InputError, match=r"claim ch1-premium has no value 'income'.*'premium'"):
        register["ch1-premium"].value("income")


def test_the_books_register_is_read():
    register = Book.here().register
    assert set(register.titles) == set(range(1, 9))
    assert all(claim.says.endswith((".", "?", ".)")) for claim in register)
