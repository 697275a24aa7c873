"""Every numeral of the report's text stands in a claim or among the exclusions, once."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core.coverage import coverage, read_exclusions, read_text, tokens
from rederive.core.numerals import MINUS_SIGNS, parse_numeral
from rederive.core.register import ChapterFile, Register
from rederive.core.report import Report
from rederive.errors import InputError
from samples import UNITS

TEXT = [
    "In 2020 there were 125 firms.",  # 1
    "Of these 12, or 9.6%, left; 125 again",  # 2
    "See page 7. And 7",  # 3
    "It was the largest.",  # 4
]


def register(*numbers: tuple[str, int, dict]) -> Register:
    """One claim a number: as printed, its line, more fields."""
    return Register(
        [
            ChapterFile.model_validate(
                {
                    "chapter": 1,
                    "title": "Invented",
                    "notebook": "ch1-invented",
                    "claims": [
                        {
                            "id": f"ch1-{at}",
                            "chapter": 1,
                            "section": "1.1",
                            "lines": more.pop("lines", [line or 4] * 2),
                            "says": "It is so.",
                            "kind": "level",
                            "check": "arithmetic",
                            "values": [
                                {"name": "n", "printed": printed, "line": line, "unit": "CNY"}
                                | more
                            ],
                        }
                        for at, (printed, line, more) in enumerate(numbers)
                    ],
                },
                context={"units": UNITS},
            )
        ]
    )


FIRMS, LEFT, RATE, AGAIN = ("125", 1, {}), ("12", 2, {}), ("9.6", 2, {}), ("125", 2, {})
LARGEST = ("largest", None, {"reading": "1", "unit": "rank", "hedge": "ordinal"})
REST = {(1, "2020"): 1, (3, "7."): 1, (3, "7"): 1}


@pytest.mark.parametrize(
    ("numbers", "exclusions", "problems"),
    [
        ([FIRMS, LEFT, RATE, AGAIN, LARGEST], REST, []),
        # left over in the text
        ([FIRMS, LEFT, RATE], REST, ["line 2: 125 appears 1 time in the text, 0 times in claims"]),
        (
            [FIRMS, LEFT, RATE, AGAIN],
            {(1, "2020"): 1, (3, "7"): 1},
            ["line 3: 7. appears 1 time in the text, 0 times in claims and 0 times in exclusions"],
        ),
        # left over in claims or exclusions
        (
            [FIRMS, LEFT, RATE, AGAIN, FIRMS],
            REST,
            ["line 1: 125 appears 1 time in the text, 2 times in claims"],
        ),
        (
            [FIRMS, LEFT, RATE, AGAIN],
            REST | {(1, "125"): 1},
            ["line 1: 125 appears 1 time in the text, 1 time in claims and 1 time in"],
        ),
        (
            [FIRMS, LEFT, RATE, AGAIN],
            REST | {(9, "3"): 1},
            ["line 9: 3 appears 0 times in the text, 0 times in claims and 1 time in exclusions"],
        ),
        # at another place
        (
            [FIRMS, LEFT, ("9.7", 2, {}), AGAIN],
            REST,
            ["claim ch1-2: 9.7 is not on line 2", "line 2: 9.6 appears 1 time"],
        ),
        (
            [FIRMS, LEFT, RATE, ("125", 2, {"lines": [3, 4]})],
            REST,
            [
                r"claim ch1-3: 125 is not on line 2 (its lines are 3-4)",
                "line 2: 125 appears",
            ],
        ),
        # repeated digits count once
        ([FIRMS, LEFT, RATE, AGAIN, ("125", 1, {"repeats": "ch1-0"})], REST, []),
        (
            [FIRMS, LEFT, RATE, AGAIN, ("126", 1, {"repeats": "ch1-0"})],
            REST,
            ["claim ch1-4: 126 is not on line 1"],
        ),
    ],
)
def test_each_numeral_is_accounted_for_once(numbers, exclusions, problems):
    numbers = [(printed, line, dict(more)) for printed, line, more in numbers]
    found = coverage(TEXT, register(*numbers), Counter(exclusions))
    assert found.tokens == 7
    assert len(found.problems) == len(problems)
    for problem, expected in zip(found.problems, problems, strict=True):
        assert problem.startswith(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the columns are none; write line,token,reason"),
        ("line,token\n1,2\n", "the columns are line,token; write line,token,reason"),
        ("line,token,reason\none,2,year\n", "row 2: needs a line number, a numeral and a reason"),
        ("line,token,reason\n1,2,year\n1,2,\n", "row 3: needs a line number"),
        ("line,token,reason\n1,,year\n", "row 2: needs a line number"),
        ("line,token,reason\n1,x,year\n", "row 2: needs a line number"),
        ("line,token,reason\n1,2\n", "row 2: has 2 fields instead of 3"),
        ("line,token,reason\n1,2,year,more\n", "row 2: has 4 fields instead of 3"),
        ("line,token,reason\n²,2,year\n", "row 2: needs a line number"),
        (b"line,token,reason\n1,2,\xff\n", "is not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_faulty_list_of_exclusions_is_told_in_one_sentence(tmp_path, text, message):
    path = tmp_path / "excluded-numerals.csv"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(InputError, match=message) as error:
        read_exclusions(path)
    assert "\n" not in str(error.value)


def test_exclusions_are_counted_by_place(tmp_path):
    path = tmp_path / "excluded-numerals.csv"
    path.write_text('line,token,reason\n3,7,page\n3,7,page\n4,"1,024.",note\n', encoding="utf-8")
    assert read_exclusions(path) == Counter({(3, "7"): 2, (4, "1,024."): 1})


def test_the_text_is_known_by_its_digest(tmp_path):
    text = tmp_path / "report.txt"
    text.write_text("one\ntwo", encoding="utf-8")
    identity = Report(
        title="Invented",
        sha256=hashlib.sha256(text.read_bytes()).hexdigest(),
        written_by="2024-06",
    )
    assert read_text(text, identity) == ["one", "two"]
    text.write_text("one\ntwo\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not the text of the register"):
        read_text(text, identity)
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path / "none.txt", identity)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("fell by -3.2% and by \u22124", ["-3.2", "\u22124"]),
        ("增长率为-3.2%，（－５）", ["-3.2", "－５"]),
        ("2020 年为 -3.2%", ["2020", "-3.2"]),
        ("3.1 -5.2 4.0", ["3.1", "-5.2", "4.0"]),
        # a dash that joins is no sign
        ("3-5, 3\u20135, 2%-3.5%, 10%\u201315%", ["3", "5,", "3", "5,", "2", "3.5", "10", "15"]),
        ("2013-06-30, 1-10 月", ["2013", "06", "30,", "1", "10"]),
        ("持有期限为 5 年 -20 年，5亿元-20亿元", ["5", "20", "5", "20"]),
        ("COVID-19, --5, （1）-2, 2021—2025", ["19,", "5,", "1", "2,", "2021", "2025"]),
        # full width
        ("４５６ shops, up １２.３％, １２．３", ["４５６", "１２.３", "１２．３"]),
        ("１，０２４家，２０２０，２０２１年", ["１，０２４", "２０２０", "２０２１"]),
        ("2013，2014。 3，500", ["2013", "2014", "3", "500"]),
        ("１．概述", ["１"]),
        # groups set off by spaces of a fixed width
        (
            "1\u00a0024 shops, 12\u202f345\u202f678.9; 2030\u00a020",
            ["1\u00a0024", "12\u202f345\u202f678.9", "2030", "20"],
        ),
        # not counted: numerals in characters, circled, superscript
        ("二十一 ① m²", []),
    ],
)
def test_numerals_are_found_with_their_signs_and_in_any_width(line, found):
    assert tokens(line) == found


@given(
    st.sampled_from(["", "为", "(", "（", " ", "：", "about "]),
    st.sampled_from(["", *MINUS_SIGNS]),
    st.integers(0, 10**6),
    st.booleans(),
    st.sampled_from(["", "%", "％", " 亿元", "年", "。", "，达"]),
)
def test_a_numeral_is_found_whole_and_means_what_it_says(before, sign, size, wide, after):
    digits = str(size)
    if wide:
        digits = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert tokens(before + sign + digits + after) == [sign + digits]
    assert parse_numeral(sign + digits)[0] == (-size if sign else size)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("Thefts changed by -3.2% a year.", "-3.2"),
        ("Thefts changed by \u22123.2% a year.", "\u22123.2"),
        ("Thefts changed by \u22123.2% a year.", "-3.2"),
        ("Thefts changed by －３.２％.", "－３.２"),
        ("Thefts changed by ３．２％.", "3.2"),
        ("A range of 1-3.2.", "3.2"),
        ("In all 12\u00a0345 shops.", "12\u00a0345"),
        ("In all 12\u202f345 shops.", "12 345"),
        ("In all 12 345 678.9 shops.", "12 345 678.9"),
    ],
)
def test_a_claim_accounts_for_its_numeral_with_sign_and_width(line, printed):
    exclusions = Counter({(1, "1"): 1} if "1-" in line else {})
    assert not coverage([line], register((printed, 1, {})), exclusions).problems


def test_a_claim_that_loses_the_sign_is_told():
    found = coverage(["by -3.2% a year"], register(("3.2", 1, {})), Counter())
    assert found.problems[0].startswith("claim ch1-0: 3.2 is not on line 1")
    assert found.problems[1].startswith("line 1: -3.2 appears 1 time in the text, 0 times")


def report() -> Path | None:
    """The report's text on this machine, if it is there."""
    named = os.environ.get("REDERIVE_REPORT")
    folder = Book.here().root.parent / "shared" / "report"
    found = [Path(named)] if named else sorted(folder.glob("*.txt"))
    return found[0] if found and found[0].is_file() else None


@pytest.mark.skipif(
    report() is None,
    reason="the report's text is not here: set REDERIVE_REPORT to it to prove the coverage",
)
def test_the_register_accounts_for_every_numeral_of_the_report():
    book = Book.here()
    found = coverage(read_text(report(), book.report), book.register, book.exclusions)
    assert not found.problems, "; ".join(found.problems[:9])
    assert found.tokens == 863
    assert found.claimed + found.excluded == 863
