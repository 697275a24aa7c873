"""What the register page weighs and how soon it answers, at its own size and at 35,000 claims.

``python benchmarks/register.py`` opens the real table and script in Chromium. It is usable when
its script has run; a search is timed from the key stroke to the finished layout, as the median of
several, and the slowest counts. The same on a plain table whose rows are hidden one by one stands
beside it. Results go to ``register.csv``. Ratios travel, milliseconds do not.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, sync_playwright

from rederive.book.book import Book
from rederive.pages import register_page
from rederive.reading.files import write_whole

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import browser  # noqa: E402  (the tests' own way to Chromium)

SEARCHES = ["premium", "2023", "车险", "亿", "nothing like it", ""]
#: A search from the key stroke to the finished layout, in milliseconds.
TIMED = """(query) => {
  const field = document.querySelector('[name=q]');
  const search = (text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return document.documentElement.getBoundingClientRect().height;
  };
  search(query ? '' : 'premium');
  const start = performance.now();
  search(query);
  return performance.now() - start;
}"""
#: From asking for the page until its scripts have run and it is laid out.
LOADED = """() => {
  document.documentElement.getBoundingClientRect();
  return performance.now();
}"""
#: A search by hiding rows of a plain table, without the form's script.
PLAIN = """(query) => {
  const rows = document.querySelectorAll('#register tbody tr');
  const search = (text) => {
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(text);
    return document.documentElement.getBoundingClientRect().height;
  };
  search(query ? '' : 'premium');
  const start = performance.now();
  search(query);
  return performance.now() - start;
}"""


def page(size: int | None, *, plain: bool = False) -> str:
    """A page with the register's table, its claims repeated until there are ``size``."""
    book = Book(ROOT)
    table = register_page.table(book.ledger, book).html
    if size:
        head, _, rest = table.partition('<tbody role="rowgroup">')
        rows, _, tail = rest.partition("</tbody>")
        each = [f"<tr{row}" for row in rows.split("<tr")[1:]]
        many = (each[n % len(each)].replace('id="row-', f'id="row-{n}-') for n in range(size))
        body = "".join(many)
        table = f'{head}<tbody role="rowgroup">{body}</tbody>{tail}'
    styles = "".join(
        f"<style>{(ROOT / 'src/rederive/assets' / name).read_text('utf-8')}</style>"
        for name in (["rederive.css"] if plain else ["rederive.css", "claims.css"])
    )
    script = (ROOT / "src/rederive/assets" / "register.js").read_text("utf-8")
    end = "" if plain else f"<script>{script}</script>"
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Register</title>{styles}"
        f"<body><main class='bd-main'><article class='bd-article'>{table}</article></main>{end}"
    )


def timed(tab: Page, code: str, repeats: int) -> float:
    """The slowest of the searches, each the median of some repeats."""
    return max(
        statistics.median(tab.evaluate(code, query) for _ in range(repeats)) for query in SEARCHES
    )


def weight(text: str) -> dict[str, str]:
    """Kilobytes of a page beyond the style that all pages share, as it is and as hosts send it."""
    shared = (ROOT / "src/rederive/assets" / "rederive.css").read_text("utf-8")
    content = text.replace(shared, "").encode()
    packed = gzip.compress(content, compresslevel=6)
    return {
        "kilobytes": f"{len(content) / 1000:.0f}",
        "kilobytes_sent": f"{len(packed) / 1000:.0f}",
    }


def measure(repeats: int = 7) -> list[dict[str, object]]:
    """Weight and milliseconds, by size and way."""
    rows: list[dict[str, object]] = []
    own = len(Book(ROOT).register)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=browser.ARGUMENTS
        )
        for size in (None, 35_000):
            for way, code, plain in (("register.js", TIMED, False), ("plain", PLAIN, True)):
                text = page(size, plain=plain)
                path = Path(folder, f"{size}-{way}.html")
                path.write_text(text, encoding="utf-8")
                tab = chromium.new_page(viewport={"width": 1280, "height": 900})
                tab.set_default_timeout(120_000)
                usable = []
                for _ in range(1 if size else 3):
                    tab.goto(path.as_uri())
                    usable.append(tab.evaluate(LOADED))
                search = timed(tab, code, 1 if plain and size else repeats)
                tab.close()
                rows.append(
                    {
                        "claims": size or own,
                        "way": way,
                        **weight(text),
                        "usable_ms": f"{statistics.median(usable):.0f}",
                        "search_ms": f"{search:.1f}",
                    }
                )
                print(*rows[-1].values(), sep="\t", flush=True)
        chromium.close()
    return rows


def main() -> None:
    """Measure, and write the table whole or not at all."""
    if not browser.find():
        print("Chromium is not installed, so nothing was measured; bash tests/browser.sh says how.")
        return
    text = pd.DataFrame(measure()).to_csv(index=False, lineterminator="\n")
    write_whole(Path(__file__).with_suffix(".csv"), text)


if __name__ == "__main__":
    main()
