"""What is known of the report itself: ``data/report.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rederive.core import periods
from rederive.errors import InputError
from rederive.reading.tables import objection
from rederive.reading.yaml_files import read_yaml


@dataclass(frozen=True)
class Report:
    """The report that a book is about.

    Attributes
    ----------
    title : str
    sha256 : str
        Of its text, which stays outside the repository.
    written_by : str
        The month (or day, or year) up to which its authors could have known a statistic.
    tokens : int or None
        How many numerals its text has.
    country : str
        The entity whose statistics are meant where none is named.
    line_spacing : int
        How far the lines of its text lie apart: 2 where every second one is empty.
    common_words : tuple of str
        Words that say nothing about a number of this report, such as its subject.
    """

    title: str
    sha256: str
    written_by: str
    tokens: int | None = None
    country: str = ""
    line_spacing: int = 1
    common_words: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file.

        Raises
        ------
        InputError
            Naming the field that is missing or malformed.
        """
        about = read_yaml(path)
        about = about if isinstance(about, dict) else {}
        written = about.get("written_by")
        if not isinstance(written, str) or not periods.is_vintage(written):
            raise InputError(f'{path}: needs written_by, a month such as "2024-06".')
        for key in ("title", "sha256"):
            text = about.get(key)
            if not isinstance(text, str) or not text.strip():
                raise InputError(f"{path}: needs {key}, as text in quotes; add it.")
            if problem := objection(text):
                raise InputError(f"{path}, {key}: {problem}.")
        tokens = about.get("tokens")
        if tokens is not None and not isinstance(tokens, int):
            raise InputError(f"{path}: tokens is a whole number; correct it.")
        country = about.get("country", "")
        if not isinstance(country, str) or not re.fullmatch(r"([A-Z][A-Za-z0-9_]*)?", country):
            raise InputError(f"{path}: country is an entity such as FRA; correct it.")
        spacing = about.get("line_spacing", 1)
        words = about.get("common_words", [])
        if not isinstance(spacing, int) or spacing < 1:
            raise InputError(f"{path}: line_spacing is a whole number from 1; correct it.")
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise InputError(f"{path}: common_words is a list of words; correct it.")
        return cls(about["title"], about["sha256"], written, tokens, country, spacing, tuple(words))
