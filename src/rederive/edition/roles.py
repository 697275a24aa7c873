"""Roles of MyST Markdown, such as citations, as Typst."""

from __future__ import annotations

import re
from collections.abc import Callable

from rederive.edition import typst
from rederive.edition.maths import equation
from rederive.edition.places import Places, unsupported


def role(name: str, content: str, places: Places) -> str:
    """A role with its content.

    Raises
    ------
    InputError
        If the role has no form in print yet.
    """
    form = _FORMS.get(name)
    if form is None:
        raise unsupported(places.page, f"the role {{{name}}}", "roles")
    return form(content, places)


def _keys(content: str) -> list[str]:
    return [key.strip() for key in content.split(",")]


def _cite(content: str, places: Places) -> str:
    return "".join(places.cite(key) for key in _keys(content))


def _cite_in_text(content: str, places: Places) -> str:
    return typst.text(", ").join(places.cite(key, "prose") for key in _keys(content))


def _page(content: str, places: Places) -> str:
    """A page by its name, as ``name`` or ``words <name>``."""
    named = re.fullmatch(r"(.*?)\s*<(.*)>", content)
    words, target = named.groups() if named else ("", content)
    page = places.resolve(target)
    return places.link(f"{target}.html", typst.text(words or places.titles.get(page, page)))


_FORMS: dict[str, Callable[[str, Places], str]] = {
    "cite": _cite,
    "cite:p": _cite,
    "cite:t": _cite_in_text,
    "doc": _page,
    "sub": lambda content, _: f"#sub[{typst.text(content)}];",
    "sup": lambda content, _: f"#super[{typst.text(content)}];",
    "math": lambda content, _: equation(content, block=False),
}
