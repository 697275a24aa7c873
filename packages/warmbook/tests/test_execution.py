"""Running notebooks: an honest cache, plain errors, the same results however they run."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

import warmbook
from warmbook import BuildError, InputError, execution, notebooks
from warmbook.execution import refresh
from warmbook.options import Options
from warmbook.store import FOLDER, Store

from .books import outputs, total_of, write_notebook


def test_notebooks_come_back_executed_in_the_order_of_the_book(small: Path) -> None:
    executed = warmbook.execute(small, fork=True)
    assert [path.name for path in executed] == ["a.ipynb", "b.ipynb"]
    assert [outputs(notebook) for notebook in executed.values()] == [["3"], ["30"]]
    again = warmbook.execute(small, fork=True)
    assert [outputs(notebook) for notebook in again.values()] == [["3"], ["30"]]
    assert again[small / "notebooks" / "a.ipynb"].cells[0].source == "# A page"


def test_what_is_printed_in_several_pieces_is_one_text(small: Path) -> None:
    printing = [
        "import sys, time",
        "for text in ('one\\n', 'two', '', '\\n\\n', 'three\\n'):",
        "    print(text, end='', flush=True)",
        "    time.sleep(0.01)",
    ]
    write_notebook(small / "notebooks" / "a.ipynb", "\n".join(printing))
    executed = warmbook.execute(small, fork=True)
    (output,) = executed[small / "notebooks" / "a.ipynb"].cells[1].outputs
    assert output.text == "one\ntwo\n\nthree\n"


def test_chosen_notebooks_need_no_contents(small: Path) -> None:
    (small / "_toc.yml").unlink()
    executed = warmbook.execute(small, [Path("notebooks/a.ipynb")])
    assert [outputs(notebook) for notebook in executed.values()] == [["3"]]


def test_nothing_changed_nothing_runs(run: Callable[..., set[str]]) -> None:
    assert run() == {"a", "b"}
    assert run() == set()
    assert run(force=True) == {"a", "b"}


def test_changed_data_run_exactly_the_notebooks_that_read_them(
    small: Path, run: Callable[..., set[str]]
) -> None:
    run()
    (small / "data" / "b.txt").write_text("10\n25\n")
    assert run() == {"b"}
    executed = warmbook.execute(small, fork=True)
    assert outputs(executed[small / "notebooks" / "b.ipynb"]) == ["35"]


def test_a_changed_cell_runs_its_notebook_and_changed_text_none(
    small: Path, run: Callable[..., set[str]]
) -> None:
    run()
    write_notebook(small / "notebooks" / "a.ipynb", total_of("a"), text="# Other words")
    assert run() == set()
    write_notebook(small / "notebooks" / "a.ipynb", total_of("a"), "print('more')")
    assert run() == {"a"}


def test_changed_code_runs_the_notebooks_that_import_it(
    small: Path, run: Callable[..., set[str]]
) -> None:
    helper = small / "src" / "helper.py"
    helper.parent.mkdir()
    helper.write_text("VALUE = 1\n")
    write_notebook(
        small / "notebooks" / "a.ipynb",
        "import sys; sys.path.insert(0, '../src'); sys.dont_write_bytecode = True",
        "import helper; print(helper.VALUE)",
    )
    run()
    helper.write_text("VALUE = 2\n")
    assert run() == {"a"}
    executed = warmbook.execute(small, fork=True)
    assert outputs(executed[small / "notebooks" / "a.ipynb"]) == ["2"]


def test_a_new_file_in_a_listed_folder_and_a_file_that_was_missing_count_as_changes(
    small: Path, run: Callable[..., set[str]]
) -> None:
    write_notebook(small / "notebooks" / "a.ipynb", "import os; print(len(os.listdir('../data')))")
    write_notebook(
        small / "notebooks" / "b.ipynb",
        "try:\n    print(open('../data/c.txt').read())\nexcept OSError:\n    print('none')",
    )
    run()
    (small / "data" / "d.txt").write_text("1")
    assert run() == {"a"}
    (small / "data" / "c.txt").write_text("1")
    assert run() == {"a", "b"}


def test_what_the_books_own_modules_import_is_preloaded_after_they_were_loaded_once(
    small: Path, run: Callable[..., set[str]]
) -> None:
    path = small / "notebooks" / "a.ipynb"
    (small / "notebooks" / "helper.py").write_text("import colorsys\nfrom wave import open\n")
    (small / "notebooks" / "unused.py").write_text("import chunk\n")
    write_notebook(path, "import helper")
    before = execution.to_preload(Options(), [path], Store(small))
    run()
    after = execution.to_preload(Options(), [path], Store(small))
    assert (list(before), list(after)) == (["helper"], ["helper", "colorsys", "wave"])
    assert execution.to_preload(Options(preload=("re",)), [path], Store(small)) == ("re",)


def test_another_lock_file_runs_everything(small: Path, run: Callable[..., set[str]]) -> None:
    run()
    (small / "_config.yml").write_text("warmbook: {depends: [pinned.txt]}\n")
    assert run() == {"a", "b"}  # what they depend on was never noted
    assert run() == set()
    (small / "pinned.txt").write_text("pandas==3.0.0\n")
    assert run() == {"a", "b"}


def test_a_lost_or_half_written_result_runs_again(
    small: Path, run: Callable[..., set[str]]
) -> None:
    run()
    whole, half = sorted((small / FOLDER).glob("*.json"))
    whole.unlink()
    half.write_text(half.read_text()[:50])
    assert run() == {"a", "b"}


def test_a_failing_cell_is_told_in_one_sentence_and_what_was_stale_is_gone(small: Path) -> None:
    warmbook.execute(small, fork=True)
    path = small / "notebooks" / "b.ipynb"
    (small / "data" / "b.txt").write_text("ten\n")
    with pytest.raises(BuildError) as caught:
        warmbook.execute(small, fork=True)
    message = str(caught.value)
    assert message.startswith("notebooks/b.ipynb, code cell 1: ValueError: invalid literal")
    assert "\n" not in message
    assert "ValueError" in (small / "_build" / "reports" / "b.log").read_text()
    # The pages must not find yesterday's result either.
    assert Store(small).get(path) is None


def test_bad_input_met_in_a_notebook_stays_bad_input(small: Path) -> None:
    write_notebook(
        small / "notebooks" / "a.ipynb",
        "print(1)",
        "class InputError(ValueError): pass\nraise InputError('data/x.csv, row 3: no number.')",
    )
    with pytest.raises(InputError, match=r"row 3: no number \(notebooks/a.ipynb, code cell 2\)"):
        warmbook.execute(small, fork=True)


def test_a_failure_lets_the_kernel_of_another_notebook_end(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = [], []
    shutdown = AsyncKernelManager.shutdown_kernel

    async def slow(manager: AsyncKernelManager, **options: bool) -> None:
        begun.append(manager)
        if len(begun) == 1:
            await asyncio.sleep(3)  # the other notebook fails meanwhile
        await shutdown(manager, **options)
        ended.append(manager.has_kernel)

    monkeypatch.setattr(AsyncKernelManager, "shutdown_kernel", slow)
    write_notebook(small / "notebooks" / "a.ipynb", "print(1)")
    write_notebook(small / "notebooks" / "b.ipynb", "import time; time.sleep(0.5)", "1 / 0")
    with pytest.raises(BuildError, match=r"b\.ipynb, code cell 2: ZeroDivisionError"):
        warmbook.execute(small, fork=True, jobs=2)
    assert ended == [False, False]


def test_a_dead_kernel_and_a_cell_without_end_are_told(small: Path) -> None:
    path = small / "notebooks" / "a.ipynb"
    write_notebook(path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(BuildError, match=r"a\.ipynb, code cell 1: the kernel died"):
        warmbook.execute(small, [path], fork=True)
    write_notebook(path, "import time; time.sleep(60)")
    (small / "_config.yml").write_text("execute: {timeout: 1}\n")
    with pytest.raises(BuildError, match=r"a\.ipynb, code cell 1: it took longer"):
        warmbook.execute(small, [path], fork=True)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("_toc.yml", "root: index\nentries:\n- file: notebooks/z\n", "names notebooks/z"),
        ("_toc.yml", "root: [\n", "_toc.yml cannot be read"),
        ("_config.yml", "execute: {\n", "_config.yml cannot be read"),
        ("notebooks/a.ipynb", '{"cells": [', "notebooks/a.ipynb is not a notebook"),
    ],
)
def test_a_broken_file_is_told_in_one_sentence(
    small: Path, name: str, text: str, sentence: str
) -> None:
    (small / name).write_text(text)
    with pytest.raises(InputError, match=re.escape(sentence)) as caught:
        warmbook.execute(small, fork=True)
    assert "\n" not in str(caught.value)


def test_a_second_build_waits_for_the_first(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import sys, time, pathlib\nfrom warmbook.locking import lock\n"
        "with lock(pathlib.Path(sys.argv[1])):\n"
        "    print('locked', flush=True)\n    sys.stdin.read(1)\n    time.sleep(0.5)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(small)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"locked\n"
        first.stdin.write(b"x")
        first.stdin.close()
        warmbook.execute(small, fork=True)
    told = capsys.readouterr().err
    assert f"another build is running in this folder (process {first.pid})" in told
    assert "ran notebooks/a.ipynb" in told


def test_text_notebooks_run_too(small: Path) -> None:
    (small / "index.md").write_text(
        "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n# A book\n\n"
        "```{code-cell} python3\nprint(6 * 7)\n```\n"
    )
    executed = warmbook.execute(small, fork=True)
    assert outputs(executed[small / "index.md"]) == ["42"]


def test_only_what_may_have_to_run_is_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    stock = notebooks.read

    def note(path: Path) -> object:
        read.append(path.stem)
        return stock(path)

    monkeypatch.setattr(notebooks, "read", note)
    refresh(small)
    assert read == ["a", "b"]
    refresh(small)
    assert read == ["a", "b"]  # both are kept
    write_notebook(small / "notebooks" / "b.ipynb", total_of("b"), text="# Other prose")
    refresh(small)
    assert read == ["a", "b", "b"]  # it might have other cells
    refresh(small)
    assert read == ["a", "b", "b"]
    (small / "data" / "a.txt").write_text("7\n")
    refresh(small)
    assert read == ["a", "b", "b", "a"]
    assert list(warmbook.execute(small)) == [small / "notebooks" / f"{name}.ipynb" for name in "ab"]
