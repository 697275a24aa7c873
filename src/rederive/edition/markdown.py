"""MyST Markdown as Typst: one small function per kind of token.

In another language each heading, paragraph, item and cell of a table is replaced by what it is
there, as Sphinx does it on the web, and each text of what is HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from rederive.edition import typst
from rederive.edition.html import html
from rederive.edition.maths import equation
from rederive.edition.places import Places, unsupported
from rederive.edition.roles import role
from rederive.edition.tables import Cell, sheet
from rederive.language.shown_texts import changed

_ADMONITIONS = {"note", "tip", "important", "warning", "caution", "admonition", "seealso"}


@lru_cache(maxsize=1)
def parser() -> Any:
    """The parser of MyST Markdown, as `_config.yml` sets it."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    # As in _config.yml: parse.
    extensions = {"amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def tokens(text: str, said: Callable[[str], str]) -> list[Any]:
    """The tokens of a Markdown text, with each of its messages in other words."""
    found: list[Any] = parser().parse(text)
    for token in found:
        if token.type == "inline":
            english = token.content.replace("\n", " ").strip()
            if (new := said(english)) != english:
                (made,) = parser().parseInline(new)
                token.children = made.children
        elif token.type == "html_block":
            token.content = changed(token.content, said)
    return found


def _tree(text: str, translations: Mapping[str, str] = {}) -> Any:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(tokens(text, lambda english: translations.get(english.strip(), english)))


def markdown(text: str, places: Places) -> str:
    """A cell or page of MyST Markdown, in the language of its places.

    Raises
    ------
    InputError
        If it holds something that has no form in print yet.
    """
    return _node(_tree(text, places.translations), places)


def title(text: str, translations: Mapping[str, str] = {}) -> str:
    """The first heading of a Markdown text, as plain words; nothing if it has none."""
    tree = _tree(text, translations)
    return next((_words(node) for node in tree.children if node.type == "heading"), "")


def front_matter(text: str) -> str:
    """The YAML above a Markdown text; nothing if it has none."""
    first = _tree(text).children[:1]
    return first[0].content if first and first[0].type == "front_matter" else ""


def _words(node: Any) -> str:
    """The words of a part of a Markdown text."""
    own = node.content if node.type in ("text", "code_inline", "myst_role") else ""
    return own + "".join(map(_words, node.children))


def _node(node: Any, places: Places) -> str:
    form = _FORMS.get(node.type)
    if form is None:
        raise unsupported(places.page, node.type, "markdown")
    return form(node, places)


def _inner(node: Any, places: Places) -> str:
    return "".join(_node(child, places) for child in node.children)


def _nothing(*_: Any) -> str:
    return ""


def _around(form: Callable[[str], str]) -> Callable[[Any, Places], str]:
    return lambda node, places: form(_inner(node, places))


def _items(form: Callable[[list[str]], str]) -> Callable[[Any, Places], str]:
    return lambda node, places: form([_node(item, places) for item in node.children])


def _paragraph(node: Any, places: Places) -> str:
    inner = _inner(node, places)
    return inner if node.hidden else typst.paragraph(inner)


def _heading(node: Any, places: Places) -> str:
    return typst.heading(int(node.tag[1:]) + 1, _inner(node, places))


def _link(node: Any, places: Places) -> str:
    address = node.attrs["href"]
    return places.link(address, _inner(node, places) or typst.text(places.title(address)))


def _equation(node: Any, _: Places) -> str:
    return equation(node.content, block=node.type != "math_inline")


def _fence(node: Any, places: Places) -> str:
    info = (node.info or "").strip()
    if info.startswith("{"):
        return _directive(info, node.content, places)
    return typst.code_block(node.content.rstrip("\n"), info)


def _directive(info: str, content: str, places: Places) -> str:
    name, _, argument = info.lstrip("{").partition("}")
    if name == "bibliography":
        return "#sources();\n"
    if name == "math":
        return equation(content, block=True)
    if name in _ADMONITIONS:
        heading = argument.strip() or name.capitalize()
        return f"#note({typst.string(heading)})[{markdown(content, places)}];\n"
    raise unsupported(places.page, f"the directive {{{name}}}", "markdown")


def _table(node: Any, places: Places) -> str:
    rows = [row.children for part in node.children for row in part.children]
    return sheet(
        [
            [Cell(_inner(cell, places), _words(cell), cell.type == "th") for cell in row]
            for row in rows
        ]
    )


_FORMS: dict[str, Callable[[Any, Places], str]] = {
    **dict.fromkeys(("root", "inline", "list_item", "dl"), _inner),
    **dict.fromkeys(
        ("hr", "myst_block_break", "myst_line_comment", "myst_target", "front_matter"), _nothing
    ),
    **dict.fromkeys(("math_inline", "math_inline_double", "math_block", "amsmath"), _equation),
    **dict.fromkeys(("fence", "colon_fence", "code_block"), _fence),
    "text": lambda node, _: typst.text(node.content),
    "softbreak": lambda *_: typst.text(" "),
    "hardbreak": lambda *_: typst.LINE_BREAK,
    "paragraph": _paragraph,
    "heading": _heading,
    "strong": _around(typst.strong),
    "em": _around(typst.emphasis),
    "bullet_list": _items(typst.bullets),
    "ordered_list": _items(typst.numbered),
    "dt": _around(lambda inner: typst.paragraph(typst.strong(inner))),
    "dd": _around(lambda inner: f"#pad(left: 1em)[{inner}];\n"),
    "link": _link,
    "code_inline": lambda node, _: typst.inline_code(node.content),
    "myst_role": lambda node, places: role(node.meta["name"], node.content, places),
    "table": _table,
    "html_block": lambda node, places: html(node.content, places),
}
