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

_TAG = r"([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?"


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
    language : str
        The language of its text, as an IETF tag such as ``fr``; empty if not given.
    language_name : str
        What readers call this language.
    search_example : str
        What a reader could look for in the register, for the search box.
    """

    title: str
    sha256: str
    written_by: str
    tokens: int | None = None
    country: str = ""
    language: str = ""
    language_name: str = ""
    search_example: str = ""

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
        language = about.get("language", "")
        if not isinstance(language, str) or not re.fullmatch(_TAG, language, re.ASCII):
            raise InputError(f"{path}: language is a tag such as fr or zh-Hans; correct it.")
        words = {key: about.get(key, "") for key in ("language_name", "search_example")}
        for key, text in words.items():
            if not isinstance(text, str) or (text and objection(text)):
                raise InputError(f"{path}: {key} is a few words in quotes; correct it.")
        return cls(about["title"], about["sha256"], written, tokens, country, language, **words)
