"""Law 4: output is shown as it came, and cannot stall a build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import warmbook
from warmbook.outputs import doubtful, overwritten, settle, unshown

from .books import write_notebook, write_toc

pieces = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["stdout", "stderr"]), st.text("ab\r\n", max_size=4)),
        st.integers(0, 9),
    ),
    max_size=12,
)


def output(piece: tuple[str, str] | int) -> dict:
    if isinstance(piece, int):
        return new_output("display_data", {"text/plain": str(piece)})
    return new_output("stream", name=piece[0], text=piece[1])


@settings(deadline=None)
@given(pieces)
def test_text_stays_between_the_displays_it_came_between(given: list) -> None:
    def told(outputs: list[dict]) -> list[object]:
        """Displays, and what each stream said between two of them."""
        found: list[object] = [{}]
        for each in outputs:
            if each["output_type"] == "stream":
                texts = found[-1]
                texts[each["name"]] = texts.get(each["name"], "") + each["text"]
            else:
                found += [each["data"], {}]
        return found

    def settled(part: object) -> object:
        if not isinstance(part, dict) or "text/plain" in part:
            return part
        return {name: overwritten(text) for name, text in part.items() if overwritten(text)}

    before = told([output(piece) for piece in given])
    after = settle([output(piece) for piece in given])
    assert told(after) == [settled(part) for part in before]
    kinds = [each.get("name", "display") for each in after]
    assert all(kinds[n : n + 2] != ["stderr", "stdout"] for n in range(len(kinds)))
    assert all(kinds[n] != kinds[n + 1] or kinds[n] == "display" for n in range(len(kinds) - 1))
    assert settle(settle([output(piece) for piece in given])) == after


@settings(deadline=None)
@given(st.text("ab\r\n", max_size=30))
def test_a_carriage_return_is_what_stock_makes_of_it(text: str) -> None:
    assert overwritten(text) == re.sub(r".*\r(?=[^\n])", "", text)


def test_what_is_printed_after_a_display_stands_after_it(tmp_path: Path) -> None:
    write_toc(tmp_path, "a")
    write_notebook(
        tmp_path / "a.ipynb",
        "from IPython.display import display",
        "print('before')\ndisplay(1)\nprint('after')\ndisplay(2)",
    )
    (notebook,) = warmbook.execute(tmp_path, fork=True).values()
    found = [each.get("text") or each.data["text/plain"] for each in notebook.cells[2].outputs]
    assert found == ["before\n", "1", "after\n", "2"]


def test_a_line_of_ten_million_characters_is_taken_as_it_is(tmp_path: Path) -> None:
    write_toc(tmp_path, "a")
    (tmp_path / "_config.yml").write_text("execute: {timeout: 60}\n")
    write_notebook(tmp_path / "a.ipynb", "print('x' * 10_000_000)")
    (notebook,) = warmbook.execute(tmp_path, fork=True).values()
    (shown,) = notebook.cells[1].outputs
    assert shown.text == "x" * 10_000_000 + "\n"


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["text/plain"], None),
        (["text/html", "application/vnd.plotly.v1+json"], None),
        (["application/vnd.jupyter.widget-view+json", "text/plain"], None),
        (["application/papermill.record/text/plain"], None),
        (["application/json", "text/plain"], None),
        (["application/x-declared"], None),
        (["application/x-declared", "image/tiff"], None),
        (["image/tiff"], "an output of image/tiff is not shown"),
        (["application/geo+json"], "an output of application/geo+json is not shown"),
        (
            ["application/vnd.vegalite.v5+json", "text/plain"],
            "of an output of application/vnd.vegalite.v5+json only text is shown",
        ),
    ],
)
def test_what_no_page_can_show_is_told(kinds: list[str], told: str | None) -> None:
    shown = new_output("display_data", dict.fromkeys(kinds, "x"))
    cells = [new_markdown_cell("text"), new_code_cell("1"), new_code_cell("2", outputs=[shown])]
    notebook = new_notebook(cells=cells)
    found = list(unshown(doubtful(notebook), ["application/x-declared"]))
    assert found == ([f"code cell 2: {told}"] if told else [])
    cells[2].metadata["tags"] = ["remove-output"]
    assert list(unshown(doubtful(notebook))) == []


def test_each_build_tells_what_no_page_can_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toc(tmp_path, "a")
    code = "from IPython.display import display\ndisplay({'image/tiff': 'x'}, raw=True)"
    write_notebook(tmp_path / "a.ipynb", code)
    for _ in range(2):
        warmbook.execute(tmp_path, fork=True)
        told = "a.ipynb, code cell 1: an output of image/tiff is not shown by the pages; give it as"
        assert told in capsys.readouterr().err
    overrides = "{nb_mime_priority_overrides: [['*', image/tiff, null]]}"
    (tmp_path / "_config.yml").write_text(f"sphinx: {{config: {overrides}}}\n")
    warmbook.execute(tmp_path, fork=True)
    assert "image/tiff" not in capsys.readouterr().err
