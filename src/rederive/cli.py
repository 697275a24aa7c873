"""The command line: ``rederive verify | claim | coverage | book``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from rederive.errors import BuildError, InputError
from rederive.paths import root


class _Plain(click.Group):
    """Bad input ends in one sentence and exit code 2, a failed build in one and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"rederive: {error}", err=True)
            sys.exit(2)
        except BuildError as error:
            click.echo(f"rederive: {error}", err=True)
            sys.exit(1)


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rederive")
def main() -> None:
    """Derive the report's numbers again and see which of them hold."""


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def coverage(path: Path | None) -> None:
    """Prove that claims and exclusions account for every numeral of the report's text at PATH.

    Without PATH the environment variable REDERIVE_REPORT names the text.
    """
    from rederive import claims
    from rederive import coverage as module

    path = path or Path(os.environ.get("REDERIVE_REPORT", ""))
    if path == Path():
        raise InputError("say where the report's text lies: give its path or set REDERIVE_REPORT.")
    data = root() / "data"
    result = module.coverage(
        module.read_text(path, data / "report.yaml"),
        claims.load(),
        module.read_exclusions(data / "excluded-numerals.csv"),
    )
    for problem in result.problems:
        click.echo(problem)
    click.echo(
        f"{result.tokens} numerals: {result.claimed} in claims, {result.excluded} excluded; "
        + (f"{len(result.problems)} problems." if result.problems else "every one accounted for.")
    )
    sys.exit(1 if result.problems else 0)


@main.command()
@click.argument("claim_id")
def claim(claim_id: str) -> None:
    """Show one claim: what it says, what is printed, and the verdict in the ledger."""
    from rederive import claims, ledger

    found = claims.load()[claim_id]
    click.echo(f"{found.id}  (chapter {found.chapter}, section {found.section})")
    click.echo(found.says)
    for entry in ledger.read(root() / "data" / "verdicts.csv"):
        if entry.claim != claim_id:
            continue
        ends = list(dict.fromkeys([entry.recomputed_low, entry.recomputed_high]))
        click.echo(f"  {entry.value or 'claim'}: {entry.verdict}")
        for name, text in (
            ("printed", entry.printed),
            ("recomputed", " to ".join(filter(None, ends))),
            ("evidence", entry.evidence),
            ("note", entry.note),
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
    from rederive import build, claims, ledger

    folder = root()
    register = claims.load()
    # The other pages show the ledger, so they cannot take part in deriving it.
    chapters = [folder / "notebooks" / f"{name}.ipynb" for name in register.notebooks.values()]
    executed = build.execute(folder, [path for path in chapters if path.is_file()], force=force)
    derived = ledger.complete(ledger.collect(executed.values()), register)
    path = folder / "data" / "verdicts.csv"
    if update:
        temporary = path.with_suffix(".tmp")
        temporary.write_text(ledger.to_csv(derived), encoding="utf-8")
        temporary.replace(path)
    if as_json:
        click.echo(ledger.to_json(derived))
    changed = [] if update else ledger.differences(ledger.read(path), derived)
    for sentence in changed:
        click.echo(sentence, err=as_json)
    counts = ledger.summary(derived)
    tally = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    ending = f"{len(changed)} numbers changed." if changed else "the ledger holds."
    click.echo(f"{counts.sum()} claims: {tally}; {ending}", err=as_json)
    sys.exit(1 if changed else 0)


@main.command()
@click.option("--force", is_flag=True, help="Run every notebook and make every page anew.")
def book(force: bool) -> None:
    """Run the notebooks and build the book into _build/html."""
    from rederive import build

    build.book(root(), force=force)


if __name__ == "__main__":
    main()
