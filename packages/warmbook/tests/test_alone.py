"""The distribution, installed alone, runs its README's example, and wherever the book lies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

import pytest

from .books import write_notebook, write_toc
from .test_kernels import CORPUS

pytest.importorskip("pip")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="makes links")
HOME = Path(__file__).parents[1]
#: What of the installed packages is ours; it must not help.
OURS = ("warmbook", "rederive", "__editable__", "_distutils", "distutils-precedence")


def call(*command: object, **options: object) -> None:
    """Run a command; show what it said if it fails."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, built as its source archive and from that as a wheel."""
    folder = tmp_path_factory.mktemp("dist")
    unneeded = shutil.ignore_patterns("tests", "*.egg-info", "__pycache__", "build")
    source = shutil.copytree(HOME, folder / "source", ignore=unneeded)
    build = f"from setuptools import build_meta; build_meta.build_sdist({str(folder)!r})"
    call(sys.executable, "-c", build, cwd=source)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder / "again", filter="data")
    (again,) = (folder / "again").iterdir()
    linked = set(re.findall(r"\]\((\w+\.\w+)\)", (HOME / "README.md").read_text(encoding="utf-8")))
    assert {"LICENSE", "README.md", *linked} <= {path.name for path in again.iterdir()}
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(folder)!r})"
    call(sys.executable, "-c", build, cwd=again)
    (wheel,) = folder.glob("*.whl")
    return wheel


def environment(folder: Path, wheel: Path) -> Path:
    """A virtual environment with the wheel and what it needs, and nothing else of ours."""
    call(sys.executable, "-m", "venv", "--without-pip", folder)
    (site,) = folder.glob("lib/python*/site-packages")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS):
            (site / entry.name).symlink_to(entry)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    call(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    code = "import importlib.util as u, sys; sys.exit(u.find_spec('rederive') is not None)"
    call(python, "-c", code, cwd=folder)
    return folder / "bin"


def make_book(root: Path) -> None:
    """A book with a notebook, and a line about its copyright."""
    root.mkdir(parents=True)
    write_toc(root, "n/a")
    (root / "data.txt").write_text("6 7", encoding="utf-8")
    code = "x, y = map(int, open('../data.txt').read().split())\nprint(x * y)"
    cells = [code, "'é'.encode(), open('../data.txt').encoding", *CORPUS["widgets"]]
    write_notebook(root / "n" / "a.ipynb", *cells)
    (root / "_config.yml").write_text(
        "title: A book\ncopyright: '2019'\nhtml: {home_page_in_navbar: true}\n"
        "sphinx: {extra_extensions: [warmbook], config: {html_context: {default_mode: auto}}}\n"
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".buildinfo"
    }


def test_the_example_of_the_readme_gives_the_same_book_everywhere(
    tmp_path: Path, wheel: Path
) -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```sh\n(pip install warmbook\n.*?)```", text, re.DOTALL)
    # The last line serves until it is interrupted: test_serving.py has it.
    lines = [line for line in example.splitlines() if not line.startswith("warmbook serve")]
    assert len(lines) == 3
    commands = "\n".join(lines[1:]).replace("my-book ", '"$BOOK" ')
    plain, strange = tmp_path / "plain", tmp_path / "我的 书 [1] a'b"
    long = tmp_path / ("x" * 100)
    long.mkdir()
    odd = {
        "LC_ALL": "C",
        "LANG": "tr_TR",
        "PYTHONIOENCODING": "ascii",
        "SOURCE_DATE_EPOCH": "0",
        "TMPDIR": str(long),
        "TZ": "Asia/Shanghai",
        "HOME": "/nowhere",
    }
    builds = {}
    for root, more in ((plain, {}), (strange, odd)):
        make_book(root)
        # One of them has the environment inside, as many checkouts have.
        programs = environment((root if more else tmp_path) / "venv", wheel)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        builds[root] = subprocess.Popen(
            ["sh", "-e", "-c", commands],
            cwd=tmp_path,
            env={**os.environ, **more, "PATH": path, "BOOK": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    for build in builds.values():
        output, errors = build.communicate(timeout=300)
        assert build.returncode == 0, errors
        assert not output
        assert "1/1 ran n/a.ipynb" in errors
    first, second = (files(root / "_build" / "html") for root in (plain, strange))
    page = first["n/a.html"].decode()
    assert ">42\n" in page
    assert "2019" in page
    assert "widget-state+json" in page
    assert '"value": 7' in page
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert list(long.iterdir()) == []
