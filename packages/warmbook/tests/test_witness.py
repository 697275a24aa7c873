"""The second witness: what was opened, after which moment, and who may have done it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from warmbook import recorder
from warmbook.record import Log, Record
from warmbook.watch import Watch
from warmbook.witness import Span, Witness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is opened")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A book's folder with two files of data."""
    folder = tmp_path / "book"
    (folder / "data").mkdir(parents=True)
    for name in ("F", "G"):
        (folder / "data" / f"{name}.txt").write_text("1")
    return folder


@pytest.fixture
def witness(root: Path) -> Iterator[Witness]:
    """A witness of that book."""
    witness = Witness(root)
    yield witness
    witness.close()


class Notebook:
    """Stands for a running notebook: what it opens, and what its recorder notes."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.log = root, root.parent / f"{name}.log"

    def note(self, kind: str, file: str) -> None:
        with self.log.open("a") as stream:
            stream.write(json.dumps([kind, str(self.root / file), ""]) + "\n")

    def reads(self, file: str) -> None:
        """It opens a file in Python: once to fingerprint, once to read."""
        self.note(recorder.OPENED, file)
        (self.root / file).read_text()
        self.note(recorder.FILE, file)
        self.note(recorder.OPENED, file)
        (self.root / file).read_text()

    def writes(self, file: str) -> None:
        self.note(recorder.OPENED, file)
        self.note(recorder.WRITTEN, file)
        (self.root / file).write_text("2")

    def opens_unseen(self, file: str) -> None:
        """It has a compiled library open a file."""
        (self.root / file).read_text()


def inputs(witness: Witness, span: Span) -> set[str]:
    """What a notebook is taken to have read beside what its recorder noted."""
    noted = Record()
    witness.add(noted, span)
    assert not noted.unseen
    return {label.removeprefix("f data/") for label in noted.inputs}


def test_what_was_opened_before_a_moment_is_not_after_it(root: Path) -> None:
    watch = Watch(root)
    file = root / "data" / "F.txt"
    file.write_text("2")  # nobody has taken it in when the moment is told
    moment = watch.mark()
    assert watch.between(moment, watch.mark()).changed == set()
    file.write_text("3")
    assert watch.between(moment, watch.mark()).changed == {"data/F.txt"}
    later = watch.mark()
    assert watch.between(later, watch.mark()).changed == set()
    watch.close()


def test_what_others_opened_before_a_notebook_began_does_not_count_for_it(
    root: Path, witness: Witness
) -> None:
    a, b = Notebook(root, "a"), Notebook(root, "b")
    with witness.span(a.log) as first:
        a.opens_unseen("data/F.txt")
    a.opens_unseen("data/G.txt")  # it leaves a process behind, say
    with witness.span(b.log) as second:
        pass
    assert inputs(witness, first) == {"F.txt"}
    assert inputs(witness, second) == set()


def test_what_is_opened_unseen_counts_for_all_that_run(root: Path, witness: Witness) -> None:
    a, b = Notebook(root, "a"), Notebook(root, "b")
    with witness.span(a.log) as first:
        a.reads("data/G.txt")
        with witness.span(b.log) as second:
            a.reads("data/G.txt")
            b.opens_unseen("data/F.txt")
        a.reads("data/F.txt")
    assert inputs(witness, first) == set()  # F is noted by its own recorder
    assert inputs(witness, second) == {"F.txt"}


@pytest.mark.parametrize("order", ["before", "meanwhile", "after"])
def test_a_file_that_a_recorder_notes_may_be_opened_unseen_by_another(
    root: Path, witness: Witness, order: str
) -> None:
    a, b = Notebook(root, "a"), Notebook(root, "b")
    with witness.span(a.log), witness.span(b.log) as second:
        if order == "before":
            b.opens_unseen("data/F.txt")
        a.reads("data/F.txt")
        if order == "meanwhile":
            b.opens_unseen("data/F.txt")
        a.reads("data/F.txt")
        if order == "after":
            b.opens_unseen("data/F.txt")
    assert inputs(witness, second) == {"F.txt"}


def test_what_is_seen_of_one_does_not_count_for_another(root: Path, witness: Witness) -> None:
    a, b, c = (Notebook(root, name) for name in "abc")
    with witness.span(a.log) as first:
        a.reads("data/F.txt")
        with witness.span(b.log) as second:
            a.reads("data/F.txt")
            a.writes("data/new.txt")
            b.reads("data/G.txt")
        assert inputs(witness, second) == set()
        with witness.span(c.log) as third:
            a.reads("data/F.txt")
    assert inputs(witness, first) == inputs(witness, third) == set()


def test_what_one_writes_while_another_opens_it_unseen_is_told(
    root: Path, witness: Witness
) -> None:
    a, b = Notebook(root, "a"), Notebook(root, "b")
    with witness.span(a.log), witness.span(b.log) as second:
        a.writes("data/new.txt")
        b.opens_unseen("data/new.txt")
    assert inputs(witness, second) == {"new.txt"}


def test_our_own_openings_do_not_count(root: Path, witness: Witness) -> None:
    a = Notebook(root, "a")
    (root / "data" / "link.txt").symlink_to("F.txt")
    with witness.span(a.log) as span, witness.watch.but_ours() as ours:
        (root / "data" / "link.txt").read_text()
        ours.update(["data/F.txt"])
    assert inputs(witness, span) == set()


OPENINGS = """
import bz2, gzip, io, mmap, os, pathlib, shutil, tempfile, tokenize, zipfile
import numpy
open("F.txt").read()
open("F.txt", "rb", buffering=0).read()
open(b"F.txt", "r+").close()
open("F.txt", "a").close()
io.FileIO("F.txt").read()
io.open_code(os.path.abspath("F.txt")).read()
os.close(os.open("F.txt", os.O_RDONLY))
pathlib.Path("F.txt").read_bytes()
tokenize.open("F.txt").close()
f = open("G.txt", "rb"); mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ).close(); f.close()
numpy.genfromtxt("F.txt"); numpy.fromfile("G.txt"); numpy.save("n.npy", 1); numpy.load("n.npy")
gzip.open("z.gz", "wt").close(); gzip.open("z.gz").close()
zipfile.ZipFile("z.zip", "w").close(); zipfile.ZipFile("z.zip").close()
os.symlink("F.txt", "link.txt"); open("link.txt").close()
shutil.copy("F.txt", "copy.txt"); shutil.copyfile("copy.txt", "F.txt")
for mode in ("x", "r"):
    try: open("F.txt" if mode == "x" else "absent.txt", mode)
    except OSError: pass
if not (pid := os.fork()):
    open("G.txt").close()
    os._exit(0)
os.waitpid(pid, 0)
"""


def test_the_recorder_tells_of_every_opening_as_often_as_it_happens(root: Path) -> None:
    watch, log = Watch(root), Log(root, root.parent / "log")
    start = f"recorder.start({str(root.parent / 'log')!r}, {str(root)!r}, recorder.__file__)"
    code = f"import warmbook.recorder as recorder\n{start}\n{OPENINGS}"
    subprocess.run([sys.executable, "-c", code], cwd=root / "data", check=True)
    watch.take()
    log.update()
    assert len(watch.opened) == 6
    assert log.opened == watch.opened
    watch.close()
