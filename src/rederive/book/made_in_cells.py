"""What the cells of a notebook make, told from their text.

A build asks this in a process of its own whenever a notebook's text is another (``part_of``), so
the module imports nothing that takes long to load.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from rederive.book import prose
from rederive.core.claim_ids import CLAIM_ID


def seeded_by(path: Path) -> list[tuple[str, str]]:
    """The lines of a notebook that set a seed: cell and line.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return [
        (cell, line.partition("  #")[0])
        for cell, source in prose.code_cells(path)
        for line in source.splitlines()
        if re.match(r"[A-Z, ]*\bSEED\b.* = ", line)
    ]


def made_by(path: Path) -> list[tuple[str, str, str]]:
    """The claims and pictures that a notebook makes: name, kind, and cell.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found = []
    for cell, source in prose.code_cells(path):
        names = re.findall(rf"[\"']({CLAIM_ID})[\"']", source)
        found += [(name, "claim", cell) for name in names]
        found += [(title, "picture", cell) for title in _titles(source)]
    return found


def _titles(source: str) -> Iterator[str]:
    """The titles of the pictures that a cell draws; what is put in when it runs is "…"."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="figure"), args=[ast.Constant(str(title)), *_]):
                yield title
            case ast.Call(func=ast.Attribute(attr="figure"), args=[ast.JoinedStr(parts), *_]):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts
                )
