"""The second witness: what was opened, and after which moment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from warmbook.watch import Watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is opened")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "data" / "F.txt"
    path.parent.mkdir()
    path.write_text("1")
    return path


def test_what_was_opened_before_a_moment_is_not_after_it(tmp_path: Path, file: Path) -> None:
    watch = Watch(tmp_path)
    file.read_text()  # nobody has taken it in when the moment is told
    moment = watch.mark()
    assert watch.since(moment).opened == set()
    file.read_text()
    assert watch.since(moment).opened == {"data/F.txt"}
    assert watch.since(watch.mark()).opened == set()
    watch.close()
