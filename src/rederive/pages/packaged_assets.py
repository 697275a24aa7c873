"""Styles, scripts and templates of the pages come with the package, not with each book."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rederive

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

FOLDER = Path(rederive.__file__).parent / "assets"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    # Before Sphinx checks which of these folders exist (priority 800).
    app.connect("config-inited", add, priority=300)
    return {"version": rederive.__version__, "parallel_read_safe": True}


def add(app: Sphinx, config: Config) -> None:
    """Add the package's folders behind the book's own, whose files come first."""
    # Where the book itself brings them, the place of the checkout must not show in what is built.
    folder = os.path.relpath(FOLDER, app.confdir)
    config.html_static_path = [folder, *config.html_static_path]
    config.templates_path = [*config.templates_path, f"{folder}/templates"]
    if not config.html_favicon:
        config.html_favicon = f"{folder}/favicon.svg"
