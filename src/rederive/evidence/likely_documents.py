"""Which document would most likely settle a claim that names none: ``data/leads.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rederive.core.register import Register
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["document", "publisher", "url", "query", "claims"]


@dataclass(frozen=True)
class Document:
    """A document, or kind of document, that somebody with a network could look at.

    Attributes
    ----------
    title, publisher, url : str
    query : str
        Words to search for it, in the language of the report.
    """

    title: str
    publisher: str
    url: str = ""
    query: str = ""

    @property
    def named(self) -> str:
        """Title and publisher."""
        return ", ".join(filter(None, (self.title, self.publisher)))


def read(path: Path, register: Register) -> dict[str, Document]:
    """The document of each claim that has one there; none without a file.

    Raises
    ------
    InputError
        Naming the row that is incomplete, or whose claim is unknown or has a document already.
    """
    documents: dict[str, Document] = {}
    rows = read_rows(path, COLUMNS) if path.is_file() else []
    for index, (title, publisher, url, query, claims) in enumerate(rows, start=2):
        if not (title and publisher and claims):
            raise InputError(f"{path}, row {index}: needs a document, a publisher and claims.")
        for claim in claims.split("; "):
            if claim not in register or claim in documents:
                raise InputError(
                    f"{path}, row {index}: {claim} is not a claim, or has a document "
                    "already; name each claim once."
                )
            documents[claim] = Document(title, publisher, url, query)
    return documents
