"""Where the links and citations of a page lead within the PDF, and its texts in its language."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from rederive.edition import typst
from rederive.errors import InputError


def page_label(page: str) -> str:
    """The label of a page, as a Typst expression."""
    return typst.label(f"page:{page}")


def claim_label(claim: str) -> str:
    """The label of a claim's card, as a Typst expression."""
    return typst.label(f"claim:{claim}")


@dataclass(frozen=True)
class Places:
    """Where a link of one page can lead within the PDF.

    Parameters
    ----------
    page : str
        The page that is written, as the table of contents names it.
    titles : dict
        Titles of all pages of the book, by their names.
    pages : set of str
        The pages that are in the PDF.
    claims : set of str
        Ids of the claims that have a card.
    sources : set of str
        Keys of the bibliography.
    translations : mapping of str to str
        The page's own texts in the language of the PDF; none in English.
    """

    page: str
    titles: dict[str, str] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    translations: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, path: str) -> str:
        """The name of the page at a path, seen from this page or, with a slash, from the top."""
        folder = "" if path.startswith("/") else posixpath.dirname(self.page)
        path = posixpath.normpath(posixpath.join(folder, path.removeprefix("/")))
        stem, suffix = posixpath.splitext(path)
        return stem if suffix in (".html", ".md", ".ipynb") else path

    def title(self, address: str) -> str:
        """What a link without words of its own shows: the title of its page, or the address."""
        return self.titles.get(self.resolve(_split(address).path), address)

    def destination(self, address: str) -> str:
        """Where an address leads, as a Typst expression; nothing if it is not in the PDF."""
        parts = _split(address)
        if parts.scheme:
            return typst.string(address)
        page = self.resolve(parts.path) if parts.path else self.page
        for claim in (unquote(parts.fragment), page.removeprefix("claims/")):
            if claim in self.claims:
                return claim_label(claim)
        return page_label(page) if page in self.pages else ""

    def card(self, claim: str) -> str:
        """The card of a claim, as a Typst expression; ``none`` if it is not in the PDF."""
        return claim_label(claim) if claim in self.claims else "none"

    def link(self, address: str, content: str) -> str:
        """The content as a link, where the address leads somewhere."""
        destination = self.destination(address)
        return f"#link({destination})[{content}];" if destination else content

    def cite(self, key: str, form: str = "normal") -> str:
        """The citation of a source.

        Raises
        ------
        InputError
            If there is no such source.
        """
        if key not in self.sources:
            raise InputError(
                f"{self.page}: cites {key}, which references.bib does not hold; add it there."
            )
        return f"#cite({typst.label(key)}, form: {typst.string(form)});"


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # such as brackets that hold no address of a machine
        return SplitResult("malformed", "", address, "", "")


def unsupported(page: str, what: str, module: str) -> InputError:
    """The error that something has no form in print."""
    return InputError(
        f"{page}: {what} has no form in the PDF edition yet; "
        f"write it otherwise or add it to src/rederive/edition/{module}.py."
    )
