"""Publishers by name and host, with the grade of what stands there: ``data/publishers.csv``.

A host that the table does not list is not known to be a publisher's: what was seen there is a copy,
and its address is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["publisher", "grade", "hosts", "names"]
OFFICIAL, PUBLISHER, PRESS, TERTIARY = "official", "publisher", "press", "tertiary"
#: What a page is: of a state body or an international organisation, of who made the figure or
#: printed the study, of the press, of anybody else.
GRADES = (OFFICIAL, PUBLISHER, PRESS, TERTIARY)
#: Hosts of state bodies are official without a row.
_STATE = (".gov.cn", ".gov")


@dataclass(frozen=True)
class KnownPublishers:
    """Publishers and what they are called.

    Parameters
    ----------
    names : mapping of str to str
        The publisher by each name that it goes by, its own included.
    hosts : mapping of str to str
        The publisher by each of its hosts; a host stands for those below it.
    grades : mapping of str to str
        By publisher.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table; without a file no publisher is known.

        Raises
        ------
        InputError
            Naming the row whose grade is unknown, or a name or host that is there twice.
        """
        names: dict[str, str] = {}
        hosts: dict[str, str] = {}
        grades: dict[str, str] = {}
        rows = read_rows(path, COLUMNS) if path.is_file() else []
        for index, (publisher, grade, own_hosts, others) in enumerate(rows, start=2):
            if not publisher or grade not in GRADES:
                raise InputError(f"{path}, row {index}: needs a name and one of {list(GRADES)}.")
            grades[publisher] = grade
            for known, texts in ((names, f"{publisher}; {others}"), (hosts, own_hosts)):
                for text in filter(None, texts.split("; ")):
                    if text in known:
                        raise InputError(
                            f"{path}, row {index}: {text!r} is {known[text]} already; keep one."
                        )
                    known[text] = publisher
        return cls(names, hosts, grades)

    def canonical(self, name: str) -> str:
        """The one name of a publisher: the table's where it has it, else the name itself."""
        return self.names.get(name, name)

    def grade(self, address: str) -> str:
        """The grade of what stands at an address; empty where its host is not known.

        Examples
        --------
        >>> known = KnownPublishers({}, {"people.cn": "Daily"}, {"Daily": "press"})
        >>> known.grade("http://en.people.cn/a"), known.grade("http://x.people.cn.spam.org/a")
        ('press', '')
        """
        if publisher := self.publisher_at(address):
            return self.grades[publisher]
        return OFFICIAL if f".{host_of(address)}".endswith(_STATE) else ""

    def publisher_at(self, address: str) -> str:
        """Whose host an address is on; empty where it is not known."""
        parts = host_of(address).split(".")
        hosts = (".".join(parts[start:]) for start in range(len(parts)))
        return next((self.hosts[host] for host in hosts if host in self.hosts), "")


def host_of(address: str) -> str:
    """The host of an address, in small letters, without ``www.`` and a last point."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # brackets that do not hold an address of six numbers
        return ""
    return host.lower().rstrip(".").removeprefix("www.")


def is_web_address(address: str) -> bool:
    """Whether a reader can follow an address: of the web, with a host that has a point.

    Examples
    --------
    >>> is_web_address("https://example.org/a"), is_web_address("https:///a"), is_web_address("a b")
    (True, False, False)
    """
    if not address.startswith(("https://", "http://")) or re.search(r"\s", address):
        return False
    return bool(re.fullmatch(r"[^\s.]+(?:\.[^\s.]+)+", host_of(address)))
