"""A language with all that is translated of one book, and which catalogue holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rederive.errors import InputError
from rederive.language import agreement, catalogues
from rederive.language.catalogues import Message
from rederive.language.spoken import ENGLISH, Language, spoken

CHINESE = "zh_CN"
"""The language that the book is translated into."""
WORDS = "rederive"
"""The catalogue of the package's own words."""
CONTENTS = "contents"
"""The catalogue of what the table of contents says."""
RELATIONS = "relations"
"""The catalogue of what must hold between printed numbers."""
DATA = "data"
"""The catalogue of what is said of the report, of series, terms and words of size."""
EVIDENCE = "evidence"
"""The catalogue of notes on figures, and of what came of searches."""
PUBLISHERS = "publishers"
"""The catalogue of the names of publishers, which have words of their own."""
_CLAIMS, _SHOWN = "claims-ch", "shown/"


def of_chapter(number: int) -> str:
    """The catalogue of a chapter's claims.

    Examples
    --------
    >>> of_chapter(3)
    'claims-ch3'
    """
    return f"{_CLAIMS}{number}"


def of_shown(page: str) -> str:
    """The catalogue of what the cells of a page show.

    Examples
    --------
    >>> of_shown("pages/outlook")
    'shown/pages/outlook'
    """
    return f"{_SHOWN}{page}"


def read(root: Path, tag: str) -> dict[str, dict[str, Message]]:
    """The catalogues of a language.

    Raises
    ------
    InputError
        If one cannot be read, or a translation lost what it must keep.
    """
    found = {}
    for name in catalogues.names(root, tag):
        path = catalogues.file(root, tag, name)
        found[name] = catalogues.read(path)
        for each in found[name].values():
            if each.is_done and (lost := agreement.objection(each.english, each.translation)):
                start = f"{each.english[:60]}…" if len(each.english) > 60 else each.english
                raise InputError(f"{path}: “{start}”: {lost}; correct the translation.")
    return found


def translations(root: Path, name: str) -> dict[str, str]:
    """What one catalogue has in the language that is spoken: nothing in English."""
    return {} if spoken().is_source else texts(root, spoken().tag, [name])


def texts(root: Path, tag: str, names: Iterable[str]) -> dict[str, str]:
    """What some catalogues of a language have, by the English."""
    found: dict[str, str] = {}
    for name in names:
        found |= catalogues.translations(catalogues.read(catalogues.file(root, tag, name)))
    return found


def language(root: Path, tag: str) -> Language:
    """A language with what of this book is translated into it.

    Raises
    ------
    InputError
        If the book has no catalogues of it, or one cannot be read.
    """
    if tag == ENGLISH:
        return Language()
    if tag not in catalogues.languages(root):
        raise InputError(
            f"{root / catalogues.FOLDER}: has no {tag}; begin with `rederive translate --update`."
        )
    return of_catalogues(tag, read(root, tag))


def of_catalogues(tag: str, known: Mapping[str, Mapping[str, Message]]) -> Language:
    """A language with what :func:`read` has of it."""
    texts: dict[str, str] = {}
    for name, messages in known.items():
        if name in (RELATIONS, CONTENTS, DATA, EVIDENCE, PUBLISHERS) or name.startswith(_CLAIMS):
            texts |= catalogues.translations(messages)
    return Language(tag, catalogues.translations(known.get(WORDS, {})), texts)
