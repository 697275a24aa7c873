"""Modules that are imported when they are used."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from .books import write_notebook, write_toc

CODE = """
import nbformat, sys
from warmbook.deferred import SELDOM_USED, defer
defer(SELDOM_USED)
import myst_nb.core.execute as execute
from jupyter_book.utils import _message_box
assert not {"nbclient", "sqlalchemy", "jupyter_client"} & set(sys.modules)
class Mine(execute.NotebookClientCache): pass
assert Mine.__mro__[1].__name__ == "NotebookClientCache"
assert "box" in _message_box("box", doprint=False)
client = execute.NotebookClientInline(nbformat.v4.new_notebook(), None, None, None)
from myst_nb.core.execute.inline import NotebookClientInline
assert type(client) is NotebookClientInline and isinstance(client, execute.NotebookClientInline)
"""
FOR_A_WHILE = """
import json, sys
from warmbook.deferred import hidden
with hidden("colorsys", "json"):
    import json
    try:
        import colorsys
        sys.exit("it is there")
    except ImportError:
        pass
import colorsys
assert colorsys.rgb_to_hls
"""
#: Libraries that no page asks for.
NEEDLESS = ("jupyter_cache", "jupyter_client", "nbclient", "sqlalchemy", "zmq")
EXTENSION = """
import json, pathlib, sys
def setup(app):
    app.connect("build-finished", tell)
def tell(*_):
    names = sorted({name.partition(".")[0] for name in sys.modules})
    pathlib.Path(__file__).with_name("loaded.json").write_text(json.dumps(names))
"""


@pytest.mark.parametrize("code", [CODE, FOR_A_WHILE])
def test_a_deferred_module_is_imported_when_something_of_it_is_used(code) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_the_pages_are_made_without_what_no_page_asks_for(tmp_path) -> None:
    root = tmp_path / "book"
    write_notebook(root / "page.ipynb", "print(1)")
    write_toc(root, "page")
    (root / "telling.py").write_text(EXTENSION)
    (root / "_config.yml").write_text(
        "title: Book\nsphinx:\n  local_extensions: {telling: .}\n  extra_extensions: [telling]\n"
    )
    subprocess.run([sys.executable, "-m", "warmbook", "build", str(root)], check=True)
    loaded = json.loads((root / "loaded.json").read_text())
    assert "sphinx" in loaded
    assert not set(NEEDLESS) & set(loaded)
