"""Run the notebooks of a Jupyter Book in parallel, and exactly those that need it.

>>> import warmbook
>>> warmbook.execute(".")  # the notebooks, executed  # doctest: +SKIP
>>> warmbook.build(".")  # and the pages of the book  # doctest: +SKIP

As a Sphinx extension (``extra_extensions: [warmbook]`` in ``_config.yml``) it does so within plain
``jupyter-book build`` and ``sphinx-build``. Importing the package loads nothing heavy.
"""

from __future__ import annotations

from importlib import import_module

from warmbook.errors import BuildError, InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

    from warmbook.book import build
    from warmbook.execution import execute
    from warmbook.parts import part_of
    from warmbook.serving import serve

__version__ = "0.1.0"
__all__ = [
    "BuildError", "InputError", "__version__", "build", "execute", "part_of", "serve", "setup",
]  # fmt: skip

_HOME = {
    "build": "warmbook.book",
    "execute": "warmbook.execution",
    "part_of": "warmbook.parts",
    "serve": "warmbook.serving",
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Be a Sphinx extension."""
    from warmbook import extension

    return extension.setup(app)


def __getattr__(name: str) -> Any:
    """Import the module a public name lives in when the name is first used (:pep:`562`)."""
    if name not in _HOME:
        raise AttributeError(f"module 'warmbook' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
