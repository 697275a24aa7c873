"""What may import what: every folder and module has its place, and nothing reaches upwards."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from warmbook import toc

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "rederive"

_READING = {"errors", "reading"}
_LANGUAGE = {*_READING, "language"}
_CORE = {*_LANGUAGE, "core"}
_EVIDENCE = {*_CORE, "evidence", "methods"}
_BOOK = {*_EVIDENCE, "book"}
_NOTEBOOK = {*_BOOK, "show", "warmbook", "notebook"}
_PUBLISHING = {*_NOTEBOOK, "publishing"}
_PAGES = {*_PUBLISHING, "pages"}

#: The contract: what each folder (or module beside the folders) may import, besides itself.
#: A new folder has to be given its place here.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "reading": {"errors"},
    "language": _READING,
    "core": _LANGUAGE,
    "drafting": _CORE,
    "starter": {*_CORE, "drafting"},
    "relating": {*_CORE, "drafting"},
    "methods": set(),
    "evidence": _CORE,
    "api": {*_CORE, "drafting", "starter"},
    "book": _EVIDENCE,
    "show": _CORE,
    "notebook": {*_BOOK, "show", "warmbook"},
    "publishing": _NOTEBOOK,
    "pages": _PUBLISHING,
    "edition": _PAGES,
    "translating": {*_PAGES, "edition"},
    "validate": {*_PAGES, "edition", "drafting", "starter", "relating"},
    "verifying": _NOTEBOOK,
    "starting": {*_PAGES, "edition", "drafting", "starter", "relating", "validate"},
    "proposing": {*_PAGES, "edition", "drafting", "starter", "relating", "validate", "starting"},
    "several": {*_PAGES, "edition", "drafting", "starter", "relating", "validate"},
    "cli": {
        *_PAGES,
        "edition",
        "drafting",
        "starter",
        "relating",
        "validate",
        "starting",
        "proposing",
        "several",
        "translating",
        "verifying",
    },
    # packages/: distributions of their own, which know nothing of rederive.
    "warmbook": set(),
}

#: What breaks the contract today: module and what it imports. This list only shrinks.
KNOWN: set[tuple[str, str]] = set()

#: Libraries that the core does not load: not at the top of a module, not in a function.
HEAVY = {"pandas", "IPython", "sphinx", "matplotlib"}


def modules() -> dict[str, Path]:
    """Every module of rederive and of the packages beside it, by its name without ``rederive``."""
    found = {}
    for path in SOURCES.rglob("*.py"):
        if path.parent.name != "fonts":  # a script with dependencies of its own
            found[".".join(path.relative_to(SOURCES).with_suffix("").parts)] = path
    for top in ROOT.glob("packages/*/src"):
        for path in top.rglob("*.py"):
            found[".".join(path.relative_to(top).with_suffix("").parts)] = path
    return {name.removesuffix(".__init__"): path for name, path in found.items()}


MODULES = modules()
OURS = {path.name for path in ROOT.glob("packages/*/src/*") if (path / "__init__.py").is_file()}


def imported(path: Path) -> set[str]:
    """Full names of the modules that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}: write whole names, from rederive. ... import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def places(path: Path) -> set[str]:
    """The places of the contract that a module imports."""
    found = set()
    for name in imported(path):
        top, _, rest = name.partition(".")
        if top == "rederive" and rest:
            found.add(rest.partition(".")[0])
        elif top in OURS:
            found.add(top)
    return found & (MAY_IMPORT.keys() | {name.partition(".")[0] for name in MODULES})


def breaches() -> set[tuple[str, str]]:
    """Each module that breaks the contract, with what it imports."""
    return {
        (name, other)
        for name, path in MODULES.items()
        if name != "__init__"  # the face: names the public objects, and imports them when asked
        for other in places(path)
        if other not in MAY_IMPORT[name.partition(".")[0]] | {name.partition(".")[0]}
    }


def test_every_folder_and_module_has_its_place() -> None:
    there = {name.partition(".")[0] for name in MODULES} - {"__init__"}
    assert not there - MAY_IMPORT.keys(), "say in MAY_IMPORT what they may import"
    assert not MAY_IMPORT.keys() - there, "they are gone: take them out of MAY_IMPORT"


def test_the_contract_has_no_circle() -> None:
    for name, others in MAY_IMPORT.items():
        for other in others:
            assert name not in MAY_IMPORT[other], f"{name} and {other} may import each other"
            assert MAY_IMPORT[other] <= others, f"{name} may import {other}, not what that imports"


def test_nothing_reaches_upwards() -> None:
    found = breaches()
    assert not found - KNOWN
    assert not KNOWN - found, "corrected: take it out of KNOWN"


CORE = [name for name in MODULES if name.partition(".")[0] in {"errors", "reading", "core"}]


@pytest.mark.parametrize("name", CORE)
def test_the_core_names_no_heavy_library(name: str) -> None:
    assert not {each.partition(".")[0] for each in imported(MODULES[name])} & HEAVY


def loaded(*names: str) -> set[str]:
    """The top-level modules that a new Python has after importing these."""
    code = "".join(f"import {name}\n" for name in names)
    code += "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_core_loads_no_heavy_library() -> None:
    assert len(CORE) > 10
    assert not loaded(*(f"rederive.{name}" for name in CORE)) & HEAVY


def test_rederive_itself_loads_nothing_beyond_the_standard_library() -> None:
    before = loaded("sys")  # what the environment itself loads at the start
    assert loaded("rederive") - before - sys.stdlib_module_names == {"rederive"}


def test_what_notebooks_import_loads_nothing_that_is_slow_and_not_used() -> None:
    # nbformat validates with jsonschema, whose grammars take seconds to compile.
    text = "".join(path.read_text(encoding="utf-8") for path in toc.files(ROOT))
    named = re.findall(r"from rederive\.(\w+) import ([\w, ]+)", text)
    modules = {f"{folder}.{name}" for folder, names in named for name in names.split(", ")}
    modules |= {"notebook.chapter", "notebook.page"}  # what rederive itself hands out
    assert {"pages.ledger_tables", "show.charts"} <= modules <= set(MODULES)
    assert not loaded(*(f"rederive.{name}" for name in modules)) & {
        "nbformat",
        "jsonschema",
        "lark",
        "sphinx",
        "myst_nb",
    }


def test_a_build_of_pages_loads_no_library_that_draws_or_computes() -> None:
    extensions = re.findall(
        r'setup_extension\("(rederive[\w.]+)"\)', MODULES["pages.extension"].read_text("utf-8")
    )
    assert len(extensions) > 5
    found = loaded("rederive.pages.extension", *extensions)
    assert not found & {"pandas", "numpy", "matplotlib", "mpmath", "pyarrow"}


def test_what_a_build_asks_of_changed_notebooks_loads_little() -> None:
    # Each is asked in a Python of its own, for every sentence that changed (warmbook.part_of).
    found = loaded("rederive.book.made_in_cells", "rederive.book.prose")
    assert not found & {*HEAVY, "pydantic", "numpy"}


@pytest.mark.parametrize("name", [name for name in CORE if name.startswith("core")])
def test_the_core_never_asks_for_the_current_folder(name: str) -> None:
    assert "rederive.reading.files.root" not in imported(MODULES[name])
    assert "cwd" not in MODULES[name].read_text(encoding="utf-8")
