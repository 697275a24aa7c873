"""HTML: one function for tables, one for templates; what is not markup already is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rederive.language.spoken import filled, said, space


class Table:
    """Something to show: HTML where there is a browser, text elsewhere.

    Parameters
    ----------
    html, text : str
    data : dict, optional
        Further MIME types that travel with it.
    """

    def __init__(self, html: str, text: str, data: dict[str, object] | None = None) -> None:
        self.html, self.text, self.data = str(html), text, data or {}

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/html": self.html, "text/plain": self.text, **self.data}

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Row:
    """A row of a table with attributes of its own, such as an id."""

    cells: Sequence[object]
    attributes: Mapping[str, object] = field(default_factory=dict)


class _Loader(PackageLoader):
    """Templates in which line ends and indentation serve the reader and never reach the page."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, path, fresh = super().get_source(environment, template)
        return "".join(line.strip() for line in source.splitlines()), path, fresh


@cache
def _environment(package: str) -> Environment:
    made = Environment(
        loader=_Loader(package, "templates"), autoescape=True, undefined=StrictUndefined
    )
    made.globals.update(say=say, said=said, space=space)
    return made


def say(message: str, **given: Any) -> Markup:
    """A text of the package in the language that is spoken, as HTML.

    Parameters
    ----------
    message : str
        In English, with ``{name}`` for what is put in.
    **given
        What is put in; text is escaped, :class:`markupsafe.Markup` is not.
    """
    escaped = {name: Markup.escape(value) for name, value in given.items()}
    return Markup(filled(Markup.escape(said(message)), escaped))


def render(package: str, template: str, **given: Any) -> Markup:
    """Fill a template.

    Parameters
    ----------
    package : str
        In whose folder ``templates`` it lies.
    template : str
        Its file, with a suffix.
    **given
        What it names; text is escaped, :class:`markupsafe.Markup` is not.
    """
    return Markup(_environment(package).get_template(template).render(**given))


def link(address: str, text: object, **attributes: object) -> Markup:
    """A link; only the text where there is no address.

    Examples
    --------
    >>> link("a.html", "A & B"), link("", "A")
    (Markup('<a href="a.html">A &amp; B</a>'), Markup('A'))
    """
    if not address:
        return Markup.escape(text)
    given = {"href": address, **attributes}
    return render("rederive.show", "link.html", attributes=given, text=text)


def code(text: object) -> Markup:
    """A name of a program or file."""
    return Markup("<code>{}</code>").format(text)


def lines(parts: Iterable[str]) -> Markup:
    """Several texts in one cell, one below the other."""
    return Markup("<br>").join(parts)


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[object] | Row],
    *,
    caption: str = "",
    attributes: Mapping[str, object] | None = None,
    classes: Mapping[str, str] | None = None,
    cell_classes: Mapping[str, str] | None = None,
    row_headers: bool = True,
    roles: bool = False,
) -> Markup:
    """A table; every cell that is not :class:`markupsafe.Markup` is escaped.

    Parameters
    ----------
    head : sequence of str
        The names of the columns.
    rows : iterable of sequence or Row
        Their cells.
    caption : str
        With one, the table stands in a box that scrolls sideways, also by keyboard, and that is
        called so.
    attributes : mapping
        Of the table.
    classes, cell_classes : mapping of str to str
        Of some columns, by the column's name: with its heading, or without.
    row_headers : bool
        Whether the first cell of a row is its heading.
    roles : bool
        Whether each part says its role: a style sheet that lays rows out as a grid takes the
        table's own away.
    """
    made = render(
        "rederive.show",
        "table.html",
        head=head,
        rows=[row if isinstance(row, Row) else Row(row) for row in rows],
        attributes=attributes or {},
        classes=[(classes or {}).get(name) for name in head],
        cell_classes=[({**(classes or {}), **(cell_classes or {})}).get(name) for name in head],
        row_headers=row_headers,
        roles=roles,
    )
    return scroll_box(caption, made) if caption else made


def column_names(**names: str) -> str:
    """A style by which a style sheet can say the names of columns where a table is a list.

    Examples
    --------
    >>> column_names(seen="Seen at")
    "--seen: 'Seen at: '"
    """
    return "; ".join(f"--{name}: '{called}{say(': ')}'" for name, called in names.items())


def scroll_box(caption: str, content: Markup) -> Markup:
    """A box that scrolls sideways, also by keyboard."""
    return render("rederive.show", "scroll-box.html", caption=caption, content=content)


def terms(pairs: Iterable[tuple[str, object]]) -> Markup:
    """A list of names and texts, without those that have no text; empty if none has."""
    return render("rederive.show", "terms.html", terms=[(a, b) for a, b in pairs if b])


def without_empty_end(
    head: Sequence[str], rows: Sequence[Sequence[object]]
) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
    """Columns and rows without the last columns that are empty throughout.

    Examples
    --------
    >>> without_empty_end(["a", "b"], [["1", ""]])
    (['a'], [['1']])
    """
    while head and not any(row[-1] for row in rows):
        head, rows = head[:-1], [row[:-1] for row in rows]
    return head, rows
