"""Bad input of every kind ends in one plain sentence; the ledger and the book stay as they were.

Each row of :data:`BROKEN` breaks one file of a small invented book and runs the command line on it
as a reader would.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warmbook
from rederive.cli import main
from rederive.core.register import Register, read_chapter
from rederive.errors import InputError
from rederive.evidence.series_table import read_table
from rederive.reading import tables
from samples import FILES, UNITS

ROOT = Path(__file__).parents[1]
REPORT = "a 125\nb 10 8 2\nc 600\nd 2020"
CELLS = [
    "from rederive import Book, Chapter, load\nchapter = Chapter(1)\nchapter.claims()",
    'premium = load("money", "premium", as_of="2024-06")\n'
    'chapter.check("ch1-premium", premium["2020"])',
    'chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")',
    'chapter.trace("ch1-drones")\nchapter.normative("ch1-goal")',
    'Book.here().series.sources("money", "premium")',
    "chapter.verdicts()",
]
TOC = "format: jb-book\nroot: index\nchapters:\n- file: notebooks/ch1-invented\n"


def notebook(*cells: str) -> str:
    """A notebook's text, with fixed ids and without outputs."""
    content = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    content.cells = [nbformat.v4.new_markdown_cell("# Chapter 1", id="title")]
    content.cells += [nbformat.v4.new_code_cell(c, id=f"cell-{n}") for n, c in enumerate(cells)]
    return nbformat.writes(content)


def run(book: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of the command line, in this process."""
    runner = CliRunner(env={"REDERIVE_ROOT": str(book)})
    result = runner.invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout, result.stderr


#: Kernels forked from one warm process, which spares each test the loading of libraries.
IN_KERNELS = functools.partial(warmbook.execute, fork=True)


def in_this_process(_: Path, notebooks: list[Path], **__: object) -> dict:
    """Run the code of notebooks without kernels: the same readers in a tenth of the time."""
    for path in notebooks:
        names: dict = {}
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
    return {}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented book, sound and verified; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("whole")
    texts = {
        **FILES,
        "notebooks/ch1-invented.ipynb": notebook(*CELLS),
        "index.md": "# A book\n",
        "_toc.yml": TOC,
        "_config.yml": "execute: {timeout: 60}\n",
        "report.txt": REPORT,
        "data/units.csv": (ROOT / "data/units.csv").read_text("utf-8"),
        "data/report.yaml": FILES["data/report.yaml"].replace('"0"', _sha256(REPORT)),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warmbook, "execute", IN_KERNELS)
        code, _, errors = run(folder, "verify", "--update")
    assert code == 0, errors
    return folder


@pytest.fixture
def book(whole: Path, tmp_path: Path) -> Path:
    """A sound copy, ready to be broken."""
    return shutil.copytree(whole, tmp_path / "book")


def _sha256(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


class Broken(NamedTuple):
    """What is wrong, where, how it comes about, and what is said of it."""

    what: str
    file: str
    change: bytes | tuple[str, str] | None
    sentence: str
    command: str = "verify"
    code: int = 2


CLAIMS, MONEY, TRACES = "data/claims/ch1.yaml", "data/series/money.csv", "data/traces/ch1.csv"
RELATIONS, LEDGER, BIB = "data/claims/relations.yaml", "data/verdicts.csv", "references.bib"
NOTEBOOK, EXCLUDED = "notebooks/ch1-invented.ipynb", "data/excluded-numerals.csv"
SHOW, COVER = "claim ch1-premium", "coverage report.txt"
SAYS = "says: Premiums were 12.5 billion yuan."
LAST = "persons,CHN,2020,14,million persons,2021,beta,"
HEADER = FILES[MONEY].splitlines()[0] + "\n"


def claim(field: str) -> tuple[str, str]:
    return SAYS, field


def row(text: str) -> tuple[str, str]:
    return LAST, text


BROKEN = [
    # Encodings
    Broken("GB 18030", CLAIMS, FILES[CLAIMS].encode("gb18030"), "ch1.yaml: is not UTF-8", SHOW),
    Broken("UTF-16", CLAIMS, FILES[CLAIMS].encode("utf-16"), "ch1.yaml: is not UTF-8", SHOW),
    Broken("byte order mark", CLAIMS, b"\xef\xbb\xbf" + FILES[CLAIMS].encode(), "mark", SHOW),
    Broken("NUL", CLAIMS, FILES[CLAIMS].encode() + b"\0", "NUL bytes", SHOW),
    Broken("binary", CLAIMS, bytes(range(256)) * 9, "is not UTF-8", SHOW),
    Broken("nothing", CLAIMS, b"", "needs the keys chapter, title and claims", SHOW),
    Broken("missing", CLAIMS, None, "holds no chN.yaml", SHOW),
    Broken("Latin 1", MONEY, row("persons,CHN,2020,1,persons,2021,beta,")[1].encode() + b"\xe9",
           "money.csv: is not UTF-8"),
    Broken("mark in a table", MONEY, b"\xef\xbb\xbf" + FILES[MONEY].encode(), "byte order mark"),
    Broken("UTF-16 table", MONEY, FILES[MONEY].encode("utf-16"), "is not UTF-8"),
    # Numbers
    Broken("NaN", MONEY, row("persons,CHN,2020,nan,persons,2021,beta,"),
           "row 5: write the value as one finite number (found 'nan')"),
    Broken("infinity", MONEY, row("persons,CHN,2020,inf,persons,2021,beta,"), "row 5: write the"),
    Broken("huge", MONEY, row("persons,CHN,2020,1e300,persons,2021,beta,"), "row 5: write the"),
    Broken("beyond floats", MONEY, row("persons,CHN,2020,1e999,persons,2021,beta,"), "row 5: wri"),
    Broken("thousands", MONEY, row('persons,CHN,2020,"1,000",persons,2021,beta,'), "(found '1,000"),
    Broken("no number", MONEY, row("persons,CHN,2020,,persons,2021,beta,"), "row 5: write the"),
    Broken("huge numeral", CLAIMS, ('printed: "125"', f'printed: "{"9" * 5000}"'),
           "the numeral 999999999999… is longer than 40 characters", SHOW),
    Broken("infinite line", CLAIMS, ("line: 1,", "line: .inf,"), "values.0.line: Input should",
           SHOW),
    Broken("NaN chapter", CLAIMS, ("chapter: 1", "chapter: .nan"), "chapter: Input should", SHOW),
    Broken("negative line", CLAIMS, ("lines: [1, 2]", "lines: [-1, 2]"), "greater than 0", SHOW),
    Broken("numeral with exponent", CLAIMS, ('printed: "125"', 'printed: "1e5"'),
           "cannot read the numeral '1e5'", SHOW),
    Broken("other digits", CLAIMS, ('printed: "125"', 'printed: "١٢٥"'), "cannot read the numeral",
           SHOW),
    Broken("a figure that is infinite", NOTEBOOK, ('premium[\\"2020\\"]', 'float(\\"inf\\")'),
           "claim ch1-premium: the recomputed value is infinite"),
    Broken("a figure that is missing", NOTEBOOK, ('premium[\\"2020\\"]', 'float(\\"nan\\")'),
           "claim ch1-premium: the recomputed value is missing"),
    Broken("a trace that is no number", TRACES, (",612,", ",inf,"),
           "row 2: cannot read the numeral"),
    # Formulas of spreadsheets and invisible characters
    Broken("formula in a note", MONEY, row('persons,CHN,2020,1,persons,2021,beta,"=HYPERLINK(1)"'),
           "row 5, note: '=HYPERLINK(1)' begins like a spreadsheet's formula"),
    Broken("command in a note", MONEY, row("persons,CHN,2020,1,persons,2021,beta,@SUM(1)"), "@SUM"),
    Broken("minus formula", MONEY, row("persons,CHN,2020,1,persons,2021,beta,-1+cmd|x"), "-1+cmd"),
    Broken("formula in a claim", CLAIMS, claim('says: "=1+1"'), "says: '=1+1' begins like", SHOW),
    Broken("formula in a name", CLAIMS, ("name: premium", 'name: "+premium"'), "'+premium' beg",
           SHOW),
    Broken("formula in a ledger", LEDGER, ("ch1-premium", "=ch1-premium"), "row 2, claim: '=ch1",
           SHOW),
    Broken("terminal escape", CLAIMS, claim(r'says: "\e[31mred"'), "U+001B; remove it", SHOW),
    Broken("text turned around", CLAIMS, claim(r'says: "a \u202e b"'), "U+202E; remove it", SHOW),
    Broken("half a character", CLAIMS, claim(r'says: "a \ud800 b"'), "ch1.yaml", SHOW),
    Broken("line separator", MONEY, row("persons,CHN,2020,1,persons,2021,beta,a\u2028b"), "U+2028"),
    Broken("blank statement", CLAIMS, claim('says: " "'), "says: is empty", SHOW),
    # Markup and paths
    Broken("script as id", CLAIMS, ("id: ch1-goal", 'id: "ch1-<script>alert(1)</script>"'),
           "does not fit; write it like ch1-density-2013", SHOW),
    Broken("script as series", MONEY, row("<script>,CHN,2020,1,persons,2021,beta,"),
           "write the series in small letters"),
    Broken("script as entity", MONEY, row("persons,<b>,2020,1,persons,2021,beta,"), "as a code"),
    Broken("script as unit", CLAIMS, ("unit: CNY, scale", 'unit: "<b>", scale'), "is unknown",
           SHOW),
    Broken("script as source", MONEY, row("persons,CHN,2020,1,persons,2021,<script>,"),
           "name at least one source key"),
    Broken("script as key", BIB, ("@misc{beta,", "@misc{'><script>,"), "holds more than letters"),
    Broken("script as address", BIB,
           (" title = {A}", " title = {A},\n url = {javascript:alert(1)}"),
           "references.bib, line 3: the address 'javascript:alert(1)' is not a web address"),
    Broken("path as source", MONEY, row("persons,CHN,2020,1,persons,2021,../../etc/passwd,"),
           "name at least one source key"),
    Broken("path as evidence", CLAIMS, ("[money/premium]", "[../../etc/passwd]"),
           "evidence.0: '../../etc/passwd' does not fit", SHOW),
    Broken("evidence that is not there", CLAIMS, ("[money/premium]", "[money/premiums]"),
           "ch1-premium: the evidence 'money/premiums' is not a series"),
    Broken("path as notebook", CLAIMS, ("notebook: ch1-invented", "notebook: ../../../etc/x"),
           "notebook: '../../../etc/x' does not fit", SHOW),
    Broken("path as table", NOTEBOOK, ('load(\\"money\\"', 'load(\\"../claims/pairs\\"'),
           "there is no table '../claims/pairs' in data/series"),
    Broken("path in the contents", "_toc.yml", ("notebooks/ch1-invented", "../../../etc/passwd"),
           "names ../../../etc/passwd, and there is no such file", "book"),
    # YAML
    Broken("anchor", CLAIMS, ("title: An", "title: &a An"), "", SHOW, 0),
    Broken("alias", CLAIMS, ('section: "1.2 Help"', "section: &a x\n  figure: *a"),
           "aliases are not",
           SHOW),
    Broken("many laughs", CLAIMS, b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "aliases are", SHOW),
    Broken("tag", CLAIMS, ("chapter: 1", "chapter: !!python/object/apply:os.system [id]"),
           "tags are",
           SHOW),
    Broken("merge", CLAIMS, ("chapter: 1\n", "chapter: 1\n<<: {a: 1}\n"),
           "not a plain word", SHOW),
    Broken("key twice", CLAIMS, ("chapter: 1\n", "chapter: 1\nchapter: 2\n"),
           "is there twice", SHOW),
    Broken("deep", CLAIMS, b"[" * 100_000, "correct the YAML there", SHOW),
    Broken("deep and closed", CLAIMS, b"[" * 50_000 + b"]" * 50_000,
           "correct the YAML there", SHOW),
    Broken("two documents", CLAIMS, FILES[CLAIMS].encode() + b"---\na: 1\n", "correct the", SHOW),
    Broken("conflict", CLAIMS, ("title: An", "<<<<<<< HEAD\ntitle: An"), "correct the YAML there",
           SHOW),
    Broken("impossible date", CLAIMS, ('as_of: "2020"', "as_of: 2020-13-45"), "ch1.yaml", SHOW),
    Broken("date instead of text", CLAIMS, ('as_of: "2020"', "as_of: 2020-12-31"), "valid string",
           SHOW),
    Broken("list of claims that is none", CLAIMS, b"chapter: 1\nclaims: 7\n", "needs the keys",
           SHOW),
    Broken("claim that is none", CLAIMS, ("- id: ch1-goal", "- 7\n- id: ch1-goal"), "claim 3, ",
           SHOW),
    Broken("id twice", CLAIMS, ("- id: ch1-goal", "- id: ch1-drones"), "ch1-drones is there twice",
           SHOW),
    Broken("unknown field", CLAIMS, claim(f"{SAYS}\n  sayz: x"), "sayz: is not a field", SHOW),
    Broken("relations that are none", RELATIONS, b"a: 1\n", "needs to be a list of relations"),
    Broken("relation that runs code", RELATIONS,
           b"- {id: x, says: y, where: {a: ch1-premium}, holds: '__import__(\"os\").x == a'}\n",
           "is not allowed; use names, numbers"),
    Broken("endless relation", RELATIONS,
           b"- {id: x, says: y, where: {a: ch1-premium}, holds: 'a == a" + b" + a" * 9000 + b"'}\n",
           "is longer than 500 characters"),
    Broken("tower of powers", RELATIONS,
           b"- {id: x, says: y, where: {a: ch1-premium}, holds: 'a == ((a**40)**40)**40'}\n",
           "is not allowed; use names, numbers"),
    # Tables
    Broken("open quote", MONEY, row('persons,CHN,2020,1,persons,2021,beta,"open'), "row 5: "),
    Broken("quote over two lines", MONEY, row('persons,CHN,2020,1,persons,2021,beta,"a\nb"'),
           "row 5: a quoted field continues on the next line"),
    Broken("stray quote", MONEY, row('persons,CHN,2020,1,persons,2021,beta,"a"b'), "row 5: "),
    Broken("endless field", MONEY, row(f"persons,CHN,2020,1,persons,2021,beta,{'x' * 110_000}"),
           "row 5, note: is longer than 100,000 characters"),
    Broken("missing column", MONEY, (",note", ""), "row 1: the columns are"),
    Broken("too many fields", MONEY, row("persons,CHN,2020,1,persons,2021,beta,a,b"),
           "has 9 fields"),
    Broken("conflict in a table", MONEY, row("<<<<<<< HEAD"), "row 5: has 1 fields instead of 8"),
    Broken("figure twice", MONEY, row("premium,CHN,2021,1,100 million CNY,2022-01,beta,"),
           "row 5: premium, CHN, 2021, 2022-01 is there twice"),
    Broken("two units", MONEY, row("premium,CHN,2022,1,persons,2022-01,beta,"), "keep one unit"),
    Broken("unknown source", MONEY, row("persons,CHN,2020,1,persons,2021,gamma,"),
           "row 5: the source 'gamma' is not in references.bib"),
    Broken("no bibliography", BIB, None, "references.bib: is missing"),
    Broken("source twice", BIB, ("@misc{beta", "@misc{alpha"), "the key alpha is there twice"),
    Broken("no ledger", LEDGER, None, "verdicts.csv: is missing; write", SHOW),
    Broken("unknown verdict", LEDGER, ("reproduced", "proven"), "row 2: 'proven' is not a verdict",
           SHOW),
    Broken("ledger in words", LEDGER, ("1.252e+10", "many"), "row 2: 'many' is not a number", SHOW),
    Broken("trace of no claim", TRACES, ("ch1-drones", "ch1-dronez"), "row 2: there is no claim"),
    Broken("row that excludes nothing", EXCLUDED, ("4,2020,year", "4,2020,"), "row 2: needs",
           COVER),
    Broken("line without end", EXCLUDED, ("4,2020", "9" * 5000 + ",2020"), "row 2: needs a line",
           COVER),
    Broken("another report", "report.txt", b"other", "is not the text of the register", COVER),
    Broken("no report", "report.txt", None, "cannot be read", COVER),
    Broken("report without name", "data/report.yaml", b"[]\n", "needs the fields title", COVER),
    Broken("units without columns", "data/units.csv", b"unit\nCNY\n", "row 1: the columns", SHOW),
    Broken("no units", "data/units.csv", None, "units.csv: cannot be read", SHOW),
    # Files that no notebook of the book uses
    Broken("unused table", "data/series/unused.csv", HEADER.encode() + b"a,CHN,2020,x,CNY,2021,",
           "unused.csv, row 2: has 7 fields"),
    Broken("unused table, described", "data/series/unused.csv", b"a,b\n",
           "unused.csv, row 1: the columns are a,b", "datapackage"),
    Broken("unused table, exported", "data/series/unused.csv", b"a,b\n",
           "unused.csv, row 1: the columns are a,b", "export out"),
    Broken("unused table in a book", "data/series/unused.csv", b"a,b\n",
           "unused.csv, row 1: the columns are a,b", "book"),
    Broken("unused trace", TRACES, ("alpha,yes,", "gamma,yes,"), "row 2: the source 'gamma'",
           "export out"),
    Broken("unused search", "data/searches/ch2.csv",
           b"claim,query,place,date,result\nch9-x,a,b,2024,\n", "ch2.csv, row 2: there is no cla"),
    Broken("unused exclusion", EXCLUDED, ("4,2020,year", "4,2020,"), "row 2: needs a line"),
    Broken("unused decision", "data/claims/pairs.csv",
           b"first,second,reason,decision,why\na,b,c,perhaps,d\n", "row 2: needs a decision"),
    Broken("unused terms", "data/terms.csv", b"english\nbank\n", "terms.csv, row 1: the columns"),
    Broken("unused panel", "data/panels/a.csv.gz", b"", "panels.csv: cannot be read"),
    Broken("panel that is not there", "data/panels/panels.csv",
           b"panel,source,licence,note\nb,alpha,free,\n", "b.csv.gz: cannot be read"),
    Broken("ledger in a description", LEDGER, ("reproduced", "proven"), "row 2: 'proven' is",
           "datapackage"),
    Broken("table with another name", "data/series/Money 2.csv", b"", "is not a file that"),
    Broken("claims with another name", "data/claims/chapter2.yaml", b"", "is not a file that the"),
    Broken("report without title", "data/report.yaml", ("title: Invented\n", ""),
           "report.yaml: title: is missing; add it"),
    Broken("report without month", "data/report.yaml", ('written_by: "2024-06"', ""),
           "report.yaml: written_by: is missing", "export out"),
    Broken("unit twice", "data/units.csv", ("USD,", "CNY,"), "row 3: needs a unit that no other"),
    # Notebooks and the book's own files
    Broken("chapter without notebook", CLAIMS, ("notebook: ch1-invented", "notebook: ch1-other"),
           "data/claims/ch1.yaml: there is no notebooks/ch1-other.ipynb; write", "book"),
    Broken("chapter without notebook, verified", NOTEBOOK, None,
           "data/claims/ch1.yaml: there is no notebooks/ch1-invented.ipynb; write"),
    Broken("notebook beside the contents", "notebooks/deep.ipynb", notebook().encode(),
           "deep.ipynb: is not in the book; add the line `- file: notebooks/deep` to _toc.yml",
           "book"),
    Broken("chapter beside the contents", "_toc.yml",
           ("chapters:\n- file: notebooks/ch1-invented\n", ""),
           "notebooks/ch1-invented.ipynb: is not in the book; add the line", "book"),
    Broken("truncated notebook", NOTEBOOK, notebook(*CELLS).encode()[:700],
           "is not a notebook that can"),
    Broken("empty notebook", NOTEBOOK, b"", "is not a notebook that can be read"),
    Broken("notebook of another kind", NOTEBOOK, b"[1, 2]", "is not a notebook that can be read"),
    Broken("notebook of the future", NOTEBOOK, b'{"nbformat": 9, "cells": []}',
           "is not a notebook"),
    Broken("claim forgotten", NOTEBOOK, ('chapter.trace(\\"ch1-drones\\")\\n', ""),
           "1 claim of chapter 1 was not addressed: ch1-drones"),
    Broken("failing cell", NOTEBOOK, ("chapter.verdicts()", "1 / 0"),
           "notebooks/ch1-invented.ipynb, code cell 6: ZeroDivisionError", code=1),
    Broken("cell that is no Python", NOTEBOOK, ("chapter.verdicts()", "1 +"), "SyntaxError",
           code=1),
    Broken("dead kernel", NOTEBOOK, ("chapter.verdicts()", "import os; os._exit(1)"),
           "code cell 6: the kernel died", code=1),
    Broken("contents that are none", "_toc.yml", b"- 7\n", "_toc.yml cannot be read", "book"),
    Broken("deep contents", "_toc.yml", b"[" * 100_000, "_toc.yml cannot be read", "book"),
    Broken("contents in GBK", "_toc.yml", "root: 中文\n".encode("gbk"), "_toc.yml: is not", "book"),
    Broken("timeout in words", "_config.yml", b"execute: {timeout: soon}\n", "number of seconds",
           "verify --force"),
    Broken("results that cannot be kept", "_build/.warmbook", b"",
           "free space, or delete that folder", code=1),
    Broken("cache that is a file", "_build", b"", "_build cannot be written", code=1),
]  # fmt: skip


def break_it(book: Path, broken: Broken) -> None:
    path = book / broken.file
    if path.is_dir():
        shutil.rmtree(path)
    if broken.change is None:
        path.unlink()
    elif isinstance(broken.change, bytes):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(broken.change)
    else:
        old, new = broken.change
        text = path.read_text(encoding="utf-8")
        assert old in text, "the row of the table breaks nothing"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def files(book: Path) -> dict[str, bytes]:
    """Everything below the book's folder but what was built."""
    return {
        path.relative_to(book).as_posix(): path.read_bytes()
        for path in sorted(book.rglob("*"))
        if path.is_file() and "_build" not in path.relative_to(book).parts
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Names of the files that are new, gone or others."""
    names = sorted(before.keys() | after.keys())
    return [name for name in names if before.get(name) != after.get(name)]


def told(errors: str) -> str:
    """The one sentence among the lines of progress."""
    assert "Traceback" not in errors
    sentences = [line for line in errors.splitlines() if line.startswith("rederive: ")]
    assert len(sentences) == 1, errors
    assert len(sentences[0]) < 600
    return sentences[0]


def test_the_corpus_is_large_and_each_row_has_its_own_name() -> None:
    names = [broken.what for broken in BROKEN]
    assert len(names) == len(set(names)) >= 60


@pytest.mark.parametrize("broken", BROKEN, ids=[broken.what for broken in BROKEN])
def test_a_broken_file_ends_in_one_sentence_and_changes_nothing(
    book: Path, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = broken.file.startswith("data/series/") and broken.what != "NaN"
    monkeypatch.setattr(warmbook, "execute", in_this_process if data else IN_KERNELS)
    break_it(book, broken)
    before = files(book)
    command = [str(book / word) if word in ("report.txt", "out") else word
               for word in broken.command.split()]  # fmt: skip
    code, output, errors = run(book, *command)
    assert code == broken.code, output + errors
    if code:
        assert broken.sentence in told(errors), errors
        assert not output
    assert changed(before, files(book)) == []


# Laws: whatever the bytes, there is a table or a sentence, and no word becomes markup.

anything = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@anything
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_table_or_a_sentence(book: Path, content: bytes) -> None:
    path = book / "any.csv"
    path.write_bytes(HEADER.encode() + content)
    columns = HEADER.strip().split(",")
    try:
        rows = tables.read_rows(path, columns)
    except InputError as error:
        rows, sentence = [], str(error)
    else:
        sentence = f"{path}: holds."
    assert sentence.startswith(str(path))
    assert "\n" not in sentence
    assert all(len(row) == len(columns) and not any(map(tables.objection, row)) for row in rows)


@anything
@given(st.data())
def test_a_damaged_register_is_read_or_told(book: Path, data: st.DataObject) -> None:
    sound = FILES[CLAIMS].encode()
    start = data.draw(st.integers(0, len(sound)))
    end = data.draw(st.integers(start, min(len(sound), start + 40)))
    path = book / "any.yaml"
    path.write_bytes(sound[:start] + data.draw(st.binary(max_size=20)) + sound[end:])
    sentence = "it was read"
    try:
        Register([read_chapter(path, UNITS)])
    except InputError as error:
        sentence = str(error)
    assert "\n" not in sentence


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_windows_are_accepted(book: Path, ends: str) -> None:
    path = book / "any.csv"
    path.write_bytes(FILES[MONEY].replace("\n", ends).encode())
    header, *lines = (line.split(",") for line in FILES[MONEY].splitlines())
    assert tables.read_rows(path, header) == lines
    assert read_table(path)[header].to_numpy().tolist() == lines
    path = book / "any.yaml"
    path.write_bytes(FILES[CLAIMS].replace("\n", "\r\n").encode())
    assert read_chapter(path, UNITS) == read_chapter(book / CLAIMS, UNITS)


# Words of others on pages.

PROBE = "<xss-probe onclick=alert(1)></p></section><script>alert(1)</script><img src=x onerror=a>"


class Elements(HTMLParser):
    """Names of the elements of a page, its handlers, its links and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.handlers += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def dressed(book: Path, folder: Path) -> Path:
    """A copy of the book with all that its pages need."""
    shutil.copytree(book, folder)
    for name in ("CITATION.cff", "data/terms.csv"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(ROOT / name)
    declare(folder)
    return folder


def declare(folder: Path, *roles: str) -> None:
    """Give a book the configuration of ours, with the pages of these roles only."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    pages = config["sphinx"]["config"]["rederive_pages"]
    config["sphinx"]["config"]["rederive_pages"] = {role: pages[role] for role in roles}
    (folder / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book with markup in every field that takes words, built."""
    folder = dressed(whole, tmp_path_factory.mktemp("hostile") / "book")
    for name in ("register", "sources", "what-does-not-hold"):
        shutil.copy(ROOT / f"notebooks/{name}.ipynb", folder / "notebooks")
    declare(folder, "register", "sources")
    (folder / "bibliography.md").write_text("# Bibliography\n\n```{bibliography}\n:all:\n```\n")
    method = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Method", id="title")])
    nbformat.write(method, folder / "notebooks/method.ipynb")
    pages = ["notebooks/register", "notebooks/sources", "notebooks/what-does-not-hold"]
    pages += ["notebooks/method", "bibliography"]
    (folder / "_toc.yml").write_text(TOC + "".join(f"- file: {page}\n" for page in pages))
    quoted = json.dumps(PROBE)
    for file, old, new in [
        ("data/report.yaml", "title: Invented", f"title: {quoted}"),
        (CLAIMS, "title: An invented chapter", f"title: {quoted}"),
        (CLAIMS, SAYS, f"says: {quoted}\n  definition: {quoted}\n  definition_source: sentence"),
        (CLAIMS, 'section: "1.1 Premiums"', f"section: {quoted}"),
        (CLAIMS, "name: premium,", f"name: {quoted},"),
        (CLAIMS, "kind: target", f"source_named: {quoted}\n  figure: {quoted}\n  kind: target"),
        (MONEY, "first print", f'"{PROBE}"'),
        (MONEY, "revised", f'"{PROBE}"'),
        (TRACES, "alpha,yes,,", f'alpha,yes,,"{PROBE}"'),
        (BIB, "title = {A}", f"title = {{{PROBE}}},\n author = {{{PROBE}}},\n year = {{2020}}"),
        (BIB, "title = {B}", f"title = {{B}},\n note = {{{PROBE}}},\n year = {{2020}}"),
        (RELATIONS, "[]", f"- {{id: {quoted}, says: {quoted}, where: {{a: ch1-parts/whole, "
         "b: ch1-parts/one}, holds: a == b}"),
        (NOTEBOOK, 'premium[\\"2020\\"]', 'premium[\\"2020\\"], note=' + json.dumps(quoted)[1:-1]),
    ]:  # fmt: skip
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    (folder / "data/searches/ch1.csv").write_text(
        f'claim,query,place,date,result\nch1-drones,"{PROBE}","{PROBE}",2024,"{PROBE}"\n'
    )
    code, _, errors = run(folder, "verify", "--update")
    assert code == 0, errors
    code, _, errors = run(folder, "book")
    assert code == 0, errors
    return folder / "_build" / "html"


def test_no_word_becomes_markup(hostile: Path) -> None:
    pages = {path.relative_to(hostile).as_posix(): path for path in hostile.rglob("*.html")}
    assert {"notebooks/ch1-invented.html", "claims/ch1-premium.html"} <= pages.keys()
    shown = set()
    for name, path in pages.items():
        page = Elements(path.read_text(encoding="utf-8"))
        assert "xss-probe" not in page.names, name
        assert not page.handlers, name
        assert not [link for link in page.links if link.startswith("javascript:")], name
        if "alert(1)" in page.text:
            shown.add(name)
    # The words themselves are there: nothing was merely left out.
    assert {
        "notebooks/ch1-invented.html",
        "notebooks/register.html",
        "notebooks/sources.html",
        "notebooks/what-does-not-hold.html",
        "claims/ch1-premium.html",
        "bibliography.html",
    } <= shown


# Full disks, folders that cannot be written, interruptions, two builds at once.


#: What :func:`start` started.
STARTED: list[subprocess.Popen] = []


@pytest.fixture(autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    """However a test ends, what it started ends with it."""
    yield
    while STARTED:
        with STARTED.pop() as process:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def start(
    book: Path, *arguments: str, largest_file: int | None = None, **environment: str
) -> subprocess.Popen:
    """The command line in a process of its own; no file may grow beyond ``largest_file`` bytes."""

    def prepare() -> None:
        # In the background and under nohup it is ignored, and a child inherits that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    process = subprocess.Popen(
        [sys.executable, "-m", "rederive.cli", *arguments],
        env={**os.environ, "REDERIVE_ROOT": str(book), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,
        start_new_session=True,
    )
    STARTED.append(process)
    return process


@pytest.mark.parametrize(
    ("arguments", "largest_file"),
    [(["verify", "--update"], 300), (["verify", "--force"], 5_000), (["book"], 200_000)],
    ids=["nothing fits", "a result does not fit", "the pages do not fit"],
)
def test_a_full_disk_is_told_and_leaves_nothing_by_halves(
    whole: Path, tmp_path: Path, arguments: list[str], largest_file: int
) -> None:
    book = dressed(whole, tmp_path / "book")
    before = files(book)
    process = start(book, *arguments, largest_file=largest_file)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1, errors
    assert not output
    assert told(errors)
    assert changed(before, files(book)) == []
    assert not (book / "_build" / "html").exists()


def test_a_ledger_that_cannot_be_written_is_told(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder in its place cannot be written by anyone, not even by root.
    (book / LEDGER).unlink()
    (book / LEDGER).mkdir()
    monkeypatch.setattr(warmbook, "execute", IN_KERNELS)
    before = files(book)
    code, _, errors = run(book, "verify", "--update")
    assert code == 1
    assert "verdicts.csv: Is a directory" in told(errors)
    assert changed(before, files(book)) == []


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="needs /dev/full")
def test_an_output_that_takes_no_more_is_told(book: Path) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "rederive.cli", "claim", "ch1-premium"],
            env={**os.environ, "REDERIVE_ROOT": str(book)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert ended.returncode == 1
    assert "No space left on device" in told(ended.stderr)


def wait_for(process: subprocess.Popen, sentence: str) -> str:
    """Read a process's errors up to a line with that sentence."""
    read = ""
    for line in process.stderr:
        read += line
        if sentence in line:
            return read
    raise AssertionError(f"{sentence!r} was never said: {read}")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


#: An extension with which the pages take as long as one likes: no signal comes too late.
LINGERING = """\
import os, time

def setup(app):
    app.connect("build-finished", lambda *_: time.sleep(float(os.environ.get("LINGER", "0"))))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""


def test_an_interrupted_build_leaves_the_old_book_and_the_next_one_works(
    whole: Path, tmp_path: Path
) -> None:
    book = dressed(whole, tmp_path / "book")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "lingering.py").write_text(LINGERING)
    config = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"]["extensions"].append("lingering")
    (book / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    start_here = functools.partial(start, book, "book", PYTHONPATH=str(tmp_path / "modules"))
    first = start_here()
    first.communicate(timeout=120)
    assert first.returncode == 0
    html = book / "_build" / "html"
    old = snapshot(html)
    slow = notebook(*CELLS, "import time; time.sleep(60)")
    for moment, number, code in [
        ("Running the notebooks", signal.SIGINT, 130),
        ("Building the pages", signal.SIGTERM, 130),
        ("Building the pages", signal.SIGKILL, -signal.SIGKILL),
    ]:
        (book / "index.md").write_text(f"# A book\n\nChanged before signal {number}.\n")
        (book / NOTEBOOK).write_text(slow if "notebooks" in moment else notebook(*CELLS))
        process = start_here(LINGER="60")
        errors = wait_for(process, moment)
        time.sleep(1)
        process.send_signal(number)
        rest = process.communicate(timeout=30)[1]  # also waits for the builder of the pages
        # A shell says 130 of a process that SIGINT ended, in whichever of the two ways.
        assert process.returncode in ({130, -number} if code == 130 else {code})
        if process.returncode == 130:
            assert "interrupted; what was there before stays" in told(errors + rest)
        assert snapshot(html) == old
    # Two at once: one waits for the other, both end well, and the book is whole.
    both = [start_here(), start_here()]
    ends = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("another build is running" in errors for errors in ends) == 1
    new = snapshot(html)
    assert new.keys() == old.keys()
    assert b"Changed before signal 9" in new["index.html"]
    pages = [name for name in new if name.endswith(".html") and not name.startswith("_static")]
    assert all(new[name].rstrip().endswith(b"</html>") for name in pages)
