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


def test_a_chinese_character_has_the_room_of_two_letters() -> None:
    def made(text: str, *, head: bool = False) -> str:
        return sheet([[Cell("", text, head) for _ in range(4)]] * 2)

    assert made("保费收入" * 5) == made("premiums" * 5)
    assert "fr" in made("保费收入" * 10)
    # A head may take two lines, and is broken between any two characters.
    assert "size: 8.5pt" in made("保费收入" * 5, head=True)
