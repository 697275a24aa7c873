"""The book's Sphinx extension: pages that no notebook makes, and a last step over every page.

It gives every page a Content-Security-Policy. Running the notebooks before the pages are made, also
in plain ``jupyter-book build .``, is the work of another extension, :mod:`warmbook`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rederive import __version__
from rederive.pages import generated_pages, theme_fixes
from rederive.pages.shared_pictures import Pictures

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.setup_extension("rederive.pages.other_language")
    app.setup_extension("rederive.pages.packaged_assets")
    app.setup_extension("rederive.pages.generated_pages")
    app.setup_extension("rederive.pages.listed_files")
    app.setup_extension("rederive.pages.bound_numbers")
    app.setup_extension("rederive.pages.citation_links")
    app.setup_extension("rederive.pages.folded_code")
    app.setup_extension("rederive.pages.chapter_summary")
    app.setup_extension("rederive.pages.figures")
    app.setup_extension("rederive.pages.sharing")
    app.connect("build-finished", finish_pages, priority=900)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def finish_pages(app: Sphinx, exception: Exception | None) -> None:
    """Correct every page, give all one style sheet, and drop pictures that no page shows."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    generated_pages.finished(app).finish(out)
    theme_fixes.apply_to_scripts(out / "_static")
    shown = {name for _, name in app.env.images.values()}
    for path in (out / app.builder.imagedir).glob("*"):
        if path.name not in shown:
            path.unlink()
    Pictures.of(app).prune()
