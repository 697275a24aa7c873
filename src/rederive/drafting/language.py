"""How a language writes numbers: its hedges, units, dates, and what claims nothing.

Each language is a file of patterns in ``languages/``, beside the words that it counts with. To add
a language is to add these two files.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from rederive.core import scales
from rederive.core.measured import SHARES
from rederive.core.number_words import NumberWords
from rederive.core.scales import SCALES
from rederive.core.units import Unit, Units
from rederive.errors import InputError
from rederive.reading.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "languages"
Rule = tuple[re.Pattern[str], str]

#: A sign of a currency before a numeral, and the unit it stands for.
SIGNS = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "￥": "CNY",
    "₹": "INR",
    "USD": "USD",
    "EUR": "EUR",
    "GBP": "GBP",
    "RMB": "CNY",
    "CNY": "CNY",
    "JPY": "JPY",
    "CHF": "CHF",
}


@dataclass(frozen=True)
class Language:
    """The patterns of one language.

    Attributes
    ----------
    name : str
        The tag of the language, without region or script.
    before, after : tuple of (pattern, hedge)
        What stands right before a numeral, or right after it with its unit.
    dated_before, dated_after : tuple of (pattern, hedge)
        The same for a date.
    units : tuple of (pattern, unit)
        What follows a numeral and its scale.
    word_units : tuple of (pattern, unit)
        What numbers in words may count besides.
    per, per_after : tuple of (pattern, ending of a unit)
        What makes a sum one per head, year or the like: earlier in the clause, or after the unit.
    subjects : tuple of (pattern, unit)
        What a scale without a unit counts, from the words before it in the clause.
    growth : Pattern
        What makes a factor behind it one by which something grew.
    changes : tuple of (pattern, growth or fall)
        Where a sentence says that something grew or fell by the number for which ``#`` stands.
    scales : tuple of str
        Those that its texts print.
    scale, more, joins, classifiers, sentence_ends, clause_ends : Pattern
    date, date_to, now : Pattern
        A date, with its parts as groups; what joins two dates of a span; a word for the present.
    month_before : Pattern
        What stands before a name that is that of a month, where no day or year tells.
    dates_follow : bool
        Whether a date right behind a number is its own.
    compared, at_that_time : Pattern
        What makes the next date one that something is compared with; what makes numbers behind such
        a date those of that time all the same.
    between : Pattern
        What makes two dates with "and" a span.
    pair_before, pair_between : Pattern
        What stands before the first of two numbers, from which something went to the second, and
        between both.
    row : Pattern
        What stands between two numbers of a row that share the date behind it.
    period_before, period_after, event_before, event_after : Pattern
        What tells the time of other numbers from the date of an event.
    no_hedge : Pattern
        What looks like a hedge before a numeral, and is not one.
    definitions : Pattern
        Where numerals only say whom a word means.
    left_before, left_after : Pattern
        Between which words a number stands that leaves out what it counts.
    exclude : tuple of (pattern, reason)
        Numerals within a match claim nothing.
    idioms : tuple of (pattern, reason)
        The same for numbers in words.
    words : NumberWords
    """

    name: str
    before: tuple[Rule, ...]
    after: tuple[Rule, ...]
    dated_before: tuple[Rule, ...]
    dated_after: tuple[Rule, ...]
    units: tuple[Rule, ...]
    word_units: tuple[Rule, ...]
    per: tuple[Rule, ...]
    per_after: tuple[Rule, ...]
    subjects: tuple[Rule, ...]
    growth: re.Pattern[str]
    changes: tuple[Rule, ...]
    scales: tuple[str, ...]
    scale: re.Pattern[str]
    more: re.Pattern[str]
    joins: re.Pattern[str]
    classifiers: re.Pattern[str]
    sentence_ends: re.Pattern[str]
    clause_ends: re.Pattern[str]
    date: re.Pattern[str]
    date_to: re.Pattern[str]
    now: re.Pattern[str]
    month_before: re.Pattern[str]
    dates_follow: bool
    compared: re.Pattern[str]
    at_that_time: re.Pattern[str]
    between: re.Pattern[str]
    pair_before: re.Pattern[str]
    pair_between: re.Pattern[str]
    row: re.Pattern[str]
    period_before: re.Pattern[str]
    period_after: re.Pattern[str]
    event_before: re.Pattern[str]
    event_after: re.Pattern[str]
    none: re.Pattern[str]
    only: re.Pattern[str]
    no_hedge: re.Pattern[str]
    definitions: re.Pattern[str]
    left_before: re.Pattern[str]
    left_after: re.Pattern[str]
    exclude: tuple[Rule, ...]
    idioms: tuple[Rule, ...]
    words: NumberWords

    def comparisons(self, text: str, start: int, end: int) -> list[re.Match[str]]:
        """What says between two places that something is compared with what comes next."""
        found = self.compared.finditer(text, start)
        return list(takewhile(lambda match: match.end() <= end, found))

    def named_units(self, sentence: str) -> list[str]:
        """The units that the words of a sentence name, persons first, without shares of a whole."""
        found = (unit for pattern, unit in self.units if pattern.search(sentence))
        subjects = (unit for pattern, unit in self.subjects if pattern.search(sentence))
        named = dict.fromkeys(unit for unit in (*subjects, *found) if unit not in SHARES)
        return sorted(named, key=lambda unit: unit != "persons")


def known() -> list[str]:
    """The tags of the languages that numbers can be read in."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def of(tag: str) -> Language:
    """The language of a tag such as ``en`` or ``zh-Hant``.

    Raises
    ------
    InputError
        If it is not one of ours.
    """
    name = tag.lower().partition("-")[0]
    if name not in known():
        raise InputError(
            f"numbers are not read in the language {tag!r}, only in one of "
            f"{', '.join(known())}; give it as `language` in data/report.yaml, or add its file."
        )
    return _read(name)


def guess(lines: list[str]) -> str:
    """The tag of the language that a text is in, by its letters.

    A language with letters of its own counts as soon as a fifth of the letters are of it; texts in
    such a language hold names in the letters of others.
    """
    counts = Counter("".join(lines))
    letters = sum(count for character, count in counts.items() if character.isalpha())

    def share(pattern: str) -> float:
        own = sum(count for character, count in counts.items() if re.match(pattern, character))
        return own / letters if letters else 0.0

    kinds = {name: read_yaml(FOLDER / f"{name}.yaml") for name in known()}
    plain = [name for name, given in kinds.items() if re.match(given["letters"], "a")]
    own = [
        name
        for name, given in kinds.items()
        if name not in plain and 5 * share(given["letters"]) > 1
    ]
    writings = kinds[(own or plain)[0]]["writings"]
    return max(writings, key=lambda tag: share(writings[tag]))


def units_of(name: str) -> Units:
    """The units that a text of a language may be in, before a person has added others."""
    with (FOLDER / "units.csv").open(encoding="utf-8", newline="") as file:
        return Units(
            Unit(row["unit"], countable=row["countable"] == "yes", native=row[name])
            for row in csv.DictReader(file)
        )


def name_of(tag: str) -> str:
    """What readers call the language of a tag; the tag itself where that is not known."""
    name = tag.lower().partition("-")[0]
    names = read_yaml(FOLDER / f"{name}.yaml")["names"] if name in known() else {}
    return str(names.get(tag.lower(), names.get(name, tag)))


@lru_cache(maxsize=8)
def _read(name: str) -> Language:
    given = read_yaml(FOLDER / f"{name}.yaml")
    return Language(
        name=name,
        before=_rules(given["before"], r"(?:^|(?<=\W)|(?<=[^\x00-\x7f])){}\s?$"),
        after=_rules(given["after"], r"\s?{}"),
        dated_before=_rules(given["dated_before"], r"(?:^|(?<=\W)|(?<=[^\x00-\x7f])){}\s?$"),
        dated_after=_rules(given["dated_after"], r"\s?{}"),
        units=_rules(given["units"], r"\s?-?(?:{})"),
        dates_follow=given["dates_follow"],
        word_units=_rules(given["word_units"], r"\s?(?:{})"),
        per=_rules(given["per"], "{}"),
        per_after=_rules(given["per_after"], r"\s?(?:{})"),
        subjects=_rules(given["subjects"], "{}"),
        changes=_rules(given["changes"], "(?:{})"),
        scales=scales.of_writing(given["scale_example"]),
        scale=_scale(given["not_scale"]),
        more=re.compile(rf"\s?(?:{given['more']})"),
        joins=re.compile(rf"\s*{given['joins']}\s*(?:{'|'.join(map(re.escape, SIGNS))})?"),
        classifiers=re.compile(rf"\s?{given['classifiers']}"),
        definitions=re.compile("|".join(given["definitions"]), re.IGNORECASE),
        exclude=_rules(given["exclude"], "{}"),
        idioms=tuple((re.compile(pattern, re.IGNORECASE), "idiom") for pattern in given["idioms"]),
        words=NumberWords.read(FOLDER / f"{name}.number-words.csv"),
        **{key: re.compile(given[key]) for key in _PLAIN},
    )


_PLAIN = (
    *("growth", "sentence_ends", "clause_ends", "date", "date_to", "now"),
    *("month_before", "compared", "at_that_time", "between", "pair_before", "pair_between", "row"),
    *("period_before", "period_after", "event_before", "event_after", "none", "only"),
    *("no_hedge", "left_before", "left_after"),
)


def _rules(given: list[list[str]], around: str) -> tuple[Rule, ...]:
    """Each pattern within what surrounds it, with what it means."""
    flags = re.MULTILINE if around == "{}" else re.IGNORECASE
    return tuple(
        (re.compile(around.replace("{}", pattern), flags), name) for pattern, name in given
    )


def _scale(never: str) -> re.Pattern[str]:
    """A scale after a numeral; short ones touch it, words may stand apart."""
    names = sorted(filter(None, SCALES), key=len, reverse=True)
    short = [name for name in names if name.isascii() and len(name) < 3]
    words = [name for name in names if name.isascii() and len(name) > 2]
    others = [name for name in names if not name.isascii()]
    return re.compile(
        rf"(?:\s?(?!{never})(?P<a>{'|'.join(others)})|[\s-]?(?P<b>(?i:{'|'.join(words)}))\b"
        rf"|(?P<c>{'|'.join(short)})(?![A-Za-z])|\s(?P<d>mn|bn|tn)\b)"
    )
