"""What is shown of the book's own pages where their addresses are shared: answer, counts, picture.

The pages of claims bring theirs (:mod:`rederive.pages.claim_page`); here they get the tags that all
pages have.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from rederive import __version__
from rederive.core.site import NOTEBOOKS
from rederive.core.verdicts import Group
from rederive.pages import chapter_summary, open_graph, shared_pictures
from rederive.pages.generated_pages import FRAME
from rederive.pages.open_graph import Shared
from rederive.pages.other_language import website_of
from rederive.pages.shared_pictures import Pictures
from rederive.publishing.website import Website
from rederive.show import share_card

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ANSWER = re.compile(r'<p class="answer">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r".*?(?:[.!?](?=\s|$)|[。！？])")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("html-page-context", add_tags)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def add_tags(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Say in the page's head what is shown of it where its address is shared."""
    if template != "page.html":
        return  # no page that anyone would share, such as that for a wrong address
    site, name = website_of(app), app.config.html_title or app.config.project
    tags = open_graph.of_place(site, page, app.config.root_doc, name)
    if page != FRAME:
        title = unescape(_TAG.sub("", context["title"]))
        shared = of_page(app, site, page, title, tree) if tree is not None else Shared(title)
        Pictures.of(app).provide_all([shared.card])
        tags += open_graph.of_text(site, shared)
    context["metatags"] = context.get("metatags", "") + tags


def of_page(app: Sphinx, site: Website, page: str, title: str, tree: nodes.document) -> Shared:
    """What is shown of one page: its answer where it gives one, else its first sentence."""
    answered = answer(tree)
    counts = share_card.of_counts(_counts(app, page) if site.is_known else {})
    card = shared_pictures.card(
        site, answered or title, above=title if answered else "", counts=counts
    )
    return Shared(title, answered or first_sentence(tree), card)


def answer(tree: nodes.document) -> str:
    """The answer at the head of a page: a computed one, or the bold sentences it begins with."""
    for raw in tree.findall(nodes.raw):
        if found := _ANSWER.search(raw.astext()):
            return unescape(_TAG.sub("", found[1]))
    first = next(iter(tree.findall(nodes.paragraph)), None)
    parts = first.children if first is not None else []
    begins = next((each for each in parts if each.astext().strip()), None)  # some are empty
    text = " ".join(begins.astext().split()) if isinstance(begins, nodes.strong) else ""
    return text if _SENTENCE.match(text) else ""


def first_sentence(tree: nodes.document) -> str:
    """The first sentence of a page; nothing where it has no whole one.

    Examples
    --------
    >>> from docutils.utils import new_document
    >>> page = new_document("page")
    >>> page += nodes.paragraph("", "It is 1.5 high. And wide.")
    >>> first_sentence(page)
    'It is 1.5 high.'
    """
    first = next(iter(tree.findall(nodes.paragraph)), None)
    found = _SENTENCE.match(" ".join(first.astext().split())) if first is not None else None
    return found[0] if found else ""


def _counts(app: Sphinx, page: str) -> dict[Group, int]:
    """How many claims of a chapter hold, or of all of them on the first page."""
    root, notebook = Path(app.srcdir), page.removeprefix(f"{NOTEBOOKS}/")
    if not ((root / "data/claims").is_dir() and (root / chapter_summary.LEDGER).is_file()):
        return {}
    if page != app.config.root_doc and notebook == page:
        return {}
    summaries = chapter_summary.summaries(app.env)
    if page != app.config.root_doc:
        return summaries[notebook].counts if notebook in summaries else {}
    return sum((Counter(each.counts) for each in summaries.values()), Counter())
