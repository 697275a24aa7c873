"""The texts of the book's data: claims by chapter, with what the ledger says of them; relations;
what is said of the book, of the report, of series, terms and words of size."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.entries import SEPARATOR, Entry, by_claim
from rederive.language.book_language import DATA, EVIDENCE, PUBLISHERS, RELATIONS, of_chapter
from rederive.language.catalogues import Source
from rederive.language.spoken import SOURCE, speaking
from rederive.publishing import citation


def messages(book: Book) -> dict[str, list[Source]]:
    """The messages by catalogue."""
    with speaking(SOURCE):
        found = {
            of_chapter(number): list(_chapter(book, number)) for number in book.register.titles
        }
        relations = [Source(each.says, "data/claims/relations.yaml") for each in book.relations]
    # A person's name is the same everywhere.
    names = [each.publisher for each in book.bibliography.values() if not each.people]
    others = {
        DATA: list(_others(book)),
        EVIDENCE: list(_evidence(book)),
        PUBLISHERS: [Source(name, "references.bib") for name in names],
    }
    others = {name: [each for each in texts if each.english] for name, texts in others.items()}
    return found | {RELATIONS: relations, **others}


def _others(book: Book) -> Iterator[Source]:
    if (book.root / "CITATION.cff").is_file():
        texts = citation.texts(citation.read(book.root))
        yield from (Source(each, "CITATION.cff") for each in texts)
    for each in book.reports.values():
        yield Source(each.report.known_from or "", "data/report.yaml")
        yield Source(each.report.authors or "", "data/report.yaml")
    for term in book.terms:
        yield Source(term.meaning, "data/terms.csv")
        yield Source(term.meaning and term.english, "data/terms.csv")
    for word in book.words:
        yield Source(word.reason, "data/words.csv")
    for document in book.cited.values():
        yield from (Source(each, "data/cited.csv") for each in document.notes)
    for series in book.catalogue:
        place = f"data/series/{series.table}.csv:{series.name}"
        yield from (Source(series.label, place), Source(series.definition, place))


def _evidence(book: Book) -> Iterator[Source]:
    for name in book.series.names():
        notes = book.series.read(name)["note"]
        yield from (Source(note, f"data/series/{name}.csv") for note in notes)
    for source in book.bibliography.values():
        yield Source(source.seen, "references.bib")
        yield Source(source.own_terms, "data/licences.csv")
    for folder, columns in (("traces", ["note", "differs"]), ("searches", ["place", "result"])):
        for path in sorted((book.data / folder).glob("*.csv")):
            rows = pd.read_csv(path, dtype=str, keep_default_na=False, usecols=columns)
            place = f"data/{folder}/{path.name}"
            for column in columns:
                texts = rows[column]
                if column == "differs":  # several words in a cell
                    texts = texts.str.split(", ").explode()
                yield from (Source(each, place) for each in texts)


def _chapter(book: Book, number: int) -> Iterator[Source]:
    yield Source(book.register.titles[number], f"data/claims/ch{number}.yaml")
    groups = by_claim(book.ledger) if book.ledger_path.is_file() else {}
    for claim in book.register.chapter(number):
        place = f"data/claims/ch{number}.yaml:{claim.id}"
        yield from (Source(each, place) for each in of_claim(claim) if each)
        for entry in groups.get(claim.id, []):
            place = f"data/verdicts.csv:{claim.id}"
            yield from (Source(each, place) for each in of_entry(entry) if each)


def of_claim(claim: Claim) -> Iterator[str]:
    """What a claim says in our words."""
    yield claim.says
    yield claim.section
    yield claim.definition or ""
    yield claim.derive or ""
    yield claim.source_named or ""
    yield from (value.called for value in claim.values)


def of_entry(entry: Entry) -> Iterator[str]:
    """What the ledger says of a number, piece by piece."""
    yield from entry.contradiction.split(SEPARATOR)
    yield from entry.note.split(SEPARATOR)
    yield from (reading.name for reading in entry.under)
    if entry.condition:
        yield from entry.condition.readings
    if entry.part:
        yield entry.part.says
