"""Bad input to the command: one sentence, an exit code, nothing half-written, no process left."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .books import write_notebook, write_toc
from .test_sentences import NULL, NULL_CELL

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
MARK = "WARMBOOK_TEST_MARK"
#: Runs the command where no file may become larger.
FULL = (
    "import resource, sys; from warmbook.cli import main; "
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); sys.exit(main())"
)


def no_contents(root: Path) -> None:
    (root / "_toc.yml").unlink()


def contents_of_nothing(root: Path) -> None:
    (root / "_toc.yml").write_text("format: jb-book\nroot: nowhere\n")


def contents_no_yaml(root: Path) -> None:
    (root / "_toc.yml").write_text("format: [")


def config_no_yaml(root: Path) -> None:
    (root / "_config.yml").write_text("title: x\nexecute: {\n")


def unknown_option(root: Path) -> None:
    (root / "_config.yml").write_text("warmbook: {prelaod: [numpy]}\n")


def no_notebook(root: Path) -> None:
    (root / "a.ipynb").write_text('{"cells": 7}')


def null_metadata(root: Path) -> None:
    (root / "a.ipynb").write_text(NULL)


def null_metadata_of_a_cell(root: Path) -> None:
    (root / "a.ipynb").write_text(NULL_CELL)


def tags_that_are_a_number(root: Path) -> None:
    change(root, lambda notebook: notebook["cells"][1]["metadata"].update(tags=5))


def kernel_that_is_a_number(root: Path) -> None:
    change(root, lambda notebook: notebook["metadata"].update(kernelspec=5))


def kernel_without_a_word_for_a_name(root: Path) -> None:
    change(root, lambda notebook: notebook["metadata"].update(kernelspec={"name": ["a"]}))


def change(root: Path, how: Callable[[dict], object]) -> None:
    """Change what is written in the notebook's file."""
    notebook = json.loads((root / "a.ipynb").read_text(encoding="utf-8"))
    how(notebook)
    (root / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def no_such_kernel(root: Path) -> None:
    write_notebook(root / "a.ipynb", "print(1)", kernel="nobody-has-it")


def failing_cell(root: Path) -> None:
    write_notebook(
        root / "a.ipynb", "import subprocess", "subprocess.Popen(['sleep', '99']); 1 / 0"
    )


def a_file_for_a_folder(root: Path) -> None:
    (root / "_build").rename(root / "old")
    (root / "_build").write_text("")


def larger(root: Path) -> None:
    write_notebook(root / "a.ipynb", "print('x' * 500_000)")


BAD: dict[Callable[[Path], None], tuple[int, str]] = {
    no_contents: (2, "_toc.yml: cannot be read"),
    contents_of_nothing: (2, "_toc.yml names nowhere"),
    contents_no_yaml: (2, "_toc.yml cannot be read: line 1"),
    config_no_yaml: (2, "_config.yml cannot be read: line 3"),
    unknown_option: (2, "prelaod"),
    no_notebook: (2, "a.ipynb is not a notebook that can be read"),
    null_metadata: (2, "a.ipynb is not a notebook that can be read"),
    null_metadata_of_a_cell: (2, "a.ipynb is not a notebook that can be read"),
    tags_that_are_a_number: (2, "the tags of cell 2 are no list of words"),
    kernel_that_is_a_number: (2, "its kernelspec names no kernel"),
    kernel_without_a_word_for_a_name: (2, "its kernelspec names no kernel"),
    no_such_kernel: (2, "kernel nobody-has-it is not installed"),
    failing_cell: (1, "a.ipynb"),
    a_file_for_a_folder: (1, "_build cannot be written"),
    larger: (1, "cannot be written (File too large)"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that was built."""
    root = tmp_path_factory.mktemp("bad") / "book"
    root.mkdir()
    write_toc(root, "a")
    write_notebook(root / "a.ipynb", "print(1)")
    done, left = call(root, "build")
    assert (done.returncode, left) == (0, []), done.stderr
    return root


@pytest.fixture
def restored(built: Path) -> Iterator[Path]:
    """It, and afterwards all is as it was."""
    names = ("_toc.yml", "_config.yml", "a.ipynb")
    before = {name: (built / name).read_bytes() for name in names if (built / name).exists()}
    yield built
    if (built / "old").exists():
        (built / "_build").unlink()
        (built / "old").rename(built / "_build")
    for name in names:
        (built / name).unlink(missing_ok=True)
        if name in before:
            (built / name).write_bytes(before[name])


def call(
    root: Path, *arguments: str, limit: int = 0
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the command in a book; what it did, and the processes that are left of it."""
    mark = uuid.uuid4().hex
    program = ["-c", FULL.format(limit)] if limit else ["-m", "warmbook"]
    done = subprocess.run(
        [sys.executable, *program, *arguments, str(root)],
        env={**os.environ, MARK: mark},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    left = marked(mark)
    for _ in range(100):  # the system takes a moment to end a process
        if not left:
            break
        time.sleep(0.1)
        left = marked(mark)
    return done, left


def marked(mark: str) -> list[str]:
    """The processes with a mark in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append((path.parent / "cmdline").read_text())
        except OSError:
            continue
    return found


def pages(root: Path) -> dict[str, bytes]:
    """The built book, and whatever lies beside it half-written."""
    folder = next((root / name for name in ("old", "_build") if (root / name).is_dir()), root)
    found = [path for name in ("html", ".html-*") for path in folder.glob(f"{name}/**/*")]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()
    }


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_the_command_ends_in_one_sentence_and_leaves_all_as_it_was(
    restored: Path, spoil: Callable[[Path], None]
) -> None:
    code, words = BAD[spoil]
    before = pages(restored)
    assert "html/index.html" in before
    spoil(restored)
    done, left = call(restored, "build", limit=200_000 if spoil is larger else 0)
    told = [line for line in done.stderr.splitlines() if line.startswith("warmbook: ")]
    assert (done.returncode, done.stdout, len(told)) == (code, "", 1), done.stderr
    assert words in told[0]
    assert "Traceback" not in done.stderr
    assert left == []
    assert pages(restored) == before


def test_what_is_no_hindrance_is_none(restored: Path) -> None:
    before = pages(restored)
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    (restored / "_build" / ".lock").write_text(str(dead.pid))
    for file in (restored / "_build" / ".warmbook").glob("*.json"):
        file.write_bytes(file.read_bytes()[:-9])
    (restored / "_build" / ".stamp.json").write_text("{")
    done, left = call(restored, "build")
    assert (done.returncode, left) == (0, []), done.stderr
    assert "ran a.ipynb" in done.stderr
    assert pages(restored) == before


def test_a_port_in_use_ends_in_one_sentence(restored: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done, left = call(restored, "serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout, left) == (2, "", [])
    (line,) = done.stderr.splitlines()
    assert line.startswith("warmbook: port ")
