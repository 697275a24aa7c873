"""Law 5: what fails, fails in one sentence."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import warmbook
from warmbook import BuildError, InputError, book, cli
from warmbook.store import FOLDER

from .books import outputs, write_notebook, write_toc


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A book of one notebook."""
    write_toc(tmp_path, "a")
    write_notebook(tmp_path / "a.ipynb", "print(1)")
    return tmp_path


def change(path: Path, **metadata: object) -> None:
    """Change the metadata of a notebook."""
    content = json.loads(path.read_text())
    content["metadata"].update(metadata)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"kernelspec": {"name": "conda-env-geo-py"}}, "kernel conda-env-geo-py is not installed"),
        ({"execution": {"timeout": "soon"}}, "a.ipynb: timeout needs to be a number of seconds"),
        ({"execution": "often"}, "a.ipynb: execution in its metadata needs to be options"),
        ({"warmbook": ["x"]}, "a.ipynb: warmbook in its metadata needs to be inputs"),
    ],
)
def test_metadata_that_cannot_be_followed_are_told(
    one: Path, metadata: dict[str, object], sentence: str
) -> None:
    change(one / "a.ipynb", **metadata)
    with pytest.raises(InputError) as caught:
        warmbook.execute(one, fork=True)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


NULL = '{"nbformat": 4, "nbformat_minor": 5, "metadata": null, "cells": []}'
NULL_CELL = """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code",
"id": "a", "metadata": null, "source": "1", "outputs": [], "execution_count": null}]}"""


@pytest.mark.parametrize(
    "text",
    ["", "[1]", "null", '{"cells": 7}', '{"nbformat": 9, "cells": []}', "\0", NULL, NULL_CELL],
)
def test_a_file_that_is_not_a_notebook_is_told(one: Path, text: str) -> None:
    (one / "a.ipynb").write_text(text)
    with pytest.raises(InputError, match=r"^a\.ipynb is not a notebook that can be read") as caught:
        warmbook.execute(one)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "metadata",
    [
        {"execution": None, "warmbook": None, "kernelspec": None, "language_info": None},
        {"kernelspec": {"name": None}, "widgets": None, "jupytext": None},
        {"kernelspec": {}, "execution": {"timeout": None, "allow_errors": None}},
    ],
    ids=repr,
)
def test_null_where_metadata_are_optional_is_nothing(one: Path, metadata: dict) -> None:
    change(one / "a.ipynb", **metadata)
    (notebook,) = warmbook.execute(one, fork=True).values()
    assert outputs(notebook) == ["1"]


def test_a_long_temporary_folder_is_no_hindrance(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    (notebook,) = warmbook.execute(one, fork=True).values()
    assert outputs(notebook) == ["1"]


def test_a_place_that_cannot_be_written_is_told(one: Path) -> None:
    (one / "_build").mkdir()
    (one / FOLDER).write_text("a file where a folder should be")
    with pytest.raises(BuildError, match=r"cannot be written \(.*\); free space, or delete"):
        warmbook.execute(one, fork=True)


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
def test_a_result_that_does_not_fit_is_told_and_leaves_nothing(one: Path) -> None:
    write_notebook(one / "a.ipynb", "print('x' * 300_000)")
    code = (
        "import resource, sys, warmbook\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        f"try: warmbook.execute({str(one)!r}, fork=True)\n"
        "except warmbook.BuildError as error: sys.exit(f'told: {error}')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    *_, last = done.stderr.splitlines()
    assert last.startswith("told: _build/.warmbook cannot be written (File too large)"), done.stderr
    assert len(last) < 300
    assert [name for name in os.listdir(one / FOLDER) if name != "matplotlib"] == []


def test_pages_that_do_not_fit_are_told_briefly_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, place = tmp_path / "new", tmp_path / "html"
    for folder in (new, place):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name)

    def fail(_: Path, fresh: Path, **__: object) -> None:
        fresh.mkdir()
        reason = "[Errno 28] No space left on device"
        raise shutil.Error([("a" * 200, "b" * 200, reason) for _ in range(1000)])

    monkeypatch.setattr(shutil, "copytree", fail)
    with pytest.raises(BuildError, match=r"\[Errno 28\] No space left on device\); free") as caught:
        book._publish(new, place, {})
    assert len(str(caught.value)) < 200
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "new"]
    assert (place / "index.html").read_text() == "html"


def test_a_damaged_result_is_made_again(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warmbook.execute(one, fork=True)
    (file,) = (one / FOLDER).glob("*.json")
    whole = file.read_bytes()
    middle = len(whole) // 2
    for damage in (
        b"", b"\xff\xfe", b"[]", b"null", whole[:-9], whole.replace(b'"1\\n"', b'"2\\n"'),
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
    ):  # fmt: skip
        assert damage != whole
        file.write_bytes(damage)
        capsys.readouterr()
        (notebook,) = warmbook.execute(one, fork=True).values()
        assert outputs(notebook) == ["1"]
        assert "ran a.ipynb" in capsys.readouterr().err
    assert json.loads(file.read_text().split("\n")[1])["path"] == "a.ipynb"


def test_the_lock_of_a_process_that_died_holds_nobody_up(
    one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one / "_build").mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    (one / "_build" / ".lock").write_text(str(dead.pid))
    assert cli.main(["run", str(one)]) == 0
    assert "waiting" not in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(
    one: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (one / "_build").write_text("a file where a folder should be")
    assert cli.main(["run", str(one)]) == 1
    assert capsys.readouterr().err == (
        f"warmbook: {one}/_build cannot be written (File exists); "
        "delete that file, or move it away, for a folder is to be there\n"
    )
    (one / "_build").unlink()

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)  # root may write anywhere else
    assert cli.main(["run", str(one)]) == 1
    told = (
        f"warmbook: {one}/_build cannot be written (Read-only file system); "
        "free space, or change permissions\n"
    )
    assert capsys.readouterr().err == told
    assert not (one / "_build").exists()


def test_a_book_without_notebooks_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toc(tmp_path)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    assert cli.main(["run", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="has encodings of its own")
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_a_sentence_comes_out_on_any_terminal(tmp_path: Path, encoding: str) -> None:
    root = tmp_path / "我的书"
    root.mkdir()
    write_toc(root, "没有")
    # Up to 3.12, Python does not start in the locale C where it lies at a path in other letters.
    locale = "C" if sys.prefix.isascii() else "C.UTF-8"
    done = subprocess.run(
        [sys.executable, "-m", "warmbook", "run", str(root)],
        env={**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": f"{encoding}:strict"},
        capture_output=True,
    )
    told = done.stderr.decode(encoding)
    assert told.startswith("warmbook: _toc.yml names")
    assert told.count("\n") == 1
    assert done.returncode == 2


def test_what_is_told_on_standard_output_is_nothing(one: Path) -> None:
    code = "import subprocess; subprocess.run(['echo', 'from a child'])"
    write_notebook(one / "a.ipynb", code)
    run = f"import warmbook\nfor fork in (True, False): warmbook.execute({str(one)!r}, fork=fork"
    done = subprocess.run(
        [sys.executable, "-c", f"{run}, force=True)"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "from a child" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
def test_a_kernel_that_crashes_leaves_nothing_in_the_folder_of_its_notebook(one: Path) -> None:
    write_notebook(one / "a.ipynb", "import os; os.abort()")
    before = sorted(one.iterdir())
    code = (
        "import resource, sys, warmbook\n"
        "_, most = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (most, most))\n"
        f"try: warmbook.execute({str(one)!r}, fork=True)\n"
        "except warmbook.BuildError as error: sys.exit(f'told: {error}')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    *_, last = done.stderr.splitlines()
    assert last.startswith("told: a.ipynb, code cell 1: the kernel died"), done.stderr
    assert sorted(path for path in one.iterdir() if path.name != "_build") == before
