"""Small books for the tests to work on."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import warmbook

from .books import total_of, write_notebook, write_toc


@pytest.fixture(autouse=True, scope="session")
def _heed_interrupts() -> None:
    """Have the programs that are tested heed Ctrl-C, also where the tests run in the background."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Folder of a book of two notebooks, each with a data file of its own."""
    write_toc(tmp_path, "notebooks/a", "notebooks/b")
    (tmp_path / "data").mkdir()
    for name, numbers in {"a": "1\n2\n", "b": "10\n20\n"}.items():
        (tmp_path / "data" / f"{name}.txt").write_text(numbers)
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", total_of(name))
    return tmp_path


@pytest.fixture
def run(small: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., set[str]]:
    """A function that builds the small book and names the notebooks it had to run."""

    def call(**options: object) -> set[str]:
        capsys.readouterr()
        warmbook.execute(small, fork=True, **options)
        return set(re.findall(r"ran notebooks/(\w+)\.ipynb", capsys.readouterr().err))

    return call


@pytest.fixture
def end_later() -> Iterator[list[int]]:
    """Numbers of processes that lead a session, to be ended when the test has, however it has."""
    leaders: list[int] = []
    yield leaders
    for pid in leaders:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
