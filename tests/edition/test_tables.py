"""Tables on paper."""

from __future__ import annotations

from rederive.edition.tables import Cell, sheet


def test_a_table_takes_the_largest_letters_that_fit() -> None:
    def made(*texts: str, times: int = 1) -> str:
        return sheet([[Cell("", text) for text in texts * times]] * 2)

    assert "size: 8.5pt" in made("year", "12.5", times=5)
    assert "size: 6.5pt" in made("2013", "12.5", times=12)
    assert "fr" not in made("2013", "12.5", times=12)
    # What fits at no size shares the room; short columns keep theirs.
    assert "columns: (auto, 20.0fr,)" in made("margin_percent", "word " * 80)
