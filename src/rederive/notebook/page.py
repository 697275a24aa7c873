"""The sentences of a notebook, each bound to the cell that computes its number.

A notebook opens its :class:`Page`, hands over each number that its text names, and closes with
:meth:`Page.sentences`, which fails if one was left out. When a number no longer fits its words, the
cell that computes it says so at once: a reader who changes an assumption sees which sentences fall.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from IPython.display import display

from rederive.book import prose
from rederive.book.book import Book
from rederive.core.claim_ids import CLAIM_ID
from rederive.core.numerals import parse_numeral
from rederive.core.prose import sentences
from rederive.core.prose.bindings import Binding
from rederive.core.prose.sentences import Sentence
from rederive.errors import InputError
from rederive.show import said
from warmbook import part_of

MIME = "application/vnd.rederive.sentences+json"


def is_there(file: Path) -> bool:
    """Whether there is a file; how large it is does not count."""
    return part_of(file, Path.is_file)


class Page:
    """The bound words of one page.

    Parameters
    ----------
    name : str
        The notebook's name without its ending, as ``deep-first-topic``.
    book : Book, optional
        The book of the current folder by default.
    """

    def __init__(self, name: str, book: Book | None = None) -> None:
        self.name = name
        self.book = book or Book.here()
        self._file = prose.find_page(self.book.root, name, is_there)
        self.said: dict[str, list[Sentence]] = {}

    @property
    def bound(self) -> dict[str, list[Binding]]:
        """The bound words by name, read again each time: a reader may be writing them."""
        found = defaultdict(list)
        # Of its own file a notebook rests only on the bound words: no other word runs it again.
        for binding in part_of(self._file, prose.bound):
            found[binding.name].append(binding)
        return dict(found)

    def says(self, numbers: Mapping[str, Any] | str, value: Any = None) -> None:
        """Hand over numbers that the text names; shows those whose words no longer hold.

        Parameters
        ----------
        numbers : mapping, or str with ``value``
            Numbers by the names in the text's links (``[4.6%](#=growth)``), each in the unit that
            the words name and without a scale; two of them for a range, true or false for words
            without a number.

        Raises
        ------
        InputError
            For a name that the text does not have, or a value of another kind than its words.
        """
        given = {numbers: value} if isinstance(numbers, str) else dict(numbers)
        bound = self.bound
        fresh = []
        for name, number in given.items():
            if name not in bound:
                raise InputError(
                    f"{self._file.name}: no words are bound to {name!r}; write them as "
                    f"[…](#={name}), or take the number out of `says`."
                )
            self.said[name] = [self._compare(binding, number) for binding in bound[name]]
            fresh += self.said[name]
        display(said.note(fresh, {MIME: [asdict(sentence) for sentence in fresh]}))

    def _compare(self, binding: Binding, value: Any, *, quoted: bool = False) -> Sentence:
        try:
            return sentences.compare(self.name, binding, value, quoted=quoted)
        except ValueError as error:
            raise InputError(f"{self._file.name}, cell {binding.cell}: {error}.") from None

    def sentences(self) -> said.Table:
        """All bound sentences; last call of the notebook.

        Words that quote the report are bound to a claim (``[15.4%](#=ch1-first-number)``, with
        ``/`` and the number's name where it prints several), and need no cell.

        Raises
        ------
        InputError
            If a number was not handed over.
        """
        bound = self.bound
        quoted: list[Sentence] = []
        for name, words in bound.items():
            if name not in self.said and re.fullmatch(rf"{CLAIM_ID}(/.+)?", name):
                number = self._printed(name)
                quoted += [self._compare(binding, number, quoted=True) for binding in words]
        missing = sorted(bound.keys() - self.said.keys() - {each.name for each in quoted})
        if missing:
            where = bound[missing[0]][0]
            raise InputError(
                f"{self._file.name}, cell {where.cell}: “{where.text}” is bound to "
                f"{missing[0]!r}, which no cell hands over; add it to `says`"
                + (f" ({len(missing)} such names)." if len(missing) > 1 else ".")
            )
        everything = [each for words in self.said.values() for each in words] + quoted
        return said.note(
            everything,
            {MIME: [asdict(each) for each in quoted]},
            whole=True,
            elsewhere=self.said.keys(),
        )

    def _printed(self, name: str) -> Any:
        """The number that the report prints, as it is printed."""
        claim, _, number = name.partition("/")
        value = self.book.register[claim].value(number.replace("_", " ") or None)
        return parse_numeral(value.numeral)[0] * value.factor


def collect(notebooks: Iterable[Mapping[str, Any]]) -> list[Sentence]:
    """The sentences that executed notebooks carry in their outputs, in their order."""
    return [
        Sentence(**row)
        for notebook in notebooks
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for row in output.get("data", {}).get(MIME, [])
    ]
