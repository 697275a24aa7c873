"""The command line: ``rederive verify | claim | leads | trace | coverage | book | ...``."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import click

from rederive import proposing, several, starting
from rederive.book.place import find_root
from rederive.errors import BuildError, InputError
from rederive.language.counting import counted
from rederive.translating.command import translate

try:
    import warmbook

    _INPUT: tuple[type[Exception], ...] = (InputError, warmbook.InputError)
    _BUILD: tuple[type[Exception], ...] = (BuildError, warmbook.BuildError)
except ModuleNotFoundError:  # the extra `core` has no runner
    _INPUT, _BUILD = (InputError,), (BuildError,)


class _PlainErrors(click.Group):
    """Every error ends in one sentence.

    Exit codes: 2 bad input, 1 a failed build or a full disk, 130 interrupted.
    """

    def invoke(self, ctx: click.Context) -> object:
        # A polite request to end gives up what Ctrl-C gives up, in the same order.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # not every terminal has every character
        try:
            return super().invoke(ctx)
        except _INPUT as error:
            _end(str(error), 2)
        except _BUILD as error:
            _end(str(error), 1)
        except ModuleNotFoundError as error:
            _end(
                f"{error.name} is not installed, and this command needs it; install the extra "
                "`book`, as in: pip install 'rederive[book]'.",
                2,
            )
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
@click.option("--csv", "as_csv", is_flag=True, help="Print a table, a row for each claim.")
@click.option(
    "--report",
    "path",
    type=click.Path(path_type=Path),
    help="The report's text, for its own words; REDERIVE_REPORT by default.",
)
def leads(as_csv: bool, path: Path | None) -> None:
    """List every untraced claim with the document that would most likely settle it.

    With the report's words, its named source, what was looked up already and ready queries.
    """
    from rederive.book import leads as module
    from rederive.book.book import Book
    from rederive.core.coverage import read_text

    book = Book.here()
    path = path or (Path(name) if (name := os.environ.get("REDERIVE_REPORT")) else None)
    text = read_text(path, book.report) if path else []
    found = module.leads(book, text)
    if as_csv:
        click.echo(module.as_csv(found), nl=False)
    else:
        for line in module.as_text(found, book):
            click.echo(line)
    if not text:
        click.echo(
            "The report's own words are left out: give its text with --report or REDERIVE_REPORT.",
            err=True,
        )


@main.command()
@click.argument("claim_id")
@click.option("--value", default="", help="The name of the number, where the claim has several.")
@click.option("--figure", default="", help="The figure as the source prints it, in digits.")
@click.option("--hedge", default="", help="How the source puts it: exact, about, over, ...")
@click.option("--unit", default="", help="Its unit, with a prefix: 10 thousand persons.")
@click.option("--period", default="", help="What it is for: 2023, 2023-06, 2023-06-30, 2013/2022.")
@click.option("--source", default="", help="The source's key, if references.bib has it.")
@click.option("--address", default="", help="Else the address of the page,")
@click.option("--publisher", default="", help="who published it,")
@click.option("--title", default="", help="its title,")
@click.option("--date", default="", help="when it was published,")
@click.option("--seen", default="", help="and the day on which you saw the figure there.")
@click.option("--differs", default="", help="In what it differs: date, definition, scope.")
@click.option("--other", is_flag=True, help="It is another quantity: it counts neither way.")
@click.option("--note", default="", help="One sentence on how to read it.")
def trace(claim_id: str, **given: str | bool) -> None:
    """Record a figure that you saw in a source for CLAIM_ID, and judge the claim again.

    Writes data/traces, and references.bib for a new source; both or neither.
    """
    from rederive.book.book import Book
    from rederive.notebook import recording

    book = Book.here()
    for line in recording.told(recording.asked(book, claim_id, given)):
        click.echo(line)


@main.command()
@click.argument("claim_id")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, in base units.")
@click.option("--proof", is_flag=True, help="Show each minimal set that cannot be true with it.")
def claim(claim_id: str, as_json: bool, proof: bool) -> None:
    """Show one claim: what it says, what is printed, what we find, and the verdict.

    The search for proofs ends after a set number of steps and says so; it may take a minute.
    """
    from rederive.book.face import nearest
    from rederive.publishing import terminal

    book = nearest()
    starting.tell_changed_texts(book)
    if as_json:
        click.echo(terminal.claim_json(book, claim_id))
    else:
        for line in terminal.claim_lines(book, claim_id):
            click.echo(line)
    if proof:
        from rederive.core.relations import contradictions

        found = contradictions.proofs(book.register, book.relations, claim_id)
        for sentence in found or ["no number of this claim stands in a contradiction."]:
            click.echo(f"  proof: {sentence}", err=as_json)


@main.command()
@click.argument("chapter", type=int, required=False)
def claims(chapter: int | None) -> None:
    """List the claims with their verdicts, chapter by chapter, or those of CHAPTER."""
    from rederive.book.face import nearest
    from rederive.publishing import terminal

    for line in terminal.claims_lines(nearest(), chapter):
        click.echo(line)


@main.command()
@click.argument("word", default="")
def series(word: str) -> None:
    """List the series of public statistics, or those that say WORD, with what they are.

    WORD may be of any language that the book has. Python reads each with load("TABLE", "SERIES").
    """
    from rederive.book.face import nearest
    from rederive.publishing import terminal

    found = terminal.series_with(nearest(), word)
    if not found:
        raise InputError(f"no series says {word!r}; try a shorter word, or none for all of them.")
    for each in found:
        click.echo("\n".join(terminal.series_lines(each)))
    click.echo(f"{len(found)} series.", err=True)


@main.command()
@click.option("--update", is_flag=True, help="Write the derived verdicts to data/verdicts.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print every row as JSON.")
@click.option("--force", is_flag=True, help="Run every notebook, cached or not.")
def verify(update: bool, as_json: bool, force: bool) -> None:
    """Run every derivation again and compare with what is committed.

    That is the ledger, data/verdicts.csv, what the book's own sentences say, data/sentences.csv,
    and the numbers that its cells show, data/shown.csv. Exits with 1 and names each claim whose
    verdict or value changed, each sentence that no longer holds, each cell that shows another
    number, and each number that the report's text, where it lies in its
    place, has not on its line; with --update that is told, and no failure.
    """
    from rederive import validate, verifying
    from rederive.book.book import Book
    from rederive.core import ledger
    from rederive.core.prose import sentences
    from rederive.notebook import named_evidence

    book = Book.here()
    starting.tell_changed_texts(book)
    validate.check(book, with_ledger=not update)
    validate.check_notebooks(book)
    for sentence in named_evidence.check(book):
        click.echo(sentence, err=True)
    derived = verifying.derive(book, force=force)
    if update:
        verifying.record(book, derived)
    if as_json:
        click.echo(ledger.to_json(derived.entries))
    changed = [] if update else verifying.moved(book, derived)
    changed += sentences.failing(derived.said)
    unprinted = starting.unprinted(book)
    for sentence in changed + unprinted:
        click.echo(sentence, err=as_json)
    changed += [] if update else unprinted
    counts = ledger.tally(derived.entries)
    tally = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none yet"
    ending = f"{counted(len(changed), 'number')} changed." if changed else "the ledger holds."
    click.echo(f"{counted(sum(counts.values()), 'claim')}: {tally}; {ending}", err=as_json)
    sys.exit(1 if changed else 0)


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
def compare(old: Path, new: Path | None) -> None:
    """Say which verdicts differ between the ledgers OLD and NEW, with the ground of each.

    Without NEW, the committed ledger. Written as Markdown, for the changelog.
    """
    from rederive.book.book import Book
    from rederive.core import migration

    later = migration.read_rows(new or Book.here().ledger_path)
    click.echo(migration.as_markdown(migration.read_rows(old), later), nl=False)


@main.command()
@click.option("--force", is_flag=True, help="Run every notebook and make every page again.")
@click.option("--language", default="", help="Build this edition, such as zh, also with gaps.")
def book(force: bool, language: str) -> None:
    """Run the notebooks and build the book into _build/html.

    An edition in another language is built beside it once all of it is translated.
    """
    from warmbook import toc

    folder = find_root()
    starting.tell_changed_texts_in(folder)

    def check() -> None:
        from rederive.pages import made

        note, pages = folder / "_build" / ".checked", (folder / "notebooks").iterdir()
        checked = "\n".join([made.key(folder), *sorted(path.name for path in pages)])
        if force or not note.is_file() or note.read_text(encoding="utf-8") != checked:
            # Not needed where all is as it was, and slow to load.
            from rederive import validate
            from rederive.book.book import Book

            here = Book(folder)
            validate.check(here)
            validate.check_contents(here, toc.files(folder))
            note.write_text(checked, encoding="utf-8")

    def editions() -> list[str]:
        from rederive.translating import edition

        return edition.to_build(folder, language)

    if language and not (folder / "_build" / "html" / language).is_dir():
        (folder / "_build" / ".stamp.json").unlink(missing_ok=True)
    warmbook.build(folder, force=force, check=check, editions=editions)


@main.command()
@click.option("--language", default="", help="Write this edition, such as zh, also with gaps.")
def pdf(language: str) -> None:
    """Run the notebooks and write the book as _build/rederive.pdf.

    An edition in another language is written beside it, as _build/rederive-zh.pdf, once all of it
    is translated. The next `rederive book` offers each on the page of downloads of its edition.
    """
    from rederive import validate
    from rederive.book.book import Book
    from rederive.edition import pdf as module
    from rederive.translating import edition

    book = Book.here()
    starting.tell_changed_texts(book)
    validate.check(book)
    for path in module.write(book, edition.languages(book.root, language)):
        click.echo(f"The PDF edition is at {path}")


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
    click.echo(f"{counted(len(list(folder.iterdir())), 'file')} in {folder}")


@main.command("release-check")
def release_check() -> None:
    """Say what a release still lacks: address, DOI, dates and headings that agree."""
    import datetime

    from rederive.publishing import release

    found = list(release.missing(find_root(), datetime.datetime.now(datetime.UTC).date()))
    for sentence in found:
        click.echo(sentence)
    click.echo(
        f"{counted(len(found), 'thing is', 'things are')} missing."
        if found
        else "A release may go out."
    )
    sys.exit(1 if found else 0)


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


for command in [*starting.COMMANDS, *proposing.COMMANDS, *several.COMMANDS, translate]:
    main.add_command(command)

if __name__ == "__main__":
    main()
