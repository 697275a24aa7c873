"""``warmbook serve``: a page is new a moment after it is saved, and says what went wrong."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from warmbook import cli, serving
from warmbook.live import Live

from .books import write_notebook

CHROMIUM = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
LIMIT = 300_000  # milliseconds, on a machine that does much else


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A server of two pages that somebody else builds."""
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    for name in ("index", "other"):
        (folder / f"{name}.html").write_text(f"<html><body><p>{name}</p></body></html>")
    (folder / "_static" / "own.css").write_text("p {}")
    with Live(folder, 0) as server:
        yield server


Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def ask(live: Live) -> Iterator[Ask]:
    """A function that asks the server for an address."""
    port = int(live.address.strip("/").rpartition(":")[2])
    with contextlib.ExitStack() as stack:

        def call(address: str, host: str = "127.0.0.1") -> http.client.HTTPResponse:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            stack.enter_context(contextlib.closing(connection))
            connection.request("GET", address, headers={"Host": f"{host}:{port}"})
            return stack.enter_context(connection.getresponse())

        yield call


def news(response: http.client.HTTPResponse) -> dict[str, object]:
    """The next thing that a page is told."""
    while not (line := response.readline()).startswith(b"data: "):
        assert line
    return json.loads(line.removeprefix(b"data: "))


def test_pages_load_the_script_and_files_stay_as_they_are(live: Live, ask: Ask) -> None:
    before = (live.folder / "index.html").read_bytes()
    script = rb'<script src="/.warmbook/live.js" data-build="\d+"></script></body>'
    for address in ("/", "/index.html", "/index.html?highlight=x"):
        response = ask(address)
        assert response.status == 200
        assert re.search(script, response.read())
    assert ask("/_static/own.css").read() == b"p {}"
    assert b"EventSource" in ask("/.warmbook/live.js").read()
    assert (live.folder / "index.html").read_bytes() == before
    response = ask("/nowhere.html")
    assert (response.status, b"not there, or not yet" in response.read()) == (404, True)


@pytest.mark.parametrize("address", ["/", "/_static/own.css", "/.warmbook/events?page=/&build=1"])
def test_nobody_reaches_it_under_another_name(ask: Ask, address: str) -> None:
    assert ask(address, host="elsewhere.example").status == 403


def test_a_page_is_told_of_what_it_shows_and_of_failures(live: Live, ask: Ask) -> None:
    page = ask(f"/.warmbook/events?page=/&build={live.told().build}")
    assert news(page) == {"stale": False, "failure": ""}
    time.sleep(0.002)  # builds are told apart by their time
    live.built(["other.html"])
    assert news(page) == {"stale": False, "failure": ""}
    live.failed("One sentence.")
    assert news(page) == {"stale": False, "failure": "One sentence."}
    live.built([])  # all is as it was before the failure
    assert news(page) == {"stale": False, "failure": ""}
    live.built(["index.html"])
    assert news(page)["stale"] is True
    page = ask(f"/.warmbook/events?page=/&build={live.told().build}")
    assert news(page)["stale"] is False
    time.sleep(0.002)
    live.built(["_static/own.css"])  # every page may load it
    assert news(page)["stale"] is True
    # A page of an earlier server.
    assert news(ask("/.warmbook/events?page=/other.html&build=17"))["stale"] is True


def test_a_port_in_use_is_one_sentence(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port), str(small)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"warmbook: port {port} cannot be used (")
    assert line.endswith("name another one with --port.")
    assert not (small / "_build").exists()
    assert cli.main(["serve", "--port", "70000", str(small)]) == 2
    assert cli.main(["serve", str(small / "nowhere")]) == 2


def test_changes_are_waited_for_until_they_are_over(small: Path) -> None:
    served = serving._Served(small, None, None, None)  # type: ignore[arg-type]
    seen = served.look()
    thread = threading.Thread(target=served.wait_for_a_change, args=(seen,), daemon=True)
    thread.start()
    time.sleep(0.3)
    assert thread.is_alive()
    (small / "_build").mkdir()
    (small / "_build" / "anything").write_text("no page depends on it")
    (small / ".hidden").write_text("nor on this")
    time.sleep(0.3)
    assert thread.is_alive()
    (small / "data" / "a.txt").write_text("another\n")
    thread.join(60)
    assert not thread.is_alive()


@pytest.fixture
def served(small: Path, end_later: list[int]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A book that is served, and its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "warmbook", "serve", "--port", "0", str(small)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        end_later.append(process.pid)
        assert process.stderr
        first = process.stderr.readline()
        # What it says later, nobody waits for.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield process, re.search(r"http://\S+", first)[0]
        finally:
            process.kill()  # or a test that fails would wait for it


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_a_browser_shows_what_is_saved_and_what_fails(
    small: Path, served: tuple[subprocess.Popen[str], str]
) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    process, address = served
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)  # before there is a book
        page.get_by_role("heading", name="A book").wait_for(timeout=LIMIT)
        page.goto(f"{address}notebooks/a.html")
        page.get_by_text("3", exact=True).first.wait_for(timeout=LIMIT)
        (small / "data" / "a.txt").write_text("1\n4321\n")
        page.get_by_text("4322").wait_for(timeout=LIMIT)
        write_notebook(small / "notebooks" / "a.ipynb", "1 / 0")
        notice = page.get_by_role("alert")
        notice.wait_for(timeout=LIMIT)
        assert notice.inner_text().startswith(
            "notebooks/a.ipynb, code cell 1: ZeroDivisionError: division by zero"
        )
        assert page.get_by_text("4322").count() == 1  # the page stays
        write_notebook(small / "notebooks" / "a.ipynb", "7 * 11 * 13", text="# Well again")
        page.get_by_role("heading", name="Well again").wait_for(timeout=LIMIT)
        assert page.get_by_role("alert").count() == 0
        browser.close()
    assert "live.js" not in (small / "_build" / "html" / "notebooks" / "a.html").read_text()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
