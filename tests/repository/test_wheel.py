"""The wheel, installed with what an extra names and nothing else, does what it promises."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "tests" / "drafting" / "texts" / "ferries-en.txt"
EXTRAS: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
    "project"
]["optional-dependencies"]
OURS = {"rederive", "warmbook"}
#: The folders and modules that the extra `core` is enough for.
CORE = ("core", "reading", "drafting", "relating", "errors.py", "api.py", "cli.py", "starting.py")
CORE += ("starter/texts.py", "proposing.py", "language/counting.py")
#: What comes with others, in their versions.
LENT = {"markdown-it-py", "myst-parser", "myst-nb", "sphinx", "sphinx-external-toc"}

#: What no module imports by name: the kernel, the builder, the theme, text columns of pandas.
NAMED = {"ipykernel", "jupyter-book", "pyarrow", "sphinx-book-theme", "sphinxcontrib-bibtex"}


def named(extra: str) -> dict[str, Requirement]:
    """What an extra names, those that it includes among them."""
    found: dict[str, Requirement] = {}
    for line in EXTRAS[extra]:
        requirement = Requirement(line)
        if requirement.name == "rederive":
            for other in requirement.extras:
                found |= named(other)
        else:
            found[canonicalize_name(requirement.name)] = requirement
    return found


def imported(*places: str) -> set[str]:
    """The distributions that our modules in some places import."""
    modules: set[str] = set()
    for place in places:
        path = ROOT / "src" / "rederive" / place
        for file in [path] if path.is_file() else path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    providers = packages_distributions()
    foreign = modules - OURS - set(sys.stdlib_module_names)
    return {canonicalize_name(name) for module in foreign for name in providers[module]}


def test_ranges_are_those_that_the_book_is_tested_with() -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    tested = {
        canonicalize_name(Requirement(line).name): Requirement(line).specifier
        for line in lines
        if line.strip() and line[0] not in "#-"
    }
    for name, requirement in named("methods").items():
        if name not in OURS:
            assert requirement.specifier == tested[name], name


def test_extras_name_what_their_code_imports() -> None:
    assert imported(*CORE) <= set(named("core"))
    assert not {"pandas", "sphinx", "jupyter-book"} & set(named("core"))
    every = imported(*(path.name for path in (ROOT / "src" / "rederive").iterdir()))
    assert every - set(named("methods")) <= LENT
    assert set(named("methods")) - OURS - every <= NAMED


def closure(names: set[str]) -> set[str]:
    """These distributions and all that they need, as installed here."""
    found: set[str] = set()
    left = {(name, "") for name in names}
    seen: set[tuple[str, str]] = set()
    while left:
        name, extra = left.pop()
        seen.add((name, extra))
        found.add(name)
        for line in distribution(name).requires or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                each = canonicalize_name(needed.name)
                left |= {(each, one) for one in ("", *needed.extras)} - seen
    return found


def call(*command: object, **options: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def wheel_of(source: Path, folder: Path) -> Path:
    unneeded = shutil.ignore_patterns("tests", "*.egg-info", "__pycache__", "build")
    copy = folder / source.name
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        copy.mkdir(exist_ok=True)
        shutil.copy(source / name, copy)
    shutil.copytree(source / "src", copy / "src", ignore=unneeded)
    out = folder / f"{source.name}-dist"
    out.mkdir()
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(out)!r})"
    call(sys.executable, "-c", build, cwd=copy)
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("dist")
    return [wheel_of(source, folder) for source in (ROOT, ROOT / "packages" / "warmbook")]


def environment(folder: Path, wheels: list[Path], extra: str) -> Path:
    """The programs of an environment with the wheels and what an extra needs, nothing else."""
    call(sys.executable, "-m", "venv", "--without-pip", folder)
    (site,) = folder.glob("lib/python*/site-packages")
    for name in closure(set(named(extra)) - OURS):
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files} - {"..", "__pycache__", "bin"}:
            target = Path(str(distribution(name).locate_file(top)))
            if not (site / top).exists() and target.exists():
                (site / top).symlink_to(target)
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python")
    call(*pip, "install", "--quiet", "--no-deps", "--no-index", *wheels)
    return folder / "bin"


def surroundings() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith("REDERIVE")}


@pytest.fixture
def given(tmp_path: Path) -> dict[str, object]:
    return {"cwd": tmp_path, "env": surroundings()}


def test_the_wheel_has_every_file_of_the_package(wheels: list[Path]) -> None:
    there = set(zipfile.ZipFile(wheels[0]).namelist())
    package = ROOT / "src" / "rederive"
    for path in package.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store":
            place = f"rederive/{path.relative_to(package).as_posix()}"
            assert place in there or "fonts/make" in place


def test_core_drafts_and_judges_without_pandas_and_sphinx(
    tmp_path: Path, wheels: list[Path], given: dict[str, object]
) -> None:
    programs = environment(tmp_path / "venv", wheels[:1], "core")
    code = (
        "import doctest, importlib.util as u, rederive.api as api\n"
        "assert not any(map(u.find_spec, ('pandas', 'sphinx', 'jinja2', 'warmbook')))\n"
        "print(doctest.testmod(api))"
    )
    assert "failed=0" in call(programs / "python", "-c", code, **given)
    call(sys.executable, "-m", "rederive.cli", "new", "book", "--text", TEXT, **given)
    in_book = given | {"cwd": tmp_path / "book"}
    assert "42 drafts" in call(programs / "rederive", "draft", **in_book)
    listed = subprocess.run(
        [programs / "rederive", "verify"], capture_output=True, text=True, **in_book
    )
    assert listed.returncode == 2
    assert "is not installed" in listed.stderr
    assert "rederive[book]" in listed.stderr
    assert listed.stderr.count("\n") == 1


def test_book_makes_and_builds_a_book(
    tmp_path: Path, wheels: list[Path], given: dict[str, object]
) -> None:
    programs = environment(tmp_path / "venv", wheels, "book")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    given = given | {"env": surroundings() | {"PATH": path}}
    commands = f"rederive new book --text {TEXT} && cd book && rederive verify --update"
    said = call("sh", "-c", f"{commands} && rederive book", **given)
    assert "WARNING" not in said
    assert (tmp_path / "book" / "_build" / "html" / "index.html").is_file()
