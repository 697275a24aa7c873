"""A citation in three forms, each to be selected, or copied with a button."""

from __future__ import annotations

from markupsafe import Markup

from rederive.language.spoken import is_chinese, say
from rederive.publishing import citation
from rederive.show import html


def citation_form(item: citation.Item, title: str) -> Markup:
    """The section of a page that says how to cite something.

    Parameters
    ----------
    item : dict
        In CSL-JSON.
    title : str
        Of the section.
    """
    forms = {
        say("Plain text"): citation.plain(item),
        **({"GB/T 7714": citation.gb7714(item)} if is_chinese() else {}),
        "BibTeX": citation.bibtex(item),
        "CSL-JSON": citation.csl(item),
    }
    return html.render("rederive.pages", "citation-form.html", title=title, forms=forms)
