"""One style sheet for the book, with only the rules that its pages can use.

Theme and extensions bring a dozen sheets of half a megabyte, and a page shows nothing before it
has them all. Here their rules are read in the order in which pages load them; a selector stays if
every class, identifier and element it names occurs in a page, or as a word in a script, which may
add it later. The icon fonts are cut down to the icons that are left.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule

from rederive.pages import web_font

NAME = "book.css"
#: The sheets in the order of the pages. What is not named here, pages go on loading by itself.
SHEETS = (
    "styles/theme.css",
    "styles/bootstrap.css",
    "styles/pydata-sphinx-theme.css",
    "vendor/fontawesome/*/css/all.min.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "claims.css",
    "assumptions.css",
    "charts.css",
    "rederive.css",
    web_font.SHEET,
)
#: Names that scripts put together from parts.
COMPOSED = frozenset({"bs-tooltip-auto", "bs-tooltip-top", "bs-tooltip-bottom"})
#: Scripts that are not part of a page, or bring their own styles.
_NOT_READ = ("vendor/", "mathjax/", "locales/", "search-index.js")
_TAG = re.compile(r"<([a-zA-Z][\w-]*)")
_NAMED = re.compile(r"""\s(?:class|id)=(?:"([^"]*)"|'([^']*)')""")
_PROPERTY = re.compile(r"var\((--[\w-]+)")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_LINK = re.compile(rf'(href="[^"]*_static/{re.escape(NAME)})(?:\?v=\w*)?"')
#: Rules within these at-rules are looked at one by one.
_NESTING = {"media", "supports", "layer", "container"}
#: One of the alternatives in brackets is enough.
_ALTERNATIVES = {"is", "where", "has", "-webkit-any", "-moz-any"}


def link(folder: str) -> str:
    """The line of a page's head that loads the sheet from ``folder``, that of the static files."""
    return f'<link rel="stylesheet" type="text/css" href="{folder}{NAME}" />'


def includes(sheet: str) -> bool:
    """Tell whether the sheet of this path below the static files is part of ours.

    Examples
    --------
    >>> includes("styles/bootstrap.css"), includes("other.css")
    (True, False)
    """
    return any(fnmatchcase(sheet, pattern) for pattern in SHEETS)


def is_linked(page: str) -> bool:
    """Tell whether a page loads the sheet."""
    return bool(_LINK.search(page))


def with_version(page: str, version: str) -> str:
    """The page, asking for this version of the sheet."""
    return _LINK.sub(rf'\1?v={version}"', page)


def make(out: Path, names: AbstractSet[str]) -> str:
    """Make the sheet for the pages in ``out``, which hold these names; return its version."""
    static = out / "_static"
    sheets = [path for pattern in SHEETS for path in sorted(static.glob(pattern))]
    names = COMPOSED | names | in_scripts(_scripts(static))
    text = _cached(static, sheets, names) or _build(static, sheets, names)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def in_pages(pages: Iterable[str]) -> set[str]:
    """Every element, class, identifier and custom property of some pages.

    Examples
    --------
    >>> sorted(in_pages(['<p class="a b" id="c" style="color: var(--d)">text</p>']))
    ['--d', 'a', 'b', 'c', 'p']
    """
    names: set[str] = set()
    for page in pages:
        names.update(_TAG.findall(page), _PROPERTY.findall(page))
        for one, other in set(_NAMED.findall(page)):
            names.update((one or other).split())
    return names


def in_scripts(scripts: Iterable[str]) -> set[str]:
    """Every word of some scripts, since any of them may become a class."""
    return {word for script in scripts for word in _WORD.findall(script)}


def _scripts(static: Path) -> Iterator[str]:
    for path in sorted(static.rglob("*.js")):
        if not path.relative_to(static).as_posix().startswith(_NOT_READ):
            yield path.read_text(encoding="utf-8")


def _key(sheets: list[Path], names: AbstractSet[str]) -> str:
    """What the sheet is made from, in brief."""
    digest = hashlib.sha256(" ".join(sorted(names)).encode())
    for path in [*sheets, Path(__file__)]:
        digest.update(path.read_bytes())
    return f"/* {digest.hexdigest()} */\n"


def _cached(static: Path, sheets: list[Path], names: AbstractSet[str]) -> str | None:
    """The sheet of an earlier build, if it was made from the same."""
    path = static / NAME
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return text if text.startswith(_key(sheets, names)) else None


def _build(static: Path, sheets: list[Path], names: AbstractSet[str]) -> str:
    """Make the sheet and its fonts, and write them."""
    rules = _Rules(names)
    for path in sheets:
        rules.read(path, static)
    rules.prune()
    text = _key(sheets, names) + rules.text(static)
    (static / NAME).write_text(text, encoding="utf-8")
    return text


@dataclass
class _Block:
    """A rule that stays: its selectors or at-rule, and what is in it."""

    head: str
    declarations: list[Declaration] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)

    def every(self) -> Iterator[_Block]:
        """This block and those within it."""
        yield self
        for block in self.blocks:
            yield from block.every()


class _Rules:
    """The rules that stay."""

    def __init__(self, names: AbstractSet[str]) -> None:
        self.names = names
        self.blocks: list[_Block] = []
        self.fonts: list[tuple[Path, list[Declaration]]] = []

    def read(self, path: Path, static: Path) -> None:
        """Take over the rules of a sheet, and of the sheets that it imports."""
        text = path.read_text(encoding="utf-8")
        for rule in _parsed(text):
            if isinstance(rule, AtRule) and rule.lower_at_keyword == "import":
                address = next(t.value for t in rule.prelude if t.type in ("string", "url"))
                self.read((path.parent / address).resolve(), static)
            elif isinstance(rule, AtRule) and rule.lower_at_keyword == "font-face":
                declarations = _declarations(rule.content)
                if any(each.lower_name == "unicode-range" for each in declarations):
                    self.blocks.append(_Block("@font-face", declarations))  # cut down already
                else:
                    self.fonts.append((path, declarations))
            elif block := self.block(rule, path, static):
                self.blocks.append(block)

    def block(self, rule: Node, path: Path, static: Path) -> _Block | None:
        """What stays of a rule."""
        if isinstance(rule, QualifiedRule):
            kept = [one for one in _split(rule.prelude) if self.occurs(one)]
            if not kept:
                return None
            declarations = _declarations(rule.content)
            for each in declarations:
                _relocate(each.value, path, static)
            head = ",".join(_as_text(one) for one in kept)
            return _Block(head, declarations) if declarations else None
        head = f"@{rule.at_keyword} {_as_text(rule.prelude)}"
        if rule.content is None or rule.lower_at_keyword == "charset":
            return None
        if rule.lower_at_keyword in _NESTING:
            nested = [self.block(each, path, static) for each in _parsed(rule.content)]
            inner = [block for block in nested if block]
            return _Block(head, blocks=inner) if inner else None
        if rule.lower_at_keyword.endswith("keyframes"):
            steps = [
                _Block(_as_text(step.prelude), _declarations(step.content))
                for step in _parsed(rule.content)
            ]
            return _Block(head, blocks=steps)
        return _Block(head, _declarations(rule.content))

    def occurs(self, selector: list[Node]) -> bool:
        """Tell whether a page can hold what the selector names."""
        before = ""
        for token in selector:
            if token.type == "hash" or (token.type == "ident" and not before.endswith(":")):
                if token.value not in self.names and token.value.lower() not in self.names:
                    return False
            elif (
                token.type == "function"
                and token.lower_name in _ALTERNATIVES
                and not any(map(self.occurs, _split(token.arguments)))
            ):
                return False
            before = token.value if token.type == "literal" else ""
        return True

    def prune(self) -> None:
        """Drop the variables and animations that nothing refers to any more."""
        while True:
            blocks = [block for top in self.blocks for block in top.every()]
            values = [tinycss2.serialize(d.value) for b in blocks for d in b.declarations]
            words = {word for value in values for word in re.findall(r"-{0,2}[\w-]+", value)}
            words |= self.names
            dropped = False
            for block in blocks:
                kept = [
                    each
                    for each in block.declarations
                    if not each.name.startswith("--") or each.name in words
                ]
                dropped |= len(kept) != len(block.declarations)
                block.declarations = kept
            if not dropped:
                break
        self.blocks = [
            block
            for block in self.blocks
            if (block.declarations or block.blocks)
            and not (
                block.head.startswith(("@keyframes", "@-webkit-keyframes"))
                and block.head.split()[-1] not in words
            )
        ]

    def text(self, static: Path) -> str:
        """The sheet as it is written, after the fonts that it names were."""
        used = "".join(
            tinycss2.serialize(each.value)
            for top in self.blocks
            for block in top.every()
            for each in block.declarations
        )
        letters = {
            letter
            for top in self.blocks
            for block in top.every()
            for each in block.declarations
            if each.name.startswith("--") or each.lower_name == "content"
            for token in each.value
            if token.type == "string"
            for letter in token.value
        }
        faces = []
        for path, declarations in self.fonts:
            given = {each.lower_name: each for each in declarations}
            family = _as_text(given["font-family"].value).strip("\"'")
            if family in used and (face := _face(path, given, letters, static)):
                faces.append(face)
        return "\n".join([*faces, *(_written(block) for block in self.blocks)]) + "\n"


def _face(path: Path, given: dict[str, Declaration], letters: set[str], static: Path) -> str | None:
    """A font cut down to some letters, as a rule; None if it has none of them."""
    from fontTools import subset, ttLib

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table
    sources = [token.value for token in given["src"].value if token.type == "url"]
    sources += [
        argument.value
        for token in given["src"].value
        if token.type == "function" and token.lower_name == "url"
        for argument in token.arguments
        if argument.type == "string"
    ]
    file = next(
        (path.parent / each).resolve() for each in sources if each.split("?")[0].endswith(".ttf")
    )
    font = ttLib.TTFont(file, recalcTimestamp=False)
    there = {ord(letter) for letter in letters} & set(font.getBestCmap())
    if not there:
        return None
    options = subset.Options(notdef_outline=True, layout_features=[], name_IDs=[], hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=there)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    target = static / f"{file.stem}.woff"
    target.write_bytes(buffer.getvalue())
    version = hashlib.sha256(buffer.getvalue()).hexdigest()[:8]
    others = ";".join(
        f"{each.name}:{_as_text(each.value)}" for name, each in given.items() if name != "src"
    )
    return f'@font-face{{{others};src:url("{target.name}?v={version}") format("woff")}}'


def _parsed(source: str | list[Node]) -> Iterator[Node]:
    """The rules of a sheet or block, without comments; what is not a rule is left out."""
    for rule in tinycss2.parse_rule_list(source, skip_comments=True, skip_whitespace=True):
        if not isinstance(rule, ParseError):
            yield rule


def _declarations(content: list[Node]) -> list[Declaration]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return [each for each in parsed if isinstance(each, Declaration)]


def _split(tokens: Iterable[Node]) -> list[list[Node]]:
    """The selectors between the commas."""
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _relocate(tokens: Iterable[Node], path: Path, static: Path) -> None:
    """Rewrite addresses that are relative to a sheet as relative to ours."""
    for token in tokens:
        if token.type == "url" and not re.match(r"[a-z]+:|#|/", token.value):
            place = (path.parent / token.value).resolve().relative_to(static.resolve())
            token.value = place.as_posix()
            token.representation = f'url("{token.value}")'


def _as_text(tokens: Iterable[Node]) -> str:
    """Tokens as text, without comments and with single spaces."""
    kept = [token for token in tokens if token.type != "comment"]
    return re.sub(r"\s+", " ", tinycss2.serialize(kept)).strip()


def _written(block: _Block) -> str:
    inner = [
        f"{each.name}:{_as_text(each.value)}{'!important' if each.important else ''}"
        for each in block.declarations
    ]
    return f"{block.head}{{{';'.join(inner)}{''.join(map(_written, block.blocks))}}}"
