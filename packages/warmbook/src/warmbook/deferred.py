"""Modules that are imported when they are first used, and not before.

What Jupyter Book and MyST-NB import for the case that they have to run a notebook by themselves
takes longer than to write a page. In our builds it hardly ever comes to that.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

#: Imported by the rest of Jupyter Book, and called by hardly any build of pages.
SELDOM_USED = (
    # To run notebooks: nbclient and jupyter-cache, and with it a library for databases.
    "myst_nb.core.execute.cache",
    "myst_nb.core.execute.direct",
    "myst_nb.core.execute.inline",
    # Messages of its command line, and with them the kernels that are installed.
    "jupyter_book.utils",
)


class Deferred:
    """What ``from module import name`` gives of a module that is not imported yet.

    It can be called, derived from, and asked for attributes; then it is the thing itself.
    """

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._itself()(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._itself(), name)

    def __mro_entries__(self, _: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._itself(),)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._itself())

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


@contextlib.contextmanager
def hidden(*modules: str) -> Iterator[None]:
    """Have what is imported meanwhile do without some modules."""
    new = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(new))  # type: ignore[arg-type]  # None forbids it
    try:
        yield
    finally:
        for name in new:
            del sys.modules[name]
