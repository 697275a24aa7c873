"""One question under every reasonable combination of choices: the specification curve.

The specification curve [1]_ shows the result of every defensible way of answering a question, so
that a reader sees whether the answer depends on the way. The package ``specification-curve``
runs regressions that differ in their controls; the questions of this book differ in base years,
vintages and estimators, so the runner here takes any function. It runs through joblib, and
``joblib.parallel_config(backend="dask")`` carries it to a cluster unchanged.

References
----------
.. [1] U. Simonsohn, J. P. Simmons and L. D. Nelson (2020). Specification curve analysis. Nature
   Human Behaviour 4, 1208-1214. https://doi.org/10.1038/s41562-020-0912-z
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd
from joblib import Parallel, delayed

from rederive.methods.estimate import Estimate

Specification = dict[str, object]


def grid(
    choices: Mapping[str, Sequence[object]],
    unless: Callable[[Specification], bool] | None = None,
) -> list[Specification]:
    """Every combination of the choices, but those that make no sense.

    Parameters
    ----------
    choices : mapping of str to sequence
        For each choice the options, the report's own (or the plainest) first.
    unless : callable, optional
        Says of a combination whether to leave it out.

    Returns
    -------
    list of dict
        In the order of the options; the first is the first option of every choice.
    """
    combinations = (
        dict(zip(choices, options, strict=True)) for options in itertools.product(*choices.values())
    )
    return [each for each in combinations if unless is None or not unless(each)]


def run(
    question: Callable[..., float | Estimate | Mapping[str, float]],
    specifications: Iterable[Specification],
) -> pd.DataFrame:
    """Answer the question under every specification.

    Parameters
    ----------
    question : callable
        Called with the choices by name; gives a number, an
        :class:`~rederive.methods.estimate.Estimate`, or a mapping with ``estimate`` and, where
        known, the ends of its interval ``low`` and ``high``. A function of a module, so that other
        processes find it.
    specifications : iterable of dict
        As made by :func:`grid`.

    Returns
    -------
    pandas.DataFrame
        A row per specification, in the order given: its choices, ``estimate``, ``low``, ``high``
        (missing where the question gives no interval).

    Raises
    ------
    ValueError
        If there is no specification to run.
    """
    specifications = list(specifications)
    if not specifications:
        raise ValueError("there is no specification to run: every combination was left out")
    answers = Parallel(n_jobs=None)(delayed(question)(**each) for each in specifications)
    rows = [
        {**each, **_columns(answer)} for each, answer in zip(specifications, answers, strict=True)
    ]
    frame = pd.DataFrame(rows)
    for end in ("low", "high"):
        if end not in frame:
            frame[end] = float("nan")
    return frame


def _columns(answer: float | Estimate | Mapping[str, float]) -> Mapping[str, float]:
    """The answer to one specification as columns of the result."""
    if isinstance(answer, Estimate):
        return {"estimate": answer.point, "low": answer.low, "high": answer.high}
    return answer if isinstance(answer, Mapping) else {"estimate": answer}


def summarise(results: pd.DataFrame, claimed_low: float, claimed_high: float) -> pd.Series:
    """What the curve says of a printed number.

    Parameters
    ----------
    results : pandas.DataFrame
        From :func:`run`.
    claimed_low, claimed_high : float
        Ends of what the printed number can mean.

    Returns
    -------
    pandas.Series
        ``specifications``, ``median``, ``least``, ``greatest``, and ``agree``, the number whose
        estimate lies within the ends.
    """
    estimate = results["estimate"]
    return pd.Series(
        {
            "specifications": len(results),
            "median": estimate.median(),
            "least": estimate.min(),
            "greatest": estimate.max(),
            "agree": int(estimate.between(claimed_low, claimed_high).sum()),
        }
    )


def influence(results: pd.DataFrame, choices: Sequence[str]) -> pd.Series:
    """How far each choice moves the answer: the range of its options' median estimates.

    Parameters
    ----------
    results : pandas.DataFrame
        From :func:`run`.
    choices : sequence of str
        Names of the choices.

    Returns
    -------
    pandas.Series
        In the unit of the estimate, by choice, the most influential first.
    """
    spread = {
        name: results.groupby(results[name].astype(str))["estimate"]
        .median()
        .agg(lambda m: m.max() - m.min())
        for name in choices
    }
    return pd.Series(spread, name="range of medians").sort_values(ascending=False)
