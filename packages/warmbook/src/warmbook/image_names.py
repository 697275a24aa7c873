"""The names of pictures in the built book, as a clean build gives them.

Two pictures of one name in two folders become ``a.png`` and ``a1.png``, in the order in which
pages were read. A page that is read again comes last, and would get another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import FilenameUniqDict

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("doctree-read", note, priority=600)  # after Sphinx has found the files
    app.connect("env-merge-info", merge)


def note(app: Sphinx, tree: nodes.document) -> None:
    """Note the pictures of a page, in its order."""
    found: dict[str, None] = {}
    for node in tree.findall(nodes.image):
        found.update(dict.fromkeys(node["candidates"].values()))
    _noted(app.env)[app.env.docname] = list(found)


def merge(_: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader noted."""
    _noted(env).update({page: _noted(other)[page] for page in pages if page in _noted(other)})


def as_if_clean(env: BuildEnvironment) -> set[str]:
    """Give every picture the name of a clean build; tell which pages show one under a new name."""
    old, noted = env.images, _noted(env)
    ordered = [path for page in sorted(env.found_docs) for path in noted.get(page, ())]
    new = FilenameUniqDict()
    for path in dict.fromkeys([*ordered, *old]):
        for page in sorted(old[path][0]) if path in old else ():
            new.add_file(page, path)
    env.images = new
    return {page for path, (pages, name) in new.items() if old[path][1] != name for page in pages}


def _noted(env: BuildEnvironment) -> dict[str, list[str]]:
    return env.__dict__.setdefault("warmbook_images", {})
