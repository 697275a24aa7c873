"""The monthly sales of new-energy vehicles: the kinds add up to the total."""

from __future__ import annotations

import csv
from pathlib import Path

NEV = Path(__file__).parents[2] / "data/series/nev.csv"
KINDS = ("nev_sales_monthly", "bev_sales_monthly", "phev_sales_monthly")
FUEL_CELL = 400  # more than were sold in any month of these years; counted in the total alone


def half_step(number: str) -> float:
    """Half of the unit to which a number of vehicles was rounded, to a thousand at most."""
    vehicles = int(float(number))
    return next(step / 2 for step in (1000, 100, 10, 1) if vehicles % step == 0)


def test_monthly_kinds_add_up_to_the_total_or_the_row_says_why() -> None:
    with NEV.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] in KINDS]
    newest = {
        (row["period"], row["series"]): row for row in sorted(rows, key=lambda row: row["vintage"])
    }
    months = {period for period, series in newest if series == KINDS[1]}
    assert len(months) > 80
    apart, noted = set(), set()
    for month in months:
        parts = [newest[month, kind] for kind in KINDS]
        total, electric, plug_in = (float(row["value"]) for row in parts)
        gap = total - electric - plug_in
        slack = sum(half_step(row["value"]) for row in parts)
        if not -slack <= gap <= slack + FUEL_CELL:
            apart.add(month)
        if any("the total" in row["note"] and "kinds" in row["note"] for row in parts):
            noted.add(month)
    assert apart == noted
