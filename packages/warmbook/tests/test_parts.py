"""A result that rests on what a function makes of a file, and not on the file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warmbook
from warmbook import part_of, parts
from warmbook.execution import refresh
from warmbook.store import Store

from .books import outputs, write_notebook, write_toc

FUNCTION = """
def first(path):
    text = path.read_text()
    if text == "none": raise ValueError(text)
    return text.split(";")[0] + {more}
"""
ASKS = """
from pathlib import Path
from warmbook import part_of
import words
for _ in range(2):
    try: print(part_of(Path("x.txt"), words.first))
    except (OSError, ValueError) as error: print(type(error).__name__)
"""
#: The text of the file, or None where there is none; and what the function adds.
STATES = st.tuples(
    st.sampled_from(["a;1", "a;22", "b;1", "none", None]), st.sampled_from(["''", "'+'"])
)


def set_up(root: Path, state: tuple[str | None, str]) -> None:
    text, more = state
    file = root / "x.txt"
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_text(text)
    code = FUNCTION.format(more=more)
    if not (root / "words.py").exists() or (root / "words.py").read_text() != code:
        (root / "words.py").write_text(code)


def made(state: tuple[str | None, str]) -> str:
    text, more = state
    if text is None:
        return "FileNotFoundError"
    return "ValueError" if text == "none" else text.split(";")[0] + eval(more)


@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(STATES, min_size=3, max_size=4))
def test_the_result_is_that_of_a_fresh_run(states: list[tuple[str | None, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_toc(root, "a")
        write_notebook(root / "a.ipynb", ASKS)
        for state in states:
            set_up(root, state)
            (notebook,) = warmbook.execute(root, fork=False).values()
            assert outputs(notebook) == [f"{made(state)}\n{made(state)}"]


def test_only_another_value_makes_it_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toc(tmp_path, "a")
    write_notebook(tmp_path / "a.ipynb", ASKS)

    def runs(state: tuple[str | None, str]) -> bool:
        set_up(tmp_path, state)
        warmbook.execute(tmp_path)
        return "ran a.ipynb" in capsys.readouterr().err

    assert runs(("a;1", "''"))
    assert not runs(("a;22", "''"))
    assert runs(("b;22", "''"))
    assert runs(("b;22", "'+'"))
    assert not runs(("b;1", "'+'"))
    assert runs((None, "'+'"))
    (label,) = (
        each for each in Store(tmp_path).get(tmp_path / "a.ipynb").record.inputs if "x.txt" in each
    )
    assert label == "f x.txt"


def test_a_part_that_stays_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_toc(tmp_path, "a")
    write_notebook(tmp_path / "a.ipynb", ASKS)
    set_up(tmp_path, ("a;1", "''"))
    warmbook.execute(tmp_path)
    asked: list[str] = []
    ask = parts.now
    monkeypatch.setattr(parts, "now", lambda root, notes: asked.extend(notes) or ask(root, notes))
    set_up(tmp_path, ("a;22", "''"))
    for _ in range(2):
        refresh(tmp_path)
        assert len(asked) == 1
    set_up(tmp_path, ("a;333", "''"))
    write_notebook(tmp_path / "a.ipynb", ASKS, text="# Another title")
    for _ in range(2):
        refresh(tmp_path)
        assert len(asked) == 2


def test_the_parts_of_all_notebooks_are_asked_for_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_toc(tmp_path, "a", "b", "c")
    for name in "abc":
        code = ASKS.replace("x.txt", f"{name}.txt") if name != "c" else ASKS.replace("x.", "a.")
        write_notebook(tmp_path / f"{name}.ipynb", code)
    set_up(tmp_path, (None, "''"))

    def write(text: str) -> None:
        for name in "ab":
            (tmp_path / f"{name}.txt").write_text(text)

    write("a;1")
    warmbook.execute(tmp_path)
    asked: list[list[str]] = []
    ask = parts.now
    monkeypatch.setattr(parts, "now", lambda root, notes: asked.append(notes) or ask(root, notes))
    write("a;22")
    refresh(tmp_path)
    ((one, other),) = asked
    assert "a.txt" in one
    assert "b.txt" in other
    write("b;22")
    assert [outputs(each) for each in warmbook.execute(tmp_path).values()] == [["b\nb"]] * 3


def test_a_function_that_nobody_else_can_find_reads_the_file(tmp_path: Path) -> None:
    write_toc(tmp_path, "a")
    code = "from warmbook import part_of\nprint(part_of('x.txt', lambda path: path.read_text()))"
    write_notebook(tmp_path / "a.ipynb", code)
    for text in ("one", "two"):
        (tmp_path / "x.txt").write_text(text)
        (notebook,) = warmbook.execute(tmp_path).values()
        assert outputs(notebook) == [text]


def test_without_a_recorder_it_is_the_function_s_value(tmp_path: Path) -> None:
    assert part_of(tmp_path, Path.is_dir)
    assert not part_of(str(tmp_path), Path.is_file)
