"""The folder of a run below the temporary one, and those that killed builds left."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import warmbook
from warmbook import scratch

from .books import begin, write_notebook, write_toc

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the system cannot tell who holds a folder")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of its own, with a short path."""
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    shutil.rmtree(place)


def grow_old(folder: Path) -> None:
    os.utime(folder, (time.time() - 3600,) * 2)


def test_the_next_build_removes_what_a_killed_one_left(
    tmp_path: Path, temporary: Path, end_later: list[int]
) -> None:
    write_toc(tmp_path, "a")
    waits = "import time, pathlib\npathlib.Path('started').touch()\ntime.sleep(300)"
    write_notebook(tmp_path / "a.ipynb", waits)
    process = begin("run", tmp_path, end_later)
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.05)
    (left,) = temporary.glob("warmbook-run-*")
    grow_old(left)
    with scratch.folder():
        assert left.exists()  # its build lives
    process.kill()
    process.communicate(timeout=120)
    assert left.exists()
    grow_old(left)
    write_notebook(tmp_path / "a.ipynb", "1")
    warmbook.execute(tmp_path)
    assert list(temporary.glob("warmbook-run-*")) == []


def test_what_is_young_or_of_others_stays(temporary: Path) -> None:
    young, other, file = (temporary / name for name in ("warmbook-run-a", "mine", "warmbook-run-b"))
    for folder in (young, other):
        folder.mkdir()
    grow_old(other)
    file.touch()
    grow_old(file)
    link = temporary / "warmbook-run-c"
    link.symlink_to(other)
    with scratch.folder() as ours:
        assert ours.is_dir()
    assert sorted(temporary.iterdir()) == sorted([young, other, file, link])
