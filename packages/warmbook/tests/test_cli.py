"""The command line: exit codes and plain sentences."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warmbook import cli

from .books import begin, write_notebook, write_toc


def test_it_runs_and_says_what_it_did(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", str(small)]) == 0
    assert "2/2 ran notebooks/" in capsys.readouterr().err
    assert cli.main(["run", str(small)]) == 0
    assert "2 of 2 notebooks are up to date" in capsys.readouterr().err
    assert cli.main(["run", "--force", str(small)]) == 0
    assert "2/2 ran notebooks/" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "build"])
def test_a_folder_without_a_book_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert cli.main([command, str(tmp_path / "nowhere")]) == 2
    assert cli.main([command, str(tmp_path)]) == 2
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith(f"warmbook: {tmp_path}/_toc.yml: cannot be read (No such file")
    assert last.endswith("; write it, or name the folder it lies in.")
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "_build"])


def test_a_failing_cell_is_one_sentence_and_one(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notebook(small / "notebooks" / "a.ipynb", "1 / 0")
    assert cli.main(["run", str(small)]) == 1
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith("warmbook: notebooks/a.ipynb, code cell 1: ZeroDivisionError: ")


@pytest.mark.skipif(os.name == "nt", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_it_in_one_sentence(
    tmp_path: Path, end_later: list[int], number: signal.Signals
) -> None:
    write_toc(tmp_path, "a")
    code = "import time, pathlib\npathlib.Path('started').touch()\ntime.sleep(300)"
    write_notebook(tmp_path / "a.ipynb", code)
    process = begin("run", tmp_path, end_later)
    while not (tmp_path / "started").exists():
        assert process.poll() is None
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors.splitlines() == ["warmbook: interrupted; what was there before stays."]


#: Begins a build that is interrupted when some module is imported.
WHEN_IMPORTED = """
import os, signal, sys
class Finder:
    def find_spec(name, path=None, target=None):
        if name == {name!r}:
            sys.meta_path.remove(Finder)
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder)
from warmbook.cli import main
sys.exit(main(["build", {root!r}]))
"""


@pytest.mark.parametrize(
    "name",
    ["argparse", "pathlib", "warmbook.book", "warmbook.locking", "yaml", "warmbook.execution"],
)
def test_an_interruption_while_it_begins_is_one_sentence(small: Path, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", WHEN_IMPORTED.format(name=name, root=str(small))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.stderr == "warmbook: interrupted; what was there before stays.\n"
    assert done.returncode == 130


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_an_interruption_while_libraries_are_imported_ends_it(
    tmp_path: Path, end_later: list[int]
) -> None:
    (tmp_path / "_config.yml").write_text("warmbook: {preload: [numpy, pandas, scipy.stats]}\n")
    write_toc(tmp_path, "a")
    write_notebook(tmp_path / "a.ipynb", "1")
    process = begin("build", tmp_path, end_later)
    while not (keepers := children(process.pid)):
        assert process.poll() is None
    while "/numpy/" not in (Path("/proc") / keepers[0] / "maps").read_text():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "warmbook: interrupted; what was there before stays."
    assert "Traceback" not in errors
    assert not [each for each in keepers if (Path("/proc") / each).exists()]


def children(pid: int) -> list[str]:
    """The processes that load libraries for a build."""
    found = []
    for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(OSError):
            if "warmbook.keeper" in (Path("/proc") / number / "cmdline").read_text():
                found.append(number)
    return found
