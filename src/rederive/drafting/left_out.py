"""What a number counts that leaves it out: "rose in nineteen states and fell in eight"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rederive.core.measured import PURE
from rederive.core.number_words import RunningText
from rederive.drafting.language import Language
from rederive.drafting.number_reader import MONEY

_SENTENCE_END = re.compile(r"[.!?;](?=\s)|[。！？；]")
_NOTHING_COUNTED = PURE | MONEY | {"years", "months", "weeks", "days", "hours", "minutes"}
Number = tuple[int, int, str]
"""Where a number begins and ends, and its unit."""


def units(language: Language, text: RunningText, numbers: Sequence[Number]) -> list[str]:
    """The unit of each number; one that names nothing has that of another in its sentence.

    Only a number behind which nothing can be named, such as one before a comma, takes the unit of
    the nearest that counts things: of one before it, else of the next.

    Parameters
    ----------
    language : Language
    text : RunningText
    numbers : sequence of (int, int, str)
        Those that may be claimed, in order.
    """
    found = []
    for at, (start, end, unit) in enumerate(numbers):
        before, after = text.text[max(0, start - 12) : start], text.text[end : end + 12]
        bare = language.left_before.search(before) and language.left_after.match(after)
        if unit or not bare:
            found.append(unit)
            continue
        near = (*reversed(numbers[max(0, at - 3) : at]), *numbers[at + 1 : at + 2])
        alike = (
            other[2]
            for other in near
            if _is_thing(other[2])
            and not _SENTENCE_END.search(text.text, min(other[1], end), max(other[0], start))
        )
        found.append(next(alike, ""))
    return found


def _is_thing(unit: str) -> bool:
    return bool(unit) and unit not in _NOTHING_COUNTED and " per " not in unit
