"""The command line: exit codes and plain sentences."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warmbook import cli

from .books import write_notebook, write_toc


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
    process = subprocess.Popen(
        [sys.executable, "-m", "warmbook", "run", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # In the background and under nohup it is ignored, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    end_later.append(process.pid)
    while not (tmp_path / "started").exists():
        assert process.poll() is None
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors.splitlines() == ["warmbook: interrupted; what was there before stays."]
