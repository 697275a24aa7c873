"""What the book says in sentences: texts of pages, code and claims, each with its place."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from rederive.book.book import Book
from rederive.book.prose import code_cells, text_cells
from rederive.core.prose import own

ROOT = Path(__file__).parents[1]
#: Pages of the book and the page of its repository; lists of changes and formats are no prose.
PAGES = sorted(
    path
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("notebooks/*.md"), *ROOT.glob("*.md")]
    if path.name not in ("CHANGELOG.md", "CONTRIBUTING.md")
)
CLAIMS = sorted((ROOT / "data" / "claims").glob("ch*.yaml"))

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_ITEM = re.compile(r"^\s*(?:#+|[-*>]|\d+\.|:)\s+")
_END = re.compile(r"(?<=[.!?])[\"”’)*_]*\s+(?=[A-Z“\"(\[*_0-9])")
_WORD = re.compile(r"[\w$%][\w'’.,%/-]*")


def of_page(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a page and their places, links as their words, code as one word."""
    for place, text in text_cells(path):
        text = re.sub(r"^(`{3,}|:{3,}|~{3,}).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"\{cite\}`[^`]*`", "", text)
        text = re.sub(r"(\{[a-z:]+\})?`[^`\n]*`", "Code", text)
        text = re.sub(r"!\[[^\]]*\]\([^)\s]*\)", "", text)
        yield place, own.text_only(_LINK.sub(r"\1", text))


def of_claims(path: Path) -> Iterator[tuple[str, str]]:
    """What claims say, and how they are tested."""
    chapter = int(re.sub(r"\D", "", path.stem))
    for claim in Book(ROOT).register.chapter(chapter):
        yield claim.id, claim.says
        if claim.definition:
            yield claim.id, claim.definition


def of_code(source: str) -> Iterator[tuple[str, str]]:
    """The strings and comments of some code, each with its line."""
    kinds = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", -1)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in kinds:
            yield f"line {token.start[0]}", token.string


def of_cells(path: Path) -> Iterator[tuple[str, str]]:
    """What the code of a notebook says: titles, notes, texts of figures, comments."""
    if path.suffix != ".ipynb":
        return
    for cell, source in code_cells(path):
        for line, text in [*said_by(source), *comments_of(source)]:
            yield f"{cell}, line {line}", text


def said_by(source: str) -> Iterator[tuple[int, str]]:
    """The texts that some code puts together, each with its line; a value in one is a number.

    A string without a blank is a name, and says nothing.

    Examples
    --------
    >>> list(said_by('note = f"about {x:.1f} yuan" " a head"\\nname = "x-y"'))
    [(1, 'about 1 yuan a head')]
    """
    tree = ast.parse(source)
    parts = {
        id(part)
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for part in ast.walk(text)
        if part is not text
    }
    for node in ast.walk(tree):
        if id(node) not in parts and " " in (text := _text_of(node)).strip():
            yield node.lineno, text


def messages_of(source: str) -> Iterator[tuple[str, str]]:
    """What some code tells its users: texts of errors, and what it says or prints."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name.endswith("Error") or name in ("say", "echo", "warning"):
                yield from ((f"line {node.lineno}", _text_of(each)) for each in node.args)


def _text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text_of(part) or "1" for part in node.values)
    return ""


def comments_of(source: str) -> Iterator[tuple[int, str]]:
    """The comments of some code, each with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text in Markdown: of paragraphs, items, headings and cells of tables.

    Examples
    --------
    >>> list(sentences("# A\\n\\nOne is here. Two\\nis there: why? Nobody knows.\\n- Item"))
    ['A', 'One is here.', 'Two is there: why?', 'Nobody knows.', 'Item']
    """
    for block in _blocks(text):
        yield from (part.strip() for part in _END.split(block) if part and part.strip())


def _blocks(text: str) -> Iterator[str]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        begins = not line.strip() or _ITEM.match(line) or line.lstrip().startswith("|")
        if begins and block:
            yield " ".join(block)
            block = []
        if line.lstrip().startswith("|"):
            yield from (cell.strip() for cell in line.split("|") if cell.strip())
        elif line.strip():
            block.append(_ITEM.sub("", line).strip())


def words(sentence: str) -> int:
    """How many words a sentence has; a number is one.

    Examples
    --------
    >>> words("It rose by 4.6% (in 2022), not by a half.")
    10
    """
    return len(_WORD.findall(sentence))
