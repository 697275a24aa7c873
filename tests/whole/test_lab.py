"""JupyterLab, as ``make lab`` starts it: opens at the guide, asks nobody, reruns a change."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

import browser

ROOT = Path(__file__).parents[2]
SLOW = 120_000  # milliseconds that a kernel may take to start on a busy machine


def started(process: subprocess.Popen, address: str) -> None:
    """Wait until the server answers."""
    for _ in range(240):
        try:
            urlopen(f"{address}/api", timeout=5).close()
        except (URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"JupyterLab did not start (exit code {process.poll()})")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a copy of what the guide needs, with the settings of ``make lab``."""
    folder = tmp_path_factory.mktemp("lab")
    for part in ("data", "references.bib", "notebooks/guide.ipynb"):
        source, target = ROOT / part, folder / part
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(folder / ".jupyter" / name) for name in ("CONFIG", "DATA")}
    settings = {"JUPYTER_CONFIG_PATH": str(ROOT / "binder" / "lab")}
    options = ["--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ip=127.0.0.1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options, "--IdentityProvider.token="],
        cwd=folder,
        env={**os.environ, **own, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # on its way out it ends its whole group
    )
    address = f"http://127.0.0.1:{port}"
    try:
        started(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture
def page(lab: str) -> Iterator[Page]:
    """A browser at JupyterLab's front door."""
    with browser.running() as running:
        tab = running.new_page(viewport={"width": 1440, "height": 900})
        tab.set_default_timeout(SLOW)
        yield tab


def test_the_guide_opens_and_a_changed_assumption_changes_the_verdict(lab: str, page: Page) -> None:
    elsewhere: set[str] = set()
    page.on("request", lambda r: None if r.url.startswith(lab) else elsewhere.add(r.url))
    page.goto(lab)
    notebook = page.locator(".jp-NotebookPanel")
    expect(notebook.get_by_role("heading", name="Run it yourself")).to_be_visible(timeout=SLOW)
    assert page.url.endswith("/lab/tree/notebooks/guide.ipynb")

    # What is asked of a kernel before it is there is lost.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=SLOW)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    first = notebook.locator(".jp-CodeCell").first
    card = first.locator(".claim-card")
    expect(card).to_contain_text("✓ reproduced", timeout=SLOW)
    expect(notebook.locator(".jp-InputPrompt").filter(has_text="[2]")).to_have_count(1)
    assert notebook.locator('[data-mime-type$="stderr"], [data-mime-type$="error"]').count() == 0

    line = first.locator(".cm-line").filter(has_text=re.compile("^POPULATION"))
    line.click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type('POPULATION = "first"')
    page.keyboard.press("Shift+Enter")
    expect(card).to_contain_text("✗ not reproduced", timeout=SLOW)
    expect(card).to_contain_text("1265.65 yuan per person")
    expect(first.locator(".said-fallen")).to_contain_text("“to the cent” no longer holds")
    expect(page.get_by_text("Jupyter news")).to_have_count(0)
    assert elsewhere == set()


def test_a_notebook_that_is_only_opened_is_not_marked_as_changed(lab: str, page: Page) -> None:
    page.goto(f"{lab}/lab/tree/notebooks/guide.ipynb?reset")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=SLOW)
    page.wait_for_timeout(2000)  # the kernel's own words come a moment after it is idle
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)


def test_make_lab_starts_it_so() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlab: ")[2]
    recipe = recipe.partition("\n\n")[0]
    assert 'JUPYTER_CONFIG_PATH="$(CURDIR)/binder/lab" $(BIN)/jupyter-lab' in recipe
