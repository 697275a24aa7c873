"""The page of downloads: links to the files, the columns of the tables."""

from __future__ import annotations

from rederive.core.report import Report
from rederive.core.site import Links
from rederive.publishing import data_package
from rederive.publishing.exports import OTHERS, listed
from rederive.publishing.tables import SCHEMAS, TITLES
from rederive.show import html
from rederive.show.html import Table


def links(folder: str = "") -> Table:
    """The files to download, as links for a page of the book.

    Parameters
    ----------
    folder : str
        Of the page.
    """
    address = Links(folder)

    def link(name: str) -> str:
        return html.link(address.download(name), name, download="")

    table = html.table(
        ["Table", "CSV", "Parquet"],
        [(title, link(f"{name}.csv"), link(f"{name}.parquet")) for name, title in TITLES.items()],
        caption="Tables to download",
        attributes={"class": "downloads"},
    )
    made = html.render(
        "rederive.publishing",
        "files.html",
        table=table,
        others=[(link(name), title) for name, title in OTHERS.items()],
    )
    return Table(made, "\n".join(f"{name}: {title}" for name, title in listed().items()))


def columns(table: str, report: Report) -> Table:
    """The data dictionary of one table, for a page of the book."""
    fields = [
        data_package.field(column, report, of_series=table == "series") for column in SCHEMAS[table]
    ]
    made = html.table(
        ["Column", "Type", "What it holds"],
        [(html.code(each["name"]), each["type"], each["description"]) for each in fields],
        caption=f"Columns of {table}",
    )
    return Table(made, ", ".join(SCHEMAS[table]))
