"""What a cell shows of the sentences bound to it: nothing while they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rederive.core.prose.sentences import NO, Sentence
from rederive.show import content
from rederive.show.html import Table, render
from rederive.show.plain import LARGE

HOLD = "{} of {} computed numbers in the text hold."
HOLDS = "The one computed number in the text holds."
HOLDS_NOT = "The one computed number in the text does not hold."
"""What is said at the end of a page, of how many and of all."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\+\d+)?")


def in_words(computed: str) -> str:
    """What was computed, with large numbers in words of size.

    Examples
    --------
    >>> in_words("from -1.19228e+09 to 5512000"), in_words("963.5"), in_words("yes")
    ('from -1.19228 billion to 5.512 million', '963.5', 'yes')
    """
    return _NUMBER.sub(lambda number: _in_words(number[0]), computed)


def _in_words(number: str) -> str:
    size = next((each for each in LARGE if float(number) >= each[0]), None)
    return f"{float(number) / size[0]:.6g} {size[1]}" if size else number


def _of_all(holding: int, count: int) -> str:
    if count == 1:
        return HOLDS if holding else HOLDS_NOT
    return HOLD.format(holding, count)


def note(
    sentences: Sequence[Sentence],
    data: dict[str, object],
    *,
    whole: bool = False,
    elsewhere: Collection[str] = (),
) -> Table:
    """The sentences that no longer hold, each with what was computed.

    Parameters
    ----------
    sentences : sequence of Sentence
    data : dict
        MIME types that travel with it.
    whole : bool
        Whether these are all of the page; then it says how many hold.
    elsewhere : collection of str
        Names whose place is another cell.
    """
    fallen = [(each, in_words(each.computed)) for each in sentences if each.holds == NO]
    lines = [f"“{each.text}” no longer holds: computed is {now}" for each, now in fallen]
    hold = _of_all(len(sentences) - len(fallen), len(sentences)) if whole else ""
    lines += [hold] * whole
    places = {
        each.name: in_words(each.computed) for each in sentences if each.name not in elsewhere
    }
    markup = render(
        "rederive.show",
        "said.html",
        fallen=fallen,
        places=places,
        hold=hold,
    )
    # The edition on paper has the words; what was bound is for a screen.
    return Table(markup, "\n".join(lines), {**content.data(), **data})
