"""The Sphinx extension: results before pages.

With it, plain ``jupyter-book build .`` runs stale notebooks in parallel before it reads a page,
and an old build becomes what a clean one would be (:mod:`warmbook.incremental`).
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myst_nb import sphinx_
from myst_nb.core.execute import NotebookClientBase
from sphinx.errors import ExtensionError

from warmbook import __version__, notebooks, options, sphinx_settings
from warmbook.errors import BuildError, InputError
from warmbook.execution import refresh
from warmbook.incremental import Incremental
from warmbook.options import Options
from warmbook.pages_builder import EXECUTED
from warmbook.store import Result, Store

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.config import Config


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_config_value("warmbook_edition", "", "html", [str])
    app.add_config_value("warmbook_editions", [], "html", [list])
    app.add_event("warmbook-results")
    Incremental(app, _options)
    app.connect("config-inited", give_our_results)
    app.connect("config-inited", sphinx_settings.leave_out_environments)
    app.connect("config-inited", sphinx_settings.note_copyright, priority=799)
    app.connect("config-inited", sphinx_settings.keep_copyright, priority=801)
    app.connect("builder-inited", run_notebooks, priority=100)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def give_our_results(app: Sphinx, config: Config) -> None:
    """Have MyST-NB take the results that :mod:`warmbook.store` keeps.

    MyST-NB's own ways to a result are a fixed list of classes, and its cache knows notebooks by
    their cells alone. So we put ourselves before the function that chooses one.
    """
    if getattr(sphinx_.create_client, "of_warmbook", False):
        sphinx_.create_client = sphinx_.create_client.__wrapped__
    stock = sphinx_.create_client
    root = Path(app.srcdir).resolve()
    store = Store(root, _options(app))

    @functools.wraps(stock)
    def create_client(notebook: NotebookNode, source: str, *arguments: Any) -> NotebookClientBase:
        path = Path(source).resolve()
        result = store.get(path)
        if result is None or result.key != store.key(path, notebook):
            return stock(notebook, source, *arguments)
        return _Client(notebook, path, *arguments[:2], result=result, app=app)

    create_client.of_warmbook = True
    sphinx_.create_client = create_client


class _Client(NotebookClientBase):
    """Gives a notebook the results that are kept of it."""

    def start_client(self) -> None:
        result: Result = self._kwargs["result"]
        result.put_into(self.notebook)
        # Extensions may show the results in another way, in another language for one.
        self._kwargs["app"].emit("warmbook-results", self._path, self.notebook)
        self.exec_metadata = {
            "mtime": 0.0,  # when it ran is nothing that a page may depend on
            "runtime": result.seconds,
            "method": self.nb_config.execution_mode,
            "succeeded": True,
            "error": None,
            "traceback": None,
        }


def run_notebooks(app: Sphinx) -> None:
    """Run the notebooks that are stale, unless :func:`warmbook.build` just did."""
    if not os.environ.get(EXECUTED):
        root = Path(app.srcdir)
        chosen = None if (root / "_toc.yml").is_file() else _notebooks(app)
        try:
            refresh(root, chosen, _options(app))
        except (BuildError, InputError) as error:
            raise ExtensionError(str(error)) from error


def _notebooks(app: Sphinx) -> list[Path]:
    """The notebooks of a project without a table of contents of its own."""
    # MyST-NB lays executed notebooks there, beside the pages.
    excluded = [*app.config.exclude_patterns, "jupyter_execute"]
    names = app.project.discover(excluded, app.config.include_patterns)
    paths = [Path(app.project.doc2path(name, True)) for name in sorted(names)]
    return [path for path in paths if notebooks.is_notebook(path)]


def _options(app: Sphinx) -> Options:
    """The options of ``_config.yml``; in a project of Sphinx alone, those of MyST-NB."""
    root = Path(app.srcdir)
    if (root / "_config.yml").is_file():
        return options.read(root)
    config = app.config
    return Options(
        timeout=config.nb_execution_timeout,
        mode=config.nb_execution_mode,
        exclude=tuple(config.nb_execution_excludepatterns),
        allow_errors=config.nb_execution_allow_errors,
        shown=tuple(each[1] for each in config.nb_mime_priority_overrides),
    )
