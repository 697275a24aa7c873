"""Modules that are imported when they are first used, and not before.

MyST-NB imports jupyter-cache, and with it a library for databases, for the case that it has to
run a notebook by itself. In our builds it hardly ever has to.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

JUPYTER_CACHE = (
    "jupyter_cache",
    "jupyter_cache.base",
    "jupyter_cache.cache",
    "jupyter_cache.cache.db",
    "jupyter_cache.executors",
    "jupyter_cache.executors.utils",
)


class Deferred:
    """What ``from module import name`` gives of a module that is not imported yet.

    It can be called, and asked for attributes; then it is the thing itself.
    """

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._itself()(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._itself(), name)

    def _itself(self) -> Any:
        module, name = self._place
        for other in [each for each, it in sys.modules.items() if isinstance(it, _Module)]:
            del sys.modules[other]
        return getattr(import_module(module), name)


class _Module(ModuleType):
    """Stands for a module."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Deferred(self.__name__, name)


def defer(modules: Iterable[str]) -> None:
    """Import some modules only when something of them is used."""
    for name in modules:
        sys.modules.setdefault(name, _Module(name))
