"""Which units a number may have for which none was found, the likeliest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rederive.core.measured import SHARES
from rederive.drafting.number_reader import GROUPED
from rederive.drafting.proposals import CLAIM, Draft

MOST = 4
"""So many are offered at most."""
_NO_UNIT = frozenset(("year", "month", "day", "rank", "label"))
_COUNTED = re.compile(r"\s((?:[a-z-]+ ){0,2}?[a-z]{3,}s)\b")
"""What may be counted, a few words behind a number, in a language that marks the plural."""


def units(
    each: Draft, waiting: Iterable[Draft], known: Iterable[str], named: Sequence[str] = ()
) -> list[str]:
    """The likely units of a number.

    Those of other numbers of its sentence, then what seems to be counted behind it, then those that
    are most frequent in the text. A large number is not a share of a whole: it has first what the
    words of its sentence name.

    Parameters
    ----------
    each : Draft
    waiting : iterable of Draft
        All that wait.
    known : iterable of str
        The units of all numbers that are claimed already.
    named : sequence of str
        The units that the words of its sentence name.
    """
    claims = [one for one in waiting if one.proposal == CLAIM and one.unit]
    near = Counter(one.unit for one in claims if one.sentence == each.sentence)
    behind = each.sentence.partition(each.printed)[2]
    counted = [match[1] for match in [_COUNTED.match(behind)] if match]
    often = Counter([*(one.unit for one in claims), *known])
    ordered = [*_by_count(near), *counted, *_by_count(often)]
    none = _NO_UNIT
    if each.scale or GROUPED.search(each.printed):
        ordered, none = [*named, *ordered], none | SHARES
    return [unit for unit in dict.fromkeys(ordered) if unit not in none][:MOST]


def _by_count(units: Counter[str]) -> list[str]:
    return [unit for unit, _ in units.most_common()]
