"""How long it takes to propose pairs of printed numbers, as the register grows.

``python benchmarks/pairs.py`` proposes the pairs of the book's own register and of the same one
written two and four times over (each copy as chapters of its own), and writes a row for each
to ``pairs.csv`` beside this file. Seconds are this machine's; the ratios travel.
"""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.register import ChapterFile, Register
from rederive.core.relations import pairs

COPIES = (1, 2, 4)


def renamed(claim: Claim, copy: int) -> Claim:
    """A claim as that of a copy: its chapter, its id and the id that it repeats."""

    def named(name: str) -> str:
        chapter, _, rest = name.removeprefix("ch").partition("-")
        return f"ch{100 * copy + int(chapter)}-{rest}"

    values = tuple(
        value.model_copy(update={"repeats": value.repeats and named(value.repeats)})
        for value in claim.values
    )
    chapter = 100 * copy + claim.chapter
    return claim.model_copy(update={"id": named(claim.id), "chapter": chapter, "values": values})


def repeated(register: Register, copies: int) -> Register:
    """The register written several times over."""
    return Register(
        [
            ChapterFile.model_construct(
                chapter=100 * copy + chapter,
                title=title,
                notebook="invented",
                claims=tuple(renamed(claim, copy) for claim in register.chapter(chapter)),
            )
            for copy in range(copies)
            for chapter, title in register.titles.items()
        ]
    )


def main() -> None:
    """Measure and write the table."""
    book = Book.here()
    rows = []
    for copies in COPIES:
        register = repeated(book.register, copies)
        started = time.perf_counter()
        found = pairs.propose(
            register, book.report.line_spacing, book.report.common_words, book.families
        )
        seconds = time.perf_counter() - started
        rows.append(
            {
                "copies": copies,
                "numbers": sum(len(claim.values) for claim in register),
                "pairs": len(found),
                "seconds": round(seconds, 2),
            }
        )
    table = pd.DataFrame(rows)
    table["ratio"] = (table["seconds"] / table["seconds"].iloc[0]).round(2)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
