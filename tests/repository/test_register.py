"""The register of this book: what a claim says, how it is tested and what it rests on agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
import rests_on
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core import periods
from rederive.core.claims import Claim
from rederive.core.verdicts import Basis

ROOT = Path(__file__).parents[2]
#: Words by which a definition speaks of another reading.
OTHER_READING = re.compile(
    r"\b(other reading|other window|other definition|second reading|alternative:|beside)", re.I
)


@cache
def book() -> Book:
    return Book(ROOT)


def claims() -> list[Claim]:
    return list(book().register)


def by_statistics() -> set[str]:
    return {entry.claim for entry in book().ledger if entry.basis is Basis.STATISTICS}


def test_a_definition_that_speaks_of_another_reading_names_it():
    """The names are handed to the check, or the notebook fails."""
    unnamed = [
        claim.id
        for claim in claims()
        if claim.id in by_statistics()
        and OTHER_READING.search(f"{claim.definition or ''} {claim.derive or ''}")
        and not claim.readings
    ]
    assert unnamed == [], "list the other readings under `readings`"


def test_the_series_that_a_derivation_names_are_the_evidence():
    """What the register promises to compute is what the notebook loads."""
    series = book().series
    known = {str(name) for table in series.names() for name in series.read(table)["series"]}
    wrong = []
    for claim in claims():
        if claim.id not in by_statistics():
            continue
        words = re.findall(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", claim.derive or "")
        evidence = {name.partition("/")[2] for name in claim.evidence}
        wrong += [(claim.id, word) for word in {*words} & known - evidence]
    assert wrong == [], "name the series under `evidence`, or correct `derive`"


def strings(notebook: Path) -> re.Pattern[str]:
    """The strings in the code of a notebook; what an f-string completes may be anything."""
    found = set()
    for cell in nbformat.read(notebook, as_version=4).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                )
                found.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {re.escape(node.value), *re.findall(r"'(\w+)'", node.value)}
    return re.compile("|".join(sorted(found - {"", ".+"})))


@pytest.mark.parametrize("chapter", sorted(book().register.titles))
def test_a_notebook_loads_the_evidence_of_its_claims(chapter):
    loaded = strings(ROOT / "notebooks" / f"{book().register.notebooks[chapter]}.ipynb")
    idle = {
        (claim.id, evidence)
        for claim in book().register.chapter(chapter)
        if claim.id in by_statistics()
        for evidence in claim.evidence
        if not all(map(loaded.fullmatch, evidence.split("/")))
    }
    assert idle == set(), "load the series for the check, or strike it from `evidence`"


def checks(notebook: Path) -> Iterator[ast.Call]:
    """The calls of ``chapter.check`` in a notebook."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "chapter.check":
                yield node


@pytest.mark.parametrize("chapter", sorted(book().register.titles))
def test_a_list_is_handed_over_with_its_lines(chapter):
    """A typed list says nothing of the report; :meth:`Chapter.listed` asks where each item is."""
    notebook = ROOT / "notebooks" / f"{book().register.notebooks[chapter]}.ipynb"
    typed = [
        ast.unparse(call)
        for call in checks(notebook)
        if re.fullmatch(r"len\(\w+\)|\{.*: len\(\w+\).*\}", ast.unparse(call.args[1]))
    ]
    assert typed == [], "use chapter.listed"


#: Years that a claim names and its numbers are not of.
OTHER_YEARS = {
    "ch1-largest-protection-system": "built since 2012; the rank is of today",
    "ch1-plan-mentions-insurance-35": "2035 is in the title of the outline",
    "ch2-healthy-china-outline-date": "2030 is in the title of the outline",
    "ch2-pingan-run-five-services": "the plan is of 2021, the list of today",
    "ch3-smart-ageing-plan-three-departments": "the years that the plan is for",
    "ch4-motor-cr3-uwprofit-steady-growth": "the growth of 2022 is over 2021",
    "ch4-carbon-targets": "the years of the targets",
    "ch6-carbon-targets": "the years of the targets",
}


def years_of(claim: Claim) -> tuple[int, int] | None:
    """First and last year of what a claim's numbers are of."""
    spans = [periods.days(value.as_of) for value in claim.values if value.as_of]
    if not spans:
        return None
    return min(first.year for first, _ in spans), max(last.year for _, last in spans)


def test_the_years_that_a_claim_names_are_those_of_its_numbers():
    outside = {
        claim.id
        for claim in claims()
        if (span := years_of(claim))
        and any(
            not span[0] <= int(year) <= span[1]
            for year in re.findall(r"\b(?:19[5-9]|20[0-9])\d\b", claim.says)
        )
    }
    assert outside == set(OTHER_YEARS), "correct `as_of`"


def test_the_part_that_was_tested_is_a_part_of_the_years_claimed():
    """What was tested never becomes what is claimed."""
    wrong = []
    for entry in book().ledger:
        if entry.part is None or not entry.part.says.startswith(("years", "yearly changes")):
            continue
        as_of = book().register[entry.claim].value(entry.value).as_of
        first, last = (day.year for day in periods.days(as_of))
        steps = last - first + entry.part.says.startswith("years")
        named = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", entry.part.says)]
        if steps != entry.part.of or any(year > last for year in named):
            wrong.append((entry.claim, as_of, str(entry.part)))
    assert wrong == [], "`as_of` is what the report claims, `part` what was tested of it"


#: Claims whose evidence has hedged figures of their time, and why their result is a point.
HEDGE_DOES_NOT_MATTER = {
    "ch2-beijing-cover-personyears-10m": "the rounds are counted",
    "ch2-beijing-three-years-again": "the rounds are counted",
    "ch2-chi-growth-bottleneck": "the growth of the later years is not hedged",
    "ch2-huiminbao-participation-rising": "the rise is many times as large as the hedge",
    "ch6-carbon-market-largest": "a rank, with far more than the hedges between the first two",
    "ch6-carbon-market-largest-repeat": "as where it is said first",
    "ch7-bri-trade-faster-than-total": "computed from sums in yuan, which stand alone",
    "ch7-bri-route-odi-2013-2021": "the hedged sums are of other spans",
}


def test_evidence_that_its_source_hedges_is_a_range():
    """ "Over 14 000" less "over 10 000" is no number; what follows from it is no point."""
    years = re.compile(r"\d{4}")
    entries = {entry.key: entry for entry in book().ledger if entry.basis is Basis.STATISTICS}
    points = []
    for claim in claims():
        rows = [book().series.rows(*name.split("/")) for name in claim.evidence]
        hedged = {
            year
            for table in rows
            for period in table.loc[table["hedge"] != "", "period"]
            for year in years.findall(period)
        }
        for value in claim.values:
            entry = entries.get((claim.id, value.name))
            now = set(years.findall(value.as_of or "")) or hedged
            is_point = entry and entry.recomputed_low == entry.recomputed_high
            if hedged & now and is_point and claim.id not in HEDGE_DOES_NOT_MATTER:
                points.append(f"{claim.id}/{value.name}")
    assert points == [], "check it on book.series.said(...), or say why the hedge does not matter"


#: Series that stand in a table with those that a claim rests on, and are not used for it.
BESIDE = {
    "ch3-annuity-rising": {"pensions/annuity_firms"},
    "ch3-ea-assets-2022": {"pensions/annuity_firms", "pensions/annuity_members"},
    "ch5-rural-income-nominal-growth-2023": {
        "rural/disposable_income_rural_growth_real",
        "rural/disposable_income_urban",
        "rural/disposable_income_urban_growth_real",
    },
    "ch5-rural-income-real-growth-2023": {
        "rural/disposable_income_rural",
        "rural/disposable_income_urban",
        "rural/disposable_income_urban_growth_real",
    },
    "ch5-poor-area-income-gap-narrowing": {"rural/delisted_county_rural_income"},
    "ch5-cvd-share-rural-2018": {
        "rural/cvd_rank_of_causes",
        "rural/cvd_share_of_deaths_urban",
    },
    "ch5-cvd-share-urban-2018": {
        "rural/cvd_rank_of_causes",
        "rural/cvd_share_of_deaths_rural",
    },
    "ch5-cvd-first-cause-2018": {
        "rural/cvd_share_of_deaths_rural",
        "rural/cvd_share_of_deaths_urban",
    },
    "ch4-accident-rate-rising": {"vehicles/motor_vehicle_stock_increment"},
    "ch4-motor-share-falling-after-2016": {"motor/property_insurers_premium"},
    "ch4-motor-cr3-half-the-market": {
        "motor/nonmotor_premium_growth",
        "motor/property_premium",
        "motor/property_premium_growth",
    },
    "ch4-motor-cr3-share-rise-after-third-reform": {
        "motor/motor_share_of_insurers",
        "motor/property_insurers_premium",
    },
    "ch4-commercial-motor-main": {
        "motor/motor_share_of_insurers",
        "motor/property_insurers_premium",
    },
    "ch4-motor-profit-concentration": {
        "motor/motor_combined_ratio",
        "motor/motor_combined_ratio_change_ifrs17",
        "motor/motor_combined_ratio_ifrs17",
        "motor/motor_insurance_revenue",
        "motor/motor_insurance_revenue_growth",
        "motor/motor_premium",
        "motor/motor_premium_growth",
        "motor/motor_underwriting_profit_growth",
        "motor/motor_underwriting_profit_ifrs17",
        "motor/nonmotor_premium_growth",
        "motor/property_premium",
        "motor/property_premium_growth",
    },
}


@pytest.mark.parametrize("notebook", sorted(book().register.notebooks.values()))
def test_a_claim_names_all_series_that_its_number_rests_on(notebook):
    """So that it can be recomputed from what it names; other readings included."""
    trail = rests_on.Trail()
    for cell in nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            trail.run(cell.source)
    missing = {}
    for name, series in trail.found.items():
        named = {*book().register[name].evidence, *BESIDE.get(name, ()), rests_on.UNKNOWN}
        if series - named:
            missing[name] = sorted(series - named)
    assert missing == {}, "name them under `evidence`"


def test_what_stands_beside_is_still_there():
    assert set(BESIDE) <= {claim.id for claim in claims()}


@given(st.permutations(["load('a', 'x')", "load('b', 'y')", "book.series.said('c', 'z', '2020')"]))
def test_every_way_from_a_series_to_a_check_is_followed(sources):
    """Through names, parts of tables, functions, loops, comprehensions and iterators."""
    one, two, three = sources
    code = f"""
table = "a"
first = {one}
frame = {{}}
frame["second"] = {two}
def third():
    return {three} + first
for part in [third()]:
    total = [part + each for each in frame]
chapter.check("claim", total[0], note="unrelated")
"""
    trail = rests_on.Trail()
    trail.run("unrelated = load('d', 'w')")
    trail.run(code)
    assert trail.found == {"claim": {"a/x", "b/y", "c/z"}}


def test_what_was_announced_is_traced_unless_it_is_worked_out():
    """A single announced figure is another print; what follows from several is computed."""
    announced = {"official_statement", "company_disclosure"}
    taken = [
        claim.id
        for claim in claims()
        if claim.id in by_statistics() and claim.check in announced and not claim.derive
    ]
    assert taken == [], "trace it (data/traces), or say under `derive` how it is worked out"


def test_only_what_is_worked_out_has_a_formula():
    """The page of a claim prints it; what was not computed has none."""
    worked_out = {Basis.STATISTICS, Basis.REPORT}
    bases: dict[str, set[Basis | None]] = {}
    for entry in book().ledger:
        bases.setdefault(entry.claim, set()).add(entry.basis)
    idle = [claim.id for claim in claims() if claim.derive and not bases[claim.id] & worked_out]
    assert idle == [], "leave out `derive`"
