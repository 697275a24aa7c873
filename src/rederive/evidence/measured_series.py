"""Series whose numbers carry their unit: what is taken out of one is a measured number.

Arithmetic between series combines units as :class:`rederive.core.measured.Measured` does. What
pandas puts together otherwise (tables, joined series) holds plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from rederive.core.measured import Dimension, Measured, dimension_of, times
from rederive.errors import InputError

_KEEPING = ("min", "max", "mean", "sum", "median", "std")
_SUMS = ("add", "radd", "sub", "rsub")


@dataclass(frozen=True)
class Origin:
    """Where a series was read, to say why it lacks a period.

    Attributes
    ----------
    place : str
        File, series and entity.
    as_of : str
        The date up to which it was asked for.
    later : mapping of str to str
        The periods that were published only afterwards, with the date of that.
    """

    place: str
    as_of: str = ""
    later: Mapping[str, str] = field(default_factory=dict)

    def why_not(self, period: str, there: list[str]) -> str:
        """A sentence on a period that is not in the series."""
        if period in self.later:
            return (
                f"{self.place}: {period} was published after {self.as_of} (its vintage is "
                f"{self.later[period]}); leave out as_of, or take a period that was known by then."
            )
        span = f"it has {there[0]} to {there[-1]}" if there else "it is empty"
        return f"{self.place}: has no period {period!r}; {span}."


class MeasuredSeries(pd.Series):
    """A series of numbers in one unit, which may know where it was read."""

    _metadata: ClassVar[list[str]] = ["dimension", "origin"]
    dimension: Dimension | None = None
    origin: Origin | None = None

    @property
    def _constructor(self) -> Callable[..., pd.Series]:
        return MeasuredSeries

    @property
    def _constructor_expanddim(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    def _measured(self, found: Any) -> Any:
        if self.dimension is None or isinstance(found, Measured) or not isinstance(found, float):
            return found
        return Measured(found, self.dimension)

    def __getitem__(self, key: Any) -> Any:
        try:
            return self._measured(super().__getitem__(key))
        except KeyError:
            if self.origin is None or not isinstance(key, str):
                raise
            raise InputError(self.origin.why_not(key, list(map(str, self.index)))) from None

    def _ixs(self, i: int, axis: Any = 0) -> Any:
        return self._measured(super()._ixs(i, axis))

    def _reduce(self, op: Any, name: str, **options: Any) -> Any:
        found = super()._reduce(op, name, **options)
        return self._measured(found) if name in _KEEPING else found

    def _arith_method(self, other: Any, op: Any) -> Any:
        made = super()._arith_method(other, op)
        if isinstance(made, MeasuredSeries):
            made.dimension = _combined(self.dimension, other, op.__name__)
        return made


def _combined(mine: Dimension | None, other: Any, name: str) -> Dimension | None:
    """What the result of an operation is measured in; None where that cannot be said."""
    theirs = dimension_of(other)
    if theirs is None and not isinstance(other, pd.Series | pd.Index):
        theirs = mine if name in _SUMS else ()  # a plain number
    if mine is None or theirs is None:
        return None
    if name in _SUMS:
        return mine if mine == theirs else None
    if name in ("mul", "rmul"):
        return times(mine, theirs)
    if name == "truediv":
        return times(mine, theirs, -1)
    return times(theirs, mine, -1) if name == "rtruediv" else None
