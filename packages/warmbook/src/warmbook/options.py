"""What can be set: the keys under ``warmbook:`` in ``_config.yml``.

>>> Options().timeout
600
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from warmbook.errors import InputError
from warmbook.files import read_mapping


@dataclass(frozen=True)
class Options:
    """Every option, with the value it has when nothing is said.

    Parameters
    ----------
    timeout, mode, exclude, allow_errors
        Jupyter Book's own options ``timeout``, ``execute_notebooks``, ``exclude_patterns`` and
        ``allow_errors`` under ``execute:``: seconds that one cell may take; which notebooks are
        run (``cache``: those that need it, ``force``: all, ``auto``: those without outputs,
        ``off`` and ``inline``: none); patterns of paths that are not run; whether a failing cell
        is shown and the next one run.
    shown
        Kinds of outputs of which MyST-NB's option ``nb_mime_priority_overrides`` says something.
    preload
        Modules that the warm process imports before it is forked. A module that cannot be
        imported is passed over. None: what the notebooks import, and the book's modules that
        they loaded when they last ran.
    preload_pages
        Modules that the process of the pages imports while the notebooks still run, beside
        the Sphinx extensions.
    depends
        Files on which every result depends, say a lock file.
    pages_depend
        Files below ``_build`` that pages show; all others below it are ignored.
    ignore
        Names of folders in which nothing lies that a page depends on.
    editions
        Further editions of the pages, by the folder below ``_build/html`` that each is built into,
        with the settings of Sphinx in which it differs, its language for one.
    strict
        Whether a warning of Jupyter Book fails ``warmbook build``, as with its own ``-W -n``.
    """

    timeout: float = 600
    mode: str = "cache"
    exclude: tuple[str, ...] = ()
    allow_errors: bool = False
    shown: tuple[str, ...] = ()
    preload: tuple[str, ...] | None = None
    preload_pages: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    pages_depend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ("tests",)
    editions: dict[str, dict[str, Any]] = field(default_factory=dict)
    strict: bool = False


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
    known = [each.name for each in fields(Options) if each.name not in _OF_JUPYTER_BOOK]
    values: dict[str, Any] = _of_jupyter_book(config)
    for name, value in given.items():
        if name not in known:
            raise InputError(
                f"_config.yml: warmbook: {name} is not an option; use {', '.join(known)}."
            )
        values[name] = _value(name, value)
    return Options(**values)


def _value(name: str, value: object) -> bool | tuple[str, ...] | dict[str, dict[str, Any]]:
    """The value of one of our own options."""
    if name == "editions":
        return _editions(value)
    if name == "strict":
        if not isinstance(value, bool):
            raise InputError(f"_config.yml: warmbook: {name} needs to be true or false.")
        return value
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InputError(f"_config.yml: warmbook: {name} needs to be a list of words.")
    return tuple(value)


def _editions(value: object) -> dict[str, dict[str, Any]]:
    """The settings of each edition, by its folder."""
    if isinstance(value, dict) and all(
        re.fullmatch(r"[a-z][a-z0-9-]*", str(name)) and isinstance(settings, dict)
        for name, settings in value.items()
    ):
        return value
    raise InputError(
        "_config.yml: warmbook: editions needs to be folders, in small letters, each with settings "
        "of Sphinx, such as zh: {language: zh_CN}."
    )


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


_OF_JUPYTER_BOOK = ("timeout", "mode", "exclude", "allow_errors", "shown")
_MODES = {True: "force", False: "off", **{mode: mode for mode in ("auto", "cache", "inline")}}
_MODES |= {"force": "force", "off": "off"}


def _of_jupyter_book(config: dict[str, Any]) -> dict[str, Any]:
    """Read what Jupyter Book itself has under ``execute:``."""
    given = config.get("execute")
    given = {} if given is None else given
    if not isinstance(given, dict):
        raise InputError("_config.yml: execute needs to be options with values.")
    mode = _MODES.get(given.get("execute_notebooks", "cache"))
    if mode is None:
        raise InputError(
            "_config.yml: execute: execute_notebooks needs to be cache, force, auto, inline or off."
        )
    exclude = given.get("exclude_patterns") or []
    if not isinstance(exclude, list) or not all(isinstance(each, str) for each in exclude):
        raise InputError("_config.yml: execute: exclude_patterns needs to be a list of words.")
    return {
        "timeout": seconds(given.get("timeout", Options.timeout), "_config.yml: execute: timeout"),
        "mode": mode,
        "exclude": tuple(exclude),
        "allow_errors": given.get("allow_errors") is True,
        "shown": tuple(_shown(config)),
    }


def _shown(config: dict[str, Any]) -> Iterator[str]:
    settings = (config.get("sphinx") or {}).get("config") or {}
    for each in settings.get("nb_mime_priority_overrides") or []:
        if isinstance(each, list) and len(each) > 1:  # of anything else, Sphinx will tell
            yield str(each[1])


def seconds(value: object, what: str) -> float:
    """A time limit as it is written somewhere; -1 is none, as nbclient has it.

    Raises
    ------
    InputError
        If it is not a number of seconds.
    """
    if type(value) not in (int, float) or not (0 < value < math.inf or value == -1):
        raise InputError(f"{what} needs to be a number of seconds.")
    return value  # type: ignore[return-value]
