"""Invented reports: a few numbers with relations, and pages of many linked numbers."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from pathlib import Path

from rederive.core.register import ChapterFile, Register
from rederive.core.relations.formula import Relation
from rederive.core.units import Units

UNITS = Units.read(Path(__file__).parents[3] / "data" / "units.csv")
NAME = "[a-z][a-z0-9]*"
Report = dict[str, str]


def read(report: Report) -> Register:
    """A register of numbers written ``name: "hedge numeral scale unit"``; each its own claim."""
    values = {}
    for name, text in report.items():
        found = re.fullmatch(
            r"(?:(\w+) )?([^ ]+?)(千|百万|万亿|万|亿|million|billion)? ([A-Za-z ]+)", text
        )
        hedge, numeral, scale, unit = found.groups()
        value = {"name": "n", "printed": numeral, "line": 1, "unit": unit}
        values[name] = value | {"hedge": hedge or "exact", "scale": scale or ""}
    return Register(
        [
            ChapterFile.model_validate(
                {
                    "chapter": 1,
                    "title": "Invented",
                    "notebook": "ch1-invented",
                    "claims": [
                        {
                            "id": f"ch1-{name}",
                            "chapter": 1,
                            "section": "1.1",
                            "lines": [1, 1],
                            "says": "Something is so.",
                            "kind": "level",
                            "check": "arithmetic",
                            "values": [value],
                        }
                        for name, value in values.items()
                    ],
                },
                context={"units": UNITS},
            )
        ]
    )


def relate(*formulas: str) -> tuple[Relation, ...]:
    """Relations between numbers called by their names in the formula."""
    return tuple(
        Relation(
            id=f"r{number}",
            says=f"It is said that {formula}.",
            where={name: f"ch1-{name}/n" for name in re.findall(NAME, formula)},
            holds=formula,
        )
        for number, formula in enumerate(formulas, start=1)
    )


def linked_page(size: int, seed: int = 0) -> tuple[Report, list[str]]:
    """A page of about ``size`` linked numbers that are all true, as a communiqué prints them.

    Sections with parts, each with its amount this year and last year, growth and share of the
    section; the sections add up to a grand total. True amounts are drawn; what is printed is
    rounded.
    """
    chance = random.Random(seed)
    report: Report = {}
    formulas: list[str] = []
    totals: dict[str, list[Fraction]] = {"now": [], "last": []}
    sections = max(1, round((size - 3) / 16))
    for section in range(sections):
        parts = [f"s{section}p{part}" for part in range(3)]
        last = [Fraction(chance.randrange(10_000, 999_999), 100) for _ in parts]
        now = [each * Fraction(chance.randrange(850, 1300), 1000) for each in last]
        whole = f"s{section}"
        for part, before, after in zip(parts, last, now, strict=True):
            _amounts(report, formulas, part, before, after)
            report[f"{part}share"] = f"{float(100 * after / sum(now)):.1f} percent"
            formulas.append(f"{part}share * {whole}now == 100 * {part}now")
        _amounts(report, formulas, whole, sum(last), sum(now))
        for year in ("now", "last"):
            formulas.append(f"{whole}{year} == {' + '.join(part + year for part in parts)}")
        totals["now"].append(sum(now))
        totals["last"].append(sum(last))
    _amounts(report, formulas, "all", sum(totals["last"]), sum(totals["now"]))
    for year in ("now", "last"):
        wholes = " + ".join(f"s{section}{year}" for section in range(sections))
        formulas.append(f"all{year} == {wholes}")
    return report, formulas


def _amounts(report: Report, formulas: list[str], name: str, last: Fraction, now: Fraction) -> None:
    report[f"{name}now"] = f"{float(now):.1f}亿 CNY"
    report[f"{name}last"] = f"{float(last):.1f}亿 CNY"
    report[f"{name}growth"] = f"{float(100 * now / last - 100):.1f} percent"
    formulas.append(f"100 * {name}now == {name}last * (100 + {name}growth)")


def misprinted(report: Report, seed: int = 0) -> tuple[Report, str]:
    """The page with one digit of one number changed, and the number's name."""
    chance = random.Random(seed)
    name = chance.choice(sorted(report))
    numeral = re.search(r"[\d.]+", report[name]).group()
    place = chance.choice([n for n, digit in enumerate(numeral[:-2]) if digit.isdigit()] or [0])
    digit = chance.choice([d for d in "123456789" if d != numeral[place]])
    wrong = numeral[:place] + digit + numeral[place + 1 :]
    return report | {name: report[name].replace(numeral, wrong, 1)}, name


def faults(text: str) -> dict[str, str]:
    """What slips make of one printed number, by kind of slip."""
    numeral = re.search(r"[\d.]+", text).group()
    whole, _, decimals = numeral.partition(".")
    other = "1" if whole[0] != "1" else "2"
    made = {
        "a digit changed": f"{other}{numeral[1:]}",
        "two digits swapped": numeral[1] + numeral[0] + numeral[2:] if len(whole) > 1 else numeral,
        "a digit lost": numeral[1:] if len(whole) > 1 else f"0.{decimals}",
        "a digit added": f"{whole}7.{decimals}",
        "the point moved": f"{whole}{decimals[:1]}.{decimals[1:] or '0'}",
    }
    found = {kind: text.replace(numeral, wrong, 1) for kind, wrong in made.items()}
    for scale in ("亿", "万"):
        if scale in text:
            found["a scale step"] = text.replace(scale, {"亿": "万", "万": "亿"}[scale], 1)
            break
    return {kind: wrong for kind, wrong in found.items() if wrong != text}
