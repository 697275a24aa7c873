"""The command line: ``rederive verify | claim | coverage | book | pdf | export | datapackage``."""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import click

import warmbook
from rederive.book.place import find_root
from rederive.errors import BuildError, InputError
from rederive.reading.files import write_whole


class _PlainErrors(click.Group):
    """Every error ends in one sentence.

    Exit codes: 2 bad input, 1 a failed build or a full disk, 130 interrupted.
    """

    def invoke(self, ctx: click.Context) -> object:
        # A polite request to end gives up what Ctrl-C gives up, in the same order.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return super().invoke(ctx)
        except (InputError, warmbook.InputError) as error:
            _end(str(error), 2)
        except (BuildError, warmbook.BuildError) as error:
            _end(str(error), 1)
        except KeyboardInterrupt:
            _end("interrupted; what was there before stays.", 130)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            file = error.filename2 or error.filename
            place = f"{file}: " if file else ""
            _end(f"{place}{error.strerror or error}; free space or correct the permissions.", 1)
        finally:
            signal.signal(signal.SIGTERM, before)


def _end(sentence: str, code: int) -> NoReturn:
    click.echo(f"rederive: {sentence}", err=True)
    sys.exit(code)


@click.group(cls=_PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rederive")
def main() -> None:
    """Derive the report's numbers again and see which of them hold."""


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def coverage(path: Path | None) -> None:
    """Prove that claims and exclusions account for every number of the report's text at PATH.

    Counted are numerals in digits and, where data/number-words.csv says what the text's language
    counts with, numbers and quantities in words.

    Without PATH the environment variable REDERIVE_REPORT names the text.
    """
    from rederive.book.book import Book
    from rederive.core import coverage as module
    from rederive.core import word_coverage

    path = path or Path(os.environ.get("REDERIVE_REPORT", ""))
    if path == Path():
        raise InputError("say where the report's text lies: give its path or set REDERIVE_REPORT.")
    book = Book.here()
    lines = module.read_text(path, book.report)
    counts = {"numerals in digits": module.coverage(lines, book.register, book.exclusions)}
    if book.number_words is not None:
        counts["numbers and quantities in words"] = word_coverage.coverage(
            lines, book.register, book.number_words, book.excluded_words
        )
    for result in counts.values():
        for problem in result.problems:
            click.echo(problem)
    for name, result in counts.items():
        left = len(result.problems)
        click.echo(
            f"{result.tokens} {name}: {result.claimed} in claims, {result.excluded} excluded; "
            + (f"{left} problems." if left else "every one accounted for.")
        )
    sys.exit(1 if any(result.problems for result in counts.values()) else 0)


@main.command()
@click.argument("claim_id")
def claim(claim_id: str) -> None:
    """Show one claim: what it says, what is printed, and the verdict in the ledger."""
    from rederive.book.book import Book
    from rederive.core.entries import number_text

    book = Book.here()
    registered, entries = book.register[claim_id], book.ledger
    click.echo(f"{registered.id}  (chapter {registered.chapter}, section {registered.section})")
    click.echo(registered.says)
    for entry in entries:
        if entry.claim != claim_id:
            continue
        ends = dict.fromkeys(map(number_text, (entry.recomputed_low, entry.recomputed_high)))
        click.echo(f"  {entry.value or 'claim'}: {entry.verdict}")
        for name, text in (
            ("printed", entry.printed),
            ("recomputed", " to ".join(filter(None, ends))),
            ("evidence", "; ".join(entry.evidence)),
            ("note", entry.explanation),
        ):
            if text:
                click.echo(f"    {name}: {text}")


@main.command()
@click.option("--update", is_flag=True, help="Write the derived verdicts to data/verdicts.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print every row as JSON.")
@click.option("--force", is_flag=True, help="Run every notebook, cached or not.")
def verify(update: bool, as_json: bool, force: bool) -> None:
    """Run every derivation again and compare with the committed ledger, data/verdicts.csv.

    Exits with 1 and names each claim whose verdict or value changed.
    """
    from rederive import validate
    from rederive.book.book import Book
    from rederive.core import ledger
    from rederive.notebook.entries import collect

    book = Book.here()
    validate.check(book, with_ledger=not update)
    validate.check_notebooks(book)
    # The other pages show the ledger, so they cannot take part in deriving it.
    names = book.register.notebooks.values()
    chapters = [book.root / "notebooks" / f"{name}.ipynb" for name in names]
    executed = warmbook.execute(book.root, chapters, force=force)
    derived = ledger.complete(collect(executed.values()), book.register)
    if update:
        write_whole(book.ledger_path, ledger.to_csv(derived))
    if as_json:
        click.echo(ledger.to_json(derived))
    changed = [] if update else ledger.differences(book.ledger, derived)
    for sentence in changed:
        click.echo(sentence, err=as_json)
    counts = ledger.summary(derived)
    tally = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    ending = f"{len(changed)} numbers changed." if changed else "the ledger holds."
    click.echo(f"{sum(counts.values())} claims: {tally}; {ending}", err=as_json)
    sys.exit(1 if changed else 0)


@main.command()
@click.option("--force", is_flag=True, help="Run every notebook and make every page again.")
def book(force: bool) -> None:
    """Run the notebooks and build the book into _build/html."""
    from warmbook import toc

    folder = find_root()

    def check() -> None:
        # Not needed where nothing changed, and slow to load.
        from rederive import validate
        from rederive.book.book import Book

        here = Book(folder)
        validate.check(here)
        validate.check_contents(here, toc.files(folder))

    warmbook.build(folder, force=force, check=check)


@main.command()
def pdf() -> None:
    """Run the notebooks and write the book as _build/rederive.pdf.

    The next `rederive book` offers it on the page of downloads.
    """
    from rederive import validate
    from rederive.book.book import Book
    from rederive.edition import pdf as module

    book = Book.here()
    validate.check(book)
    click.echo(f"The PDF edition is at {module.write(book)}")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write register, series, relations and sources into FOLDER, as CSV and Parquet.

    With a Data Package, a data dictionary, citations and an RO-Crate; whole or not at all.
    """
    from rederive import validate
    from rederive.book.book import Book
    from rederive.publishing import exports
    from rederive.publishing.library import Library

    book = Book.here()
    validate.check(book)
    exports.write(Library(book), folder)
    click.echo(f"{len(list(folder.iterdir()))} files in {folder}")


@main.command()
def datapackage() -> None:
    """Write data/datapackage.json again, the description of every table in data."""
    from rederive import validate
    from rederive.book.book import Book
    from rederive.publishing import data_package

    book = Book.here()
    validate.check(book)
    path = book.data / "datapackage.json"
    temporary = path.with_suffix(".tmp")
    try:
        temporary.write_text(data_package.as_text(data_package.datapackage(book)), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from None


if __name__ == "__main__":
    main()
