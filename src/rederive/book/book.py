"""One book: its folder, and everything that is read from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from rederive.book import translated
from rederive.book.place import find_root
from rederive.core import coverage, ledger, register, terms, word_coverage
from rederive.core import words as scale
from rederive.core.claims import Claim
from rederive.core.entries import Entry
from rederive.core.number_words import NumberWords
from rederive.core.printed_pages import PrintedPages
from rederive.core.prose import sentences, shown_numbers
from rederive.core.prose.sentences import Sentence
from rederive.core.prose.shown_numbers import Shown
from rederive.core.register import Register
from rederive.core.relations import formula, pairs
from rederive.core.relations.families import Families
from rederive.core.report import Report
from rederive.core.site import Site
from rederive.core.terms import Term
from rederive.core.units import Units
from rederive.core.words import Words
from rederive.errors import InputError
from rederive.evidence import cited, licences, likely_documents
from rederive.evidence.bibliography import Bibliography
from rederive.evidence.cited import Cited
from rederive.evidence.known_publishers import KnownPublishers
from rederive.evidence.likely_documents import Document
from rederive.language.spoken import spoken
from rederive.reading.files import FileCache

if TYPE_CHECKING:
    import pandas as pd

    from rederive.book.parts import Part
    from rederive.evidence.catalogue import Described
    from rederive.evidence.series import SeriesLibrary
    from rederive.evidence.unused import Candidate

T = TypeVar("T")


class Book:
    """A book in a folder. What it hands out is read again as soon as its files change.

    What it knows of one report (title, exclusions, numbers in words, printed pages) is that of
    its first report; :meth:`of` has the others.

    Parameters
    ----------
    root : Path or str
        The book's top folder, which holds ``data/claims``.

    Raises
    ------
    InputError
        If the folder holds no ``data/claims``.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        if not (self.root / "data" / "claims").is_dir():
            raise InputError(f"{self.root}: holds no data/claims; name the top folder of a book.")
        self._files = FileCache()

    def __repr__(self) -> str:
        return f"Book({str(self.root)!r})"

    @classmethod
    def here(cls) -> Self:
        """The book of the current folder, always the same object for the same folder.

        Raises
        ------
        InputError
            If neither this folder nor any above it is a book's; see :func:`find_root`.
        """
        return _book(cls, find_root())

    @property
    def data(self) -> Path:
        """The folder of all data."""
        return self.root / "data"

    @property
    def folder(self) -> Path:
        """The folder of what belongs to one report: ``report.yaml``, exclusions, pages."""
        return self.data

    @property
    def place(self) -> Path:
        """Where the text of that report and its drafts lie."""
        return self.root

    @property
    def reports(self) -> dict[str, Part]:
        """The reports by name, the first, which has none, before the others."""
        from rederive.book import parts  # reads books

        return {name: self.of(name) for name in ("", *parts.names(self.data))}

    def of(self, name: str) -> Part:
        """What belongs to one of the reports; the first has no name.

        Raises
        ------
        InputError
            If there is no report of this name.
        """
        from rederive.book import parts  # reads books

        return self._read(f"of {name}", [self.data / "reports"], lambda: parts.part(self, name))

    def report_of(self, claim: Claim) -> Part:
        """What belongs to the report that says a claim."""
        return self.of(claim.report)

    @property
    def ledger_path(self) -> Path:
        """Where the ledger lies."""
        return self.data / "verdicts.csv"

    def _read(self, name: str, paths: Iterable[Path], make: Callable[[], T]) -> T:
        return self._files.get((name, spoken()), paths, make)

    @property
    def report(self) -> Report:
        """What is known of the report."""
        path = self.folder / "report.yaml"
        return self._read("report", [path], lambda: translated.report(Report.read(path)))

    @property
    def site(self) -> Site:
        """Where its pages lie."""
        path = self.root / "_config.yml"
        return self._read("site", [path], lambda: Site.read(path))

    @property
    def units(self) -> Units:
        """The vocabulary of units."""
        path = self.data / "units.csv"
        return self._read("units", [path], lambda: Units.read(path))

    @property
    def words(self) -> Words:
        """The scale of words; empty without a file."""
        path = self.data / "words.csv"
        return self._read(
            "words", [path, self.data / "units.csv"], lambda: scale.read(path, self.units)
        )

    @property
    def register(self) -> Register:
        """All claims."""
        folder = self.data / "claims"
        others = [one for name, one in self.reports.items() if name]
        return self._read(
            "register",
            [
                *register.chapter_files(folder),
                self.data / "units.csv",
                self.data / "words.csv",
                *(one.folder for one in others),
            ],
            lambda: translated.register(
                register.read(
                    folder, self.units, self.words, {one.name: one.units for one in others}
                )
            ),
        )

    @property
    def relations(self) -> tuple[formula.Relation, ...]:
        """What must hold between printed numbers."""
        path = self.data / "claims" / "relations.yaml"
        return self._read("relations", [path], lambda: translated.relations(formula.read(path)))

    @property
    def decisions(self) -> dict[tuple[str, str], pairs.Decision]:
        """What was decided on each proposed pair of numbers."""
        path = self.data / "claims" / "pairs.csv"
        return self._read("decisions", [path], lambda: pairs.read_decisions(path))

    @property
    def exclusions(self) -> Counter[tuple[int, str]]:
        """The numerals that claim nothing, counted by line and token."""
        path = self.folder / "excluded-numerals.csv"
        return self._read("exclusions", [path], lambda: coverage.read_exclusions(path))

    @property
    def number_words(self) -> NumberWords | None:
        """What the report's language counts with; None without such a table."""
        path = self.folder / "number-words.csv"
        return self._read(
            "number_words", [path], lambda: NumberWords.read(path) if path.is_file() else None
        )

    @property
    def excluded_words(self) -> list[word_coverage.Exclusion]:
        """The numbers and quantities in words that claim nothing; none without a file."""
        path = self.folder / "excluded-words.csv"
        return self._read(
            "excluded_words",
            [path],
            lambda: word_coverage.read_exclusions(path) if path.is_file() else [],
        )

    @property
    def families(self) -> Families:
        """Which units measure or count one kind of thing; none without a file."""
        path = self.data / "unit-families.csv"
        return self._read(
            "families", [path], lambda: Families.read(path) if path.is_file() else Families({})
        )

    @property
    def proposed(self) -> list[pairs.Pair]:
        """The pairs of printed numbers that a person should look at."""
        report = self.report
        return pairs.propose(self.register, report.line_spacing, report.common_words, self.families)

    @property
    def printed_pages(self) -> PrintedPages:
        """On which printed page of the report each line stands; none without a file."""
        path = self.folder / "pages.csv"
        return self._read("printed pages", [path], lambda: PrintedPages.read(path))

    @property
    def terms(self) -> list[Term]:
        """The words of the field; none without a file."""
        path = self.data / "terms.csv"
        return self._read("terms", [path], lambda: terms.read(path) if path.is_file() else [])

    @property
    def ledger(self) -> list[Entry]:
        """The committed ledger; a claim that it does not have yet is one that nothing checked."""
        claims = register.chapter_files(self.data / "claims")
        return self._read(
            "ledger",
            [self.ledger_path, *claims],
            lambda: translated.entries(
                ledger.complete(ledger.read(self.ledger_path), self.register)
            ),
        )

    @property
    def sentences(self) -> list[Sentence]:
        """What the book's own sentences say and what was computed for them; none without a file."""
        path = self.data / "sentences.csv"
        return self._read(
            "sentences", [path], lambda: sentences.read(path) if path.is_file() else []
        )

    @property
    def shown(self) -> list[Shown] | None:
        """The numbers that the book's cells show, as they were recorded; None without a file."""
        path = self.data / "shown.csv"
        return self._read(
            "shown", [path], lambda: shown_numbers.read(path) if path.is_file() else None
        )

    @property
    def bibliography(self) -> Bibliography:
        """The sources, by key."""
        path, known = self.root / "references.bib", self.data / "publishers.csv"
        terms = self.data / "licences.csv"
        return self._read(
            "bibliography",
            [path, known, terms],
            lambda: Bibliography.read(path, KnownPublishers.read(known), licences.read(terms)),
        )

    @property
    def cited(self) -> dict[str, Cited]:
        """The documents that the report names as its sources, by key."""
        path = self.data / "cited.csv"
        return self._read("cited", [path], lambda: cited.read(path))

    @property
    def likely_documents(self) -> dict[str, Document]:
        """For claims that name no source, the document that would most likely settle each."""
        path = self.data / "leads.csv"
        return self._read(
            "likely documents",
            [path, self.data / "claims"],
            lambda: likely_documents.read(path, self.register),
        )

    @property
    def series(self) -> SeriesLibrary:
        """The public statistics."""
        from rederive.evidence.series import SeriesLibrary  # loads pandas

        return self._read(
            "series",
            [self.data / "units.csv", self.root / "references.bib", self.data / "report.yaml"],
            lambda: SeriesLibrary(
                self.data / "series", self.units, self.bibliography, self.report.country
            ),
        )

    @property
    def catalogue(self) -> list[Described]:
        """Every series with what it is, its unit, span and publishers."""
        from rederive.evidence import catalogue  # loads pandas

        path = self.data / "catalogue.csv"
        return self._read(
            "catalogue",
            [self.data / "series", path, self.root / "references.bib"],
            lambda: list(catalogue.catalogue(self.series, self.bibliography, path)),
        )

    def load(self, table: str, series: str, entity: str | None = None, **options: Any) -> pd.Series:
        """One series; see :meth:`rederive.evidence.series.SeriesLibrary.load`."""
        return self.series.load(table, series, entity, **options)

    def panel(self, name: str) -> pd.DataFrame:
        """One bulk table of ``data/panels``, as its publisher lays it out."""
        from rederive.evidence import panels  # loads pandas

        return panels.read(self.data / "panels", name, self.bibliography)

    @property
    def traces(self) -> pd.DataFrame:
        """What others printed for the same thing."""
        from rederive.evidence import traces  # loads pandas

        folder = self.data / "traces"
        return self._read(
            "traces",
            [folder, self.data / "claims", self.data / "units.csv", self.root / "references.bib"],
            lambda: traces.read_traces(
                folder,
                self.register,
                self.units,
                self.bibliography,
                self.report.written_by,
            ),
        )

    @property
    def unused(self) -> dict[Candidate, str]:
        """Why series that might test a claim do not; none without a file."""
        from rederive.evidence import unused  # loads pandas

        path = self.data / "unused.csv"
        return self._read(
            "unused", [path, self.data / "claims"], lambda: unused.read(path, self.register)
        )

    @property
    def searches(self) -> pd.DataFrame:
        """What was looked for without success, and where."""
        from rederive.evidence import traces  # loads pandas

        folder = self.data / "searches"
        return self._read(
            "searches",
            [folder, self.data / "claims"],
            lambda: traces.read_searches(folder, self.register),
        )


@lru_cache(maxsize=16)
def _book(cls: type[Any], root: Path) -> Any:
    return cls(root)
