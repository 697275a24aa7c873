"""The table of situations names tests that are there, and its page says what it says."""

from __future__ import annotations

import ast

from . import situations

TABLE = situations.rows()


def test_every_test_that_is_named_is_there() -> None:
    for name in situations.tests(TABLE):
        file, _, function = name.partition("::")
        tree = ast.parse((situations.HOME / "tests" / file).read_text(encoding="utf-8"))
        assert function in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def test_each_situation_has_a_law_and_a_test_or_the_reason_why_not() -> None:
    assert len({row["situation"] for row in TABLE}) == len(TABLE)
    for row in TABLE:
        assert row["law"] in situations.LAWS
        assert row["outcome"]
        assert row["tests"] or row["note"], row["situation"]
        assert row["tests"] or not row["outcome"].startswith("passes"), row["situation"]


def test_the_page_is_that_of_the_table() -> None:
    text = (situations.HOME / "SITUATIONS.md").read_text(encoding="utf-8")
    assert text == situations.page(TABLE)
