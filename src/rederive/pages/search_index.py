"""What the book's search looks through: claims, sections of pages, sources. All as one script.

A script and no table of data, because a browser reads a script also where a book lies in a folder
and no server hands it out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from docutils.nodes import make_id

from rederive.book.book import Book
from rederive.book.elsewhere import registers
from rederive.book.prose import text_cells
from rederive.core.claims import Claim
from rederive.core.site import claim_page
from rederive.core.terms import other_words
from rederive.language.spoken import ENGLISH, own_name, said, say, spoken
from rederive.pages.register_page import search_terms, value_names
from rederive.publishing import citation
from rederive.publishing.library import Library
from rederive.show import leads
from warmbook import toc

FILE = "_static/search-index.js"
"""Where it lies in the built book."""

_HEADING = re.compile(r"^(#{1,3}) +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}|:{3,}).*?^\1\s*$", re.MULTILINE | re.DOTALL)
#: Markdown and what stays of it: roles and pictures nothing, links and marks their words.
_MARKUP = (
    (re.compile(r"\{(?:cite|cite:\w+)\}`[^`]*`|!\[[^\]]*\]\([^)]*\)|\(\w[\w-]*\)=|<[^<>]+>"), ""),
    (re.compile(r"\{doc\}`[^`<>]*?([\w-]+)`"), r"\1"),
    (re.compile(r"\{\w+\}`([^<`]+?)(?:\s*<[^>]*>)?`"), r"\1"),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^\s*(?:[-*>|]|\d+\.)\s+|[*`|]+|\{[^}]*\}", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Document:
    """One thing that can be found.

    Attributes
    ----------
    address : str
        From the top of the book.
    kind : str
        What a reader calls it: a claim with its verdict, a page, a source.
    title : str
    words : str
        Other words under which it is found; they are not shown.
    text : str
        Where the words around what was found are taken from.
    elsewhere : str
        What it says in other languages; not shown either.
    """

    address: str
    kind: str
    title: str
    words: str
    text: str
    elsewhere: str = ""


def sections(book: Book) -> Iterator[Document]:
    """Every section of a book's pages."""
    for page in toc.pages(book.root) if (book.root / "_toc.yml").is_file() else ():
        yield from _sections(book, page)


def entries(library: Library) -> Iterator[Document]:
    """The claims and sources of a book, which no page's text changes."""
    known = registers(library.book)
    others = [register for tag, register in known.items() if tag != spoken().tag]
    for name in library.groups:
        if name in library.register:
            terms = search_terms(known[ENGLISH][name], library.book.terms)
            said_there = [f"{other[name].says} {value_names(other[name])}" for other in others]
            yield _claim(library, library.register[name], terms, " ".join(said_there))
    for key in sorted(library.listed):
        item = library.sources[key]
        people = "; ".join(map(own_name, citation.names(item))) if "author" in item else ""
        address = library.book.site.links().source(key)
        if address:
            yield Document(address, say("Source"), item["title"], f"{key} {people}", people)


def _claim(library: Library, claim: Claim, terms: str, elsewhere: str) -> Document:
    entries = library.groups[claim.id]
    printed = [claim.value(each.value).as_printed for each in entries if each.value]
    found = [f"{leads.says(claim, each)} {leads.finds(claim, each)}" for each in entries]
    words = " ".join((value_names(claim), terms, *printed))
    kind = say("Claim, {verdict}", verdict=said(library.verdict(claim.id).words))
    return Document(claim_page(claim.id), kind, claim.says, words, " ".join(found), elsewhere)


def _sections(book: Book, page: toc.Page) -> Iterator[Document]:
    """The sections of a page, each under its own heading; the first under the page's."""
    text = "\n\n".join(text for _, text in text_cells(page.path))
    parts = _HEADING.split(_FENCE.sub("", text))
    of_page = ""
    for level, heading, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        title = plain(heading)
        if level == "#" and not of_page:
            of_page, address, kind = title, f"{page.name}.html", "Page"
        else:
            address, kind = f"{page.name}.html#{make_id(title)}", f"In: {of_page}"
        words = other_words(title, book.terms)
        yield Document(address, kind, title, words, plain(body))


def plain(text: str) -> str:
    """The words of a Markdown text.

    Examples
    --------
    >>> plain("It is **[4.6%](#=share)**, says {cite:t}`a`.")
    'It is 4.6%, says .'
    """
    for pattern, words in _MARKUP:
        text = pattern.sub(words, text)
    return " ".join(text.split())


def sections_of(document: nodes.document, page: toc.Page, book: Book) -> Iterator[Document]:
    """The sections of a page as it is read in the language of the pages."""
    of_page = ""
    for section in document.findall(nodes.section):
        title = section.next_node(nodes.title)
        if title is None or title.source != str(page.path):  # another file's words, included
            continue
        heading, address, kind = title.astext(), f"{page.name}.html", say("Page")
        if of_page:
            address += f"#{section['ids'][0]}"
            kind = say("In: {page}", page=of_page)
        else:
            of_page = heading
        own = (each for each in section.children if not isinstance(each, nodes.section))
        texts = (part.astext() for each in own for part in each.findall(nodes.paragraph))
        source = plain(title.rawsource)
        words = other_words(source, book.terms)
        yield Document(address, kind, heading, words, plain(" ".join(texts)), source)


def write(documents: Iterable[Document], out: Path) -> None:
    """Write the index into the folder of the pages."""
    listed = [[d.address, d.kind, d.title, d.words, d.text, d.elsewhere] for d in documents]
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"globalThis.rederiveIndex = {text};\n", encoding="utf-8")
