"""How soon the built pages can be read and used on a telephone, as Lighthouse measures it.

``python benchmarks/pagespeed.py [FOLDER]`` serves the book and runs Lighthouse's phone profile on
a page of every kind: as static hosts send it (compressed) and as it lies on the disk. The results
go to ``benchmarks/pagespeed.csv``. Lighthouse is no part of this repository: ``npm install
lighthouse`` anywhere, and name its program in ``LIGHTHOUSE`` where it is not on the path.
"""

from __future__ import annotations

import csv
import functools
import gzip
import http.server
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import browser  # noqa: E402

PAGES = {
    "landing page": "index.html",
    "chapter": "notebooks/ch4-motor-and-nev.html",
    "chapter with formulas": "notebooks/deep-nev-diffusion.html",
    "register": "notebooks/register.html",
    "claim": "claims/ch7-bri-trade-faster-than-total.html",
    "longest page": "notebooks/sources.html",
}
#: Lighthouse's name, ours, and what one of ours is of theirs.
FIGURES = [
    ("first-contentful-paint", "text_seconds", 1000),
    ("largest-contentful-paint", "largest_seconds", 1000),
    ("interactive", "usable_seconds", 1000),
    ("total-blocking-time", "blocked_milliseconds", 1),
    ("cumulative-layout-shift", "layout_shift", 1),
    ("total-byte-weight", "kilobytes", 1000),
]
SCORES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = 3
PACKED = (".html", ".css", ".js", ".svg", ".json", ".csv")


class Compressed(http.server.SimpleHTTPRequestHandler):
    """Send files as static hosts do: text compressed, over a connection that stays."""

    protocol_version = "HTTP/1.1"
    packs = True

    def send_head(self) -> io.BytesIO | io.BufferedReader | None:
        """Send the head of a compressed file; leave the others to the library."""
        path = Path(self.translate_path(self.path))
        if not (self.packs and path.is_file() and path.suffix in PACKED):
            return super().send_head()
        content = gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Plain(Compressed):
    """Send files as they are."""

    packs = False


@contextmanager
def served(folder: Path, handler: type[Compressed]) -> Iterator[str]:
    """The address under which a folder is served."""
    made = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), made) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def lighthouse(program: str, address: str) -> dict[str, float]:
    """What Lighthouse says of one page on its phone profile."""
    flags = " ".join(["--headless", *browser.ARGUMENTS])
    command = [program, address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    run = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": browser.find() or ""},
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(run.stdout)
    for name in SCORES[1:]:
        for audit in report["categories"][name]["auditRefs"]:
            found = report["audits"][audit["id"]]
            if audit["weight"] and found["score"] is not None and found["score"] < 1:
                print(f"  {name}: {found['title']}", file=sys.stderr)
    return {
        **{ours: report["audits"][theirs]["numericValue"] / by for theirs, ours, by in FIGURES},
        **{name: report["categories"][name]["score"] * 100 for name in SCORES},
    }


def measure(program: str, folder: Path, runs: int = RUNS) -> list[dict[str, object]]:
    """The median of some runs, page by page."""
    rows: list[dict[str, object]] = []
    for sent, handler in (("compressed", Compressed), ("plain", Plain)):
        with served(folder, handler) as address:
            for kind, page in PAGES.items():
                found = [lighthouse(program, address + page) for _ in range(runs)]
                middle = {name: statistics.median(run[name] for run in found) for name in found[0]}
                rows.append(
                    {"page": kind, "sent": sent, **{k: f"{v:.4g}" for k, v in middle.items()}}
                )
                print(*rows[-1].values(), sep="\t", flush=True)
    return rows


def main() -> None:
    """Measure the pages and write the table."""
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not program or not browser.find():
        missing = "Chromium" if program else "Lighthouse"
        print(
            f"{missing} is not installed, so nothing was measured; {Path(__file__).name} says how."
        )
        return
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html"
    if not (folder / "index.html").is_file():
        raise SystemExit(f"{folder} holds no book; run make book first.")
    rows = measure(program, folder, int(os.environ.get("RUNS", RUNS)))
    if len(sys.argv) == 1:
        with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
