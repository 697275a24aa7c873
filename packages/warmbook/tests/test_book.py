"""Building the pages: they follow the data, and a failure leaves the old book whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import warmbook
from warmbook import BuildError

from .books import total_of, write_notebook, write_toc

CONFIG = """\
title: A small book
execute: {execute_notebooks: cache}
html: {home_page_in_navbar: true}
sphinx:
  extra_extensions: [warmbook]
  config:
    html_context: {default_mode: auto}
"""


def page(folder: Path, name: str) -> str:
    """Return the text of a built page."""
    return (folder / "_build" / "html" / "notebooks" / f"{name}.html").read_text()


def test_pages_follow_the_data_and_a_failure_leaves_the_old_book(small: Path) -> None:
    (small / "_config.yml").write_text(CONFIG + "warmbook: {strict: true}\n")
    checks: list[str] = []
    warmbook.build(small, check=lambda: checks.append("cold"))
    assert ">3\n" in page(small, "a")
    warmbook.build(small, check=lambda: checks.append("unchanged"))
    assert checks == ["cold"]

    # New data, the same text: the page shows the new number.
    (small / "data" / "a.txt").write_text("1\n77\n")
    warmbook.build(small)
    assert ">78\n" in page(small, "a")

    # A page with a broken link fails the build, and the book stays.
    write_notebook(small / "notebooks" / "b.ipynb", total_of("b"), text="# B {doc}`nowhere`")
    with pytest.raises(BuildError, match="the pages could not be built"):
        warmbook.build(small)
    assert ">78\n" in page(small, "a")
    assert "nowhere" not in page(small, "b")

    # Plain Jupyter Book gives the new number too.
    write_notebook(small / "notebooks" / "b.ipynb", total_of("b"))
    (small / "data" / "a.txt").write_text("1\n99\n")
    command = "from jupyter_book.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", command, "build", "-W", "-n", str(small)],
        check=True,
        capture_output=True,
    )
    assert ">100\n" in page(small, "a")


def test_plain_jupyter_book_shows_our_results_each_in_its_place(tmp_path: Path) -> None:
    root = tmp_path / "a [book] with 中文"
    (root / "z").mkdir(parents=True)
    config = CONFIG.replace("{execute_notebooks: cache}", "{exclude_patterns: [z/quoted.ipynb]}")
    (root / "_config.yml").write_text(config + "exclude_patterns: [z/draft.md]\n")
    write_toc(root, "x/a", "y/a")
    with (root / "_toc.yml").open("a") as stream:
        stream.write("- glob: z/*\n")
    (root / "z" / "rest.rst").write_text("A page\n======\n\nIn other markup.\n")
    (root / "z" / "draft.md").write_text("# A draft\n")
    for name in ("x", "y"):
        code = "from IPython.display import display\nprint('from', open('d.txt').read())"
        write_notebook(root / name / "a.ipynb", code, "print(1)\ndisplay(2)\nprint(3)")
        (root / name / "d.txt").write_text(name)
    write_notebook(root / "z" / "quoted.ipynb", "print('not run')")
    quoted = nbformat.read(root / "z" / "quoted.ipynb", 4)
    quoted.cells[1].outputs = [nbformat.v4.new_output("stream", text="kept as it is")]
    quoted.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}
    nbformat.write(quoted, root / "z" / "quoted.ipynb")
    command = "from jupyter_book.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "build", str(root)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "2/2 ran" in done.stderr
    html = root / "_build" / "html"
    for name in ("x", "y"):
        text = (html / name / "a.html").read_text()
        assert f">from {name}\n" in text
        assert text.index(">1\n") < text.index(">2\n") < text.index(">3\n")
    assert "kept as it is" in (html / "z" / "quoted.html").read_text()
    assert (html / "z" / "rest.html").exists()
    assert not (html / "z" / "draft.html").exists()
    # One twin changes, and only its page follows.
    (root / "y" / "d.txt").write_text("another y")
    warmbook.build(root)
    assert ">from x\n" in (html / "x" / "a.html").read_text()
    assert ">from another y\n" in (html / "y" / "a.html").read_text()


@pytest.mark.parametrize("mode", ["off", "auto", "force", "cache"])
def test_what_is_run_is_what_jupyter_book_is_told(
    small: Path, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    (small / "_config.yml").write_text(f"execute: {{execute_notebooks: '{mode}'}}\n")
    path = small / "notebooks" / "a.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="as it was")]
    nbformat.write(notebook, path)
    expected = {"off": set(), "auto": {"b"}, "force": {"a", "b"}, "cache": {"a", "b"}}[mode]
    for again in (False, True):
        executed = warmbook.execute(small, fork=True)
        said = capsys.readouterr().err
        ran = {name for name in "ab" if f"ran notebooks/{name}" in said}
        assert ran == (expected if not again or mode == "force" else set())
        shown = executed[path].cells[1].outputs[0].text
        assert shown == ("as it was" if "a" not in expected else "3\n")


def test_a_project_of_sphinx_alone_runs_its_notebooks(small: Path) -> None:
    (small / "_toc.yml").unlink()
    (small / "conf.py").write_text(
        "extensions = ['myst_nb', 'warmbook']\n"
        "exclude_patterns = ['out', 'jupyter_execute', '_build', 'notebooks/b*']\n"
        "nb_execution_mode = 'cache'\n"
    )
    (small / "index.md").write_text("# A book\n\n```{toctree}\nnotebooks/a\n```\n")
    code = (
        "import sys\nfrom sphinx.cmd.build import main\nroot, *builders = sys.argv[1:]\n"
        "sys.exit(max(main(['-Wqb', name, root, f'{root}/out/{name}']) for name in builders))"
    )
    command = [sys.executable, "-c", code, str(small)]
    builders = ["html", "latex", "text"]
    done = subprocess.run([*command, *builders], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("1/1 ran notebooks/a.ipynb") == 1
    out = small / "out"
    assert ">3\n" in (out / "html" / "notebooks" / "a.html").read_text()
    (latex,) = (out / "latex").glob("*.tex")
    assert "\n3\n" in latex.read_text()
    assert "\n   3\n" in (out / "text" / "notebooks" / "a.txt").read_text()
    (small / "data" / "a.txt").write_text("1\n6\n")
    subprocess.run([*command, "html"], check=True, capture_output=True)
    assert ">7\n" in (out / "html" / "notebooks" / "a.html").read_text()


def test_a_file_outside_the_book_that_a_page_includes_counts(tmp_path: Path) -> None:
    root = tmp_path / "book"
    root.mkdir()
    write_toc(root, "page")
    (root / "page.md").write_text("# A page\n\n```{include} ../outside.md\n```\n")
    for words in ("as it was", "as it is"):
        (tmp_path / "outside.md").write_text(f"Words {words}.\n")
        warmbook.build(root)
        assert f"Words {words}." in (root / "_build/html/page.html").read_text()
    seen = (root / "_build/html/page.html").stat().st_mtime_ns
    warmbook.build(root)
    assert (root / "_build/html/page.html").stat().st_mtime_ns == seen
