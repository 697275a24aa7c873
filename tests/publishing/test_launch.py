"""Where a page's notebook can be run: right for a public clone, silent before there is one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from sphinx.util.template import SphinxRenderer

from rederive.language.spoken import say
from rederive.publishing import launch

ROOT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/ch1-insurance-density.ipynb"
GITHUB = "https://github.com/owner/the-book"


def page(work: dict) -> str:
    """The end of a page as the theme sets it."""
    renderer = SphinxRenderer(str(ROOT / "src/rederive/assets" / "templates"))
    return renderer.render("run-page.html", {"run": launch.options(work, NOTEBOOK), "say": say})


@pytest.mark.parametrize("address", [GITHUB, f"{GITHUB}/", f"{GITHUB}.git"])
def test_a_public_address_gives_links_to_binder_and_colab(address):
    found = launch.options({"repository-code": address}, NOTEBOOK)
    assert found["binder"] == (
        "https://mybinder.org/v2/gh/owner/the-book/HEAD"
        "?urlpath=lab%2Ftree%2Fnotebooks%2Fch1-insurance-density.ipynb"
    )
    assert found["colab"] == (
        f"https://colab.research.google.com/github/owner/the-book/blob/main/{NOTEBOOK}"
    )
    assert f"!git clone --quiet --depth 1 {address} /content/the-book" in found["colab_setup"]
    html = page({"repository-code": address})
    assert found["binder"] in html
    assert found["colab"] in html


def test_without_an_address_no_link_leads_anywhere():
    html = page({})
    assert "make lab" in html
    assert NOTEBOOK in html
    assert "http" not in html


def test_elsewhere_than_on_github_only_the_clone_is_named():
    work = {"repository-code": "https://gitlab.example.org/o/r"}
    assert launch.options(work, NOTEBOOK).keys() == {"notebook", "clone"}
    assert "Binder" not in page(work)


def lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_binder_installs_the_lock_and_the_package():
    requirements = lines(ROOT / "binder" / "requirements.txt")
    assert requirements == ["-r ../requirements.lock"]
    post = ROOT / "binder" / "postBuild"
    assert os.access(post, os.X_OK)
    assert post.read_bytes().startswith(b"#!/bin/bash\n")
    assert subprocess.run(["bash", "-n", str(post)]).returncode == 0
    command = "pip install --no-deps --no-build-isolation"
    assert command in post.read_text()
    assert command in (ROOT / "README.md").read_text()


def test_colab_installs_the_ranges_that_everybody_installs():
    assert set(lines(ROOT / "binder" / "colab.txt")) <= set(lines(ROOT / "requirements.txt"))
