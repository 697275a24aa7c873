"""The pages that no notebook makes: one per claim, the page for a wrong address, the downloads.

The theme sets one page of a claim, with marks for title, head and text; the others are this page
with their own words. So several hundred pages cost little more than one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.errors import ExtensionError

from rederive import __version__
from rederive.book.book import Book
from rederive.book.translated import is_spoken
from rederive.core.site import CLAIMS, DOWNLOADS, SERIES, Site
from rederive.errors import InputError
from rederive.language.spoken import SOURCE, Language, say, speak, spoken, told
from rederive.pages import claim_page, open_graph, other_language, search_index, theme_fixes
from rederive.pages.claim_page import Page
from rederive.pages.finished import Finished
from rederive.pages.made import Claims, Made, key_of
from rederive.pages.open_graph import Shared
from rederive.pages.shared_pictures import Pictures
from rederive.publishing import citation, launch, pdf_edition
from rederive.publishing.library import Library
from rederive.publishing.website import Website
from rederive.show import html
from warmbook import toc

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

FRAME = f"{CLAIMS}/frame"
TITLE, HEAD, BODY = "REDERIVE-TITLE", "<!--REDERIVE-HEAD-->", "<!--REDERIVE-BODY-->"
#: Roles of pages whose table needs the room of the sidebar.
WIDE = ("register", "sources")
#: Style sheets and scripts of their own that pages load, by role.
ASSETS = {
    "register": ("claims.css", "find.js", "register.js"),
    "assumptions": ("assumptions.css", "preact/preact.min.umd.js", "assumptions.js"),
    "downloads": ("claims.css",),
}
FRAME_ASSETS = ("claims.css", "claims.js")
SEARCH = "search"
_WRONG = "404"
"""The page that a server shows under an address that there is not."""
SEARCH_ASSETS = ("find.js", Path(search_index.FILE).name, "search.js")


@dataclass
class _Build:
    """What a build knows: which page has which role, and the claims' pages once they are begun."""

    site: Site
    finished: Finished
    made: Made | None = None
    begun: Future[Claims] | None = None


_BUILDS: WeakKeyDictionary[Sphinx, _Build] = WeakKeyDictionary()


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    # Which page has which role decides what every page loads and links to.
    app.add_config_value("rederive_pages", {}, "env", [dict])
    app.connect("config-inited", read_site)
    app.connect("builder-inited", replace_search)
    # Before sphinxcontrib-bibtex, whose part of this takes a while.
    app.connect("env-updated", begin_claim_pages, priority=100)
    app.connect("html-collect-pages", collect_pages)
    app.connect("html-page-context", add_citation)
    app.connect("html-page-context", add_assets)
    app.connect("html-page-context", add_description)
    # Before every page is corrected (rederive.pages.extension).
    app.connect("build-finished", write_pages, priority=700)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def read_site(app: Sphinx, _: Config) -> None:
    """Note which page of the book has which role."""
    try:
        site = Site.read(Path(app.srcdir, "_config.yml"))
    except InputError as error:
        raise ExtensionError(str(error)) from error
    _BUILDS[app] = _Build(site, Finished(Path(app.doctreedir, ".rederive-finished.json")))


def finished(app: Sphinx) -> Finished:
    """What is known of the finished pages of a build."""
    return _BUILDS[app].finished


def replace_search(app: Sphinx) -> None:
    """Have our own search, which finds claims, numbers and any language, instead of Sphinx's."""
    if app.builder.name == "html" and _has_register(app):
        app.builder.search = False  # type: ignore[attr-defined]  # of the builder of HTML


def begin_claim_pages(app: Sphinx, _: BuildEnvironment) -> None:
    """Have another process begin with what needs no page of Sphinx, unless it is there already."""
    if app.builder.name != "html" or not _has_register(app):
        return
    build, root, out = _BUILDS[app], Path(app.srcdir), Path(app.outdir)
    build.made = Made(key_of(app), out / DOWNLOADS, Path(app.doctreedir, ".rederive-claims.pickle"))
    if build.made.claims is None:
        from concurrent.futures import ProcessPoolExecutor  # hardly any build needs it

        pool = ProcessPoolExecutor(1)
        site, pictures = other_language.website_of(app), Pictures.of(app)
        build.begun = pool.submit(make_claim_pages, root, out, spoken(), site, pictures)
        pool.shutdown(wait=False)


def make_claim_pages(
    root: Path,
    out: Path,
    language: Language = SOURCE,
    site: Website | None = None,
    pictures: Pictures | None = None,
) -> Claims:
    """Write the downloads and pictures, and return the pages of the claims, in a language."""
    from rederive.publishing import exports, series_files  # and pandas, which no other step needs

    speak(language)
    library = Library(Book(root))
    exports.write(library, out / DOWNLOADS)
    series_files.write(out / DOWNLOADS / "series.csv", out / SERIES)
    pages = [index_page(library), *claim_page.all_pages(library, site)]
    if pictures:
        pictures.provide_all(page.shared.card for page in pages)
    return Claims(pages, list(search_index.entries(library)))


def claims(app: Sphinx) -> Claims | None:
    """What was made of the claims, once it is there; None if that was not begun."""
    build = _BUILDS[app]
    try:
        if build.begun and build.made:
            build.made.note(build.begun.result())
            build.begun = None
    except InputError as error:
        raise ExtensionError(str(error)) from error
    except BrokenExecutor as error:
        raise ExtensionError("the pages of the claims: their process died") from error
    return build.made.claims if build.made else None


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """One page of a claim for the theme to set, and the page for a wrong address."""
    if not _has_register(app):
        return
    yield FRAME, {"title": TITLE, "body": BODY, "metatags": HEAD}, "page.html"
    book = Book(app.srcdir)
    if made := claims(app):
        # Before the page that asks for this version of it.
        search_index.write([*_sections(app, book), *made.found], Path(app.outdir))
    yield SEARCH, {"title": say("Search"), "body": search_page(book)}, "page.html"
    register = book.site.pages.get("register", app.config.root_doc)
    yield _WRONG, {"register": register, "menu": menu(app)}, "404.html"


def _sections(app: Sphinx, book: Book) -> Iterator[search_index.Document]:
    """What is found on the book's pages, in their language."""
    if spoken().is_source:
        yield from search_index.sections(book)
        return
    for page in toc.pages(book.root):
        yield from search_index.sections_of(app.env.get_doctree(page.name), page, book)


def menu(app: Sphinx) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parts of the book with names and titles of their pages, for a page without the theme."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for page in toc.pages(Path(app.srcdir)):
        if page.name in app.env.titles:
            parts.setdefault(told(page.part), []).append(
                (page.name, app.env.titles[page.name].astext())
            )
    return list(parts.items())


def search_page(book: Book) -> str:
    """The text of the page on which the book is searched."""
    return html.render(
        "rederive.pages",
        "search.html",
        register=book.site.links().register(),
        example=book.report.search_example,
        language="" if is_spoken(book.report.language) else book.report.language_name,
    )


def _has_register(app: Sphinx) -> bool:
    return Path(app.srcdir, "data", "claims").is_dir()


def add_citation(app: Sphinx, page: str, _: str, context: dict[str, Any], *__: object) -> None:
    """Say at the end of a page how to cite it, and where to run it."""
    root = Path(app.srcdir)
    context.update(say=say)
    own = page in app.env.found_docs or page in (FRAME, SEARCH, _WRONG)
    if not own or not Path(root, "CITATION.cff").is_file():
        return
    work = citation.read(root)
    context["report_address"] = launch.report_address(work)
    if page not in app.env.found_docs:
        return  # each claim has a citation of its own; the others have none
    if page == app.config.root_doc:
        item = citation.book(work)
    else:
        title = unescape(re.sub(r"<[^>]+>", "", context["title"]))
        item = citation.page(work, title, f"{page}.html")
    context["citation"] = {"plain": citation.plain(item), "bibtex": citation.bibtex(item)}
    if Path(root, f"{page}.ipynb").is_file():
        context["run"] = launch.options(work, f"{page}.ipynb")


def add_assets(app: Sphinx, page: str, _: str, context: dict[str, Any], *__: object) -> None:
    """Give pages the room, style sheets and scripts of their role."""
    site = _BUILDS[app].site
    if page in site.with_roles(*WIDE):
        context["meta"] = {**(context["meta"] or {}), "html_theme.sidebar_secondary.remove": ""}
    names = [name for role in ASSETS if page in site.with_roles(role) for name in ASSETS[role]]
    own = {FRAME: FRAME_ASSETS, SEARCH: SEARCH_ASSETS}
    for name in own.get(page, dict.fromkeys(names)):
        if name.endswith(".css"):
            app.add_css_file(name)
        else:
            app.add_js_file(name, loading_method="defer")


def add_description(
    app: Sphinx, page: str, _: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Say in the page's head what it is about: its first words, for those who search."""
    if page == SEARCH:
        text = say("Search the pages of {book}.", book=app.config.html_title or app.config.project)
    elif tree is not None:
        text = summary(node.astext() for node in tree.findall(nodes.paragraph))
    else:
        return
    if text:
        context["metatags"] = context.get("metatags", "") + _description(text)


def _description(text: str) -> str:
    """The line of a page's head that says what it is about."""
    return str(Markup('<meta name="description" content="{}" />').format(text))


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
    build, root, out = _BUILDS[app], Path(app.srcdir), Path(app.outdir)
    if made := claims(app):
        Pictures.of(app).provide_all(page.shared.card for page in made.pages)
        site = other_language.website_of(app)
        write_claim_pages(out, made.pages, build.finished, site, key_of(app))
    offer_pdf(root, out, build.site, app.config.warmbook_edition)


def offer_pdf(root: Path, out: Path, site: Site, edition: str = "") -> None:
    """Copy the PDF of an edition to its pages if there is one, and link it among the downloads."""
    pdf = root / pdf_edition.place(edition)
    copy = out / pdf.name
    size = pdf.stat().st_size if pdf.is_file() else None
    if size is None:
        copy.unlink(missing_ok=True)
    else:
        shutil.copyfile(pdf, copy)
    for name in site.with_roles("downloads"):
        page = out / f"{name}.html"
        if page.is_file():
            address = site.links(site.folder("downloads")).to(copy.name)
            text = pdf_edition.offer_pdf(page.read_text(encoding="utf-8"), address, size)
            page.write_text(text, encoding="utf-8")


def write_claim_pages(
    out: Path, pages: Iterable[Page], finished: Finished, site: Website, made_from: str
) -> None:
    """Write the pages of the claims; remove the frame, and pages of claims that are gone.

    Parameters
    ----------
    out : Path
        The folder of all pages.
    pages : iterable of Page
    finished : Finished
        Knows what stands there.
    site : Website
    made_from : str
        What pages with these words are made from, in brief.
    """
    path = out / f"{FRAME}.html"
    if not path.exists():
        return  # no page was set again, so those of an earlier build stand
    frame = theme_fixes.apply(path.read_text(encoding="utf-8"))  # once for all of them
    path.unlink()
    places = {out / CLAIMS / f"{page.name}.html": page for page in pages}
    if not finished.stand(places, f"{made_from}{site}{frame}"):
        for place, page in places.items():
            finished.write(place, _in_frame(frame, page, site))
    for place in (out / CLAIMS).glob("*.html"):
        if place not in places:
            place.unlink()


def _in_frame(frame: str, page: Page, site: Website) -> str:
    """The frame with the words of one page."""
    head = _description(page.description) + open_graph.of_text(site, page.shared) + page.head
    return (
        frame.replace(f"/{FRAME}.html", f"/{CLAIMS}/{page.name}.html")  # in the other edition
        .replace(f'href="{Path(FRAME).name}.html', f'href="{page.name}.html')
        .replace(TITLE, str(escape(page.title)))
        .replace(HEAD, head)
        .replace(BODY, page.body)
    )


def index_page(library: Library) -> Page:
    """What stands in the folder of the pages: where to find the claims."""
    title = say("Claims")
    about = say("Every claim of the report has a page of its own; the register lists them.")
    register = library.links.register()
    body = html.render("rederive.pages", "claims-index.html", register=register)
    return Page("index", title, about, "", str(body), Shared(title, about))
