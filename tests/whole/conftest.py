"""What the tests of the built book share: its pages, their address, a browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

import browser
import built


@pytest.fixture(autouse=True, scope="package")
def _no_text_of_another_report():
    """The books made here have texts of their own, whatever text the tests were given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REDERIVE_REPORT", raising=False)
        yield


@pytest.fixture(scope="session")
def pages() -> list[str]:
    """Build the book; return the addresses of its pages in English."""
    built.build()
    return built.pages()


@pytest.fixture(scope="session")
def site(pages: list[str]) -> Iterator[str]:
    """Serve the book on this machine; return its address."""
    handler = functools.partial(_Silent, directory=str(built.HTML))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Silent(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for many files

    def end_headers(self) -> None:
        # As a host of static pages does: what all pages share is asked for once.
        if self.path.startswith("/_static/"):
            self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a file."""
    only_here = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with browser.running(only_here, needed=True) as launched:
        yield launched
