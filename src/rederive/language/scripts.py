"""The texts of the pages' scripts, ``say("...")`` as in Python, and a script in a language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from rederive.language.spoken import said

_SAID = re.compile(r'(?<![\w.])say\(\s*(?P<text>"(?:[^"\\]|\\.)*")')


def texts(script: str) -> Iterator[str]:
    """The literals that a script gives to ``say``.

    Examples
    --------
    >>> list(texts('a = say("Copied."); b = say("{n} more", { n });'))
    ['Copied.', '{n} more']
    """
    for match in _SAID.finditer(script):
        yield json.loads(match["text"])


def spoken(script: str) -> str:
    """A script that says its texts in the language that is spoken now.

    Examples
    --------
    >>> from rederive.language.spoken import Language, speaking
    >>> with speaking(Language("zh_CN", {"Copied.": "已复制。"})):
    ...     spoken('a = say("Copied.");')
    'a = say("已复制。");'
    """

    def other(match: re.Match[str]) -> str:
        text = json.dumps(said(json.loads(match["text"])), ensure_ascii=False)
        return match[0].replace(match["text"], text)

    return _SAID.sub(other, script)
