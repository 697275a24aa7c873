"""The book's Sphinx extension: results before pages, and pages that keep to themselves.

With it, plain ``jupyter-book build .`` runs stale notebooks in parallel before it
reads a page, reads a page again when its results changed though its text did
not, and gives every page a Content-Security-Policy.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError

from rederive import __version__
from rederive.errors import BuildError, InputError
from rederive.pages import stylesheet
from rederive.pages.theme_fixes import polish
from rederive.runner import build
from rederive.show import pictures

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.setup_extension("rederive.pages.generated_pages")
    app.connect("config-inited", use_our_cache)
    app.connect("builder-inited", run_notebooks, priority=100)
    app.connect("env-get-outdated", pages_with_new_results)
    app.connect("env-merge-info", merge_results)
    app.connect("source-read", note_result)
    app.connect("env-updated", write_on_all_cores)
    app.connect("build-finished", finish_pages, priority=900)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def use_our_cache(app: Sphinx, config: Config) -> None:
    """Look for results where :mod:`rederive.runner.cache` keeps them, wherever the pages go."""
    config.nb_execution_cache_path = str(Path(app.srcdir, build.CACHE))


def run_notebooks(app: Sphinx) -> None:
    """Run the notebooks that are stale, unless ``rederive book`` just did."""
    if not os.environ.get(build.EXECUTED):
        try:
            build.execute(Path(app.srcdir))
        except (BuildError, InputError) as error:
            raise ExtensionError(str(error)) from error


def _seen(env: BuildEnvironment) -> dict[str, str]:
    if not hasattr(env, "rederive_results"):
        env.rederive_results = {}
    return env.rederive_results


def pages_with_new_results(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """Name the pages whose results are not those they were last read with."""
    seen, now = _seen(env), build.results(Path(app.srcdir))
    return [page for page in env.found_docs if seen.get(page) != now.get(page)]


def note_result(app: Sphinx, page: str, _: list[str]) -> None:
    """Remember the results a page is read with."""
    fingerprint = build.results(Path(app.srcdir)).get(page)
    if fingerprint:
        _seen(app.env)[page] = fingerprint


def merge_results(
    _: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment
) -> None:
    """Take over what a parallel reader remembered."""
    _seen(env).update({page: _seen(other)[page] for page in pages if page in _seen(other)})


def write_on_all_cores(app: Sphinx, _: BuildEnvironment) -> None:
    """Have the pages written in parallel, though not every extension lets them be read so."""
    # Sphinx looks here before it reads and again before it writes; one process prepares what the
    # others write.
    app.parallel = (os.cpu_count() or 1) + 1


def finish_pages(app: Sphinx, exception: Exception | None) -> None:
    """Polish every page, give all one style sheet, and drop pictures that no page shows."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in sorted(out.rglob("*.html")):
        before = path.read_text(encoding="utf-8")
        after = pictures.sized(polish(before), path)
        if after != before:
            path.write_text(after, encoding="utf-8")
    stylesheet.write(out)
    shown = {name for _, name in app.env.images.values()}
    for path in (out / app.builder.imagedir).glob("*"):
        if path.name not in shown:
            path.unlink()
