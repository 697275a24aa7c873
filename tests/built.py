"""The book as it is built for its readers, in both of its editions."""

from __future__ import annotations

from pathlib import Path

import warmbook

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"
CHINESE = "zh"
"""The folder of the Chinese edition."""
#: One page of each kind.
KINDS = (
    "index",
    "notebooks/ch4-motor-and-nev",
    "notebooks/deep-nev-diffusion",
    "notebooks/register",
    "notebooks/change-an-assumption",
    "notebooks/sources",
    "notebooks/series",
    "claims/ch1-density-2013",
    "claims/ch4-nev-sales-growth-2022",
    "search",
    "404",
)


def build() -> None:
    """Build what is not as its sources have it."""
    if not (
        HTML / CHINESE
    ).is_dir():  # of a book that has not changed, nobody is asked for editions
        (ROOT / "_build" / ".stamp.json").unlink(missing_ok=True)
    warmbook.build(ROOT, editions=lambda: [CHINESE])


def pages(edition: str = "") -> list[str]:
    """The addresses of an edition's pages, from the top of the whole book."""
    found = sorted(path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html"))
    folders = ("_static/", f"{CHINESE}/_static/")
    return [
        page
        for page in found
        if page.startswith(f"{CHINESE}/") == bool(edition) and not page.startswith(folders)
    ]


def chinese_kinds() -> list[str]:
    """The addresses of one page of each kind in the Chinese edition."""
    return [f"{CHINESE}/{page}.html" for page in KINDS]


if __name__ == "__main__":
    build()
