"""Small changes of one printed number that would let a contradictory set hold.

They are hints at a possible slip, never verdicts: a set that one changed digit would repair may
still be wrong in another way. In this order: a bound that may be reached, a count that was
rounded, one step of the last digit, two neighbouring digits swapped, one digit changed, the decimal
point moved, one digit left out or put in, another scale.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from functools import partial
from itertools import pairwise

from rederive.core import numerals as printed
from rederive.core.claims import Value
from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations.formula import Key
from rederive.core.scales import SCALES, mistaken_for
from rederive.language.spoken import say

#: Units of dates, and the largest number of each.
_LARGEST = {"year": 9999, "month": 12, "day": 31}


def repairs(
    register: Register,
    numbers: tuple[Key, ...],
    possible: Callable[[Key, Interval], bool],
    confirmed: Collection[Key] = (),
) -> tuple[str, ...]:
    """The smallest changes of each number of a contradiction that would repair it.

    Parameters
    ----------
    register : Register
    numbers : tuple of (claim id, value name)
        A minimal set that cannot be true together.
    possible : callable
        Whether the set can hold with one number in another interval.
    confirmed : collection of (claim id, value name)
        Numbers that evidence outside the report supports: no change of them is proposed.

    Returns
    -------
    tuple of str
        One phrase per repair; empty where no small change of a single number is enough.
    """
    return tuple(
        say("{claim}: {change}", claim=key[0], change=phrase)
        for key in numbers
        if key not in confirmed
        for phrase in _repairs_of(register[key[0]].value(key[1]), partial(possible, key))
    )


def _repairs_of(value: Value, possible: Callable[[Interval], bool]) -> Iterator[str]:
    claimed = value.claimed
    closed = Interval(claimed.low, claimed.high)
    if closed != claimed and possible(closed):
        yield say("{value} with its bound reached", value=value)
    if value.hedge == "exact" and possible(_within("about", value, value.numeral)):
        yield say("{value} if it is rounded", value=value)
    seen = {value.numeral}
    for kind, numerals in (
        (say("one step of the last digit"), _stepped(value.numeral)),
        (say("two neighbouring digits swapped"), _swapped(value.numeral)),
        (say("one digit changed"), _changed(value.numeral)),
        (say("the decimal point moved"), _moved(value.numeral)),
        (say("a digit too many"), _shortened(value.numeral)),
        (say("a digit lost"), _lengthened(value.numeral)),
    ):
        for candidates in numerals:
            for numeral in candidates:
                if numeral in seen or not _exists(numeral, value):
                    continue
                seen.add(numeral)
                if possible(_within(value.hedge, value, numeral)):
                    yield say(
                        "{new} in place of {printed} ({kind})",
                        new=numeral,
                        printed=value.numeral,
                        kind=kind,
                    )
                    break
    if str(value.unit) in _LARGEST:
        return
    for scale in sorted(
        mistaken_for(value.scale), key=lambda scale: abs(_steps(scale) - _steps(value.scale))
    ):
        other = value.model_copy(update={"scale": scale})
        if scale != value.scale and possible(other.claimed):
            yield say("{other} in place of {value} (another scale)", other=other, value=value)


def _exists(numeral: str, value: Value) -> bool:
    """Whether a date has such a month or day."""
    largest = _LARGEST.get(str(value.unit))
    return largest is None or 1 <= printed.parse_numeral(numeral)[0] <= largest


def _steps(scale: str) -> int:
    """Powers of ten in a scale."""
    return len(str(SCALES[scale])) - 1


def _within(hedge: str, value: Value, numeral: str) -> Interval:
    """What the value would claim with another numeral or hedge."""
    changed: Value = value.model_copy(update={"hedge": hedge, "reading": numeral})
    return changed.claimed


def _stepped(numeral: str) -> Iterator[tuple[str, ...]]:
    value, step = printed.parse_numeral(numeral)
    decimals = len(numeral.partition(".")[2])
    for other in (value - step, value + step):
        if other >= 0 or value < 0:
            plain = Decimal(int(abs(other) / step)).scaleb(-decimals)
            sign = "-" if other < 0 else ""
            yield (_written(sign + numeral.removeprefix("-"), f"{plain:.{decimals}f}"),)


def _swapped(numeral: str) -> Iterator[tuple[str, ...]]:
    places = [place for place, character in enumerate(numeral) if character.isdigit()]
    for left, right in pairwise(places):
        digits = list(numeral)
        digits[left], digits[right] = digits[right], digits[left]
        if _is_printable("".join(digits)):
            yield ("".join(digits),)


def _changed(numeral: str) -> Iterator[tuple[str, ...]]:
    """For each place its other digits, the nearest first."""
    for place, character in enumerate(numeral):
        if character.isdigit():
            others = sorted("0123456789", key=lambda digit: abs(int(digit) - int(character)))
            texts = (numeral[:place] + digit + numeral[place + 1 :] for digit in others)
            yield tuple(filter(_is_printable, texts))


def _moved(numeral: str) -> Iterator[tuple[str, ...]]:
    """The decimal point at each other place between the digits, the nearest first."""
    whole, _, decimals = _bare(numeral).partition(".")
    digits = whole + decimals
    for place in sorted(range(1, len(digits) + 1), key=lambda place: abs(place - len(whole))):
        yield (_written(numeral, _pointed(digits, place)),)


def _pointed(digits: str, place: int) -> str:
    """Digits with a point before one of them, without zeros that nobody would print."""
    whole = digits[:place].lstrip("0") or "0"
    return f"{whole}.{digits[place:]}" if digits[place:] else whole


def _shortened(numeral: str) -> Iterator[tuple[str, ...]]:
    """One digit left out, from the last to the first."""
    bare = _bare(numeral)
    for place in reversed(range(len(bare))):
        rest = bare[:place] + bare[place + 1 :]
        if bare[place] != "." and rest.strip(".") == rest != "":
            yield tuple(filter(_is_printable, [_written(numeral, rest)]))


def _lengthened(numeral: str) -> Iterator[tuple[str, ...]]:
    """One digit put in, after the last to before the first; every digit for each place."""
    bare = _bare(numeral)
    for place in reversed(range(len(bare) + 1)):
        for digit in "0123456789":
            longer = bare[:place] + digit + bare[place:]
            yield tuple(filter(_is_printable, [_written(numeral, longer)]))


def _bare(numeral: str) -> str:
    """The digits and the point of a numeral."""
    return numeral.removeprefix("-").replace(",", "").replace(" ", "")


def _written(like: str, bare: str) -> str:
    """Digits and point with the sign of a numeral, and grouped as it is."""
    whole, point, decimals = bare.partition(".")
    mark = next((mark for mark in ", " if mark in like), "")
    if mark and not whole.startswith("0"):
        whole = f"{int(whole):,}".replace(",", mark)
    return f"{'-' if like.startswith('-') else ''}{whole}{point}{decimals}"


def _is_printable(numeral: str) -> bool:
    """Whether a numeral could be printed: it has no leading zero before other digits."""
    digits = numeral.removeprefix("-")
    return not (digits.startswith("0") and digits[1:2] not in ("", "."))
