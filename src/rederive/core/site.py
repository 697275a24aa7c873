"""Where the pages of a book are. Every address of a link between two of them is made here."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rederive.errors import InputError
from rederive.reading.yaml_files import read_yaml

ROLES = ("register", "sources", "downloads", "assumptions")
"""What a page of the book may be for; see :meth:`Site.read`."""

CLAIMS = "claims"
"""The folder of the pages of single claims."""
NOTEBOOKS = "notebooks"
"""The folder of the notebooks."""
DOWNLOADS = "downloads"
"""The folder of the files to download."""
FIGURES = "figures"
"""The folder of data and pictures of the figures."""
SERIES = "series"
"""The folder of the series, a file for each."""
SHARED = "shared"
"""The folder of the pictures that go with pages where their addresses are shared."""
_SUFFIXES = (".ipynb", ".md", ".rst")


def claim_page(claim: str) -> str:
    """The page of a claim, from the top of the book.

    Examples
    --------
    >>> claim_page("ch1-density-2013")
    'claims/ch1-density-2013.html'
    """
    return f"{CLAIMS}/{claim}.html"


def figure_file(page: str, name: str, suffix: str) -> str:
    """A file of a figure, from the top of the book.

    Examples
    --------
    >>> figure_file("pages/one", "figure-rank", "csv")
    'figures/pages/one/figure-rank.csv'
    """
    return f"{FIGURES}/{page}/{name}.{suffix}"


def shared_picture(name: str) -> str:
    """A picture that goes with a shared address, from the top of an edition.

    Examples
    --------
    >>> shared_picture("0a1b")
    'shared/0a1b.png'
    """
    return f"{SHARED}/{name}.png"


@dataclass(frozen=True)
class Links:
    """Addresses as the pages of one folder write them.

    An address is empty where the book declares no page for it; no link is shown then.

    Parameters
    ----------
    folder : str
        Of the page that shows the links, from the top of the book; empty for the top itself.
    pages : mapping of str to str
        The book's pages by role, without suffix.

    Examples
    --------
    >>> links = Links("notebooks", {"register": "lists/claims"})
    >>> links.claim("ch1-a"), links.register(claim="ch1-a"), links.source("alpha")
    ('../claims/ch1-a.html', '../lists/claims.html#row-ch1-a', '')
    """

    folder: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)

    def to(self, place: str) -> str:
        """A place of the book, given from its top."""
        return posixpath.relpath(f"/{place}", f"/{self.folder}")

    def claim(self, claim: str) -> str:
        """The page of a claim."""
        return self.to(claim_page(claim))

    def card(self, notebook: str, claim: str) -> str:
        """The card of a claim in the notebook that derives it."""
        return f"{self.to(f'{NOTEBOOKS}/{notebook}.html')}#{claim}"

    def download(self, name: str) -> str:
        """A file to download."""
        return self.to(f"{DOWNLOADS}/{name}")

    def series(self, key: str) -> str:
        """The file of one series, given as ``table/series``."""
        return self.to(f"{SERIES}/{key}.csv")

    def register(self, *, claim: str = "", chapter: int | None = None) -> str:
        """The register page, a claim's row in it, or its claims of one chapter."""
        query = f"?chapter={chapter}" if chapter is not None else ""
        return self._page("register", query + (f"#row-{claim}" if claim else ""))

    def source(self, key: str) -> str:
        """A source's row on the page of sources."""
        return self._page("sources", f"#{source_anchor(key)}")

    def sources(self) -> str:
        """The page of sources."""
        return self._page("sources")

    def downloads(self) -> str:
        """The page that offers the downloads."""
        return self._page("downloads")

    def _page(self, role: str, rest: str = "") -> str:
        page = self.pages.get(role)
        return f"{self.to(f'{page}.html')}{rest}" if page else ""


def source_anchor(key: str) -> str:
    """The id of a source's row or line on a page."""
    return f"source-{key}"


@dataclass(frozen=True)
class Site:
    """The pages of a book by their role, and the language that they are in.

    Parameters
    ----------
    pages : mapping of str to str
        For each role of :data:`ROLES` that the book has, its page without suffix.
    language : str
        As an IETF tag.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read ``sphinx: config: rederive_pages`` and ``language`` of the book's ``_config.yml``.

        Raises
        ------
        InputError
            If a role is unknown, or its page is not in the book.
        """
        content = read_yaml(path) if path.is_file() else {}
        sphinx = content.get("sphinx") if isinstance(content, dict) else None
        config = (sphinx or {}).get("config") or {}
        pages = config.get("rederive_pages") or {}
        if not isinstance(pages, dict):
            raise InputError(f"{path}: rederive_pages names a page for each role; correct it.")
        for role, page in pages.items():
            if role not in ROLES:
                known = ", ".join(ROLES)
                raise InputError(f"{path}, rederive_pages: {role!r} is not a role; use {known}.")
            if not any((path.parent / f"{page}{suffix}").is_file() for suffix in _SUFFIXES):
                raise InputError(
                    f"{path}, rederive_pages: there is no page {page!r}; correct {role}."
                )
        return cls(pages, str(config.get("language") or "en"))

    def links(self, folder: str = "") -> Links:
        """The addresses as the pages of a folder write them."""
        return Links(folder, self.pages)

    def folder(self, role: str) -> str:
        """The folder of the page with a role; the top where there is none."""
        return posixpath.dirname(self.pages.get(role, ""))

    def with_roles(self, *roles: str) -> set[str]:
        """The pages that have one of these roles."""
        return {self.pages[role] for role in roles if role in self.pages}
