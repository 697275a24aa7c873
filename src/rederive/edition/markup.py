"""Markdown and HTML as Typst, for the PDF edition.

Every word becomes a Typst string, never markup, so that no text can be taken for a command.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from rederive.errors import InputError

#: Outputs that a screen needs and a sheet of paper does not: what the cards and the register hold
#: already, notices about scripts, and (a column of the sources) long addresses.
LEFT_OUT = {"claims-list", "claim-more", "explorer-plain", "explorer-notice", "verdicts", "seen"}
#: Tables whose many columns are set as a line of names and texts under each row's head.
STACKED = {"findings"}
#: Tables that are set as one paragraph a row.
LISTED = {"sources"}
#: Sizes of letters in tables and the space beside a cell, the width of a letter by its size, and
#: that of the page, in points.
_SIZES, _LETTER, _PAGE = [(8.5, 4), (7.5, 4), (6.5, 2)], 0.48, 453
_ADMONITIONS = {"note", "tip", "important", "warning", "caution", "admonition", "seealso"}
_NUMBER = re.compile(r"[-+−]?[\d.,]*\d[\d.,]*( ?%)?|[-–—]|-?inf|nan|NaN|")
#: How pandas writes a place in a table for which there is nothing.
_NOTHING = {"NaN", "None", "<NA>"}
_MATHS = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\S")
_SYMBOLS = {
    r"\,": "thin", r"\cdot": "dot.op", r"\times": "times", r"\le": "<=", r"\leq": "<=",
    r"\ge": ">=", r"\geq": ">=", r"\ne": "!=", r"\approx": "approx", r"\infty": "infinity",
    r"\left": "", r"\right": "", "/": "slash", '"': "",
}  # fmt: skip
_NAMES = {
    "exp", "ln", "log", "max", "min", "sum", "prod", "sqrt", "hat", "bar", "alpha", "beta", "gamma",
    "delta", "epsilon", "lambda", "mu", "sigma", "phi", "theta", "rho", "tau", "Delta",
}  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Where a link of one page can lead within the PDF.

    Parameters
    ----------
    page : str
        The page that is set, as the table of contents names it.
    titles : dict
        Titles of all pages of the book, by their names.
    pages : set of str
        The pages that are in the PDF.
    claims : set of str
        Ids of the claims that have a card.
    sources : set of str
        Keys of the bibliography.
    """

    page: str
    titles: dict[str, str] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def _named(self, path: str) -> str:
        """The page that a path names, seen from this page."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), path))
        return path.removesuffix(".html")

    def title(self, address: str) -> str:
        """What a link without words of its own shows: the title of its page, or the address."""
        return self.titles.get(self._named(urlsplit(address).path), address)

    def destination(self, address: str) -> str:
        """Where an address leads, as a Typst expression; nothing if it is not in the PDF."""
        parts = urlsplit(address)
        if parts.scheme:
            return string(address)
        page = self._named(parts.path) if parts.path else self.page
        for claim in (unquote(parts.fragment), page.removeprefix("claims/")):
            if claim in self.claims:
                return f"label({string(f'claim:{claim}')})"
        return f"label({string(f'page:{page}')})" if page in self.pages else ""

    def link(self, address: str, content: str) -> str:
        """The content as a link, where the address leads somewhere."""
        destination = self.destination(address)
        return f"#link({destination})[{content}];" if destination else content

    def cite(self, key: str, form: str = "normal") -> str:
        """The citation of a source.

        Raises
        ------
        InputError
            If there is no such source.
        """
        if key not in self.sources:
            raise InputError(
                f"{self.page}: cites {key}, which references.bib does not hold; add it there."
            )
        return f"#cite(label({string(key)}), form: {string(form)});"


def string(text: str) -> str:
    """A Typst string.

    Examples
    --------
    >>> print(string('a "b"'))
    "a \\"b\\""
    """
    for character, escaped in (("\\", r"\\"), ('"', r"\""), ("\n", r"\n"), ("\t", r"\t")):
        text = text.replace(character, escaped)
    return f'"{text}"'


def words(text: str) -> str:
    """Text as it stands, white space as single spaces."""
    text = re.sub(r"\s+", " ", text)
    return f"#{string(text)};" if text else ""


def code(text: str, language: str = "") -> str:
    """A block of code or of plain output."""
    given = f", lang: {string(language)}" if language else ""
    return f"#raw({string(text)}, block: true{given});\n"


# Markdown


@lru_cache(maxsize=1)
def _parser():
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    # As in _config.yml: parse.
    extensions = {"amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def markdown(text: str, places: Places) -> str:
    """A cell or page of MyST Markdown.

    Raises
    ------
    InputError
        If it holds something that has no form in print yet.
    """
    from markdown_it.tree import SyntaxTreeNode

    return _markdown(SyntaxTreeNode(_parser().parse(text)), places)


def _markdown(node, places: Places) -> str:
    def inner() -> str:
        return "".join(_markdown(child, places) for child in node.children)

    match node.type:
        case "root" | "inline" | "thead" | "tbody":
            return inner()
        case "text":
            return words(node.content)
        case "softbreak":
            return words(" ")
        case "hardbreak":
            return "#linebreak();"
        case "paragraph":
            return inner() + ("" if node.hidden else "#parbreak();\n")
        case "heading":
            return _heading(node, inner())
        case "strong" | "em":
            return f"#{'strong' if node.type == 'strong' else 'emph'}[{inner()}];"
        case "bullet_list" | "ordered_list":
            kind = "list" if node.type == "bullet_list" else "enum"
            return _listed(kind, (_markdown(item, places) for item in node.children))
        case "list_item":
            return inner()
        case "dl":
            return inner()
        case "dt":
            return f"#strong[{inner()}];#parbreak();\n"
        case "dd":
            return f"#pad(left: 1em)[{inner()}];\n"
        case "link":
            address = node.attrs["href"]
            return places.link(address, inner() or words(places.title(address)))
        case "code_inline":
            return f"#raw({string(node.content)});"
        case "math_inline" | "math_inline_double" | "math_block" | "amsmath":
            return maths(node.content, block=node.type != "math_inline")
        case "myst_role":
            return _role(node.meta["name"], node.content, places)
        case "fence" | "colon_fence" if node.info.startswith("{"):
            return _directive(node.info, node.content, places)
        case "fence" | "code_block":
            return code(node.content.rstrip("\n"), node.info.strip() if node.info else "")
        case "table":
            rows = [
                [Cell(_markdown(cell, places), _plain(cell), cell.type == "th") for cell in row]
                for part in node.children
                for row in (row.children for row in part.children)
            ]
            return sheet(rows)
        case "th" | "td":
            return inner()
        case "hr" | "myst_block_break" | "myst_line_comment" | "front_matter":
            return ""
        case "myst_target":
            return ""
        case "html_block":
            return html(node.content, places)
    raise InputError(
        f"{places.page}: {node.type} has no form in the PDF edition yet; "
        "write it otherwise or teach it to src/rederive/edition/markup.py."
    )


def _plain(node) -> str:
    """The words of a part of a Markdown text."""
    own = node.content if node.type in ("text", "code_inline", "myst_role") else ""
    return own + "".join(_plain(child) for child in node.children)


def title(text: str) -> str:
    """The first heading of a Markdown text, as plain words; nothing if it has none."""
    from markdown_it.tree import SyntaxTreeNode

    for node in SyntaxTreeNode(_parser().parse(text)).children:
        if node.type == "heading":
            return _plain(node)
    return ""


def _heading(node, content: str) -> str:
    return f"#heading(level: {int(node.tag[1:]) + 1})[{content}];\n"


def _listed(kind: str, items: Iterable[str]) -> str:
    return f"#{kind}({', '.join(f'[{item}]' for item in items)});\n"


def _role(name: str, content: str, places: Places) -> str:
    keys = [key.strip() for key in content.split(",")]
    match name:
        case "cite" | "cite:p":
            return "".join(places.cite(key) for key in keys)
        case "cite:t":
            return words(", ").join(places.cite(key, "prose") for key in keys)
        case "doc":
            named = re.fullmatch(r"(.*?)\s*<(.*)>", content)
            text, target = named.groups() if named else ("", content)
            path = target.removeprefix("/")
            folder = "" if target.startswith("/") else posixpath.dirname(places.page)
            page = posixpath.normpath(posixpath.join(folder, path))
            shown = text or places.titles.get(page, page)
            return places.link(f"{path}.html", words(shown))
        case "sub" | "sup":
            return f"#{'sub' if name == 'sub' else 'super'}[{words(content)}];"
        case "math":
            return maths(content, block=False)
    raise InputError(
        f"{places.page}: the role {{{name}}} has no form in the PDF edition yet; "
        "write it otherwise or teach it to src/rederive/edition/markup.py."
    )


def _directive(info: str, content: str, places: Places) -> str:
    name, _, argument = info.lstrip("{").partition("}")
    if name == "bibliography":
        return "#sources();\n"
    if name in _ADMONITIONS:
        heading = argument.strip() or name.capitalize()
        return f"#note({string(heading)})[{markdown(content, places)}];\n"
    if name == "math":
        return maths(content, block=True)
    raise InputError(
        f"{places.page}: the directive {{{name}}} has no form in the PDF edition yet; "
        "write it otherwise or teach it to src/rederive/edition/markup.py."
    )


def maths(tex: str, *, block: bool) -> str:
    r"""A formula in the small part of TeX that the book uses.

    Raises
    ------
    InputError
        For a command that is not known here.

    Examples
    --------
    >>> print(maths(r"e^{-rt}", block=False))
    #math.equation(alt: "e^{-rt}", $e ^ ( - r t )$);
    """
    parts, closing = [], []
    tokens = _MATHS.findall(tex.strip())
    for number, token in enumerate(tokens):
        if token == "{":
            grouping = number > 0 and (tokens[number - 1] in "^_" or tokens[number - 1][0] == "\\")
            parts.append("(" if grouping else "")
            closing.append(")" if grouping else "")
        elif token == "}":
            parts.append(closing.pop() if closing else "")
        elif token[1:] in _NAMES and token[0] == "\\":
            # An accent or a root takes its argument without a space.
            parts.append(token[1:])
        elif token in _SYMBOLS:
            parts.append(_SYMBOLS[token])
        elif token[0] == "\\":
            raise InputError(
                f"the formula {tex.strip()}: {token} is not known to the PDF edition; "
                "write it otherwise or teach it to src/rederive/edition/markup.py."
            )
        else:
            parts.append(token if token[0].isalnum() or token in "^_()+-=<>!|" else string(token))
    formula = re.sub(r"\b(sqrt|hat|bar) \(", r"\1(", " ".join(filter(None, parts)))
    given = ", block: true" if block else ""
    return f"#math.equation(alt: {string(tex.strip())}{given}, ${formula}$);"


# HTML


@dataclass
class Element:
    """A part of an HTML text."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element with one of these tags, in order, itself included."""
        if self.tag in tags:
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all(*tags)

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(each if isinstance(each, str) else each.text for each in self.children)


class _Tree(HTMLParser):
    """Reads HTML into elements; what is not closed ends with what holds it."""

    _VOID = ("br", "hr", "img", "input", "wbr", "col", "meta", "link")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.top = Element("", {}, [])
        self._open = [self.top]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes}, [])
        self._open[-1].children.append(element)
        if tag not in self._VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, text: str) -> None:
        self._open[-1].children.append(text)


def html(text: str, places: Places) -> str:
    """An output of a notebook in HTML."""
    return _html(_Tree(text).top, places)


_BLOCKS = ("", "div", "section", "details", "summary", "dl", "ul", "ol", "table", "tr", "figure")


def _html(node: Element, places: Places) -> str:
    def inner() -> str:
        return "".join(
            _html(child, places) if isinstance(child, Element) else words(child)
            for child in node.children
            if node.tag not in _BLOCKS or isinstance(child, Element) or child.strip()
        )

    if "hidden" in node.attributes or node.classes & LEFT_OUT:
        return ""
    if "verdict" in node.classes:
        kind = next((c for c in node.classes if c.startswith("verdict-")), "verdict-pending")
        return f"#verdict({string(kind.removeprefix('verdict-'))});"
    if "verdict-tally" in node.classes:
        items = (f"#box[{_html(item, places)}];" for item in node.all("li"))
        return " #h(1.2em); ".join(items) + "#parbreak();\n"
    if "lang" in node.attributes:
        return f"#text(fill: muted)[{inner()}];"
    match node.tag:
        case "style" | "script" | "form" | "svg" | "button":
            return ""
        case "p" | "div" | "section" | "details" | "summary":
            return f"{inner()}#parbreak();\n"
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return f"#strong[{inner()}];#parbreak();\n"
        case "strong" | "b":
            return f"#strong[{inner()}];"
        case "em" | "i":
            return f"#emph[{inner()}];"
        case "code":
            return f"#raw({string(node.text)});"
        case "pre":
            return code(node.text.strip("\n"))
        case "br":
            return "#linebreak();"
        case "a":
            return places.link(node.attributes.get("href", ""), inner())
        case "ul" | "ol":
            items = (_html(item, places) for item in node.all("li"))
            return _listed("list" if node.tag == "ul" else "enum", items)
        case "dl":
            return _terms(node, places)
        case "table":
            return _table(node, places)
    return inner()


def _terms(node: Element, places: Places) -> str:
    terms = (_html(term, places) for term in node.all("dt"))
    texts = (_html(text, places) for text in node.all("dd"))
    items = ", ".join(
        f"terms.item([{term}], [{text}])" for term, text in zip(terms, texts, strict=True)
    )
    return f"#terms({items});\n"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its content as Typst, its words, whether it is a head, what it spans."""

    content: str
    text: str
    head: bool = False
    across: int = 1
    down: int = 1

    def __str__(self) -> str:
        if self.across == self.down == 1:
            return f"[{self.content}]"
        return f"table.cell(colspan: {self.across}, rowspan: {self.down})[{self.content}]"


def _table(node: Element, places: Places) -> str:
    found = [list(row.all("th", "td")) for row in node.all("tr")]
    unseen = {number for row in found for number, cell in enumerate(row) if cell.classes & LEFT_OUT}
    rows = [
        [
            Cell(
                words("–") if cell.text.strip() in _NOTHING else _html(cell, places),
                cell.text.strip(),
                cell.tag == "th",
                int(cell.attributes.get("colspan", 1)),
                int(cell.attributes.get("rowspan", 1)),
            )
            for number, cell in enumerate(row)
            if number not in unseen
        ]
        for row in found
        if row
    ]
    if node.classes & STACKED:
        return stack(rows)
    return listed(rows) if node.classes & LISTED else sheet(rows)


def listed(rows: list[list[Cell]]) -> str:
    """Each row as a paragraph: its head, then the texts of the other cells."""
    paragraphs = []
    for first, *others in rows[1:]:
        texts = ", ".join(f"[{cell.content}]" for cell in others if cell.text)
        paragraphs.append(f"#row([{first.content}], {texts});\n")
    return "".join(paragraphs)


def stack(rows: list[list[Cell]]) -> str:
    """Each row as a paragraph: its first three cells, then the names and texts of the others."""
    names = [cell.text for cell in rows[0]]
    blocks = []
    for row in rows[1:]:
        first, badge, says = (cell.content for cell in row[:3])
        terms = ", ".join(
            f"({string(name)}, [{cell.content}])"
            for name, cell in zip(names[3:], row[3:], strict=True)
            if cell.text
        )
        blocks.append(f"#finding([{first}], [{badge}], [{says}], ({terms},));\n")
    return "".join(blocks)


def sheet(rows: list[list[Cell]]) -> str:
    """A table that repeats its head on every page; long columns share what room is left."""
    if not rows:
        return ""
    count = max(sum(cell.across for cell in row) for row in rows)
    heads = 0
    while heads < len(rows) - 1 and all(cell.head for cell in rows[heads]):
        heads += 1
    rows, heads = _one_head(rows, heads)
    columns = [list(column) for column in zip(*(r for r in rows if len(r) == count), strict=True)]
    columns = columns or [[Cell("", "")]] * count
    longest = [max(map(_room, column)) for column in columns]
    fits = [
        (size, inset)
        for size, inset in _SIZES
        if sum(longest) * size * _LETTER + 2 * inset * count <= _PAGE
    ]
    size, inset = fits[0] if fits else _SIZES[1]
    widths = [
        "auto" if fits or width <= 16 else f"{max(1.0, _mean_length(column) ** 0.5):.1f}fr"
        for width, column in zip(longest, columns, strict=True)
    ]
    sides = [
        "right" if texts and all(map(_NUMBER.fullmatch, texts)) else "left"
        for texts in ([cell.text for cell in column if not cell.head] for column in columns)
    ]
    head = ", ".join(str(cell) for row in rows[:heads] for cell in row)
    given = [
        f"columns: ({', '.join(widths)},)",
        f"align: ({', '.join(sides)},)",
        f"size: {size}pt",
        f"inset: {inset}pt",
        *([f"table.header({head})"] if heads else []),
        *(str(cell) for row in rows[heads:] for cell in row),
    ]
    return f"#sheet({', '.join(given)});\n"


def _one_head(rows: list[list[Cell]], heads: int) -> tuple[list[list[Cell]], int]:
    """Move the name of a pandas index, which has a row of its own, into the row above."""
    if heads == 2 and len(rows[0]) == len(rows[1]) and not rows[0][0].text:
        first, *others = rows[1]
        if not any(cell.text for cell in others):
            return [[first, *rows[0][1:]], *rows[2:]], 1
    return rows, heads


def _room(cell: Cell) -> int:
    """Letters that a cell needs in a line; a head may take two lines, and no word is broken."""
    if not cell.head:
        return len(cell.text)
    return max([len(cell.text) // 2, *map(len, cell.text.split())])


def _mean_length(column: list[Cell]) -> float:
    return sum(len(cell.text) for cell in column) / len(column)
