"""What a cell showed, in the language that is spoken: made again from its data, or text by text.

Cells run once for all languages. What is ours carries the data it was made of (the ledger's
entries, the claims), and is made again from them. Pictures, tables of pandas and printed lines are
taken as they are, with each of their texts translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from rederive.book import translated
from rederive.book.book import Book
from rederive.core.entries import Entry
from rederive.language import book_language
from rederive.language.moved_tables import in_tables
from rederive.language.shown_texts import changed, in_lines, is_message, message, met
from rederive.language.shown_texts import moves as moves_of
from rederive.language.shown_texts import translated as in_words
from rederive.language.spoken import spoken
from rederive.notebook import entries as of_notebook
from rederive.pages import made_again
from rederive.show import cards, claim_card, content, figures
from rederive.show.html import Table
from rederive.show.moved_figure import with_points_moved
from rederive.show.relettered import relettered

if TYPE_CHECKING:
    from nbformat import NotebookNode

Output = MutableMapping[str, Any]
_HTML, _MARKDOWN, _TEXT = "text/html", "text/markdown", "text/plain"
_SVG = "image/svg+xml"


def speak_all(notebook: NotebookNode, page: str, book: Book) -> None:
    """Put what all cells of a page showed into the language that is spoken."""
    of_page = book_language.translations(book.root, book_language.of_shown(page))
    translations = {**spoken().words, **of_page}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            speak(output, book, translations)


def speak(output: Output, book: Book, translations: Mapping[str, str]) -> None:
    """Put an output into the language that is spoken.

    Parameters
    ----------
    output
        Of a cell, as its notebook has it.
    book
        Its book.
    translations
        Of the texts that the page's cells show.
    """

    def said(text: str) -> str:
        return in_words(text, translations)

    if output["output_type"] == "stream":
        output["text"] = in_lines(_joined(output["text"]), said)
        return
    data = output.get("data", {})
    if (again := _made_again(data, book)) is not None:
        data.update({**again.data, _HTML: again.html})
    elif figures.MIME in data:
        shown = figures.Shown.from_json(data[figures.MIME])
        data[figures.MIME] = figure_in(shown, translations).to_json()
    else:
        if _HTML in data:
            data[_HTML] = in_tables(
                _joined(data[_HTML]), lambda label: moves_of(label, translations)
            )
        for mime, change in _CHANGED.items():
            if mime in data:
                data[mime] = change(_joined(data[mime]), said)
        if content.MIME in data:
            data[content.MIME] = content.changed(data[content.MIME], said)
        if described := output.get("metadata", {}).get(_SVG, {}):
            described["alt"] = said(described["alt"])


def texts(output: Mapping[str, Any]) -> Iterator[str]:
    """The messages of an output, each as often as it stands there."""
    for text in _texts(output):
        english, _ = message(text)
        if is_message(english):
            yield english


def _texts(output: Mapping[str, Any]) -> Iterator[str]:
    data = output.get("data", {})
    if output["output_type"] == "stream":
        yield from met(lambda note: in_lines(_joined(output["text"]), note))
    elif not _AGAIN.keys().isdisjoint(data):
        return
    elif figures.MIME in data:
        shown = figures.Shown.from_json(data[figures.MIME])
        yield from met(lambda note: _figure(shown, note))
    elif mime := next((mime for mime in _CHANGED if mime in data), ""):
        yield from met(lambda note: _CHANGED[mime](_joined(data[mime]), note))
        yield output.get("metadata", {}).get(mime, {}).get("alt", "")


def _made_again(data: Mapping[str, Any], book: Book) -> Table | None:
    """A card or a table of a chapter, from the claims and entries that it carries."""
    return next((make(data[mime], book) for mime, make in _AGAIN.items() if mime in data), None)


def _card(rows: list[dict[str, str]], book: Book) -> Table:
    entries = _entries(rows)
    return claim_card.card(book.register[entries[0].claim], entries)


def _claims(names: list[str], book: Book) -> Table:
    return cards.claims_table([book.register[name] for name in names])


def _verdicts(rows: list[dict[str, str]], book: Book) -> Table:
    entries = _entries(rows)
    names = dict.fromkeys(entry.claim for entry in entries)
    return cards.verdicts_table([book.register[name] for name in names], entries, {})


#: How the texts of an output are changed, by its kind; the first that it has says what they are.
_CHANGED = {_HTML: changed, _SVG: changed, _MARKDOWN: in_lines, _TEXT: in_lines}
#: What is made again from the data that it carries, by their kind.
_AGAIN: dict[str, Callable[[Any, Book], Table]] = {
    made_again.MIME: made_again.make,
    content.CARD_MIME: _card,
    content.CLAIMS_MIME: _claims,
    of_notebook.MIME: _verdicts,
}


def _entries(rows: list[dict[str, str]]) -> list[Entry]:
    return [translated.entry_of(Entry.from_row(row)) for row in rows]


def figure_in(shown: figures.Shown, translations: Mapping[str, str]) -> figures.Shown:
    """A figure in another language."""

    def moves(label: str) -> int:
        return moves_of(label, translations)

    return _figure(
        with_points_moved(shown, moves), lambda text: in_words(text, translations), moves
    )


def _figure(
    shown: figures.Shown, said: Callable[[str], str], moves: Callable[[str], int] = lambda _: 0
) -> figures.Shown:
    """A figure with its texts changed; the places of its values stay."""
    return figures.Shown(
        title=said(shown.title),
        source=said(shown.source),
        alt=said(shown.alt),
        wide=relettered(shown.wide, said, moves),
        narrow=relettered(shown.narrow, said, moves),
        columns=[said(each) for each in shown.columns],
        rows=[[said(each) for each in row] for row in shown.rows],
        values=[
            [said(each) if isinstance(each, str) else each for each in value]
            for value in shown.values
        ],
        name=shown.name,
    )


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
