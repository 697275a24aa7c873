"""A server for the pages of a book that tells each of them when it is built anew.

Every page that it hands out loads one small script more (``live.js``), which listens to the server
(server-sent events), loads the page again when it changed, and shows what went wrong. The files of
the book know nothing of it.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from warmbook.errors import InputError

_SCRIPT, _EVENTS = "/.warmbook/live.js", "/.warmbook/events"
#: What is shown where no page is.
_NOTHING = (
    b"<!doctype html><html lang='en'><meta charset='utf-8'><title>Not there</title>"
    b"<body><p>This page is not there, or not yet.</p></body></html>"
)
#: Names under which a browser on this machine reaches us; no other page may (DNS rebinding).
_HOSTS = {"localhost", "127.0.0.1"}


class Told(NamedTuple):
    """What pages are told.

    Attributes
    ----------
    build
        A number that grows with each build that changed something.
    failure
        Why the last build failed, in one sentence; empty if it did not.
    """

    build: int
    failure: str


class Live:
    """Serves the folder of a built book on this machine.

    Parameters
    ----------
    folder
        Where the pages are.
    port
        Of this machine; any that is free if 0.

    Raises
    ------
    InputError
        If the port is in use.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self._news = threading.Condition()
        self._ended = False
        # Unlike that of any earlier server, so that pages left open notice.
        self._began = _now()
        self._built: dict[str, int] = {}
        self._told = Told(self._began, "")
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise InputError(
                f"port {port} cannot be used ({reason}); name another one with --port."
            ) from error
        self._server.live = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where a browser finds the book."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Live:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._news:
            self._ended = True
            self._news.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def built(self, changed: Iterable[str]) -> None:
        """Tell the pages which files are new; none, if all is as it was and well again."""
        names = list(changed)
        with self._news:
            build = _now() if names else self._told.build
            self._built.update(dict.fromkeys(names, build))
            self._told = Told(build, "")
            self._news.notify_all()

    def failed(self, sentence: str) -> None:
        """Tell the pages what went wrong; they stay as they are."""
        with self._news:
            self._told = Told(self._told.build, sentence)
            self._news.notify_all()

    def told(self) -> Told:
        """What was told last."""
        with self._news:
            return self._told

    def next(self, seen: Told | None, wait: float) -> Told | None:
        """Wait for something new; None if there is an end to it."""
        with self._news:
            if self._told is seen and not self._ended:
                self._news.wait(wait)
            return None if self._ended else self._told

    def stale(self, page: str, build: int) -> bool:
        """Tell whether a page, or what all pages load, is new since some build."""
        with self._news:
            new = {name for name, number in self._built.items() if number > build}
        return build < self._began or any(
            name == page or not name.endswith(".html") for name in new
        )


def _now() -> int:
    return time.time_ns() // 10**6


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    live: Live


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, directory=str(arguments[2].live.folder))

    def do_GET(self) -> None:
        """Answer with a page, another file, the script, or news."""
        if self.headers.get("Host", "").rpartition(":")[0] not in _HOSTS:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif urlsplit(self.path).path == _EVENTS:
            # The page is left, or the question is none of ours.
            with contextlib.suppress(OSError, KeyError, ValueError):
                self._send_news()
        elif self.path == _SCRIPT:
            script = Path(__file__).with_name("live.js").read_bytes()
            self._send(script, "text/javascript; charset=utf-8")
        elif (name := self._name()).endswith(".html"):
            self._send_page(name)
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Have nothing kept: everything may be another in a moment."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the terminal for what is built."""

    def _name(self, address: str | None = None) -> str:
        """The file, from the book's folder, that an address is that of."""
        path = unquote(urlsplit(address or self.path).path)
        if path.endswith("/"):
            path += "index.html"
        folder = self.server.live.folder
        return Path(self.translate_path(path)).relative_to(folder).as_posix()

    def _send_page(self, name: str) -> None:
        path, folder = self.server.live.folder / name, self.server.live.folder
        told = self.server.live.told()  # before the page is read: it may be newer, and not older
        for _ in range(20):
            if path.is_file() or folder.is_dir():
                break
            time.sleep(0.01)  # a new book is taking its place
        try:
            page, status = path.read_bytes(), HTTPStatus.OK
        except OSError:
            page, status = _NOTHING, HTTPStatus.NOT_FOUND
        self._send(self._with_script(page, told), "text/html; charset=utf-8", status)

    def _with_script(self, page: bytes, told: Told) -> bytes:
        script = f'<script src="{_SCRIPT}" data-build="{told.build}"></script>'.encode()
        before, end, after = page.rpartition(b"</body>")
        return before + script + end + after if end else page + script

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _send_news(self) -> None:
        live, asked = self.server.live, parse_qs(urlsplit(self.path).query)
        page, build = self._name(asked["page"][0]), int(asked["build"][0])
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = None
        while (told := live.next(seen, 15)) is not None:
            news = json.dumps({"stale": live.stale(page, build), "failure": told.failure})
            # A line that says nothing shows whether anybody listens.
            self.wfile.write(b":\n\n" if told is seen else f"data: {news}\n\n".encode())
            self.wfile.flush()
            seen = told
