"""Citations in the order of a clean build (sphinxcontrib-bibtex).

Labels and warnings follow the order in which citations were met. A page that is read again
would move its own to the end. And to format the entries takes longer than to write a page, so it is
left out where they would come out as they are.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warmbook import shared

if TYPE_CHECKING:
    from sphinx.application import Sphinx
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


def format_if_new(app: Sphinx) -> None:
    """Have the entries formatted only where what they are made from is another than last time.

    They are kept with the environment anyway. What there was to warn of is told in every build.
    """
    env = app.env
    domain: Any = env.domains.get("cite")
    if domain is None or not hasattr(domain, "env_updated"):
        return
    format_all = domain.env_updated

    def env_updated() -> list[str]:
        now = _fingerprint(app)
        then, kept = env.__dict__.pop("warmbook_citations", ("", []))
        if then == now:
            pages: list[str] = []
            domain.citations[:] = kept  # those of pages that were read again are gone
        else:
            warned = app._warncount
            pages = list(format_all())
        if then == now or app._warncount == warned:
            env.__dict__["warmbook_citations"] = now, list(domain.citations)
        return pages

    domain.env_updated = env_updated


def _fingerprint(app: Sphinx) -> str:
    """All that citations are made from."""
    env, data = app.env, app.env.domaindata["cite"]
    settings = {each.name: each.value for each in app.config if each.name.startswith("bibtex_")}
    texts = {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        for file in files(env)
    }
    contents = {page: env.toctree_includes.get(page) for page in sorted(env.found_docs)}
    made_from = data.get("bibliographies"), data.get("citation_refs")
    return shared.brief([settings, texts, contents, app.config.root_doc, *made_from])
