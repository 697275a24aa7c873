"""The distribution stands on its own."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).parents[1]
SOURCES = sorted((HOME / "src").rglob("*.py"))
#: What belongs to a book that uses it, not to it.
WORDS = r"rederive|requirements\.lock|\bdata/|CITATION\.cff|references\.bib"
FOREIGN = re.compile(WORDS, re.IGNORECASE)


TEXTS = (HOME / name for name in ("pyproject.toml", "README.md", "MANUAL.md", "SITUATIONS.md"))


@pytest.mark.parametrize("path", [*SOURCES, *TEXTS], ids=str)
def test_nothing_of_a_particular_book_is_in_it(path: Path) -> None:
    assert FOREIGN.findall(path.read_text(encoding="utf-8")) == []


def test_the_readme_is_short() -> None:
    assert len(re.sub(r"<!--.*?-->", "", (HOME / "README.md").read_text()).split()) <= 600


def test_what_it_imports_it_declares() -> None:
    modules = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    providers = packages_distributions()
    for module in modules - set(sys.stdlib_module_names) - {"warmbook", "sitecustomize"}:
        names = {canonicalize_name(name) for name in providers[module]}
        assert names & declared, f"{module} comes with {names}, which pyproject.toml does not name"


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, warmbook; print(*sorted(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"nbformat", "nbclient", "jupyter_client", "sphinx", "yaml", "asyncio", "zmq"}
    assert not heavy & set(done.stdout.split())


def test_no_module_is_long() -> None:
    assert [path.name for path in SOURCES if path.read_text().count("\n") > 400] == []
