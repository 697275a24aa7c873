"""A citation in three forms, each to be selected, or copied with a button."""

from __future__ import annotations

import json
import re

from markupsafe import Markup

from rederive.publishing import citation
from rederive.show import html

#: A date in indented CSL-JSON, which stands better on one line.
_DATE = re.compile(r"\[\s*\[\s*(\d+),\s*(\d+),\s*(\d+)\s*\]\s*\]")


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
        "Plain text": citation.plain(item),
        "BibTeX": citation.bibtex(item),
        "CSL-JSON": _DATE.sub(r"[[\1, \2, \3]]", json.dumps(item, ensure_ascii=False, indent=2)),
    }
    return html.render("rederive.pages", "citation-form.html", title=title, forms=forms)
