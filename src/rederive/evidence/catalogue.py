"""The catalogue of series: what each is, in which unit, for which years, from whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rederive.errors import InputError
from rederive.evidence.bibliography import Bibliography
from rederive.evidence.series import SeriesLibrary, of_vintage
from rederive.reading.tables import read_rows

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["table", "series", "label", "definition"]
#: What a reader is told of terms: no source gives its figures away under a licence of ours.
TERMS = "each source’s own; the figures themselves are facts"
#: Of a series of whose sources nobody saw the terms.
UNSEEN = "not seen"


@dataclass(frozen=True)
class Described:
    """One series as the catalogue lists it.

    Attributes
    ----------
    table, name : str
        As :meth:`~rederive.evidence.series.SeriesLibrary.load` takes them.
    label : str
        What it is called.
    definition : str
        What is counted; where nobody wrote it, the note that all its figures share.
    unit : str
    entities : tuple of str
    first, last : str
        Its first and last period.
    figures : int
        How many figures it has, of all vintages.
    vintages : tuple of str
        The first and the last day of publication.
    publishers : tuple of str
    terms : tuple of str
        Terms of use of its sources; at the end, that those of some were not seen.
    points : tuple of float
        Its newest values, oldest period first, for the entity with most of them: a small picture.
    """

    table: str
    name: str
    label: str
    definition: str
    unit: str
    entities: tuple[str, ...]
    first: str
    last: str
    figures: int
    vintages: tuple[str, str]
    publishers: tuple[str, ...]
    terms: tuple[str, ...]
    points: tuple[float, ...]

    @property
    def key(self) -> str:
        """Table and series, as claims name them."""
        return f"{self.table}/{self.name}"

    def holds(self, word: str, languages: Iterable[Mapping[str, str]] = ()) -> bool:
        """Whether a word stands in what is said of it.

        Parameters
        ----------
        word : str
        languages : iterable of mapping of str to str
            What is said of it in other languages, by the English.
        """
        said = (self.key, self.label, self.definition, self.unit, *self.publishers, *self.entities)
        texts = [*said, *(known.get(text, "") for known in languages for text in said)]
        return _spaced(word) in _spaced(" ".join(texts))


def _spaced(text: str) -> str:
    """Words as they are looked for: small letters, with spaces for underscores."""
    return text.casefold().replace("_", " ")


def read_words(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Labels and definitions that somebody wrote, by table and series; none without a file.

    Raises
    ------
    InputError
        If a row has no label.
    """
    words = {}
    rows = read_rows(path, COLUMNS) if path.is_file() else []
    for number, (table, series, label, definition) in enumerate(rows, start=2):
        if not label:
            raise InputError(f"{path}, row {number}: has no label; say what the series is called.")
        words[table, series] = label, definition
    return words


def catalogue(
    library: SeriesLibrary, bibliography: Bibliography, words: Path
) -> Iterator[Described]:
    """Every series of a library, table by table.

    Raises
    ------
    InputError
        If a label belongs to no series.
    """
    written = read_words(words)
    for table in library.names():
        for name, rows in library.read(table).groupby("series", sort=True):
            label, definition = written.pop((table, str(name)), ("", ""))
            yield _described(table, str(name), rows, bibliography, label, definition)
    for table, name in written:
        raise InputError(
            f"{words}: there is no series {table}/{name}; correct its row or remove it."
        )


def _described(
    table: str,
    name: str,
    rows: pd.DataFrame,
    bibliography: Bibliography,
    label: str,
    definition: str,
) -> Described:
    keys = sorted({key for text in rows["source"] for key in text.split("; ")})
    publishers = dict.fromkeys(filter(None, (bibliography[key].publisher for key in keys)))
    terms = dict.fromkeys(bibliography[key].own_terms or UNSEEN for key in keys)
    notes = rows["note"].unique()
    vintages, periods = sorted(rows["vintage"]), sorted(rows["period"])
    return Described(
        table,
        name,
        label or f"{name.replace('_', ' ')} ({table.replace('-', ' ')})",
        definition or (str(notes[0]) if len(notes) == 1 else ""),
        str(rows["unit"].iloc[0]),
        tuple(sorted(rows["entity"].unique())),
        periods[0],
        periods[-1],
        len(rows),
        (vintages[0], vintages[-1]),
        tuple(publishers),
        tuple(sorted(terms, key=UNSEEN.__eq__)),
        _points(rows),
    )


def _points(rows: pd.DataFrame) -> tuple[float, ...]:
    newest = of_vintage(rows, None)
    longest = newest["entity"].value_counts().index[0]
    own = newest[newest["entity"] == longest].sort_values("period")
    return tuple(float(value) for value in own["value"])
