"""Proof that every numeral of the book's own text is computed, or claims nothing."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rederive.book import prose
from rederive.book.book import Book
from rederive.core.prose import bindings, own
from rederive.errors import InputError
from rederive.reading.tables import read_rows, read_text

COLUMNS = ["page", "cell", "numeral", "reason"]
#: Functions of :mod:`rederive.show.charts` and of axes whose texts stand in a picture or for one.
_CHARTS = (
    "figure", "show", "label", "specification_curve",
    "annotate", "set", "set_title", "set_xlabel", "set_ylabel", "text",
)  # fmt: skip


def check(book: Book, pages: Iterable[Path]) -> tuple[list[str], Counter[str]]:
    """What is left over, one sentence each, and how many numerals are accounted for.

    Parameters
    ----------
    book : Book
    pages : iterable of Path
        The notebooks and Markdown files of the book.

    Returns
    -------
    problems : list of str
    counts : Counter
        Numerals by ``bound``, ``excluded`` and ``open``.

    Raises
    ------
    InputError
        If ``data/own-numerals.csv`` or a page cannot be read.
    """
    excluded = exclusions(book.data / "own-numerals.csv")
    counts: Counter[str] = Counter()
    problems = []
    for path in sorted(path for path in pages if path.suffix in (".ipynb", ".md")):
        for cell, text in texts(path):
            counts["bound"] += len(bindings.find([(cell, text)]))
            left = Counter(own.numerals(text))
            allowed = excluded.pop((path.stem, cell), Counter())
            counts["excluded"] += (left & allowed).total()
            counts["open"] += (left - allowed).total()
            problems += [
                f"{path.stem}, cell {cell}: {numeral} is bound to nothing; write "
                f"[{numeral}](#=name) and hand the number over, or give a reason in "
                "data/own-numerals.csv"
                for numeral in (left - allowed).elements()
            ]
            problems += [
                f"data/own-numerals.csv: {numeral} is not in {path.stem}, cell {cell}; take the "
                "row out"
                for numeral in (allowed - left).elements()
            ]
    problems += [
        f"data/own-numerals.csv: there is no cell {cell} in {page}; take its rows out"
        for page, cell in sorted(excluded)
    ]
    return problems, counts


def exclusions(path: Path) -> dict[tuple[str, str], Counter[str]]:
    """The numerals that claim nothing, by page and cell; none without a file."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for number, row in enumerate(read_rows(path, COLUMNS) if path.is_file() else [], start=2):
        page, cell, numeral, reason = row
        if not (page and cell and numeral and reason):
            raise InputError(f"{path}, row {number}: needs page, cell, numeral and reason.")
        found.setdefault((page, cell), Counter())[numeral] += 1
    return found


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Cells and their texts: Markdown as it is, of code the words in and for pictures."""
    yield from prose.text_cells(path)
    if path.suffix == ".ipynb":
        for number, cell in enumerate(json.loads(read_text(path))["cells"], start=1):
            if cell["cell_type"] == "code":
                words = picture_words("".join(cell["source"]))
                if words:
                    yield str(cell.get("id", number)), "\n".join(words)


def picture_words(code: str) -> list[str]:
    """The fixed words that code puts into a picture or its alternative text.

    Examples
    --------
    >>> picture_words('charts.figure("Up by 3%", unit=f"{year} prices")')
    ['Up by 3%', ' prices']
    """
    words = []
    for node in ast.walk(ast.parse(code)):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _CHARTS):
            continue
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        words += [word for argument in given for word in _fixed(argument)]
    return words


def _fixed(text: ast.expr) -> list[str]:
    """The words of a text that stand in the code, not those that it computes."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    constants = [part.value for part in parts if isinstance(part, ast.Constant)]
    return [value for value in constants if isinstance(value, str)]
