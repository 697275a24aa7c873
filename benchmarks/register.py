"""How long the register page takes to answer a search, at its own size and at 35,000 claims.

``python benchmarks/register.py [--json]`` opens the real table and script in Chromium. A search is
timed from the key stroke to the finished layout, as the median of several; the same search on a
plain table whose rows are hidden one by one stands beside it. Ratios travel, milliseconds do not.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

import browser  # noqa: E402
from rederive import claims, explorer, ledger  # noqa: E402

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
#: The same by hiding rows of a plain table, without the form's script.
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
    register = claims.load()
    entries = ledger.read(ROOT / "data" / "verdicts.csv")
    table = explorer.table(entries, register).html
    if size:
        head, _, rest = table.partition("<tbody role='rowgroup'>")
        rows, _, tail = rest.partition("</tbody>")
        each = [f"<tr{row}" for row in rows.split("<tr")[1:]]
        many = (each[n % len(each)].replace('id="row-', f'id="row-{n}-') for n in range(size))
        table = f"{head}<tbody role='rowgroup'>{''.join(many)}</tbody>{tail}"
    styles = "".join(
        f"<style>{(ROOT / 'assets' / name).read_text('utf-8')}</style>"
        for name in (["rederive.css"] if plain else ["rederive.css", "claims.css"])
    )
    script = (ROOT / "assets" / "register.js").read_text("utf-8")
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


def measure(repeats: int = 7) -> dict[str, float]:
    """Milliseconds of the slowest search, by size and way."""
    found: dict[str, float] = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=browser.ARGUMENTS
        )
        for name, size in (("own size", None), ("35000", 35_000)):
            for way, code, plain in (("register.js", TIMED, False), ("plain", PLAIN, True)):
                path = Path(folder, f"{name}-{way}.html")
                path.write_text(page(size, plain=plain), encoding="utf-8")
                tab = chromium.new_page(viewport={"width": 1280, "height": 900})
                tab.set_default_timeout(120_000)
                tab.goto(path.as_uri())
                found[f"{name}, {way}"] = timed(tab, code, 1 if plain and size else repeats)
                tab.close()
        chromium.close()
    return found


def main() -> None:
    """Print the times and their ratios."""
    found = {name: round(each, 1) for name, each in measure().items()}
    found["ratio, own size"] = round(found["own size, register.js"] / found["own size, plain"], 3)
    found["ratio, 35000"] = round(found["35000, register.js"] / found["35000, plain"], 3)
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        for name, each in found.items():
            print(f"{name:28} {each:>9}")


if __name__ == "__main__":
    main()
