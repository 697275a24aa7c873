"""Where the book lies on this machine."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from rederive.errors import InputError


def root() -> Path:
    """The book's top folder: the nearest one, from here upwards, that holds ``data/claims``.

    The environment variable ``REDERIVE_ROOT`` overrides the search.

    Raises
    ------
    InputError
        If neither this folder nor any above it is the book's.
    """
    return _root(os.environ.get("REDERIVE_ROOT") or os.getcwd(), os.getcwd())


@lru_cache(maxsize=16)  # asked for with every unit
def _root(place: str, _: str) -> Path:
    start = Path(place).resolve()
    for folder in (start, *start.parents):
        if (folder / "data" / "claims").is_dir():
            return folder
    raise InputError(
        f"{start}: no folder from here upwards holds data/claims; "
        "go to the book's folder or set REDERIVE_ROOT to it."
    )


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that nobody ever sees half of it: the old one stays until the end."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
