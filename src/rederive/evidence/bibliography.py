"""The sources of the book: one reader of ``references.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from rederive.errors import InputError
from rederive.evidence.known_publishers import (
    GRADES,
    PUBLISHER,
    TERTIARY,
    KnownPublishers,
    is_web_address,
)
from rederive.evidence.licences import Licence
from rederive.reading.tables import read_text

_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)
#: What BibTeX also knows and this reader does not.
_OTHER = re.compile(r"^\s*@(?:(string|preamble|comment)\b|\w+\s*\()", re.MULTILINE | re.IGNORECASE)
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)\s*=\s*")
_BARE = re.compile(r"[^,}\s]+")
_ADDRESSES = re.compile(r"^\s*(?:url|copy)\s*=\s*\{\s*([^}\n]*)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"\b(?:url|copy)\s*=\s*[{\"]?\s*([^}\",\n]*)", re.IGNORECASE)
#: What the note of a source says whose text was seen on a host of an unknown publisher.
COPIED = "a copy on another site"
#: What follows the publisher's name where others passed the text on.
_HANDS = re.compile(r" via | \(|, reprint| summarised by ")
#: What follows the name by which a source is cited.
_PASSED_ON = re.compile(rf"{_HANDS.pattern}|, | (?:from|quoting|as quoted in)\b")
#: From how many authors on only the first is named.
_FEW = 3


def same_address(url: str) -> str:
    """An address as it is compared: without scheme, ``www.``, fragment and last slash.

    Examples
    --------
    >>> same_address("http://www.Example.org/a/#b") == same_address("https://example.org/a")
    True
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


@dataclass(frozen=True)
class Source:
    """One source, as plain text.

    Attributes
    ----------
    key : str
    publisher : str
        Its authors, or its publisher where it names none.
    title, date, url : str
        The address is one of a known publisher, or empty.
    seen : str
        Where the text was seen, beyond the address.
    grade : str
        What the page is, one of :data:`rederive.evidence.known_publishers.GRADES`.
    kind : str
        What the text is, as its entry says: official, filing, press, academic, tertiary.
    copy : str
        The address of a copy on a host of an unknown publisher; kept, and never printed.
    people : tuple of str
        Its authors, family names first, where they are persons: no braces of their own hold them.
    own_terms : str
        The terms of use that somebody saw; empty where nobody did.
    """

    key: str
    publisher: str
    title: str
    date: str
    url: str
    seen: str
    grade: str
    kind: str
    copy: str
    people: tuple[str, ...] = ()
    own_terms: str = ""

    @property
    def terms(self) -> str:
        """Under which terms its figures stand: those that were seen, else what its grade says."""
        return self.own_terms or TERMS.get(self.grade, TERMS["tertiary"])

    @property
    def first_publisher(self) -> str:
        """Who first published it, without those who passed it on; the key if unnamed.

        "Ministry of Public Security via Xinhua" is the ministry.
        """
        return _HANDS.split(self.publisher)[0].rstrip(",") if self.publisher else self.key

    @property
    def short(self) -> str:
        """Who says it, as a citation names them: a person's family name, the first of several.

        "Ang, B. W." is Ang; "Fisher, J. C. and Pry, R. H." are Fisher and Pry.
        """
        names = [name.partition(",")[0] for name in self.people]
        if not names:
            return _PASSED_ON.split(self.publisher)[0] or self.key
        return " and ".join(names) if len(names) < _FEW else f"{names[0]} et al."

    @property
    def year(self) -> str:
        """When it was published."""
        return self.date[:4] or "undated"


#: By grade: what may be said of the terms of a source. Figures are facts; texts are not ours.
TERMS = {
    "official": "terms of the state body that published it; a figure is quoted with its source",
    "publisher": "terms of its publisher; a figure is quoted with its source",
    "press": "the text belongs to the press; a figure is quoted with its source",
    "tertiary": "unknown; a figure is quoted with its source",
}


class Bibliography(Mapping[str, Source]):
    """The sources by key, in the order of the file; each is parsed when it is first asked for.

    Parameters
    ----------
    entries : mapping of str to str
        The text between each key and the next entry.
    known : KnownPublishers
        What publishers are called, and which hosts are theirs.
    licences : mapping of str to Licence
        As :func:`rederive.evidence.licences.read` gives it.
    """

    def __init__(
        self,
        entries: Mapping[str, str],
        known: KnownPublishers | None = None,
        licences: Mapping[str, Licence] | None = None,
    ) -> None:
        self._entries, self.known = entries, known or KnownPublishers()
        self._licences = licences or {}
        self._parsed: dict[str, Source] = {}

    @classmethod
    def read(
        cls,
        path: Path,
        known: KnownPublishers | None = None,
        licences: Mapping[str, Licence] | None = None,
    ) -> Self:
        """Read a BibTeX file.

        Parameters
        ----------
        path : Path
        known : KnownPublishers, optional
        licences : mapping of str to Licence, optional

        Raises
        ------
        InputError
            If it is missing, a key or an address is there twice, a key is malformed, or an address
            is not a web address.
        """
        if not path.is_file():
            raise InputError(f"{path}: is missing; every source of a figure stands there.")
        text = read_text(path)
        if other := _OTHER.search(text):
            line = text.count("\n", 0, other.end()) + 1
            raise InputError(
                f"{path}, line {line}: only entries such as @misc{{key, ...}} are read; write out "
                "what @string or @preamble stands for, and leave comments without @."
            )
        entries = _entries(path, text)
        _refuse_other_addresses(path, text)
        _refuse_two_keys(path, entries)
        return cls(entries, known, licences)

    def __getitem__(self, key: str) -> Source:
        if key not in self._parsed:
            source = _source(key, fields(self._entries[key]), self.known)
            licence = self.licence(source)
            self._parsed[key] = replace(source, own_terms=licence.terms) if licence else source
        return self._parsed[key]

    def licence(self, source: Source) -> Licence | None:
        """The terms of a source that somebody saw: its own, its publisher's, those of its host."""
        found = (self._licences[name] for name in self._names(source) if name in self._licences)
        return next(found, None)

    def check_licences(self, path: Path) -> None:
        """Refuse terms of a publisher that no source has.

        Raises
        ------
        InputError
            Naming the publisher.
        """
        named = {name for source in self.values() for name in self._names(source)}
        if unknown := next((name for name in self._licences if name not in named), None):
            raise InputError(
                f"{path}: no source is of {unknown!r}; write the publisher as references.bib or "
                "publishers.csv has it, or take the row out."
            )

    def _names(self, source: Source) -> tuple[str, str, str]:
        first = self.known.canonical(source.first_publisher)
        return source.publisher, first, self.known.publisher_at(source.url)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    @cached_property
    def publishers(self) -> Mapping[str, str]:
        """Who first published each source, by key, each under one name."""
        return _Publishers(self)


class _Publishers(Mapping[str, str]):
    """The first publisher of each source, looked up when it is asked for."""

    def __init__(self, sources: Bibliography) -> None:
        self._sources = sources

    def __getitem__(self, key: str) -> str:
        return self._sources.known.canonical(self._sources[key].first_publisher)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _entries(path: Path, text: str) -> dict[str, str]:
    """The text of each entry by its key; a key that is there twice or malformed is refused."""
    matches = list(_ENTRY.finditer(text))
    ends = [match.start() for match in matches] + [len(text)]
    entries: dict[str, str] = {}
    keys: set[str] = set()
    for match, end in zip(matches, ends[1:], strict=True):
        key = match[1]
        if key.lower() in keys:  # BibTeX does not tell capitals from small letters
            raise InputError(
                f"{path}: the key {key} is there twice; give one of the two a new key."
            )
        keys.add(key.lower())
        if not re.fullmatch(r"[A-Za-z0-9_-]+", key):
            raise InputError(f"{path}: the key {key[:60]!r} holds more than letters, digits, _ -.")
        entries[key] = text[match.end() : end]
        if entries[key].count("}") - entries[key].count("{") != 1:
            line = text.count("\n", 0, match.end()) + 1
            raise InputError(
                f"{path}, line {line}: the entry {key} is not closed, or its braces do not "
                "match; correct them."
            )
    return entries


def _refuse_other_addresses(path: Path, text: str) -> None:
    """Refuse an address that is not one of the web."""
    for address in _ADDRESS.finditer(text):
        if not is_web_address(_without_braces(address[1]).strip()):
            line = text.count("\n", 0, address.start()) + 1
            raise InputError(
                f"{path}, line {line}: the address {address[1][:40]!r} is not a web address; "
                "write one with https:// and a host, such as https://example.org/page."
            )


def _refuse_two_keys(path: Path, entries: Mapping[str, str]) -> None:
    """Refuse a second key for one address: each would count as a source of its own."""
    keys: dict[str, str] = {}
    for key, body in entries.items():
        for address in _ADDRESSES.finditer(body):
            plain = _without_braces(address[1])
            if (other := keys.setdefault(same_address(plain), key)) != key:
                raise InputError(
                    f"{path}: {key} and {other} have the same address {plain[:80]}; keep one key "
                    "and write it where the other is used."
                )


def _source(key: str, field: Mapping[str, str], known: KnownPublishers) -> Source:
    plain = {name: _without_braces(text) for name, text in field.items()}
    url, kind = plain.get("url", ""), plain.get("keywords", "").removeprefix("grade-")
    copied = bool(plain.get("copy")) or COPIED in plain.get("note", "")
    return Source(
        key,
        plain.get("author") or plain.get("publisher", ""),
        plain.get("title", ""),
        plain.get("date", plain.get("year", "")),
        url,
        plain.get("note", "").removeprefix("seen at: "),
        TERTIARY if copied else known.grade(url) or _of_kind(kind, url),
        kind,
        plain.get("copy", ""),
        tuple(_people(field.get("author", "").strip(), plain.get("author", ""))),
    )


def _people(author: str, plain: str) -> list[str]:
    """The persons of a field; none for an organisation, which stands in braces: ``{{Bank}}``."""
    if not author or (author.startswith("{") and author.endswith("}")):
        return []
    return plain.removesuffix(" and others").split(" and ")


def _of_kind(kind: str, url: str) -> str:
    """The grade of a source whose host says nothing: by what its text is said to be."""
    if url:
        return TERTIARY
    return kind if kind in GRADES else PUBLISHER


def _without_braces(text: str) -> str:
    return re.sub(r"[{}\\]", "", text)


def fields(body: str) -> dict[str, str]:
    """The fields of one BibTeX entry, as written, without their outer braces or quotes.

    Parameters
    ----------
    body : str
        The text after the key.

    Examples
    --------
    >>> fields(' title = {{A {B}}}, year = 2020, note = "x" }')
    {'title': '{A {B}}', 'year': '2020', 'note': 'x'}
    """
    values, place = {}, 0
    while match := _FIELD.match(body, place):
        start = match.end()
        if body[start : start + 1] in ("{", '"'):
            end = _closing(body, start)
            text = body[start + 1 : end]
            place = end + 1
        else:
            bare = _BARE.match(body, start)
            text = bare[0] if bare else ""
            place = start + max(len(text), 1)
        values[match[1].lower()] = " ".join(text.split())
    return values


def _closing(body: str, start: int) -> int:
    """Where the brace or quote that opens at ``start`` closes."""
    quoted, depth, place = body[start] == '"', 0, start + 1
    while place < len(body):
        character = body[place]
        if character == "\\":
            place += 1
        elif depth == 0 and character == ('"' if quoted else "}"):
            return place
        elif character in "{}":
            depth += 1 if character == "{" else -1
        place += 1
    return len(body)
