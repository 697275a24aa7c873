"""The numbers of figures, given anew only where something of them is another.

To number them, Sphinx goes through the text of every page in each build. Here is noted which
figures each page has and in which of its sections: while that and the contents are the same, so are
the numbers.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors.toctree import TocTreeCollector

from warmbook import shared

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("builder-inited", number_if_new)
    app.connect("env-purge-doc", forget)


def number_if_new(app: Sphinx) -> None:
    """Have Sphinx number figures only where something of them is another than last time."""
    for listener in app.events.listeners.get("env-get-updated", ()):
        collector = getattr(listener.handler, "__self__", None)
        if isinstance(collector, TocTreeCollector):
            _spare(collector)


def _spare(collector: Any) -> None:
    number = collector.assign_figure_numbers

    def assign_figure_numbers(env: BuildEnvironment) -> list[str]:
        noted, pages = _noted(env), sorted(env.found_docs)
        figures: dict[str, list[Any]] = noted["figures"]
        for page in pages:
            if page not in figures:
                figures[page] = list(_figures(env, env.get_doctree(page)))
        config = env.config
        settings = config.root_doc, config.numfig, config.numfig_secnum_depth
        now = shared.brief(
            [settings, [(page, figures[page]) for page in pages], env.toc_secnumbers]
        )
        if noted.get("made from") == now:
            env.toc_fignumbers = copy.deepcopy(noted["numbers"])
            return []
        found: list[str] = number(env)
        noted.update({"made from": now, "numbers": copy.deepcopy(env.toc_fignumbers)})
        return found

    collector.assign_figure_numbers = assign_figure_numbers


def _figures(env: BuildEnvironment, element: nodes.Element) -> Iterator[Any]:
    """What is numbered in a part of a page, by its kind and name; sections and contents around."""
    for node in element.children:
        if isinstance(node, addnodes.toctree):
            yield [str(entry) for _, entry in node["entries"]]
        elif isinstance(node, nodes.section):
            inner = list(_figures(env, node))
            if inner:
                yield [node["ids"], inner]
        elif isinstance(node, nodes.Element):
            kind = _kind(env, node)
            if kind and node["ids"]:
                yield [kind, node["ids"][0]]
            yield from _figures(env, node)


def _kind(env: BuildEnvironment, node: nodes.Element) -> str:
    """As what a node is numbered, as Sphinx has it; empty if it is not."""
    for domain in env.domains.values():
        kind = domain.get_enumerable_node_type(node)
        title: Any = getattr(domain, "get_numfig_title", None)
        if kind and (domain.name != "std" or title(node)):
            return kind
    return ""


def forget(_: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget the figures of a page that is read again, or gone."""
    _noted(env)["figures"].pop(page, None)


def _noted(env: BuildEnvironment) -> dict[str, Any]:
    return env.__dict__.setdefault("warmbook_figures", {"figures": {}})
