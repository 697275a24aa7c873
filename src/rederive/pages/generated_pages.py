"""The pages that no notebook makes: one a claim, the page for a wrong address, the downloads.

The theme sets one page of a claim, with marks for title, head and text; the others are this page
with their own words. So several hundred pages cost little more than one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from html import escape, unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ExtensionError

from rederive import __version__
from rederive.book.book import Book
from rederive.errors import InputError
from rederive.pages import claim_pages
from rederive.pages.claim_pages import Library, Page
from rederive.pages.theme_fixes import polish
from rederive.publishing import citation, exports, launch

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

SHELL = "claims/frame"
TITLE, HEAD, BODY = "REDERIVE-TITLE", "<!--REDERIVE-HEAD-->", "<!--REDERIVE-BODY-->"
#: Pages whose table needs the room of the sidebar.
WIDE = {"notebooks/register", "notebooks/sources"}
#: Pages that load style sheets and scripts of their own.
ASSETS = {
    "notebooks/register": ("claims.css", "register.js"),
    "notebooks/change-an-assumption": (
        "assumptions.css",
        "preact/preact.min.umd.js",
        "assumptions.js",
    ),
    SHELL: ("claims.css", "claims.js"),
    "downloads": ("claims.css",),
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    # Before sphinxcontrib-bibtex, whose part of this takes a while.
    app.connect("env-updated", begin, priority=100)
    app.connect("html-collect-pages", shell)
    app.connect("html-page-context", dress)
    app.connect("html-page-context", describe)
    # Before the last touch to every page (rederive.pages.extension).
    app.connect("build-finished", write_pages, priority=700)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def begin(app: Sphinx, _: BuildEnvironment) -> None:
    """Have another process begin with what needs no page of Sphinx."""
    if app.builder.name == "html" and _has_register(app):
        pool = ProcessPoolExecutor(1)
        app.rederive_made = pool.submit(make, Path(app.srcdir), Path(app.outdir))
        pool.shutdown(wait=False)


def make(root: Path, out: Path) -> list[Page]:
    """Write the downloads, and return the pages of the claims."""
    library = Library(Book(root))
    exports.write(library, out / "downloads")
    return [index(), *claim_pages.all_pages(library)]


def shell(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """One page for the theme to set, and the page for a wrong address."""
    if not _has_register(app):
        return
    yield SHELL, {"title": TITLE, "body": BODY, "metatags": HEAD}, "page.html"
    yield "404", {}, "404.html"


def _has_register(app: Sphinx) -> bool:
    return Path(app.srcdir, "data", "claims").is_dir()


def dress(app: Sphinx, page: str, _: str, context: dict[str, Any], *__: object) -> None:
    """Give pages their citation, and those of this module their style sheet and script."""
    if page in app.env.found_docs and Path(app.srcdir, "CITATION.cff").is_file():
        title = unescape(re.sub(r"<[^>]+>", "", context["title"]))
        item = citation.page(citation.read(Path(app.srcdir)), title, f"{page}.html")
        if page == app.config.root_doc:
            item = citation.book(citation.read(Path(app.srcdir)))
        context["citation"] = {"plain": citation.plain(item), "bibtex": citation.bibtex(item)}
        if Path(app.srcdir, f"{page}.ipynb").is_file():
            context["run"] = launch.ways(citation.read(Path(app.srcdir)), f"{page}.ipynb")
    if page in WIDE:
        context["meta"] = {**(context["meta"] or {}), "html_theme.sidebar_secondary.remove": ""}
    for name in ASSETS.get(page, ()):
        if name.endswith(".css"):
            app.add_css_file(name)
        else:
            app.add_js_file(name, loading_method="defer")


def describe(
    app: Sphinx, page: str, _: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Say in the page's head what it is about: its first words, for those who search."""
    if page == "search":
        text = f"Search the pages of {app.config.html_title or app.config.project}."
    elif tree is not None:
        text = summary(node.astext() for node in tree.findall(nodes.paragraph))
    else:
        return
    if text:
        line = f'<meta name="description" content="{escape(text)}" />'
        context["metatags"] = context.get("metatags", "") + line


def summary(paragraphs: Iterable[str], length: int = 155) -> str:
    """The first words of some paragraphs, whole sentences if one of them fits.

    Examples
    --------
    >>> summary(["One thing. Another thing."], 12)
    'One thing.'
    >>> summary(["A sentence without an end in sight"], 12)
    'A sentence…'
    """
    text = " ".join(" ".join(islice(paragraphs, 2)).split())
    if len(text) <= length:
        return text
    sentence = re.match(rf".{{{length // 3},{length - 1}}}[.!?](?=\s)", text)
    return sentence[0] if sentence else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages of all claims, the page for a wrong address, and the downloads."""
    if exception or app.builder.name != "html" or not _has_register(app):
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    try:
        begun = getattr(app, "rederive_made", None)
        fill(out, begun.result() if begun else make(root, out))
    except InputError as error:
        raise ExtensionError(str(error)) from error
    except BrokenExecutor as error:
        raise ExtensionError("the pages of the claims: their process died") from error
    offer_edition(root, out)


def offer_edition(root: Path, out: Path) -> None:
    """Lay the PDF edition beside the pages if there is one, and say so on the page of downloads."""
    edition, copy = root / exports.PRINTED, out / exports.PRINTED.name
    size = edition.stat().st_size if edition.is_file() else None
    if size is None:
        copy.unlink(missing_ok=True)
    else:
        shutil.copyfile(edition, copy)
    page = out / "downloads.html"
    if page.is_file():
        text = page.read_text(encoding="utf-8")
        page.write_text(exports.offer_edition(text, copy.name, size), encoding="utf-8")


def fill(out: Path, pages: Iterable[Page]) -> None:
    """Write the pages of the claims; remove the frame, and the page of a claim that is no more."""
    path = out / f"{SHELL}.html"
    if not path.exists():
        return  # no page was set anew, so those of an earlier build stand
    frame = polish(path.read_text(encoding="utf-8"))  # once for all of them
    kept = set()
    for page in pages:
        path = out / "claims" / f"{page.name}.html"
        path.write_text(filled(frame, page), encoding="utf-8")
        kept.add(page.name)
    for path in (out / "claims").glob("*.html"):
        if path.stem not in kept:
            path.unlink()


def filled(frame: str, page: Page) -> str:
    """The frame with the words of one page."""
    description = f'<meta name="description" content="{escape(page.description)}" />'
    return (
        frame.replace(TITLE, escape(page.title))
        .replace(HEAD, description + page.head)
        .replace(BODY, page.body)
    )


def index() -> Page:
    """What stands in the folder of the pages: the way to the register."""
    return Page(
        "index",
        "Claims",
        "Every claim of the report has a page of its own; the register lists them.",
        "",
        "<h1>Claims</h1><p>Every claim of the report has a page of its own here. "
        '<a href="../notebooks/register.html">The register</a> lists, searches and filters them.'
        "</p>",
    )
