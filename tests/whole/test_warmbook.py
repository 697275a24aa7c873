"""How the book uses warmbook, which knows nothing of it (packages/warmbook has its own tests)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import warmbook
from rederive.cli import main
from rederive.publishing import pdf_edition
from warmbook import options, toc

ROOT = Path(__file__).parents[2]


def test_the_options_of_the_book_name_what_is_there() -> None:
    given = options.read(ROOT)
    assert all((ROOT / name).is_file() for name in given.depends)
    pdfs = [pdf_edition.place(edition) for edition in ("", *given.editions)]
    assert given.pages_depend == tuple(pdf.as_posix() for pdf in pdfs)
    assert {"warmbook", "rederive.pages.extension"} <= set(
        options.extensions(options.read_config(ROOT))
    )


def test_every_page_of_the_book_is_found_once_and_belongs_to_a_part() -> None:
    pages = toc.pages(ROOT)
    assert pages[0].name == "index"
    assert len({page.path for page in pages}) == len(pages)
    assert all(page.part for page in pages[1:])


@pytest.mark.parametrize(
    ("error", "code"), [(warmbook.InputError, 2), (warmbook.BuildError, 1)], ids=["input", "build"]
)
def test_its_errors_end_in_one_sentence(
    book: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception], code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("one plain sentence")

    monkeypatch.setattr(warmbook, "build", fail)
    result = CliRunner().invoke(main, ["book"])
    assert result.exit_code == code
    assert result.stderr == "rederive: one plain sentence\n"


def test_pages_are_looked_for_in_the_contents_without_loading_pandas() -> None:
    code = "import sys, rederive.validate; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pandas" not in done.stdout.split()


def test_the_command_line_loads_no_runner_before_it_is_needed() -> None:
    code = "import sys, rederive.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"nbclient", "jupyter_client", "sphinx", "yaml"} & set(done.stdout.split())
