"""The invented book that many tests share: its files, a relation it breaks, the units."""

from __future__ import annotations

from pathlib import Path

from rederive.core.units import Units

#: A relation that the numbers of the invented book cannot satisfy.
SUM = """\
- id: parts-add-up
  says: The two parts are the premium.
  where:
    premium: ch1-premium/premium
    one: ch1-parts/one
    other: ch1-parts/other
  holds: premium == one + other
"""

REAL_UNITS = Path(__file__).parents[1] / "data" / "units.csv"
UNITS = Units.read(REAL_UNITS)

CLAIMS = """\
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
  - {name: premium, printed: "125", line: 1, unit: CNY, scale: 亿, as_of: "2020"}
  evidence: [money/premium]
- id: ch1-parts
  section: "1.1 Premiums"
  lines: [2, 2]
  says: Of ten yuan eight are paid by one side and two by the other.
  kind: sum_of_parts
  check: arithmetic
  values:
  - {name: whole, printed: "10", line: 2, unit: CNY}
  - {name: one, printed: "8", line: 2, unit: CNY}
  - {name: other, printed: "2", line: 2, unit: CNY}
- id: ch1-drones
  section: "1.2 Help"
  lines: [3, 3]
  says: More than 600 flights were made.
  kind: count
  check: company_disclosure
  values:
  - {name: flights, printed: "600", line: 3, unit: sorties, hedge: over}
- id: ch1-goal
  section: "1.2 Help"
  lines: [4, 4]
  says: The goal is wide cover.
  kind: target
  check: policy
"""

MONEY = """\
series,entity,period,value,unit,vintage,source,note
premium,CHN,2020,125.2,100 million CNY,2021-01,alpha; beta,first print
premium,CHN,2020,127.9,100 million CNY,2024-12,alpha,revised
premium,CHN,2021,130,100 million CNY,2022-01,alpha,
persons,CHN,2020,14,million persons,2021,beta,
"""

FILES = {
    "data/claims/ch1.yaml": CLAIMS,
    "data/claims/relations.yaml": "[]\n",
    "data/series/money.csv": MONEY,
    "data/traces/ch1.csv": (
        "claim,value,figure,hedge,unit,period,source,same,differs,note\n"
        "ch1-drones,flights,612,exact,sorties,2023,alpha,yes,,\n"
    ),
    "data/searches/ch1.csv": "claim,query,place,date,result\n",
    "data/excluded-numerals.csv": "line,token,reason\n4,2020,year\n",
    "references.bib": "@misc{alpha,\n title = {A}\n}\n@misc{beta,\n title = {B}\n}\n",
    "data/report.yaml": (
        'title: Invented\nsha256: "0"\ntokens: 6\nwritten_by: "2024-06"\ncountry: CHN\n'
    ),
}
