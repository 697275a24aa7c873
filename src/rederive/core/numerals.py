"""What a printed number can mean.

A printed numeral is not a point. "15.4" stands for every number that rounds to it, "over 30" for
everything above 30. This module turns a numeral and its hedge into an interval of exact rationals;
the rule for each hedge is written here, and explained on the page on method. Scales are in
:mod:`rederive.core.scales`.
Half of a unit may be rounded up or to the even digit: what rounds to the numeral under either
convention lies in its interval.

Two intervals belong to a printed number:

``claimed``
    what must hold for the sentence to be true ("over 30": above 30, without upper end);
``expected``
    what a careful writer would still have printed this way ("over 30": from 30 up to 40,
    because at 41 the writer would have said "over 40").

Arithmetic between printed numbers is interval arithmetic and is left to :mod:`mpmath`
(``mpmath.iv``), whose results always contain the exact result.
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from mpmath import iv


HEDGES = {
    "exact": "as printed: what rounds to the last printed digit, half up or half to even; "
    "a bare count is exact",
    "about": "within one unit of the last significant digit and a tenth of the number, "
    "whichever is less, but never narrower than rounding",
    "over": "above the number; expected below the next step of its last significant digit",
    "nearly": "below the number, by less than one step of its last significant digit "
    "and less than a tenth",
    "at_least": "the number or more; expected below the next step of its last significant digit",
    "at_most": "the number or less; expected above the step before",
    "under": "below the number; expected above the step before",
    "several": "from two to under ten times the number (some tens: twenty to ninety-nine)",
    "ordinal": "a rank: exact",
}

MINUS_SIGNS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
"""What stands for a minus in print: hyphens, figure and en dash, minus, small and full-width."""
FULL_WIDTH_DIGITS = "０１２３４５６７８９"
SPACES = "\u00a0\u2007\u2009\u202f"
"""Spaces that group digits: of a fixed width, or thin; with an ordinary one they do the same."""
_PLAIN = str.maketrans(
    FULL_WIDTH_DIGITS + "，．" + MINUS_SIGNS + SPACES,
    "0123456789" + ",." + "-" * len(MINUS_SIGNS) + " " * len(SPACES),
)
_NUMERAL = re.compile(r"\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)


def _endless(end: Real) -> bool:
    return isinstance(end, float) and not math.isfinite(end)


@dataclass(frozen=True)
class Interval:
    """A set of numbers between two ends, each closed (included) or open.

    Parameters
    ----------
    low, high : Fraction or float
        The ends; ``-math.inf`` and ``math.inf`` where there is none. Others become exact.
    low_closed, high_closed : bool
        Whether each end belongs to the interval.
    """

    low: Fraction | float
    high: Fraction | float
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            end = getattr(self, name)
            if not isinstance(end, Fraction) and not _endless(end):
                object.__setattr__(self, name, exact(end))

    def __contains__(self, number: Fraction | float | int) -> bool:
        if isinstance(number, float) and math.isfinite(number):
            number = exact(number)
        above = number > self.low or (self.low_closed and number == self.low)
        below = number < self.high or (self.high_closed and number == self.high)
        return above and below

    def overlaps(self, other: Interval) -> bool:
        """Whether some number lies in both intervals."""

        def before(a: Interval, b: Interval) -> bool:
            return a.high < b.low or (a.high == b.low and not (a.high_closed and b.low_closed))

        return not before(self, other) and not before(other, self)

    def within(self, other: Interval) -> bool:
        """Whether every number of this interval lies in ``other``."""
        low = (
            self.low > other.low
            or math.isinf(other.low)
            or (self.low == other.low and (other.low_closed or not self.low_closed))
        )
        high = (
            self.high < other.high
            or math.isinf(other.high)
            or (self.high == other.high and (other.high_closed or not self.high_closed))
        )
        return low and high

    def scaled(self, factor: Fraction | int) -> Interval:
        """The interval in a unit ``factor`` (> 0) times smaller."""
        return Interval(self.low * factor, self.high * factor, self.low_closed, self.high_closed)

    def iv(self) -> iv.mpf:
        """The smallest ``mpmath.iv`` interval that contains this one, for arithmetic."""
        from mpmath import iv  # pages that are set again need no arithmetic

        low, high = float(self.low), float(self.high)
        if low > self.low:
            low = math.nextafter(low, -math.inf)
        if high < self.high:
            high = math.nextafter(high, math.inf)
        return iv.mpf([low, high])


MISSING = "the recomputed value is missing (NaN): a period or series has no figure"
INFINITE = "the recomputed value is infinite: something was divided by zero"
TOO_LARGE = "the recomputed value is too large for a 64-bit float"
LONGEST = 40
"""Characters of the longest numeral."""


def exact(number: float | Fraction | Decimal | Real) -> Fraction:
    """A finite number as the rational it stands for.

    A float stands for the shortest decimal that it prints as: 4.8 is 48/10 and not the binary
    number a little below it.

    Examples
    --------
    >>> exact(4.8), exact(Decimal("0.10"))
    (Fraction(24, 5), Fraction(1, 10))
    """
    if isinstance(number, Rational):
        # NumPy's whole numbers are rationals, too, but overflow: only Python's may stay in there.
        return Fraction(int(number.numerator), int(number.denominator))
    return Fraction(number) if isinstance(number, Decimal) else Fraction(str(number))


def product(number: float, factor: int | Fraction) -> float:
    """A figure in another unit: the float nearest to the exact product.

    Examples
    --------
    >>> 8.29 * 10_000, product(8.29, 10_000)
    (82899.99999999999, 82900.0)
    """
    return float(exact(number) * factor) if math.isfinite(number) else number * factor


def _is_of_mpmath(number: object) -> TypeGuard[iv.mpf]:
    """Whether it is an interval of mpmath, which is loaded wherever there is one."""
    mpmath = sys.modules.get("mpmath")
    return mpmath is not None and isinstance(number, mpmath.iv.mpf)


def point(number: int | float | Decimal | Fraction | iv.mpf | Interval) -> Interval:
    """Anything that stands for a number or a range, as an :class:`Interval`.

    Raises
    ------
    ValueError
        If the number is missing (NaN) or infinite, is too large for a float, or is not a number;
        if the range runs backwards.
    """
    if isinstance(number, Interval):
        return _range(number)
    if _is_of_mpmath(number):
        low, high = float(number.a), float(number.b)
        if math.isnan(low) or math.isnan(high):
            raise ValueError(MISSING)
        # These ends are binary, rounded outwards: the shortest decimal could lie within.
        ends = [end if math.isinf(end) else Fraction(end) for end in (low, high)]
        return Interval(ends[0], ends[1])
    try:
        if isinstance(number, str | bytes):
            raise TypeError
        if not isinstance(number, Real | Decimal):
            number = float(number)
        if math.isnan(number):
            raise ValueError(MISSING)
        if math.isinf(number):
            raise ValueError(INFINITE)
    except TypeError:
        raise ValueError(f"the recomputed value {str(number)[:40]!r} is not a number") from None
    except OverflowError:
        raise ValueError(TOO_LARGE) from None
    return Interval(exact(number), exact(number))


def _range(interval: Interval) -> Interval:
    try:
        if math.isnan(interval.low) or math.isnan(interval.high):
            raise ValueError(MISSING)
    except OverflowError:
        raise ValueError(TOO_LARGE) from None
    if interval.low > interval.high:
        raise ValueError(
            f"the recomputed range from {float(interval.low):g} to {float(interval.high):g} "
            "runs backwards; swap its ends"
        )
    return interval


def in_digits(text: str) -> bool:
    """Whether digits stand in a text, of ordinary or full width."""
    return any("0" <= character <= "9" for character in text.translate(_PLAIN))


def plain(numeral: str) -> str:
    """A numeral in ASCII: full-width digits, point and comma, every kind of minus sign and space.

    Examples
    --------
    >>> plain("\u2212１２.３"), plain("1,024")
    ('-12.3', '1,024')
    """
    return numeral.translate(_PLAIN)


def parse_numeral(numeral: str) -> tuple[Fraction, Fraction]:
    """Read a numeral as printed.

    Parameters
    ----------
    numeral : str
        Digits with an optional decimal point, in groups of three by commas or spaces if at all, and
        an optional leading minus: ``"1,345.92"``, ``"12 345"``, ``"-0.15"``. Digits, point and
        comma may have full width; a minus is any of :data:`MINUS_SIGNS`.

    Returns
    -------
    value, step : Fraction
        The number and the unit of its last printed digit (``1345.92`` and ``1/100``).

    Raises
    ------
    ValueError
        If the text is not a numeral.
    """
    text = plain(numeral)
    digits = text.removeprefix("-")
    if len(digits) > LONGEST:
        raise ValueError(f"the numeral {digits[:12]}… is longer than {LONGEST} characters")
    if not _NUMERAL.fullmatch(digits):
        raise ValueError(
            f"cannot read the numeral {numeral!r}: write digits with an optional decimal point, "
            "such as 1259.60 or 1,024"
        )
    value = Fraction(re.sub("[, ]", "", digits)) * (-1 if text.startswith("-") else 1)
    decimals = len(digits.partition(".")[2])
    return value, Fraction(1, 10**decimals)


def significant_step(value: Fraction, step: Fraction) -> Fraction:
    """The unit of the last digit that is not a trailing zero: 10 for 230, 1/10 for 6.4.

    Zeros behind a decimal point were printed on purpose and count as significant.
    """
    if step < 1 or value == 0:
        return step
    while value % (step * 10) == 0:
        step *= 10
    return step


def claimed(numeral: str, hedge: str = "exact", *, countable: bool = False) -> Interval:
    """Every number for which the printed statement is true.

    Parameters
    ----------
    numeral : str
        The numeral as printed (or the reading of a number word).
    hedge : str
        A key of :data:`HEDGES`.
    countable : bool
        The number counts whole things without a scale, so an integer is exact.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        For an unreadable numeral or an unknown hedge.
    """
    value, step = parse_numeral(numeral)
    coarse = significant_step(value, step)
    slack = min(coarse, abs(value) / 10) if value else coarse
    if hedge in ("exact", "ordinal"):
        if hedge == "ordinal" or (countable and step == 1):
            return Interval(value, value)
        # Some round half of a unit away from zero, others to the even digit. The first rule rounds
        # the end nearer zero to this number, the second both ends if its last digit is even.
        # (Both rules round a negative number by its size.)
        half, even = step / 2, value / step % 2 == 0
        if value < 0:
            return Interval(value - half, value + half, even, True)
        return Interval(value - half, value + half, True, even)
    if hedge == "about":
        slack = max(slack, step / 2)
        return Interval(value - slack, value + slack)
    if hedge == "over":
        return Interval(value, math.inf, False, False)
    if hedge == "nearly":
        return Interval(value - slack, value, True, False)
    if hedge == "at_least":
        return Interval(value, math.inf, True, False)
    if hedge == "at_most":
        return Interval(-math.inf, value, False, True)
    if hedge == "under":
        return Interval(-math.inf, value, False, False)
    if hedge == "several" and value >= 0:
        return Interval(2 * value, 10 * value, True, False)
    if hedge == "several":
        raise ValueError(f"{numeral} is negative, which the hedge 'several' cannot be; use another")
    raise ValueError(f"unknown hedge {hedge!r}: use one of {', '.join(HEDGES)}")


def expected(numeral: str, hedge: str = "exact", *, countable: bool = False) -> Interval:
    """Every number that a careful writer would have printed this way.

    Differs from :func:`claimed` for bounds: at the next step of the last significant digit the
    writer would have named that one ("over 30" ends at 40, "at least 7" before 8, "under 20"
    begins at 10). A bound of zero has no next step.
    """
    interval = claimed(numeral, hedge, countable=countable)
    value, step = parse_numeral(numeral)
    if value == 0:
        return interval
    coarse = significant_step(value, step)
    if hedge in ("over", "at_least"):
        return Interval(value, value + coarse, hedge == "at_least", False)
    if hedge in ("under", "at_most"):
        return Interval(value - coarse, value, False, hedge == "at_most")
    return interval
