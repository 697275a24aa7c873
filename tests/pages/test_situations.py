"""The folded table of situations."""

from __future__ import annotations

from pathlib import Path

from rederive.pages import situations

ROOT = Path(__file__).parents[2]
HEAD = "law,situation,outcome,tests,note\n"


def test_situations_of_several_tables_stand_together_under_their_law(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}6,A <b> in a path,passes,t.py::t,\nP,Old,passes,t,\n")
    (tmp_path / "b.csv").write_text(f"{HEAD}1,Twins,open,,being worked on\n6,A space,passes,t,\n")
    found = situations.situations([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert found["situation"].to_list() == ["Twins", "A <b> in a path", "A space", "Old"]
    shown = situations.situations_table(found)
    assert "An honest store: 0 of 1 pass" in shown.html
    assert "Anywhere: 2 of 2 pass" in shown.html
    assert "A &lt;b&gt; in a path" in shown.html


def test_every_law_of_the_committed_tables_is_known() -> None:
    runner = ROOT / "packages" / "warmbook" / "situations.csv"
    around = ROOT / "tests" / "repository" / "situations.csv"
    assert set(situations.situations([runner, around])["law"]) == set(situations.LAWS)
