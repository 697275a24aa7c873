"""All catalogues of a book: what there is to translate, what is translated, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rederive.book.book import Book
from rederive.language import catalogues
from rederive.language.book_language import CHINESE, CONTENTS, WORDS, read
from rederive.language.catalogues import Message, Source
from rederive.reading.files import write_all
from rederive.reading.yaml_files import read_yaml
from rederive.translating import data_texts, prose, shown, words
from warmbook import toc


@dataclass(frozen=True)
class State:
    """How far a catalogue is.

    Parameters
    ----------
    name : str
        Of the catalogue: a page, or one of :mod:`rederive.language.book_language`.
    messages : int
        How many there are today.
    missing, fuzzy : tuple of str
        The English texts that have no translation, and those that changed since.
    """

    name: str
    messages: int
    missing: tuple[str, ...]
    fuzzy: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether readers can have all of it."""
        return not self.missing and not self.fuzzy

    def __str__(self) -> str:
        parts = [f"{len(self.missing)} of {self.messages} without a translation"]
        parts += [f"{len(self.fuzzy)} changed since they were translated"] if self.fuzzy else []
        return f"{self.name}: {', '.join(parts)}"


def sources(book: Book, *, run: bool = True) -> dict[str, list[Source]]:
    """What there is to translate, by catalogue.

    Parameters
    ----------
    book : Book
    run : bool
        Whether with what notebooks show; those whose results are not kept are run for it.
    """
    found = {WORDS: words.messages(), **data_texts.messages(book)}
    pages = toc.pages(book.root)
    named = [*(each.part for each in pages), *_titles(read_yaml(book.root / "_toc.yml"))]
    found[CONTENTS] = [Source(name, "_toc.yml") for name in dict.fromkeys(named) if name]
    for page in pages:
        found[page.name] = prose.messages(book.root, page)
    if run:
        found |= shown.messages(book)
    return {name: texts for name, texts in found.items() if texts}


def _titles(site: Any) -> Iterator[str]:
    """What the table of contents calls pages otherwise than they do themselves."""
    if isinstance(site, dict):
        yield from filter(None, [site.get("title")])
        for each in site.values():
            yield from _titles(each)
    elif isinstance(site, list):
        for each in site:
            yield from _titles(each)


def states(
    there: Mapping[str, list[Source]], catalogued: Mapping[str, Mapping[str, Message]]
) -> list[State]:
    """How far each catalogue is, in the order of what there is to translate."""
    found = []
    for name, texts in there.items():
        known = catalogued.get(name, {})
        today = list(dict.fromkeys(source.english for source in texts))
        missing = [each for each in today if each not in known or not known[each].translation]
        fuzzy = [each for each in today if each in known and known[each].fuzzy]
        fuzzy = [each for each in fuzzy if each not in missing]
        found.append(State(name, len(today), tuple(missing), tuple(fuzzy)))
    return found


def update(root: Path, there: Mapping[str, list[Source]], tag: str = CHINESE) -> list[State]:
    """Bring the catalogues of a language up to date, all or none, and say how far each is.

    A catalogue of a page that is gone is left where it lies.
    """
    before = read(root, tag)
    written, after = {}, {}
    for name, texts in there.items():
        messages = catalogues.updated(texts, before.get(name, {}))
        after[name] = {each.english: each for each in messages}
        path = catalogues.file(root, tag, name)
        text = catalogues.as_text(texts, messages, tag)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            written[path] = text
    write_all(written)
    return states(there, after)


def lines(found: list[State], *, whole: bool = False) -> Iterator[str]:
    """What to tell of the states: those that lack something, and the sum."""
    for each in found:
        if whole or not each.is_whole:
            yield f"{each}."
    messages = sum(each.messages for each in found)
    done = messages - sum(len(each.missing) + len(each.fuzzy) for each in found)
    yield f"{done} of {messages} messages are translated."
