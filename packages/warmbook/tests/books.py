"""Writing small books, and reading what came of them."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import nbformat


def write_notebook(
    path: Path, *cells: str, text: str = "# A page", kernel: str = "python3"
) -> None:
    """Write a notebook with fixed ids and without outputs."""
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": kernel, "display_name": kernel}}
    )
    notebook.cells = [
        nbformat.v4.new_markdown_cell(text, id="text"),
        *(nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def write_toc(root: Path, *pages: str) -> None:
    """Write a table of contents, and its first page."""
    lines = "".join(f"- file: {page}\n" for page in pages)
    (root / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{lines}")
    (root / "index.md").write_text("# A book\n")


def total_of(name: str) -> str:
    """Code that adds up a data file."""
    return f"print(sum(map(int, open('../data/{name}.txt'))))"


def outputs(notebook: nbformat.NotebookNode) -> list[str]:
    """What a notebook printed, line by line."""
    return [
        output.text.strip()
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]


def begin(command: str, root: Path, end_later: list[int]) -> subprocess.Popen[str]:
    """Begin a command for a book in a group of its own, which the test ends at the latest."""
    process = subprocess.Popen(
        [sys.executable, "-m", "warmbook", command, str(root)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # In the background and under nohup it is ignored, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    end_later.append(process.pid)
    return process
