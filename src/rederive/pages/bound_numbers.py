"""Bound numbers on the built pages: each leads to the cell that computed it, and says the result.

The words stay a link, so it works without scripts, by keyboard and on a telephone.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from rederive import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_MARK = "#="
_ANCHOR = re.compile(r'<span id="=(?P<name>[^"]+)" title="(?P<title>[^"]*)"')


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_transform(LinkNumbers)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


class LinkNumbers(SphinxTransform):
    """Leads bound words to the cell that computed their number."""

    default_priority = 870  # before MyST looks for the places that links within a page name

    def apply(self, **_: Any) -> None:
        """Resolve the bound words of a page; those that no cell computed are told."""
        computed = {
            match["name"]: unescape(match["title"])
            for raw in self.document.findall(nodes.raw)
            for match in _ANCHOR.finditer(raw.astext())
        }
        for link in self.document.findall(nodes.reference):
            address = link.get("refuri", "")
            if not (link.get("id_link") and address.startswith(_MARK)):
                continue
            name = address.removeprefix(_MARK)
            if name not in computed:
                logging.getLogger(__name__).warning(
                    "“%s” is bound to %r, which no cell of this page computes; hand it over with "
                    "`says`",
                    link.astext(),
                    name,
                    location=link,
                    type="rederive",
                    subtype="bound",
                )
            del link["id_link"]
            link["internal"] = True
            link["classes"].append("bound")
            link["reftitle"] = computed.get(name, "")
