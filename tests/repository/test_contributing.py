"""CONTRIBUTING.md: what it says of the repository is so."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "src" / "rederive"
GROUPS = TEXT.partition("## The modules")[2].partition("\n## ")[0].split("| **")[1:]
ROWS = [re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", group, re.MULTILINE) for group in GROUPS]


def imported(path: Path) -> set[str]:
    """The modules of the package that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "rederive":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rederive."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            parts = [alias.name.split(".") for alias in node.names]
            names |= {part[1] for part in parts if part[0] == "rederive" and len(part) > 1}
    return names


def test_every_module_stands_once_in_the_table() -> None:
    rows = [name for names in ROWS for name in names]
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    twice = [name for name, count in Counter(rows).items() if count > 1]
    assert not twice, f"{twice} stand twice in the table of CONTRIBUTING.md"
    missing, gone = modules - set(rows), set(rows) - modules
    assert not missing, f"say in CONTRIBUTING.md what {missing} know and do not know"
    assert not gone, f"take {gone} out of the table of CONTRIBUTING.md"


def test_no_module_imports_from_a_later_group() -> None:
    group = {name: place for place, names in enumerate(ROWS) for name in names}
    upwards = [
        f"{name} imports {other}"
        for name, place in group.items()
        for other in sorted(imported(PACKAGE / f"{name}.py"))
        if group.get(other, 0) > place
    ]
    assert not upwards


def test_links_within_the_page_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert links
    assert links <= headings


def test_files_and_folders_that_are_named_exist() -> None:
    named = set(re.findall(r"`((?:data|src|tests|assets|notebooks)/[\w./-]*)`", TEXT))
    invented = re.compile(r"chN|TOPIC|NAME|/ch1-name|/ch1\.yaml")
    missing = [name for name in named if not invented.search(name) and not (ROOT / name).exists()]
    assert not missing
