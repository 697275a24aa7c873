"""A build over an old one gives, byte for byte, what a clean one would, whatever file changed.

The suite changes a few files of a small book (with all pages of claims and all downloads), drawn at
random. With ``REDERIVE_WHOLE_BOOK=1``, as in ``make reproducible``, it is the whole book, and a
change after the other until ``REDERIVE_CHANGES`` of them were made.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHOLE = bool(os.environ.get("REDERIVE_WHOLE_BOOK"))
CHANGES = int(os.environ.get("REDERIVE_CHANGES", "12"))
#: What is drawn is drawn again with this number.
SEED = int(os.environ.get("REDERIVE_SEED", random.SystemRandom().randrange(10**6)))
TOC = "format: jb-book\nroot: start\nchapters:\n- file: notebooks/ch6-carbon\n- file: works\n"
#: Folders of files that shape the book.
SHAPING = ("data", "notebooks", "src")


Way = Callable[[str, int], str]


def in_json(text: str, number: int) -> str:
    """A sentence more in the first cell of text of a notebook."""
    notebook = json.loads(text)
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    cell["source"] = "".join([*cell["source"], f"\n\nChange {number} was made here."])
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def in_words(old: str, new: str) -> Way:
    """A change of one word, where it stands."""
    return lambda text, number: text.replace(old, new.format(n=number), 1)


def at_the_end(line: str) -> Way:
    """A line more."""
    return lambda text, number: f"{text.rstrip()}\n{line.format(n=number)}\n"


#: How a file is changed so that it may show, by the end of its name.
WAYS: dict[str, Way] = {
    "_config.yml": in_words("title: rederive", "title: rederive {n}"),
    "_toc.yml": in_words("caption: ", "caption: {n}, "),
    ".ipynb": in_json,
    ".md": at_the_end("\nA sentence more, the {n}th."),
    ".bib": in_words("title = {", "title = {{Work {n}: "),
    "CITATION.cff": in_words("title: ", "title: The {n}th "),
    ".csv": lambda text, number: f"{text.rstrip()} changed {number}\n",  # mostly a note
    "claims/ch6.yaml": in_words("says: ", "says: In words {n}, "),
    ".yaml": at_the_end("# {n}"),
    ".css": at_the_end(".bound-{n}, p {{ --changed: {n}; }}"),
    ".js": at_the_end("// word{n}"),
    ".svg": at_the_end("<!-- {n} -->"),
    ".html": at_the_end("<!-- {n} -->"),
    ".py": at_the_end("# {n}"),
    ".typ": at_the_end("// {n}"),
}


def changeable(root: Path) -> list[str]:
    """Files of a book that a change may be made in."""
    found = [path for folder in SHAPING for path in sorted((root / folder).rglob("*"))]
    names = [path.relative_to(root).as_posix() for path in [*found, *sorted(root.glob("*"))]]
    return [name for name in names if (root / name).is_file() and name.endswith(tuple(WAYS))]


def change(root: Path, name: str, number: int) -> None:
    """Change a file."""
    path = root / name
    way = next(WAYS[end] for end in WAYS if name.endswith(end))
    path.write_text(way(path.read_text(encoding="utf-8"), number), encoding="utf-8")


def build(root: Path) -> str | None:
    """Build a book; what was said if that failed."""
    done = subprocess.run(
        [sys.executable, "-c", "import warmbook; warmbook.build('.')"],
        cwd=root,
        env=os.environ | {"REDERIVE_ROOT": str(root), "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
    )
    return done.stderr if done.returncode else None


def files(root: Path) -> dict[str, bytes]:
    """Every file of a built book."""
    html = root / "_build" / "html"
    found = (path for path in html.rglob("*") if path.is_file())
    return {path.relative_to(html).as_posix(): path.read_bytes() for path in found}


def times(root: Path) -> dict[str, int]:
    """When each file of a built book was written."""
    html = root / "_build" / "html"
    found = (path for path in html.rglob("*") if path.is_file())
    return {path.relative_to(html).as_posix(): path.stat().st_mtime_ns for path in found}


def drawn(root: Path) -> Iterator[list[str]]:
    """The files to be changed at a time."""
    order = random.Random(SEED)
    names = changeable(root)
    if not WHOLE:
        series = [name for name in names if name.startswith("data/series/")]
        pages = ["start.md", "works.md", "notebooks/ch6-carbon.ipynb"]
        yield order.sample(["data/claims/ch6.yaml", order.choice(series), *pages], 2)
        shaping = [
            name
            for name in names
            if name.startswith(("src/rederive/assets/", "src/rederive/pages/"))
        ]
        yield [order.choice(shaping), *order.sample(["references.bib", "_config.yml", *pages], 2)]
        return
    made = 0
    while made < CHANGES:
        some = order.sample(names, min(order.choice([1, 1, 2, 3]), CHANGES - made))
        made += len(some)
        yield some


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the book, or of some of its pages."""
    root = tmp_path_factory.mktemp("old") / "book"
    ignored = shutil.ignore_patterns("_build", ".*", "__pycache__", "venv")
    shutil.copytree(ROOT, root, ignore=ignored)
    if not WHOLE:
        (root / "_toc.yml").write_text(TOC, encoding="utf-8")
        words = "# Some pages\n\n{cite:t}`ageing2020bulletin`\n"
        (root / "start.md").write_text(words, encoding="utf-8")
        (root / "works.md").write_text("# Works\n\n```{bibliography}\n```\n", encoding="utf-8")
    assert build(root) is None
    return root


def cleanly(book: Path, place: Path) -> tuple[str | None, dict[str, bytes]]:
    """What a clean build makes of a book, with the results that are kept."""
    built = shutil.ignore_patterns("html", ".stage", ".stamp.json", ".lock")
    shutil.copytree(book, place, ignore=built)
    failed = build(place)
    found = files(place)
    shutil.rmtree(place)
    return failed, found


def test_a_build_over_an_old_one_is_a_clean_one(book: Path, tmp_path: Path) -> None:
    print(f"\nREDERIVE_SEED={SEED}\nfiles written  over the old (s)  clean (s)  outcome   changed")
    before, written = files(book), times(book)
    for number, names in enumerate(drawn(book), 2):
        were = {name: (book / name).read_bytes() for name in names}
        for name in names:
            change(book, name, number)
        started = time.perf_counter()
        failed = build(book)
        middle = time.perf_counter()
        failed_anew, clean = cleanly(book, tmp_path / "book")
        ended = time.perf_counter()
        case = f"REDERIVE_SEED={SEED}: {names}"
        assert bool(failed) == bool(failed_anew), f"{case}: {failed} or {failed_anew}"
        now, since = files(book), times(book)
        if failed:  # the book stays; go on without the change
            assert now == before
            for name, content in were.items():
                (book / name).write_bytes(content)
        else:
            different = {name for name in now.keys() | clean if now.get(name) != clean.get(name)}
            assert different == set(), case
        same = {name for name in now if before.get(name) == now[name]}
        assert {name for name in same if since[name] != written[name]} == set(), case
        before, written = now, since
        print(
            f"{len(now) - len(same):13}  {middle - started:16.1f}  {ended - middle:9.1f}  "
            f"{'refused' if failed else 'the same':8}  {', '.join(names)}"
        )
