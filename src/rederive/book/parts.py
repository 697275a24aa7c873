"""What of a book belongs to one of its reports: its text, its claims, what its text leaves out.

The first report of a book has no name: ``data/report.yaml`` and the tables beside it are its own.
Every other one has a name, under which the same files lie in ``data/reports/NAME``; the ids of its
claims begin with it. Series, sources, relations and the ledger are the book's, for all of them.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from rederive.book.book import Book
from rederive.core.register import Register
from rederive.core.report import Report
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.reading.tables import read_rows

FIRST = "first"
"""What commands and ``follows`` call the report without a name."""
NATIVE_UNITS = "native-units.csv"


class Part(Book):
    """One report of a book, read like a book of its own.

    Parameters
    ----------
    book : Book
    name : str
        Of the report; the first has none.
    """

    def __init__(self, book: Book, name: str) -> None:
        super().__init__(book.root)
        self._book, self.name = book, name

    def __repr__(self) -> str:
        return f"{self._book!r}.of({self.name!r})"

    @property
    def folder(self) -> Path:
        """The folder of its ``report.yaml``, exclusions and pages."""
        return self.data / "reports" / self.name if self.name else self.data

    @property
    def place(self) -> Path:
        """Where its text and drafts lie."""
        return self.root / "reports" / self.name if self.name else self.root

    @property
    def register(self) -> Register:
        """Its claims."""
        return self._book.register.of_report(self.name)

    @property
    def units(self) -> Units:
        """The book's units, as the language of this report writes them."""
        path = self.folder / NATIVE_UNITS
        units = self._book.units
        if not self.name or not path.is_file():
            return units
        return self._read("native units", [path], lambda: units.written(_natives(path)))


def _natives(path: Path) -> dict[str, str]:
    return {unit: native for unit, native in read_rows(path, ["unit", "native"])}


def names(data: Path) -> list[str]:
    """The names of the reports beside the first one."""
    return sorted(path.name for path in (data / "reports").glob("*") if path.is_dir())


def part(book: Book, name: str) -> Part:
    """One report of a book.

    Raises
    ------
    InputError
        If there is no report of this name.
    """
    name = "" if name == FIRST else name
    known = names(book.data)
    if name and name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join([FIRST, *known])}."
        raise InputError(f"the book has no report {name!r}; {hint}")
    return Part(book, name)


def check(book: Book) -> None:
    """Refuse reports that readers could not tell apart, and chapters and editions of none.

    Raises
    ------
    InputError
        Naming the file and the remedy.
    """
    titles: dict[str, str] = {}
    for name, one in book.reports.items():
        path, report = one.folder / "report.yaml", one.report
        same = titles.setdefault(_title(report), name or FIRST)
        if same != (name or FIRST):
            raise InputError(
                f"{path}: title: is {report.title!r}, as of the report {same}; give one of the "
                "two reports another title or year."
            )
        if report.follows and (report.follows == name or not _known(book, report.follows)):
            raise InputError(
                f"{path}: follows: there is no report {report.follows!r} before it; name {FIRST} "
                "or a folder of data/reports, or leave the field out."
            )
    for chapter, name in book.register.reports.items():
        if name and name not in names(book.data):
            raise InputError(
                f"data/claims/ch{chapter}.yaml: report: there is no data/reports/{name}; correct "
                "the name or add the report with `rederive add`."
            )


def _title(report: Report) -> str:
    return report.named.casefold()


def _known(book: Book, name: str) -> bool:
    return name in (FIRST, *names(book.data))
