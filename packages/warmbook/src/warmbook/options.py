"""What can be set: the keys under ``warmbook:`` in ``_config.yml``.

>>> Options().timeout
600
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from warmbook.errors import InputError
from warmbook.files import read_mapping


@dataclass(frozen=True)
class Options:
    """Every option, with the value it has when nothing is said.

    Parameters
    ----------
    timeout
        Seconds that one cell may take. Jupyter Book's own option, ``execute: timeout``.
    preload
        Modules that the warm process imports before it is forked. A module that cannot be
        imported is passed over. None: what the notebooks import themselves.
    preload_pages
        Modules that the process of the pages imports while the notebooks still run, beside
        the Sphinx extensions.
    depends
        Files on which every result depends, say a lock file.
    pages_depend
        Files below ``_build`` that pages show; all others below it are ignored.
    ignore
        Names of folders in which nothing lies that a page depends on.
    """

    timeout: float = 600
    preload: tuple[str, ...] | None = None
    preload_pages: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    pages_depend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ("tests",)


def read(root: Path) -> Options:
    """Read the options of the book in the folder ``root``.

    Raises
    ------
    InputError
        If there is no such option, or its value is of another kind.
    """
    config = read_config(root)
    given = config.get("warmbook") or {}
    if not isinstance(given, dict):
        raise InputError("_config.yml: warmbook needs to be options with values.")
    known = [each.name for each in fields(Options) if each.name != "timeout"]
    values: dict[str, Any] = {"timeout": _timeout(config)}
    for name, value in given.items():
        if name not in known:
            raise InputError(
                f"_config.yml: warmbook: {name} is not an option; use {', '.join(known)}."
            )
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise InputError(f"_config.yml: warmbook: {name} needs to be a list of words.")
        values[name] = tuple(value)
    return Options(**values)


def read_config(root: Path) -> dict[str, Any]:
    """Read ``_config.yml``; a book may do without it."""
    path = root / "_config.yml"
    return read_mapping(path) if path.is_file() else {}


def extensions(config: dict[str, Any]) -> list[str]:
    """Name the Sphinx extensions that ``_config.yml`` asks for."""
    sphinx = config.get("sphinx") or {}
    settings = sphinx.get("config") or {}
    found = [*(settings.get("extensions") or []), *(sphinx.get("extra_extensions") or [])]
    return [name for name in found if isinstance(name, str)]


def _timeout(config: dict[str, Any]) -> float:
    execute = config.get("execute") or {}
    seconds = execute.get("timeout", Options.timeout) if isinstance(execute, dict) else None
    if type(seconds) not in (int, float) or not 0 < seconds < math.inf:
        raise InputError("_config.yml: execute: timeout needs to be a number of seconds.")
    return seconds
