"""The text of a report, from a plain file, Markdown or a PDF."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rederive.errors import InputError

LARGEST = 50_000_000
"""Bytes of the largest file that is read."""


@dataclass(frozen=True)
class Text:
    """The text of a report.

    Attributes
    ----------
    lines : list of str
    pages : list of int
        The line on which each page begins, where the file has pages.
    """

    lines: list[str]
    pages: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Self:
        """A text that is at hand, split at its ends of line.

        Examples
        --------
        >>> Text.of("# Ferries\\nThey carried 5 million people.").title
        'Ferries'
        """
        return cls(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    @classmethod
    def read(cls, path: Path | str) -> Text:
        """The text of a file; see :func:`read`."""
        return read(Path(path))

    @property
    def title(self) -> str:
        """Its first line with words."""
        full = (line.strip("# \t\ufeff") for line in self.lines)
        return next((line for line in full if re.search(r"[^\W\d_]", line)), "A report")


def read(path: Path) -> Text:
    """The text of a file.

    Raises
    ------
    InputError
        If it cannot be read, is too large or empty, is not UTF-8, or is a PDF that is encrypted or
        has no text layer.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the text's path."
        ) from None
    if size > LARGEST:
        raise InputError(
            f"{path}: has {size / 1e6:.0f} MB, and a text of at most {LARGEST / 1e6:.0f} MB is "
            "read; give the text without pictures, or a part of it."
        )
    if content.startswith(b"%PDF") or path.suffix.lower() == ".pdf":
        text = _pdf(path)
    else:
        text = Text.of(_decoded(path, content))
    if not any(line.strip() for line in text.lines):
        raise InputError(f"{path}: is empty; give the file that has the report's text.")
    return text


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        likely = _encoding(content)
        if b"\0" in content and likely != "UTF-16":
            raise InputError(
                f"{path}: is not a text; give a plain text, Markdown or a PDF."
            ) from None
        raise InputError(
            f"{path}: is not UTF-8; it looks like {likely}: convert it, as with "
            f"`iconv -f {likely} -t UTF-8`."
        ) from None


def _encoding(content: bytes) -> str:
    """The encoding that a text looks to be in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    for name, first, last in (("GB18030", "一", "鿿"), ("BIG5", "一", "鿿")):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        common = set(text) & set("的是在有和年了為为不人大國国")
        wide = sum(1 for character in text if first <= character <= last)
        if len(common) >= 3 and 4 * wide > len(text):
            return name
    return "WINDOWS-1252"


def _pdf(path: Path) -> Text:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks are not sentences of ours
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                f"{path}: is encrypted; save it without a password, or give its text as a file."
            )
        found = [page.extract_text() for page in reader.pages]
    except InputError:
        raise
    except Exception:  # a broken file breaks the library in many ways
        raise InputError(
            f"{path}: cannot be read as a PDF, for it is broken or incomplete; save it again, or "
            "give its text as a file."
        ) from None
    if not any(text.strip() for text in found):
        raise InputError(
            f"{path}: has no text layer, only pictures of pages; run it through OCR, as with "
            "`ocrmypdf`, or give its text as a file."
        )
    lines: list[str] = []
    pages = []
    for text in found:
        pages.append(len(lines) + 1)
        lines += [line.rstrip() for line in text.rstrip("\n").split("\n")]
    return Text(lines, pages)
