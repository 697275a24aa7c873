"""Small books with the traits of books that strangers wrote."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat

from .books import write_notebook

#: A picture of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
JUPYTEXT = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""
MYSTNB = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n"

BOOK = {
    "_config.yml": """\
title: A book by strangers
author: Several
logo: pixel.png
execute:
  execute_notebooks: cache
  exclude_patterns: ['two/not-run.ipynb', '*deep/*']
  timeout: 100
exclude_patterns: [drafts/*]
only_build_toc_files: true
bibtex_bibfiles: [references.bib]
html: {use_multitoc_numbering: true}
parse: {myst_enable_extensions: [colon_fence, dollarmath, substitution], myst_substitutions: {x: y}}
sphinx:
  config:
    html_context: {default_mode: auto}
    nb_render_image_options: {width: 80%}
    bibtex_reference_style: author_year
""",
    "_toc.yml": """\
format: jb-book
root: intro
options: {numbered: true}
parts:
- caption: One
  chapters:
  - file: one/words
  - file: one/text
    sections:
    - file: one/deep/figure
      sections:
      - file: one/deep/last
- caption: Two
  chapters:
  - glob: two/*
  - url: https://example.org
    title: Elsewhere
  - file: literature
""",
    "references.bib": (
        "@book{knuth, author={Donald Knuth}, title={Programs}, publisher={None}, year={1984}}\n"
    ),
    "drafts/draft.md": "# A draft that nobody reads\n",
    "intro.md": """\
# Welcome

```{tableofcontents}
```
""",
    "one/words.md": """\
(words)=
# Words alone

$a^2$, {cite}`knuth`, {doc}`text`, a {term}`word`, {download}`data <../data/x.csv>`, {{ x }}.

![A pixel](../pixel.png)

:::{glossary}
word
  What is said.
:::
""",
    "one/text.md": JUPYTEXT
    + """\
# Written as text

```{code-cell} ipython3
:tags: [hide-input]
import csv
rows = list(csv.reader(open("../data/x.csv")))
print(sum(int(row[0]) for row in rows))
```

```{code-cell} ipython3
:tags: [remove-cell]
from myst_nb import glue
glue("total", 42, display=False)
```

The total is {glue:}`total`, as {numref}`pixel` shows.

```{code-cell} ipython3
:tags: [raises-exception]
1 / 0
```

```{code-cell} ipython3
:tags: [remove-input]
from IPython.display import HTML, Markdown, display
print("before")
display(HTML("<b>bold</b>"), Markdown("*slanted* $x^2$"))
```

```{code-cell} ipython3
from IPython.display import Image
Image("../pixel.png")
```

```{code-cell} ipython3
:tags: [remove-output]
print("never", "seen")
```

```{figure} ../pixel.png
:name: pixel
:width: 50%
A picture that no cell made.
```
""",
    "one/deep/last.rst": "The last of One\n===============\n\nIn other markup: :ref:`words`.\n",
    "literature.md": "# Literature\n\n```{bibliography}\n```\n",
}

ARTICLE = {
    "_config.yml": """\
title: An article
execute: {execute_notebooks: auto, allow_errors: true}
sphinx:
  config: {html_context: {default_mode: auto}}
""",
    "_toc.yml": "format: jb-article\nroot: paper\nsections:\n- file: stored.ipynb\n- file: annex\n",
    "paper.md": MYSTNB
    + """\
# A paper

```{code-cell}
---
tags: [scroll-output]
---
print(6 * 7)
"last"
```

```{code-cell}
raise ValueError("shown, and the next one runs")
```

```{code-cell}
%%latex
\\LaTeX{}
```
""",
    "annex.md": "# Annex\n\nNo code at all; see {doc}`a-page-that-is-not-there`.\n",
}

OFF = {
    "_config.yml": """\
title: As it was left
execute: {execute_notebooks: 'off'}
sphinx:
  config: {html_context: {default_mode: auto}}
""",
    "_toc.yml": "format: jb-book\nroot: intro\nchapters:\n- file: stored\n",
    "intro.md": "# Nothing is run here\n",
}


def write(root: Path, files: dict[str, str]) -> Path:
    """Write a book into a folder, with a picture."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "pixel.png").write_bytes(PIXEL)
    return root


def write_stored(path: Path, *outputs: str) -> None:
    """Write a notebook whose cells have the outputs of another day."""
    write_notebook(
        path, *(f"print('not', 'run, or it would not say', {text!r})" for text in outputs)
    )
    notebook = nbformat.read(path, 4)
    notebook.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}
    for number, (cell, text) in enumerate(zip(notebook.cells[1:], outputs, strict=True), 1):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    nbformat.write(notebook, path)


def book(root: Path) -> Path:
    """A book in parts, of pages in every format, whose notebooks run if they have to."""
    write(root, BOOK)
    (root / "data").mkdir()
    (root / "data" / "x.csv").write_text("40\n2\n")
    write_stored(root / "one" / "deep" / "figure.ipynb", "stored too")
    write_stored(root / "two" / "not-run.ipynb", "kept as it is")
    return root


def article(root: Path) -> Path:
    """An article; what has outputs is not run, a failing cell is shown."""
    write(root, ARTICLE)
    write_stored(root / "stored.ipynb", "of another day")
    return root


def off(root: Path) -> Path:
    """A book of which nothing is run."""
    write(root, OFF)
    write_stored(root / "stored.ipynb", "of another day")
    return root
