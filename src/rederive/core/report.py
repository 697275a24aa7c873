"""What is known of the report itself: ``data/report.yaml``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, PositiveInt, ValidationError

from rederive.core import periods
from rederive.core.fields import Model, Text
from rederive.errors import InputError, first_problem
from rederive.reading.yaml_files import read_yaml


def _date(text: str) -> str:
    if not periods.is_vintage(text):
        raise ValueError('is not a date; write a month such as "2024-06"')
    return text


def _entity(text: str) -> str:
    if not re.fullmatch(r"([A-Z][A-Za-z0-9_]*)?", text):
        raise ValueError("is not an entity; write a code such as FRA")
    return text


def _tag(text: str) -> str:
    if not re.fullmatch(r"([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?", text, re.ASCII):
        raise ValueError("is not a tag; write one such as fr or zh-Hans")
    return text


class Report(Model):
    """The report that a book is about.

    Attributes
    ----------
    title : str
    sha256 : str
        Of its text, which stays outside the repository.
    original_title : str
        Its title in its own language.
    authors : str
        Who wrote it.
    publisher : str
        Who published it, where these are others.
    year : int or None
        When it appeared.
    known_from : str
        How title and authors are known.
    written_by : str
        The month (or day, or year) up to which its authors could have known a statistic.
    tokens : int or None
        How many numerals its text has.
    words : int or None
        How many numbers and quantities in words it has.
    country : str
        The entity whose statistics are meant where none is named.
    line_spacing : int
        How far apart the lines of its text are: 2 where every second one is empty.
    common_words : tuple of str
        Words that say nothing about a number of this report, such as its subject.
    language : str
        The language of its text, as an IETF tag such as ``fr``; empty if not given.
    language_name : str
        What readers call this language.
    search_example : str
        What a reader could look for in the register, for the search box.
    follows : str
        The name of the report whose next edition it is; ``first`` is the one without a name.
    """

    title: Text
    sha256: Text
    original_title: Text | None = None
    authors: Text | None = None
    publisher: Text | None = None
    year: PositiveInt | None = None
    known_from: Text | None = None
    written_by: Annotated[str, AfterValidator(_date)]
    tokens: PositiveInt | None = None
    words: PositiveInt | None = None
    country: Annotated[str, AfterValidator(_entity)] = ""
    line_spacing: PositiveInt = 1
    common_words: tuple[Text, ...] = ()
    language: Annotated[str, AfterValidator(_tag)] = ""
    language_name: Text | None = None
    search_example: Text | None = None
    follows: Text | None = None

    @property
    def named(self) -> str:
        """The report as it is cited: authors, title in both languages, year, as far as known.

        Examples
        --------
        >>> Report(title="On rice", sha256="0", written_by="2024", authors="A",
        ...        original_title="Du riz", year=2024).named
        'A, Du riz (On rice), 2024'
        """
        title = f"{self.original_title} ({self.title})" if self.original_title else self.title
        year = self.year if str(self.year) not in title else None
        return ", ".join(map(str, filter(None, (self.authors, title, year))))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file.

        Raises
        ------
        InputError
            Naming the field that is missing or malformed.
        """
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise InputError(f"{path}: needs the fields title, sha256 and written_by.")
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            place, message = first_problem(error)
            field = ".".join(str(part) for part in place)
            raise InputError(f"{path}: {field}: {message}.") from None
