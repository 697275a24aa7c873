"""What a cell shows of the sentences bound to it: nothing while they hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rederive.core.prose.sentences import NO, Sentence
from rederive.show import content
from rederive.show.html import Table, render

HOLD = "{} of {} computed numbers in the text hold."
"""What is said at the end of a page, of how many and of all."""


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
    fallen = [each for each in sentences if each.holds == NO]
    lines = [f"“{each.text}” no longer holds: computed is {each.computed}" for each in fallen]
    hold = HOLD.format(len(sentences) - len(fallen), len(sentences)) if whole else ""
    lines += [hold] * whole
    places = {each.name: each.computed for each in sentences if each.name not in elsewhere}
    markup = render(
        "rederive.show",
        "said.html",
        fallen=fallen,
        places=places,
        hold=hold,
    )
    # The edition on paper has the words; what was bound is for a screen.
    return Table(markup, "\n".join(lines), {**content.data(), **data})
