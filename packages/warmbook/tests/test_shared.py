"""A fingerprint of any values: the same for the same, another for another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from warmbook import built_files, shared

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.frozensets(st.integers() | st.text(max_size=3), max_size=3)
    ),
    max_leaves=8,
)


def turned(value: Any) -> Any:
    """The same value, put together in another order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    if isinstance(value, frozenset):
        return frozenset(sorted(value, key=repr))
    return [turned(each) for each in value] if isinstance(value, list) else value


@given(PLAIN)
def test_the_order_in_which_a_value_was_put_together_does_not_count(value: Any) -> None:
    assert shared.brief(value) == shared.brief(turned(value))


@given(PLAIN, PLAIN)
def test_other_values_have_other_fingerprints(one: Any, other: Any) -> None:
    # repr tells 1 from True, which == does not.
    if repr(turned(one)) == repr(turned(other)):
        assert shared.brief(one) == shared.brief(other)
    elif one != other:
        assert shared.brief(one) != shared.brief(other)


@dataclass
class Reference:
    """Something that an extension keeps."""

    target: str
    line: int


def test_places_in_a_text_do_not_count_and_titles_do() -> None:
    assert shared.brief(Reference("a", 1)) == shared.brief(Reference("a", 2))
    assert shared.brief(Reference("a", 1)) != shared.brief(Reference("b", 1))
    assert shared.brief(nodes.title("", "One")) == shared.brief(nodes.title("", "One"))
    assert shared.brief(nodes.title("", "One")) != shared.brief(nodes.title("", "Two"))
    again: list[Any] = []
    again.append(again)
    assert shared.brief(again) == shared.brief(again)


def test_a_build_that_fails_leaves_the_files_that_were_there(tmp_path: Path) -> None:
    out, aside = tmp_path / "html", tmp_path / "doctrees" / "aside"
    (out / "deep").mkdir(parents=True)
    files = built_files.BuiltFiles(out, {}, aside)
    for name in ("one.html", "deep/two.html"):
        (out / name).write_text(name)
    noted = files.settle()
    assert noted.keys() == {"one.html", "deep/two.html"}
    (out / "of others.txt").write_text("stays")

    files = built_files.BuiltFiles(out, noted, aside)
    files.move_aside()
    assert [path.name for path in out.rglob("*") if path.is_file()] == ["of others.txt"]
    (out / "one.html").write_text("half-wri")
    files.put_back()
    assert (out / "one.html").read_text() == "half-wri"
    assert (out / "deep" / "two.html").read_text() == "deep/two.html"

    files = built_files.BuiltFiles(out, noted, aside)
    files.move_aside()
    (out / "one.html").write_text("one.html")
    assert files.settle() == {"one.html": noted["one.html"]}
    assert (out / "one.html").stat().st_mtime_ns == noted["one.html"][1]
    assert not (out / "deep" / "two.html").exists()
    assert (out / "of others.txt").exists()
