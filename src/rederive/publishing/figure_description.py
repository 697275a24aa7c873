"""What a figure says to machines: ``schema.org/ImageObject`` with its ``Dataset``, as JSON-LD."""

from __future__ import annotations

from typing import Any

from rederive.core.site import figure_file
from rederive.publishing import citation
from rederive.publishing.claim_review import script as element
from rederive.show.figures import Shown


def describe(
    shown: Shown, item: citation.Item, work: dict[str, Any], files: dict[str, str], place: str
) -> dict[str, Any]:
    """JSON-LD of a figure.

    Parameters
    ----------
    shown : Shown
    item : dict
        Its citation, as CSL-JSON.
    work : dict
        ``CITATION.cff``.
    files : dict of str to str
        Addresses of its data (``csv``) and its picture (``svg``) as its page writes them: used
        where the book has no address of its own yet.
    place : str
        The figure, from the top of the book.
    """
    page, _, name = place.partition(".html#")
    at = {
        suffix: citation.address(work, figure_file(page, name, suffix)) or address
        for suffix, address in files.items()
    }
    url = item.get("URL", f"#{name}")
    who = {"creator": citation.authors(work), "creditText": shown.source}
    panels = shown.columns.index("panel") if "panel" in shown.columns else None
    measured = [] if panels is None else list(dict.fromkeys(row[panels] for row in shown.rows))
    return {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "@id": url,
        "url": url,
        "name": item["title"],
        "caption": shown.title,
        "description": shown.alt,
        "contentUrl": at["svg"],
        "encodingFormat": "image/svg+xml",
        "isPartOf": {"@type": "Book", "name": work["title"], "version": str(work["version"])},
        **who,
        "mainEntity": {
            "@type": "Dataset",
            "name": f"Data of {item['title'][0].lower()}{item['title'][1:]}",
            "description": shown.alt,
            "variableMeasured": measured or shown.columns,
            "isAccessibleForFree": True,
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": at["csv"],
            },
            **who,
        },
    }


def script(
    shown: Shown, item: citation.Item, work: dict[str, Any], files: dict[str, str], place: str
) -> str:
    """The description as an element of a page."""
    return element(describe(shown, item, work, files, place))
