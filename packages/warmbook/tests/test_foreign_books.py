"""Strangers' books: built by us, they have the pages that stock Jupyter Book makes of them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import warmbook

from . import foreign


def stock(root: Path, builder: str = "html") -> None:
    """Let Jupyter Book build a book in its own way, within this process."""
    from jupyter_book.sphinx import build_sphinx

    toc = {"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the extensions' own affair
        built = build_sphinx(
            str(root),
            str(root / "_build" / builder),
            builder=builder,
            noconfig=True,
            path_config=str(root / "_config.yml"),
            confoverrides=toc,
            quiet=True,
        )
    assert built == 0


def plain(root: Path, builder: str = "html") -> None:
    """Let Jupyter Book build a book that names us among its extensions."""
    path = root / "_config.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sphinx:\n", "sphinx:\n  extra_extensions: [warmbook]\n"))
    stock(root, builder)


#: A book, who else builds it, and what its pages must show and must not.
CASES = {
    "book": (
        foreign.book,
        plain,
        ("42", "ZeroDivisionError", "slanted", "kept as it is", "stored too", "Donald Knuth"),
        ("never seen", "A draft", "not run, or"),
    ),
    "article": (
        foreign.article,
        warmbook.build,
        ("42", "shown, and the next", "of another day"),
        (),
    ),
    "off": (foreign.off, plain, ("of another day",), ()),
}


def files(root: Path) -> dict[str, bytes]:
    """Every file of a built book, its stamp of configuration apart."""
    html = root / "_build" / "html"
    found = {path.relative_to(html).as_posix(): path for path in html.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != ".buildinfo"}


@pytest.mark.parametrize("case", CASES)
def test_every_file_is_that_of_stock(
    case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make: Callable[[Path], Path]
    make, build, shown, hidden = CASES[case]
    built = {}
    for name, builder in (("stock", stock), ("ours", build)):
        # Under one name, for a page may show its path.
        builder(make(tmp_path / name / "book"))
        built[name] = files(tmp_path / name / "book")
    said = capfd.readouterr().err
    # Like stock, we show what is warned of, and build the book.
    warned = said.count("unknown document: 'a-page-that-is-not-there'")
    assert warned == (2 if case == "article" else 0)
    assert said.replace("[IPKernelApp] WARNING", "").count("WARNING: ") == warned
    assert set(built["ours"]) == set(built["stock"])
    different = [name for name in built["ours"] if built["ours"][name] != built["stock"][name]]
    assert different == []
    pages = [text.decode() for name, text in built["ours"].items() if name.endswith(".html")]
    assert [each for each in shown if not any(each in page for page in pages)] == []
    assert [each for each in hidden if any(each in page for page in pages)] == []


@pytest.mark.parametrize(
    ("builder", "page"), [("dirhtml", "paper/index.html"), ("singlehtml", "paper.html")]
)
def test_other_builders_show_our_results_and_their_links_lead_somewhere(
    builder: str, page: str, tmp_path: Path
) -> None:
    plain(foreign.article(tmp_path), builder)
    html = tmp_path / "_build" / builder
    assert ">42\n" in (html / page).read_text(encoding="utf-8")
    for path in html.rglob("*.html"):
        for link in re.findall(r'href="([^"#:?]+)["#?]', path.read_text(encoding="utf-8")):
            # What the theme links to without making it, or names in its templates, is its affair.
            if link not in ("genindex.html", "search.html") and "_static" not in path.parts:
                assert (path.parent / link).exists(), (path, link)
