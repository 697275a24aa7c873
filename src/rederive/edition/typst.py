"""The syntax of Typst: every word becomes a string, so that no text can be taken for a command."""

from __future__ import annotations

import re
from collections.abc import Iterable

LINE_BREAK = "#linebreak();"
PARAGRAPH_BREAK = "#parbreak();\n"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t"})


def string(text: str) -> str:
    """A Typst string.

    Examples
    --------
    >>> print(string('a "b"'))
    "a \\"b\\""
    """
    return f'"{text.translate(_ESCAPES)}"'


def text(words: str) -> str:
    """Words as they stand, white space as single spaces."""
    words = re.sub(r"\s+", " ", words)
    return f"#{string(words)};" if words else ""


def code_block(source: str, language: str = "") -> str:
    """A block of code or of plain output."""
    given = f", lang: {string(language)}" if language else ""
    return f"#raw({string(source)}, block: true{given});\n"


def inline_code(source: str) -> str:
    """A piece of code within a line."""
    return f"#raw({string(source)});"


def strong(content: str) -> str:
    """Content in bold."""
    return f"#strong[{content}];"


def emphasis(content: str) -> str:
    """Content in italics."""
    return f"#emph[{content}];"


def paragraph(content: str) -> str:
    """Content that ends a paragraph."""
    return content + PARAGRAPH_BREAK


def heading(level: int, content: str) -> str:
    """A heading; level 1 is that of a part."""
    return f"#heading(level: {level})[{content}];\n"


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return f"#list({_contents(items)});\n"


def numbered(items: Iterable[str]) -> str:
    """A numbered list."""
    return f"#enum({_contents(items)});\n"


def _contents(items: Iterable[str]) -> str:
    return ", ".join(f"[{item}]" for item in items)


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Terms and what they mean, all of them content."""
    items = ", ".join(f"terms.item([{term}], [{meaning}])" for term, meaning in pairs)
    return f"#terms({items});\n"


def array(items: Iterable[str]) -> str:
    """An array of expressions."""
    return f"({''.join(f'{item}, ' for item in items)})"


def dictionary(items: Iterable[tuple[str, str]]) -> str:
    """A dictionary of expressions by their names."""
    return f"({', '.join(f'{name}: {value}' for name, value in items)})"


def label(name: str) -> str:
    """The label of this name, as an expression."""
    return f"label({string(name)})"
