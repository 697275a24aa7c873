"""What a page says to those who show its address: Open Graph (https://ogp.me), without Sphinx.

Its words are always there, in the page's language; addresses and a picture only where the book has
an address, for they must be absolute. The library sphinxext-opengraph is not used: it knows one
language and only the documents of Sphinx, which the pages of claims are not.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rederive.core.site import shared_picture
from rederive.publishing.website import Website
from rederive.show import share_card
from rederive.show.share_card import Card


@dataclass(frozen=True)
class Shared:
    """What is shown of a page where its address is shared.

    Parameters
    ----------
    title, description : str
    card : Card, optional
        The picture; None where the book has no address.
    """

    title: str
    description: str = ""
    card: Card | None = None


def of_place(site: Website, page: str, root: str, name: str) -> str:
    """The tags that say what and where a page is.

    Parameters
    ----------
    site : Website
    page : str
        From the top of the edition, without suffix.
    root : str
        The first page.
    name : str
        Of the book.
    """
    tags = [
        ("og:type", "website" if page == root else "article"),
        ("og:site_name", name),
        ("og:locale", site.locale()),
        *(("og:locale:alternate", site.locale(other)) for other, _ in site.alternates),
        ("og:url", site.page(page)),
    ]
    return _written(tags)


def of_text(site: Website, shared: Shared) -> str:
    """The tags that say what a page is about, with its picture."""
    tags = [("og:title", shared.title), ("og:description", shared.description)]
    if shared.card and site.is_known:
        width, height = share_card.SIZE
        tags += [
            ("og:image", site.file(shared_picture(shared.card.name))),
            ("og:image:type", "image/png"),
            ("og:image:width", str(width)),
            ("og:image:height", str(height)),
            ("og:image:alt", shared.card.words),
        ]
        tags.append(("twitter:card", "summary_large_image"))
    return _written(tags)


def _written(tags: list[tuple[str, str]]) -> str:
    """The tags as a page has them; those without content are left out."""
    return "".join(
        Markup('<meta {}="{}" content="{}" />').format(
            "name" if each.startswith("twitter:") else "property", each, content
        )
        for each, content in tags
        if content
    )


def alternates(site: Website, page: str) -> str:
    """The links that lead search engines to the same page in each language.

    The English page is also for those who read none of them.
    """
    if not (site.alternates and site.is_known):
        return ""
    own = site.languages[site.edition].replace("_", "-")
    links = [(own, site.page(page)), *((tag, site.page(page, it)) for it, tag in site.alternates)]
    links = [*sorted(links), ("x-default", site.page(page, ""))]
    return "".join(
        Markup('<link rel="alternate" hreflang="{}" href="{}" />').format(tag, address)
        for tag, address in links
    )
