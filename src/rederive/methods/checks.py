"""What several methods ask of their arguments, and one rule that several of them share."""

from __future__ import annotations

import numpy as np


def require_positive(*, gaps: bool = False, **arguments: object) -> None:
    """Refuse numbers that are zero or negative.

    Parameters
    ----------
    gaps : bool
        Whether missing values may stay (they go through to the result); refused by default.
    **arguments : float, array or Series
        By the name under which the caller knows them.

    Raises
    ------
    ValueError
        Naming the argument.
    """
    for name, value in arguments.items():
        numbers = np.asarray(value, dtype=float)
        if not ((numbers > 0) | (gaps & np.isnan(numbers))).all():
            missing = "" if gaps else " or a missing value"
            raise ValueError(
                f"`{name}` must be positive everywhere: there is a zero, a negative{missing}"
            )


def newey_west_lags(observations: int) -> int:
    """Lags of the Bartlett kernel for HAC errors: ``floor(4 (n / 100)^(2/9))`` [1]_.

    Parameters
    ----------
    observations : int
        Length ``n`` of the series.

    References
    ----------
    .. [1] Newey, W. K. and West, K. D. (1994). Automatic lag selection in covariance matrix
       estimation. Review of Economic Studies 61, 631-653. https://doi.org/10.2307/2297912
    """
    return int(np.floor(4 * (observations / 100) ** (2 / 9)))
