"""Recording a figure that somebody saw: files written whole or not at all, the claim judged again.

Everything is tried on a copy of the data first; what it refuses leaves the book as it was.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.entries import Entry
from rederive.core.verdicts import Basis
from rederive.errors import InputError
from rederive.evidence.new_trace import NewSource, NewTrace, bib_entry, key_for, refuse_known
from rederive.evidence.traces import TRACES
from rederive.notebook import named_evidence
from rederive.notebook.chapter import Chapter
from rederive.reading.files import write_whole
from rederive.reading.tables import read_text

#: What judging a trace reads; the statistics are not among it.
_NEEDED = ("claims", "traces", "searches")


@dataclass(frozen=True)
class Recorded:
    """What became of a claim.

    Attributes
    ----------
    key : str
        Of the source.
    before, after : list of Entry
        The entries of the claim in the ledger, and as they are judged now.
    by_traces : bool
        Whether the verdict rests on traces; if not, the ledger needs the claim's notebook.
    remedy : str
        What has to be done in the notebook before the trace counts; empty for nothing.
    """

    key: str
    before: list[Entry]
    after: list[Entry]
    by_traces: bool
    remedy: str = ""


def record(book: Book, trace: NewTrace, source: NewSource | None, key: str = "") -> Recorded:
    """Write a trace, and its source if that is new; judge its claim again.

    Parameters
    ----------
    book : Book
    trace : NewTrace
        As checked.
    source : NewSource or None
        As checked; None where ``key`` names one of ``references.bib``.
    key : str
        Of the source.

    Raises
    ------
    InputError
        If a file would not be read afterwards; nothing is written then.
    """
    sources = book.bibliography
    if source:
        refuse_known(source, sources)
        key = key_for(source, sources)
    elif key not in sources:
        raise InputError(f"--source {key!r} is not in references.bib; give --address instead.")
    path = book.data / "traces" / f"ch{trace.claim.chapter}.csv"
    head = read_text(path) if path.is_file() else ",".join(TRACES) + "\n"
    row = trace.row(key)
    if row.rstrip("\n") in head.split("\n"):
        raise InputError(f"{path}: has this row already; nothing is written.")
    contents = {path: head + ("" if head.endswith("\n") else "\n") + row}
    if source:
        bibliography = book.root / "references.bib"
        contents[bibliography] = read_text(bibliography) + bib_entry(source, key, sources)
    with _tried(book, contents) as copy:
        after = Chapter(trace.claim.chapter, copy).traced(copy.register[trace.claim.id])
    _write(contents)
    before = [entry for entry in book.ledger if entry.claim == trace.claim.id]
    return Recorded(key, before, after, _by_traces(before), _remedy(book, trace.claim))


def _remedy(book: Book, claim: Claim) -> str:
    """What has to be done in the notebook of a claim before its traces are judged there."""
    path = book.root / "notebooks" / f"{book.register.notebooks[claim.chapter]}.ipynb"
    how = named_evidence.how_addressed(book, claim)
    if not path.is_file() or how & {"trace", "check", "listed"}:
        return ""
    wanted, place = f'chapter.trace("{claim.id}")', f"notebooks/{path.name}"
    if "pending" in how:
        return f'In {place} it is still `chapter.pending("{claim.id}")`: write `{wanted}` there.'
    return f"No cell of {place} names it: add one with `{wanted}`."


def _by_traces(entries: list[Entry]) -> bool:
    return all(entry.basis in (None, Basis.PRINT) for entry in entries)


@contextmanager
def _tried(book: Book, contents: dict[Path, str]) -> Iterator[Book]:
    """A copy of what judging reads, with the new contents."""
    with TemporaryDirectory(prefix="rederive-") as name:
        root = Path(name)
        for folder in _NEEDED:
            if (book.data / folder).is_dir():
                shutil.copytree(book.data / folder, root / "data" / folder)
        for path in [*book.data.glob("*.csv"), *book.data.glob("*.yaml"), *book.root.glob("*.bib")]:
            shutil.copyfile(path, root / path.relative_to(book.root))
        for path, text in contents.items():
            target = root / path.relative_to(book.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        try:
            yield Book(root)
        except InputError as error:
            raise InputError(str(error).replace(str(root.resolve()), str(book.root))) from None


def _write(contents: dict[Path, str]) -> None:
    """Write all files, or put back those that were written."""
    before = {path: path.read_bytes() if path.is_file() else None for path in contents}
    try:
        for path, text in contents.items():
            path.parent.mkdir(exist_ok=True)
            write_whole(path, text)
    except BaseException:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                write_whole(path, old)
        raise


def asked(book: Book, claim_id: str, given: Mapping[str, str | bool]) -> Recorded:
    """What the options of ``rederive trace`` ask for, checked and recorded.

    Raises
    ------
    InputError
        Naming the option that is missing or wrong; nothing is written then.
    """
    option = {name: str(text).strip() for name, text in given.items()}
    claim = book.register[claim_id]
    for name in ("figure", "unit", "period"):
        if not option[name]:
            raise InputError(f"--{name} is missing: say it of the figure, as the source has it.")
    value = claim.value(option["value"] or None).name if claim.values else ""
    trace = NewTrace(
        claim,
        value,
        option["figure"],
        option["hedge"],
        option["unit"],
        option["period"],
        differs=tuple(filter(None, (each.strip() for each in option["differs"].split(",")))),
        note=option["note"],
        same=not given["other"],
    )
    source = None
    published = ""
    if not option["source"]:
        places = (option[name] for name in ("address", "publisher", "title", "date", "seen"))
        source = NewSource(*places)
        source.check(datetime.datetime.now(datetime.UTC).date())
        published = source.date
    elif option["source"] in book.bibliography:
        published = book.bibliography[option["source"]].date
    trace.check(book.units, published, book.report.written_by)
    return record(book, trace, source, option["source"])


def told(recorded: Recorded) -> Iterator[str]:
    """What became of the claim, line by line."""
    yield f"Recorded under the source {recorded.key}."
    before = {entry.value: entry for entry in recorded.before}
    changed = False
    for entry in recorded.after:
        old = before.get(entry.value)
        name = f"{entry.claim}{' / ' + entry.value if entry.value else ''}"
        if not recorded.by_traces or (old and old.to_row() == entry.to_row()):
            continue
        changed = True
        was = old.verdict.words if old else "not judged"
        now = "would be" if recorded.remedy else "is now"
        became = "stays" if was == entry.verdict.words else f"was {was}, {now}"
        yield f"{name}: {became} {entry.verdict.words}"
        yield f"  {entry.explanation}"
    if not recorded.by_traces:
        yield "The verdict rests on recomputed numbers; the trace is shown beside them."
    elif not changed:
        yield "The verdict stays as it is."
    if recorded.remedy:
        yield recorded.remedy
    then = "Then run" if recorded.remedy else "Run"
    yield f"{then} `rederive verify --update` to write the ledger."
