"""The words of the field: in English, in the report's language, and what else they are called.

They are read from ``data/terms.csv``: a claim is found under every word that stands beside one of
its own, and a term with a meaning stands in the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["english", "native", "also", "meaning"]


@dataclass(frozen=True)
class Term:
    """One word of the field.

    Attributes
    ----------
    english : str
        The word, or the beginning of several.
    native : str
        Words of the report's language, with spaces between them.
    also : str
        What else it is called in English; words or phrases, with commas between them.
    meaning : str
        A definition; empty where the glossary leaves it out.
    """

    english: str
    native: str
    also: str = ""
    meaning: str = ""

    def stands_in(self, text: str) -> bool:
        """Whether a word of a text begins with it.

        Examples
        --------
        >>> Term("reinsur", "再保险").stands_in("Two reinsurers"), Term("car", "").stands_in("scar")
        (True, False)
        """
        return self._beginning.search(text) is not None

    @cached_property
    def folded(self) -> str:
        """The English word without differences of case; where it is not, the term is not."""
        return self.english.casefold()

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        return re.compile(rf"\b{re.escape(self.english)}", re.IGNORECASE)


def read(path: Path) -> list[Term]:
    """The terms of a file such as ``data/terms.csv``.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    terms = [Term(*row) for row in read_rows(path, COLUMNS)]
    seen = set()
    for number, term in enumerate(terms, start=2):
        if not term.english or term.english in seen:
            raise InputError(
                f"{path}, row {number}: needs an English word that no other row has; "
                "put all that belongs to it into one row."
            )
        seen.add(term.english)
    return terms


def other_words(text: str, terms: Iterable[Term]) -> str:
    """All other words for those of a text, each once."""
    folded = text.casefold()
    matching = [term for term in terms if term.folded in folded and term.stands_in(text)]
    native = (word for term in matching for word in term.native.split())
    also = (word.strip() for term in matching for word in term.also.split(",") if word.strip())
    return " ".join(dict.fromkeys([*native, *also]))
