"""Building the pages: they follow the data, and a failure leaves the old book whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import warmbook
from warmbook import BuildError

from .books import total_of, write_notebook

CONFIG = """\
title: A small book
execute: {execute_notebooks: cache}
html: {home_page_in_navbar: true}
sphinx:
  extra_extensions: [warmbook]
  config:
    html_context: {default_mode: auto}
"""


def page(folder: Path, name: str) -> str:
    """Return the text of a built page."""
    return (folder / "_build" / "html" / "notebooks" / f"{name}.html").read_text()


def test_pages_follow_the_data_and_a_failure_leaves_the_old_book(small: Path) -> None:
    (small / "_config.yml").write_text(CONFIG)
    checks: list[str] = []
    warmbook.build(small, check=lambda: checks.append("cold"))
    assert ">3\n" in page(small, "a")
    warmbook.build(small, check=lambda: checks.append("unchanged"))
    assert checks == ["cold"]

    # New data, the same text: the page shows the new number.
    (small / "data" / "a.txt").write_text("1\n77\n")
    warmbook.build(small)
    assert ">78\n" in page(small, "a")

    # A page with a broken link fails the build, and the book stays.
    write_notebook(small / "notebooks" / "b.ipynb", total_of("b"), text="# B {doc}`nowhere`")
    with pytest.raises(BuildError, match="the pages could not be built"):
        warmbook.build(small)
    assert ">78\n" in page(small, "a")
    assert "nowhere" not in page(small, "b")

    # Plain Jupyter Book gives the new number too.
    write_notebook(small / "notebooks" / "b.ipynb", total_of("b"))
    (small / "data" / "a.txt").write_text("1\n99\n")
    command = "from jupyter_book.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", command, "build", "-W", "-n", str(small)],
        check=True,
        capture_output=True,
    )
    assert ">100\n" in page(small, "a")
