"""Claims in a terminal: units, JSON, a list by chapter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("REDERIVE_ROOT", str(ROOT))
    return CliRunner()


def test_a_claim_is_shown_with_its_units_and_its_gap(real: CliRunner) -> None:
    text = real.invoke(main, ["claim", "ch4-motor-cr3-uwprofit-2022"]).output
    assert "printed: 11.36 billion yuan" in text
    assert "recomputed: 22.17 billion yuan" in text
    assert "gap: about twice what is printed (+95%)" in text


def test_json_has_the_unit_and_the_exact_numbers(real: CliRunner) -> None:
    said = json.loads(
        real.invoke(main, ["claim", "ch4-motor-vehicle-growth-2011", "--json"]).output
    )
    (number,) = said["numbers"]
    assert number["unit"] == "percent"
    assert number["recomputed_low"] == pytest.approx(8.63, abs=0.01)
    assert said["verdict"] == number["verdict"] == "not-reproduced"


def test_claims_are_listed_by_chapter(real: CliRunner) -> None:
    text = real.invoke(main, ["claims", "8"]).output
    assert text.startswith("Chapter 8: ")
    assert "ch8-three-factors: " in text
    assert "ch1-" not in text
    assert "Chapter 1: " in real.invoke(main, ["claims"]).output
    with pytest.raises(SystemExit) as ended:
        main(["claims", "99"])
    assert ended.value.code == 2
