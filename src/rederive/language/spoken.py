"""The language that the book is being made in, and its own words in it.

English is the source: where nothing else is spoken, every text is what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

ENGLISH = "en"
_PLACE = re.compile(r"\{(\w+)\}")
_BESIDE = re.compile(
    r"(?<=[，。；：？！、（）《》“”]) | (?=[，。；：？！、（）《》“”])"
    r"|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)
#: "1300 × 10 thousand": what a number counts in, which Chinese says after it.
_COUNTED_IN = re.compile(r"(?<=\d )× 1 (?=[万亿])|(?<![\d.])1 × (?=\d+ [万亿])")
_MARKS = re.compile(r"([。；，])[。；，]")


@dataclass(frozen=True, eq=False)
class Language:
    """A language with what is translated into it.

    Parameters
    ----------
    tag : str
        As Sphinx has it, such as ``zh_CN``.
    words : mapping of str to str
        The package's own texts: English to the language.
    texts : mapping of str to str
        Texts of the book's data: claims, notes.
    folder : str
        Where the pages in it lie below the book's own.
    """

    tag: str = ENGLISH
    words: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""

    @property
    def is_source(self) -> bool:
        """Whether it is the one that all texts are written in."""
        return self.tag == ENGLISH

    @property
    def web_tag(self) -> str:
        """As HTML and HTTP write it (IETF).

        Examples
        --------
        >>> Language("zh_CN").web_tag
        'zh-CN'
        """
        return self.tag.replace("_", "-")


SOURCE = Language()
"""English, in which all texts are written."""
_now = SOURCE


def spoken() -> Language:
    """The language that is spoken now."""
    return _now


def is_chinese() -> bool:
    """Whether it is Chinese, which counts in 万 and 亿."""
    return _now.tag.startswith("zh")


def speak(language: Language) -> None:
    """Speak a language from now on."""
    global _now
    _now = language


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language for a while."""
    before = _now
    speak(language)
    try:
        yield
    finally:
        speak(before)


def say(message: str, **given: Any) -> str:
    """A text of the package in the language that is spoken; in English where it has none there.

    Parameters
    ----------
    message : str
        In English, with ``{name}`` for what is put in. It is a literal, so that it can be found.
    **given
        What is put in.

    Examples
    --------
    >>> say("The report says {printed}.", printed="5%")
    'The report says 5%.'
    >>> with speaking(Language("zh_CN", {"The report says {printed}.": "报告称{printed}。"})):
    ...     say("The report says {printed}.", printed="5%")
    '报告称5%。'
    """
    return filled(_now.words.get(message, message), given)


def space() -> str:
    """What parts two sentences: nothing in Chinese, whose marks are wide enough.

    Examples
    --------
    >>> space()
    ' '
    """
    return "" if is_chinese() else " "


def several(words: Iterable[str]) -> str:
    """Words in a row, parted as the language parts them.

    Examples
    --------
    >>> several(["date", "scope"])
    'date, scope'
    """
    return ("、" if is_chinese() else ", ").join(words)


def filled(text: str, given: Mapping[str, Any]) -> str:
    """A text with what is put in."""
    if not given:
        return text
    made = _PLACE.sub(lambda place: str(given[place[1]]), text)
    return tidy(made) if is_chinese() else made


def tidy(text: str) -> str:
    """Chinese text without spaces that are not set, beside marks or characters, or doubled marks.

    Examples
    --------
    >>> tidy("报告称 “六大”，读作 6 个领域。。")
    '报告称“六大”，读作 6 个领域。'
    >>> tidy("报告称 超过 30%")
    '报告称超过 30%'
    >>> tidy("将近 1300 × 1 万人"), tidy("约 1 × 1000 万人")
    ('将近 1300 万人', '约 1000 万人')
    """
    return _MARKS.sub(r"\1", _COUNTED_IN.sub("", _BESIDE.sub("", text)))


def said(message: str) -> str:
    """A text of the package that stands elsewhere, such as the meaning of a verdict."""
    return _now.words.get(message, message)


def told(text: str) -> str:
    """A text of the book's data in the language that is spoken; as it is where it has none.

    Examples
    --------
    >>> with speaking(Language("zh_CN", {}, {"A goal.": "目标。"})):
    ...     told("A goal."), told("Another.")
    ('目标。', 'Another.')
    """
    return _now.texts.get(text, text)


def own_name(name: str) -> str:
    """A name as its own language has it, where that is spoken and it stands behind the English.

    Examples
    --------
    >>> own_name("Ministry (部)")
    'Ministry (部)'
    >>> with speaking(Language("zh_CN", {})):
    ...     own_name("Ministry (部)"), own_name("Ministry (copy)"), own_name("Ministry (部) at X")
    ('部', 'Ministry (copy)', 'Ministry (部) at X')
    """
    if _now.is_source:
        return name
    behind = re.fullmatch(r"[^()]+ \(([^()]+)\)", name)
    if behind and not re.search("[A-Za-z]", behind[1]):
        return behind[1]
    return told(name)
