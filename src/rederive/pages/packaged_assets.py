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
    app.connect("builder-inited", forget_the_place)
    return {"version": rederive.__version__, "parallel_read_safe": True}


def add(app: Sphinx, config: Config) -> None:
    """Add the package's folders behind the book's own, whose files come first."""
    folder = os.path.relpath(FOLDER, app.confdir)
    config.html_static_path = [folder, *config.html_static_path]
    config.templates_path = [*config.templates_path, f"{folder}/templates"]
    if not config.html_favicon:
        config.html_favicon = f"{folder}/favicon.svg"


def forget_the_place(app: Sphinx) -> None:
    """Let the fingerprint of the settings in ``.buildinfo`` not tell where the package lies."""
    builder: Any = app.builder
    if not hasattr(builder, "create_build_info"):
        return
    config, folder = app.config, os.path.relpath(FOLDER, app.confdir)
    names = ("html_static_path", "templates_path", "html_favicon")
    real = {name: getattr(config, name) for name in names}
    for name, value in real.items():
        listed = value if isinstance(value, list) else [value]
        placed = [str(each).replace(folder, "rederive") for each in listed]
        config[name] = placed if isinstance(value, list) else placed[0]
    builder.build_info = builder.create_build_info()
    for name, value in real.items():
        config[name] = value
