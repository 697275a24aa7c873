"""Where the pages of a book and of its editions are published, once ``CITATION.cff`` says it.

Search engines, and those who show what a shared address leads to, refuse addresses that are not
absolute. Where the book has no address yet, none is given: no page has a placeholder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rederive.core.site import Site
from rederive.publishing import citation
from rederive.reading.files import FileCache
from rederive.reading.yaml_files import read_yaml

#: The language with a country, which Open Graph asks for, of a language that names none.
_PLACED = {"en": "en_US"}
_READ = FileCache()


@dataclass(frozen=True)
class Website:
    """The pages of one edition among all that are built beside each other.

    Parameters
    ----------
    work : mapping
        ``CITATION.cff``; empty where the book has none.
    edition : str
        The folder of this edition; empty for the book itself.
    languages : mapping of str to str
        The language of each edition that is built, by its folder, as Sphinx has it.
    """

    work: Mapping[str, Any] = field(default_factory=dict)
    edition: str = ""
    languages: Mapping[str, str] = field(default_factory=lambda: {"": "en"})

    @property
    def is_known(self) -> bool:
        """Whether the book has an address, which is absolute."""
        return str(self.work.get("url")).startswith(("https://", "http://"))

    @property
    def title(self) -> str:
        """The book's title."""
        return str(self.work.get("title", ""))

    def file(self, place: str, edition: str | None = None) -> str:
        """The absolute address of a file of an edition, of this one unless named; or nothing.

        Examples
        --------
        >>> Website({"url": "https://book.site/a/"}, "fr").file("claims/x.html")
        'https://book.site/a/fr/claims/x.html'
        """
        if not self.is_known:
            return ""
        folder = self.edition if edition is None else edition
        return citation.address(self.work, place, folder)

    def page(self, page: str, edition: str | None = None) -> str:
        """The absolute address of a page; the first has that of its folder.

        Examples
        --------
        >>> Website({"url": "https://book.site/a"}, "fr").page("index")
        'https://book.site/a/fr/'
        >>> Website().page("index")
        ''
        """
        return self.file("" if page == "index" else f"{page}.html", edition)

    @property
    def shown(self) -> str:
        """The address of this edition as people write it."""
        return self.page("index").partition("://")[2].rstrip("/")

    def locale(self, edition: str | None = None) -> str:
        """The language of an edition with its country; nothing where none is known.

        Examples
        --------
        >>> Website(languages={"": "en", "fr": "fr_CA"}).locale("fr"), Website().locale()
        ('fr_CA', 'en_US')
        """
        tag = self.languages[self.edition if edition is None else edition]
        return tag if "_" in tag else _PLACED.get(tag, "")

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The other editions: the folder and the language of each, as HTML writes it."""
        return [
            (name, tag.replace("_", "-"))
            for name, tag in self.languages.items()
            if name != self.edition
        ]


def read(root: Path, edition: str = "", built: Sequence[str] = ()) -> Website:
    """The website of a book.

    Parameters
    ----------
    root : Path
        The book's folder.
    edition : str
        Whose pages these are; empty for the book itself.
    built : sequence of str
        The editions that are built beside the book.
    """
    paths = [root / "CITATION.cff", root / "_config.yml"]
    key = str(root), edition, tuple(built)
    return _READ.get(key, paths, lambda: _read(root, edition, built))


def _read(root: Path, edition: str, built: Sequence[str]) -> Website:
    work = citation.read(root) if (root / "CITATION.cff").is_file() else {}
    config = root / "_config.yml"
    content = read_yaml(config) if config.is_file() else {}
    options = (content.get("warmbook") or {}).get("editions") or {}
    languages = {"": Site.read(config).language}
    for name in built:
        languages[name] = (options.get(name) or {}).get("language", languages[""])
    return Website(work, edition, languages)
