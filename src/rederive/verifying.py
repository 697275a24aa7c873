"""Everything derived again, and compared with what is recorded of it."""

from __future__ import annotations

from dataclasses import dataclass

import warmbook
from rederive.book import prose
from rederive.book.book import Book
from rederive.core import ledger
from rederive.core.entries import Entry
from rederive.core.prose import sentences, shown_numbers
from rederive.core.prose.sentences import Sentence
from rederive.core.prose.shown_numbers import Shown
from rederive.notebook import entries, page, shown
from rederive.reading.files import write_whole


@dataclass(frozen=True)
class Derived:
    """What the notebooks of a book come to.

    Parameters
    ----------
    entries : list of Entry
        The ledger.
    said : list of Sentence
        What the book's own sentences say, and what was computed for them.
    seen : list of Shown
        The numbers that cells show.
    """

    entries: list[Entry]
    said: list[Sentence]
    seen: list[Shown]


def derive(book: Book, *, force: bool = False) -> Derived:
    """Run the chapters and the pages whose sentences are bound, where their results are not kept.

    The other pages show the ledger, so they cannot take part in deriving it.
    """
    names = book.register.notebooks.values()
    chapters = [book.root / "notebooks" / f"{name}.ipynb" for name in names]
    bound = [path for path in prose.pages_with_bound_words(book.root) if path not in chapters]
    executed = warmbook.execute(book.root, [*chapters, *bound], force=force)
    derived = ledger.complete(entries.collect(executed.values()), book.register)
    return Derived(derived, page.collect(executed.values()), shown.collect(executed))


def record(book: Book, derived: Derived) -> None:
    """Write what was derived as what is committed."""
    write_whole(book.ledger_path, ledger.to_csv(derived.entries))
    write_whole(book.data / "sentences.csv", sentences.to_csv(derived.said))
    write_whole(book.data / "shown.csv", shown_numbers.to_csv(derived.seen))


def moved(book: Book, derived: Derived) -> list[str]:
    """What is not as it was recorded, one line each: verdicts, sentences, numbers that cells show.

    A book without a record of what its cells show is not compared with one.
    """
    recorded = book.shown
    return [
        *ledger.differences(ledger.read(book.ledger_path), derived.entries),
        *sentences.differences(book.sentences, derived.said),
        *(shown_numbers.differences(recorded, derived.seen) if recorded is not None else []),
    ]
