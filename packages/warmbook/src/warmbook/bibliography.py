"""Citations in the order of a clean build (sphinxcontrib-bibtex).

Labels and warnings follow the order in which citations were met. A page that is read again
would move its own to the end.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def in_order(env: BuildEnvironment) -> None:
    """Put citations and bibliographies into the order in which a clean build meets them."""
    for name in ("cite", "footcite"):
        data = env.domaindata.get(name, {})
        if isinstance(refs := data.get("citation_refs"), list):
            refs.sort(key=lambda ref: ref.docname)  # those of one page stay as they stand
        if isinstance(lists := data.get("bibliographies"), dict):
            ordered = sorted(lists.items(), key=lambda item: _page(item[0]))
            lists.clear()
            lists.update(ordered)


def _page(key: object) -> str:
    """The page of a bibliography's key; that of a footnote's list is its page."""
    return str(getattr(key, "docname", key))


def files(env: BuildEnvironment) -> set[Path]:
    """The files of the bibliography, whatever else reads them."""
    return {
        Path(file)
        for name in ("cite", "footcite")
        for file in getattr(env.domaindata.get(name, {}).get("bibdata"), "bibfiles", ())
    }
