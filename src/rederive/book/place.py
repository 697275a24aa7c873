"""The folder of the current book; this module loads nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from rederive.errors import InputError


def find_root() -> Path:
    """The nearest folder, from here upwards, that holds ``data/claims``.

    The environment variable ``REDERIVE_ROOT`` names another folder to start from.

    Raises
    ------
    InputError
        If neither this folder nor any above it is a book's.
    """
    start = Path(os.environ.get("REDERIVE_ROOT") or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "data" / "claims").is_dir():
            return folder
    raise InputError(
        f"{start}: no folder from here upwards holds data/claims; "
        "go to the book's folder or set REDERIVE_ROOT to it."
    )


def installed_root() -> Path | None:
    """The book in whose repository this package lies; None where it was installed without one."""
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "data" / "claims").is_dir() else None
