"""The numbers that executed notebooks show."""

from __future__ import annotations

from pathlib import Path

from rederive.core.prose.shown_numbers import Shown
from rederive.notebook import entries, shown
from rederive.show import figures

TABLE = '<div><style scoped>td { top: 9px }</style><table border="1" class="dataframe"><td>1.5</td>'


def cell(name: str, *outputs: dict, kind: str = "code") -> dict:
    return {"cell_type": kind, "id": name, "outputs": list(outputs)}


def result(**data: object) -> dict:
    named = {"html": "text/html", "plain": "text/plain", "figure": figures.MIME}
    named["entries"] = entries.MIME
    return {"output_type": "display_data", "data": {named[key]: at for key, at in data.items()}}


def test_a_cell_shows_what_readers_see_whatever_the_width_of_a_terminal() -> None:
    figure = {"title": "It rose to 7", "alt": "From 3 to 7.", "rows": [["2020", "3"]]}
    figure |= {"wide": "<svg width='99'>", "narrow": ""}
    notebook = {
        "cells": [
            cell("words", kind="markdown"),
            cell("table", result(html=TABLE, plain="1.5 ... [1 rows x 99 columns]")),
            cell("print", {"output_type": "stream", "text": "12 of -3"}),
            cell("figure", result(figure=figure, plain="99")),
            cell("card", result(entries=[], plain="99", html="<p>99</p>")),
            cell("text", result(plain="8")),
        ]
    }
    found = shown.collect({Path("notebooks/deep-a.ipynb"): notebook})
    assert found == [
        Shown("deep-a", "table", ("1.5",)),
        Shown("deep-a", "print", ("12", "−3")),
        Shown("deep-a", "figure", ("7", "3", "7", "2020", "3")),
        Shown("deep-a", "text", ("8",)),
    ]
    named = {"cells": [cell("a"), cell("b", result(plain="5"))]}
    assert shown.collect({Path("page.md"): named}) == [Shown("page", "2", ("5",))]
