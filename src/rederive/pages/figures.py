"""Figures on the built pages: numbered, named, drawn for page and telephone, with their data.

A notebook shows a figure as data (:mod:`rederive.show.figures`); here it becomes an element of the
page. Sphinx numbers figures through the whole book in the order of the contents, and writes a page
again when a number on it changes. Data and picture of each lie beside the pages, to be taken along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from markupsafe import Markup
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import is_node_registered

from rederive import __version__
from rederive.core.site import FIGURES, Site, figure_file
from rederive.publishing import citation, figure_description
from rederive.show import html
from rederive.show.figures import MIME, Shown, figure_id, size
from rederive.show.palette import themed
from rederive.show.svg_names import with_prefix

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

SCRIPT, CITATION = "figures.js", "CITATION.cff"


class FigureNode(nodes.General, nodes.Element):
    """A figure: ``shown`` as :class:`Shown`, ``cell`` the number of its cell."""


class FigureOutput:
    """A MyST-NB renderer of what :func:`rederive.show.charts.show` shows."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int]]] = [("*", MIME, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Render a figure, or a picture with its text; leave every other output to MyST-NB."""
        if not inline and data.mime_type == MIME:
            if not is_node_registered(FigureNode):  # a book that is built without this extension
                return [nodes.raw("", Shown.from_json(data.content).standalone, format="html")]
            return [FigureNode("", shown=data.content, cell=data.cell_index)]
        said = data.output_metadata.get(data.mime_type, {})
        if said.get("figure"):
            return []  # the same for JupyterLab
        if inline or data.mime_type != "image/svg+xml" or "alt" not in said:
            return None
        rendered: list[nodes.Element] = renderer.render_image(data)
        for element in rendered:
            for image in element.findall(nodes.image):
                image["alt"] = said["alt"]  # MyST-NB reads it only from the cell
        return rendered


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_enumerable_node(FigureNode, "figure", _title, html=(write, _nothing_more))
    app.add_transform(NameFigures)
    app.connect("html-page-context", add_script)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", remove_stale, priority=800)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _title(node: nodes.Node) -> str:
    return str(cast("FigureNode", node)["shown"]["title"])


def _nothing_more(*_: object) -> None:
    """All is written when a figure is met."""


class NameFigures(SphinxTransform):
    """Names the figures of a page by their cells, so that links to them last."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Give each figure its identifier, and note the names of the page's figures."""
        figures = list(self.document.findall(FigureNode))
        if not figures:
            return
        self.env.note_dependency(str(Path(self.env.srcdir, CITATION)))
        names = cell_names(Path(self.env.doc2path(self.env.docname)))
        taken: list[str] = []
        for node in figures:
            cell = node["shown"]["name"] or names.get(node["cell"], f"cell-{node['cell']}")
            taken.append(figure_id(cell, taken))
            node["ids"] = [taken[-1]]
        _noted(self.env)[self.env.docname] = taken


def cell_names(page: Path) -> dict[int, str]:
    """The names of a notebook's cells by their numbers; none where cells are not named."""
    if page.suffix != ".ipynb":
        return {}
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    return {number: cell["id"] for number, cell in enumerate(cells) if "id" in cell}


def write(writer: Any, node: FigureNode) -> None:
    """Write a figure into its page, and its data and its picture beside the pages."""
    env, out = writer.builder.env, Path(writer.builder.outdir)
    page, name = writer.docnames[0], node["ids"][0]
    (number,) = env.toc_fignumbers[page]["figure"][name]
    shown = Shown.from_json(node["shown"])
    for suffix, content in (("csv", shown.csv), ("svg", shown.standalone)):
        path = out / figure_file(page, name, suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    root = Path(env.srcdir)
    work = citation.read(root) if (root / CITATION).is_file() else {}
    writer.body.append(element(shown, page, name, number, work))
    raise nodes.SkipNode


def element(shown: Shown, page: str, name: str, number: int, work: dict[str, Any]) -> Markup:
    """A figure as HTML.

    Parameters
    ----------
    shown : Shown
    page : str
        Its page, without suffix.
    name : str
        Its identifier there.
    number : int
        In the book.
    work : dict
        ``CITATION.cff``; without it nothing is cited or described.
    """
    links = Site().links(page.rpartition("/")[0])
    files = {suffix: links.to(figure_file(page, name, suffix)) for suffix in ("csv", "svg")}
    place = f"{page}.html#{name}"
    item = citation.figure(work, number, shown.title, place) if work else {}
    return html.render(
        "rederive.pages",
        "figure.html",
        shown=shown,
        name=name,
        number=number,
        files=files,
        file=f"{page.rpartition('/')[2]}-{name}",
        drawings=[_placed(shown, name, kind) for kind in ("wide", "narrow")],
        values=_in_script(shown.values),
        plain=citation.plain(item) if item else "",
        forms={"BibTeX": citation.bibtex(item), "CSL-JSON": citation.csl(item)} if item else {},
        description=Markup(
            figure_description.script(shown, item, work, files, place) if item else ""
        ),
    )


def _placed(shown: Shown, name: str, kind: str) -> Markup:
    """A drawing as it stands in a page: in its colours, with its size in pixels."""
    svg = themed(with_prefix(getattr(shown, kind), f"{name}-{kind}-"))
    width, height = (round(length * 96 / 72) for length in size(svg))
    box = svg[svg.index("viewBox=") :]
    start = f'<svg class="chart-{kind}" aria-hidden="true" width="{width}" height="{height}" {box}'
    return Markup(start)


def _in_script(values: Iterable[object]) -> Markup:
    """Data for a script of the page; no text in it can end the element."""
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def add_script(
    app: Sphinx, _: str, __: str, ___: dict[str, Any], tree: nodes.document | None
) -> None:
    """Load the script that tells values where there are any."""
    if tree is not None and next(iter(tree.findall(FigureNode)), None) is not None:
        app.add_js_file(SCRIPT, loading_method="defer")


def forget(_: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget the figures of a page that is read again."""
    _noted(env).pop(page, None)


def merge(_: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader noted."""
    _noted(env).update({page: _noted(other)[page] for page in pages if page in _noted(other)})


def _noted(env: BuildEnvironment) -> dict[str, list[str]]:
    """The names of the figures of each page."""
    return env.__dict__.setdefault("rederive_figures", {})


def remove_stale(app: Sphinx, exception: Exception | None) -> None:
    """Remove the files of figures that no page has any more."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    kept = {
        out / figure_file(page, name, suffix)
        for page, names in _noted(app.env).items()
        for name in names
        for suffix in ("csv", "svg")
    }
    for path in (out / FIGURES).rglob("*.*"):
        if path.is_file() and path not in kept:
            path.unlink()
