"""The head of a chapter's page: what it comes to, then what does not hold, then the working.

The counts and the list of failures are made from the ledger. A notebook tells its result at its
end, after the working; a page tells it first, so that the section is moved up.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from markupsafe import Markup
from sphinx.transforms import SphinxTransform

from rederive import __version__
from rederive.book.book import Book
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.site import NOTEBOOKS
from rederive.core.verdicts import Group, Verdict
from rederive.language.spoken import said, say, spoken
from rederive.pages import made
from rederive.show import cards, html, leads

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

HEADING = "What does not hold"
"""How the section begins that tells what fails and why."""
LEDGER = Path("data", "verdicts.csv")
DATA = "The data"
"""The title of the section on sources and definitions."""
_TEXT = (nodes.paragraph, nodes.bullet_list)
_OPENING = Markup('<aside class="chapter-summary" aria-label="{}">')


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_transform(AnswerFirst)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


class AnswerFirst(SphinxTransform):
    """Puts the answer of a chapter before its working."""

    default_priority = 865

    def apply(self, **_: Any) -> None:
        """Add summary and failures below the title of a chapter's page."""
        root, page = Path(self.env.srcdir), self.env.docname
        ledger, title = root / LEDGER, next(iter(self.document.findall(nodes.title)), None)
        claims = root / "data" / "claims"
        if not page.startswith(f"{NOTEBOOKS}/") or not (claims.is_dir() and ledger.is_file()):
            return
        told = summaries(self.env).get(page.removeprefix(f"{NOTEBOOKS}/"))
        if told is None or title is None:
            return
        self.env.note_dependency(str(ledger))
        rearrange(title.parent, told.tally, told.failing)


class Summary(NamedTuple):
    """What a chapter comes to and what of it fails, as HTML; how many claims count as what."""

    tally: str
    failing: str
    counts: dict[Group, int]


def summaries(env: BuildEnvironment) -> dict[str, Summary]:
    """What each chapter comes to and what of it fails, by the chapter's notebook.

    They are kept with the environment for as long as what they are made from is the same: to read
    all claims takes longer than to read a page.
    """
    root = Path(env.srcdir)
    now = made.key_of(env.app)
    then, kept = env.__dict__.get("_rederive_summaries", ("", {}))
    if then != now:
        book = Book(root)
        groups = {
            name: of_chapter(book, number) for number, name in book.register.notebooks.items()
        }
        kept = {
            name: Summary(
                str(tally(number, groups[name])),
                str(failing(book, groups[name])),
                by_group(groups[name]),
            )
            for number, name in book.register.notebooks.items()
        }
        env.__dict__["_rederive_summaries"] = now, kept
    return kept


def rearrange(chapter: nodes.Element, counts: str, failures: str) -> None:
    """Put summary and failures before the working; fold sources, definitions and reasons.

    Parameters
    ----------
    chapter : docutils.nodes.Element
        The section of the whole chapter.
    counts, failures : str
        How many claims have which verdict, and those that fail, as HTML.
    """
    at = _add_card(chapter, counts)
    told = _telling(chapter)
    _fold_text(told, say("Why, as far as we can tell"))
    told.insert(1, _raw(failures))
    chapter.insert(at, told)
    for part in list(chapter.findall(nodes.section)):
        if _is_called(part, DATA):
            _fold_text(part, say("Sources and definitions"))


def _raw(made: str) -> nodes.raw:
    return nodes.raw("", str(made), format="html")


def _add_card(section: nodes.Element, counts: str) -> int:
    """Frame the text below the title as a card with the counts in it; return where it ends."""
    end = start = 1
    while end < len(section) and isinstance(section[end], _TEXT):
        end += 1
    first = min(start + 1, end)  # the counts stand after the first sentence
    text = section[start:end]
    section[start:end] = [
        _raw(_OPENING.format(say("The chapter in short"))),
        *text[: first - start],
        _raw(counts),
        *text[first - start :],
        _raw("</aside>"),
    ]
    return start + len(text) + len(("opening", "counts", "end"))


def _telling(section: nodes.Element) -> nodes.Element:
    """The section on what does not hold, taken out of its place; a new one if there is none."""
    for part in section.findall(nodes.section):
        if _is_called(part, HEADING):
            part.parent.remove(part)
            return part
    return nodes.section("", nodes.title("", said(HEADING)), ids=[nodes.make_id(HEADING)])


def _is_called(section: nodes.Element, heading: str) -> bool:
    """Whether a section has this heading or one that begins with it, in any language."""
    name = nodes.make_id(heading)
    begins = section[0].astext().startswith(heading) and heading == HEADING
    translated = any(each == name or each.startswith(f"{name}-") for each in section["ids"])
    return begins or section[0].astext() == heading or (translated and not spoken().is_source)


def _fold_text(section: nodes.Element, called: str) -> None:
    """Fold the text below the title of a section, up to its first cell."""
    end = 1
    while end < len(section) and isinstance(section[end], _TEXT):
        end += 1
    if end > 1:
        opening = Markup('<details class="claims-list"><summary>{}</summary>').format(called)
        section[1:end] = [_raw(opening), *section[1:end], _raw("</details>")]


def of_chapter(book: Book, chapter: int) -> dict[str, list[Entry]]:
    """The ledger's entries for the claims of a chapter."""
    names = {claim.id for claim in book.register.chapter(chapter)}
    return {name: rows for name, rows in by_claim(book.ledger).items() if name in names}


def by_group(groups: dict[str, list[Entry]]) -> dict[Group, int]:
    """How many claims hold, fail, or could not be tested, in the order of these."""
    counts = Counter(worst_of(rows).group for rows in groups.values())
    return {group: counts[group] for group in Group if counts[group]}


def tally(chapter: int, groups: dict[str, list[Entry]]) -> Markup:
    """How many claims hold, fail, or could not be tested: as a bar, in words and by verdict."""
    counts = Counter(worst_of(rows) for rows in groups.values())
    return html.render(
        "rederive.pages",
        "chapter-tally.html",
        count=len(groups),
        chapter=chapter,
        groups=[(group.name.lower().replace("_", "-"), group.value, count)
                for group, count in by_group(groups).items()],
        tally=html.render(
            "rederive.show",
            "tally.html",
            counts=[(cards.badge(each), counts[each]) for each in Verdict if counts[each]],
        ),
    )  # fmt: skip


def failing(book: Book, groups: dict[str, list[Entry]]) -> Markup:
    """The claims of a chapter that fail, in one line each."""
    register = book.register
    listed = [
        (f"#{name}", cards.badge(worst_of(rows)), leads.lead(register[name], rows))
        for name, rows in groups.items()
        if worst_of(rows).refutes
    ]
    return html.render("rederive.pages", "chapter-failing.html", failing=listed)
