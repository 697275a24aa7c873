"""The numbers that the cells of executed notebooks show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rederive.core.prose.shown_numbers import Shown, numbers_of
from rederive.notebook import entries, page
from rederive.show import figures

#: What carries these has a record of its own.
_RECORDED = (entries.MIME, page.MIME)
_TABLE = 'class="dataframe"'
_MARKUP = re.compile(r"<style.*?</style>|<[^>]+>", re.DOTALL)


def collect(notebooks: Mapping[Any, Mapping[str, Any]]) -> list[Shown]:
    """What every cell shows in its tables, printed lines and pictures, in the order of the pages.

    Parameters
    ----------
    notebooks : mapping of paths to executed notebooks
    """
    found = []
    for path, notebook in notebooks.items():
        of_code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for place, cell in enumerate(of_code, start=1):
            name = str(cell.get("id", place)) if Path(path).suffix == ".ipynb" else str(place)
            text = "\n".join(_texts(cell.get("outputs", [])))
            if numbers := numbers_of(text):
                found.append(Shown(Path(path).stem, name, numbers))
    return found


def _texts(outputs: list[dict[str, Any]]) -> Iterator[str]:
    for output in outputs:
        data = output.get("data", {})
        if output["output_type"] == "stream":
            yield output["text"]
        elif figures.MIME in data:
            yield _of_figure(data[figures.MIME])
        elif _TABLE in (markup := data.get("text/html", "")):
            # As plain text it is cut to the width of the terminal, if there is one.
            yield _MARKUP.sub(" ", markup)
        elif not any(each in data for each in _RECORDED):
            yield data.get("text/plain", "")


def _of_figure(figure: Mapping[str, Any]) -> str:
    """Title, alternative text and table of a figure: what its drawing shows."""
    rows = (cell for row in figure["rows"] for cell in row)
    return "\n".join([figure["title"], figure["alt"], *rows])
