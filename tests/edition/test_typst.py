"""The syntax of Typst."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rederive.edition import typst


@given(st.text())
def test_no_text_becomes_a_command(text: str) -> None:
    """Whatever is written stays within one Typst string."""
    written = typst.text(text)
    inside = written.removeprefix('#"').removesuffix('";').replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert "\n" not in inside
