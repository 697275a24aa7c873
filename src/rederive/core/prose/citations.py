"""Citations in the text of a page, which read as words wherever the text is read.

A citation is a link whose address is ``#@`` and the keys of its sources:
``premiums grew ([Ministry of Commerce 2023](#@mofcom2023))``, or within a sentence
``[Beck and Webb (2003)](#@beck2003) find``. JupyterLab shows the words; for pages and print it
becomes the role that sets citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LINK = r"\[(?P<{0}words>[^\[\]]+)\]\(#@(?P<{0}keys>[^()\s]+)\)"
_CITATION = re.compile(rf"[(（]{_LINK.format('')}[)）]|{_LINK.format('told_')}")


@dataclass(frozen=True)
class Citation:
    """One citation of a text.

    Attributes
    ----------
    words : str
        Who is cited, as the text has it.
    keys : tuple of str
        The sources.
    told : bool
        Whether it is a part of the sentence; else it stands in parentheses.
    """

    words: str
    keys: tuple[str, ...]
    told: bool

    def role(self) -> str:
        """What pages and print are made from."""
        return f"{{cite{':t' * self.told}}}`{','.join(self.keys)}`"

    def expected(self, cited: Iterable[tuple[str, str]]) -> str:
        """The words that its sources have.

        Parameters
        ----------
        cited : iterable of (str, str)
            Who and when, by key.

        Examples
        --------
        >>> Citation("", ("a", "b"), False).expected([("CCTV", "2023"), ("Xinhua", "2022")])
        'CCTV 2023; Xinhua 2022'
        >>> Citation("", ("a",), True).expected([("Ang", "2005")])
        'Ang (2005)'
        """
        return "; ".join(f"{who} ({year})" if self.told else f"{who} {year}" for who, year in cited)


def find(text: str) -> Iterator[Citation]:
    """The citations of a text, in their order."""
    return map(_read, _CITATION.finditer(text))


def as_roles(text: str) -> str:
    """A text whose citations are roles.

    Examples
    --------
    >>> as_roles("It grew ([CCTV 2023; Xinhua 2022](#@a,b)). [Ang (2005)](#@ang) doubts it.")
    'It grew {cite}`a,b`. {cite:t}`ang` doubts it.'
    """
    return _CITATION.sub(lambda match: _read(match).role(), text)


def _read(match: re.Match[str]) -> Citation:
    kind = "" if match["keys"] else "told_"
    words = " ".join(match[f"{kind}words"].split())
    return Citation(words, tuple(match[f"{kind}keys"].split(",")), bool(kind))
