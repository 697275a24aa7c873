"""Another edition of the pages in another language: its words, its results, the way between both.

Sphinx itself puts translated texts into the pages; here it is told where they are. What cells
showed is put into the language when a page is read (:mod:`rederive.pages.shown_in`).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages import mofile
from babel.messages.catalog import Catalog
from docutils import nodes
from sphinx.errors import ExtensionError

from rederive import __version__
from rederive.book.book import Book
from rederive.errors import InputError
from rederive.language import book_language, catalogues, scripts
from rederive.language.catalogues import Message
from rederive.language.shown_texts import changed
from rederive.language.spoken import Language, said, speak, spoken, tidy, told
from rederive.pages import open_graph, shown_in
from rederive.pages.packaged_assets import FOLDER
from rederive.publishing import website
from rederive.publishing.website import Website

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.config import Config

#: What readers call the languages, each in itself.
_NAMES = {"en": "English", "zh_CN": "中文"}
_SWITCH = "other-language.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    # Before the pages' roles are read, and before sphinx-external-toc (900) gives its contents.
    app.connect("config-inited", speak_it, priority=100)
    app.connect("config-inited", offer_both, priority=200)
    app.connect("config-inited", name_parts, priority=960)
    # Before the theme leaves out what would be empty.
    app.connect("html-page-context", lead_to_the_other, priority=400)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def speak_it(app: Sphinx, config: Config) -> None:
    """Speak the language of these pages from now on, and let Sphinx find their texts in it."""
    root, tag = Path(app.srcdir), config.language
    try:
        # A book without catalogues of its language is its own source.
        known = book_language.read(root, tag) if tag in catalogues.languages(root) else {}
        language = book_language.of_catalogues(tag, known) if known else Language()
        speak(replace(language, folder=config.warmbook_edition))
        if not known:
            return
        place = Path(app.doctreedir).parent / catalogues.FOLDER
        _compile(known, tag, place)
        config.html_static_path = [_scripts(app), *config.html_static_path]
    except InputError as error:
        raise ExtensionError(str(error)) from error
    config.locale_dirs = [str(place)]
    config.gettext_compact = False
    options = config.html_theme_options
    if "search_bar_text" in options:
        options["search_bar_text"] = said(options["search_bar_text"])
    app.connect("warmbook-results", speak_results)
    app.connect("doctree-read", speak_markup)
    app.connect("doctree-resolved", close_up)  # links to pages have their titles then


def _scripts(app: Sphinx) -> str:
    """Write the package's scripts as they speak the language; the folder, as Sphinx names it."""
    place = Path(app.doctreedir).parent / "scripts"
    place.mkdir(parents=True, exist_ok=True)
    for script in FOLDER.glob("*.js"):
        said_there = scripts.spoken(script.read_text(encoding="utf-8"))
        (place / script.name).write_text(said_there, encoding="utf-8")
    return os.path.relpath(place, app.confdir)


def _compile(known: Mapping[str, Mapping[str, Message]], tag: str, place: Path) -> None:
    """Write what is translated of the pages as gettext reads it."""
    for name, messages in known.items():
        catalog = Catalog(locale=tag, fuzzy=False)
        for english, translation in catalogues.translations(messages).items():
            catalog.add(english, translation)
        path = place / tag / "LC_MESSAGES" / f"{name}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            mofile.write_mo(file, catalog)


def speak_results(app: Sphinx, path: Path, notebook: NotebookNode) -> None:
    """Put what the cells of a notebook showed into the language."""
    book = Book(app.srcdir)
    page = path.resolve().relative_to(book.root).with_suffix("").as_posix()
    shown_in.speak_all(notebook, page, book)


def speak_markup(app: Sphinx, tree: nodes.document) -> None:
    """Put what a page has as HTML into the language."""
    found = [each for each in tree.findall(nodes.raw) if each.get("format") == "html"]
    if not found:
        return
    known = book_language.translations(Path(app.srcdir), app.env.docname)
    for raw in found:
        text = changed(raw.astext(), lambda english: known.get(english.strip(), english))
        raw.clear()
        raw += nodes.Text(text)


def close_up(_: Sphinx, tree: nodes.document, *__: object) -> None:
    """Leave no space between the characters of a text and those of a link or emphasis in it."""
    for line in tree.findall(nodes.TextElement):
        if isinstance(line, nodes.raw | nodes.literal | nodes.literal_block):
            continue
        for place, text in enumerate(line):
            if isinstance(text, nodes.Text):
                before = line[place - 1].astext()[-1:] if place else ""
                after = line[place + 1].astext()[:1] if place + 1 < len(line) else ""
                closed = tidy(f"{before}{text}{after}")
                line[place] = nodes.Text(closed.removeprefix(before).removesuffix(after))


def name_parts(_: Sphinx, config: Config) -> None:
    """Name the parts of the contents, and pages that have another title there."""
    contents = getattr(config, "external_site_map", None)
    if spoken().is_source or contents is None:
        return
    for document in contents.values():
        if document.title:
            document.title = told(document.title)
        for tree in document.subtrees:
            if tree.caption:
                tree.caption = told(tree.caption)


def offer_both(app: Sphinx, config: Config) -> None:
    """Have a place in each page's head that leads to the other edition, if there is one."""
    if config.warmbook_editions:
        theme = config.html_theme_options
        theme.setdefault("article_header_end", [_SWITCH, "article-header-buttons.html"])


def lead_to_the_other(app: Sphinx, page: str, _: str, context: dict[str, Any], *__: object) -> None:
    """Name the page of the other edition, for readers and for those who search."""
    site = website_of(app)
    if not site.alternates:
        return
    there, tag = site.alternates[0]
    context["other_language"] = {
        "address": _address(page, site.edition, there),
        "tag": tag,
        "name": _NAMES[site.languages[there]],
    }
    context["metatags"] = context.get("metatags", "") + open_graph.alternates(site, page)


def website_of(app: Sphinx) -> Website:
    """Where the pages of a build are published, and in which languages."""
    config = app.config
    return website.read(Path(app.srcdir), config.warmbook_edition, config.warmbook_editions)


def _address(page: str, here: str, there: str) -> str:
    """The way from a page of one edition to the same page of the other.

    Examples
    --------
    >>> _address("claims/a", "", "zh"), _address("claims/a", "zh", "")
    ('../zh/claims/a.html', '../../claims/a.html')
    """
    folder = posixpath.dirname(f"/{here}/{page}")
    return posixpath.relpath(f"/{there}/{page}.html".replace("//", "/"), folder)
