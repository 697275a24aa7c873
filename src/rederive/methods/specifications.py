"""One question under every reasonable combination of choices: the specification curve.

The specification curve [1]_ shows the result of every defensible way of answering a question, so
that a reader sees whether the answer depends on the way. The package ``specification-curve``
runs regressions that differ in their controls; the questions of this book differ in base years,
vintages and estimators, so the runner here takes any function. It runs through joblib, and
``joblib.parallel_config(backend="dask")`` carries it to a cluster unchanged.

A specification counts once, in one unit, and only if it describes the data it was fitted to
(:func:`describing`). A curve that tests a hypothesis is judged as a whole (:func:`joint_test`):
its specifications share their data, and a hundred agreeing estimates are not a hundred witnesses.

References
----------
.. [1] U. Simonsohn, J. P. Simmons and L. D. Nelson (2020). Specification curve analysis. Nature
   Human Behaviour 4, 1208-1214. https://doi.org/10.1038/s41562-020-0912-z
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
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
    *,
    repeated: str = "refuse",
    tolerance: float = 1e-10,
) -> pd.DataFrame:
    """Answer the question under every specification.

    Parameters
    ----------
    question : callable
        Called with the choices by name; gives a number, an
        :class:`~rederive.methods.estimate.Estimate`, or a mapping with ``estimate`` and, where
        known, the ends of its interval ``low`` and ``high``, its ``unit``, and its ``misfit`` (how
        far it is from the data it was fitted to). A function of a module, so that other
        processes find it.
    specifications : iterable of dict
        As made by :func:`grid`.
    repeated : {"refuse", "drop"}
        What to do with a specification whose answer an earlier one gave: an error, or counted once
        (where it depends on the data whether two are one, as with a ceiling that is estimated at
        its limit).
    tolerance : float
        Part by which two answers may differ and still be one: what the question's optimiser leaves
        open.

    Returns
    -------
    pandas.DataFrame
        A row per specification, in the order given: its choices, ``estimate``, ``low``, ``high``
        (missing where the question gives no interval) and what else the mapping holds.

    Raises
    ------
    ValueError
        If there is no specification to run; if two are the same, or differ in name only and give
        the same answer; or if one answers in another unit.
    """
    specifications = list(specifications)
    if not specifications:
        raise ValueError("there is no specification to run: every combination was left out")
    _require_distinct_choices(specifications)
    answers = Parallel(n_jobs=None)(delayed(question)(**each) for each in specifications)
    rows = [
        {**each, **_columns(answer)} for each, answer in zip(specifications, answers, strict=True)
    ]
    frame = pd.DataFrame(rows)
    _require_one_unit(frame, specifications)
    first = _first_alike(frame, tolerance)
    again = first < np.arange(len(frame))
    if again.any() and repeated == "refuse":
        later = int(again.argmax())
        _refuse_repeat(specifications[first[later]], specifications[later])
    frame = frame[~again].reset_index(drop=True)
    for end in ("low", "high"):
        if end not in frame:
            frame[end] = float("nan")
    return frame


def _columns(answer: float | Estimate | Mapping[str, float]) -> Mapping[str, object]:
    """The answer to one specification as columns of the result."""
    if isinstance(answer, Estimate):
        ends = {"estimate": answer.point, "low": answer.low, "high": answer.high}
        return ends | ({"unit": answer.unit} if answer.unit else {})
    return answer if isinstance(answer, Mapping) else {"estimate": answer}


def _told(specification: Specification) -> str:
    return ", ".join(f"{name} {option}" for name, option in specification.items())


def _require_distinct_choices(specifications: list[Specification]) -> None:
    seen = set()
    for each in specifications:
        key = tuple(sorted((name, repr(option)) for name, option in each.items()))
        if key in seen:
            raise ValueError(f"a specification appears twice ({_told(each)}): leave one out")
        seen.add(key)


def _require_one_unit(frame: pd.DataFrame, specifications: list[Specification]) -> None:
    units = frame["unit"].fillna("") if "unit" in frame else pd.Series([""] * len(frame))
    other = units != units.iloc[0]
    if other.any():
        place = int(other.to_numpy().argmax())
        raise ValueError(
            f"a specification ({_told(specifications[place])}) answers in {units[place] or 'no'!r} "
            f"unit, the first in {units.iloc[0] or 'no'!r}: convert it or leave it out"
        )


def _first_alike(frame: pd.DataFrame, tolerance: float) -> np.ndarray:
    """The place of the first specification, counted once, that gives each one's answer.

    An answer of nothing, or none, is never that of another.
    """
    ends = [name for name in ("estimate", "low", "high") if name in frame]
    answers = frame[ends].to_numpy(dtype=float)
    first = np.arange(len(answers))
    for place, answer in enumerate(answers):
        if np.isnan(answer[0]) or answer[0] == 0:
            continue
        alike = np.isclose(answers[:place], answer, rtol=tolerance, atol=0, equal_nan=True)
        once = alike.all(axis=1) & (first[:place] == np.arange(place))
        if once.any():
            first[place] = int(once.argmax())
    return first


def _refuse_repeat(first: Specification, later: Specification) -> None:
    raise ValueError(
        f"two specifications give the same answer ({_told(first)}; {_told(later)}): "
        "they are one, leave the other out"
    )


def describing(results: pd.DataFrame, most: float) -> pd.DataFrame:
    """The specifications that describe the data they were fitted to.

    Parameters
    ----------
    results : pandas.DataFrame
        From :func:`run`, of a question that gives ``misfit``.
    most : float
        The greatest misfit allowed, in its unit; stated where the curve is shown.

    Returns
    -------
    pandas.DataFrame
        The rows kept, numbered again.

    Raises
    ------
    ValueError
        If the question gave no misfit, or no specification is left.
    """
    if "misfit" not in results:
        raise ValueError("the question gives no `misfit`: nothing says which specifications fit")
    kept = results[results["misfit"] <= most].reset_index(drop=True)
    if kept.empty:
        raise ValueError(f"no specification has a misfit of {most:g} or less")
    return kept


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
    """How far each choice moves the answer while the others are held.

    Specifications that differ in one choice only are compared: of each such set the range of the
    estimates, of the ranges the median. (Medians over all specifications of an option would mix in
    the other choices, where not every combination exists.)

    Parameters
    ----------
    results : pandas.DataFrame
        From :func:`run`.
    choices : sequence of str
        Names of the choices.

    Returns
    -------
    pandas.Series
        In the unit of the estimate, by choice, the most influential first; missing where no two
        specifications differ in the choice only.
    """
    options = results[list(choices)].astype(str)
    moved = {}
    for name in choices:
        others = [other for other in choices if other != name]
        keys = [options[other] for other in others] or [pd.Series("", index=results.index)]
        matched = results["estimate"].groupby(keys)
        ranges = (matched.max() - matched.min())[matched.count() > 1]
        moved[name] = ranges.median()
    return pd.Series(moved, name="range with the others held").sort_values(ascending=False)


def joint_test(estimates: Sequence[float], null: np.ndarray) -> pd.DataFrame:
    """Is the curve as a whole higher than curves without an effect (Simonsohn and others, step 3)?

    Parameters
    ----------
    estimates : sequence of float
        Of each specification; a positive effect is the hypothesis.
    null : ndarray
        The same curve with what is tested dealt again at random: a row per deal, a column per
        specification in the same order.

    Returns
    -------
    pandas.DataFrame
        By statistic of the curve (``median``; ``share above zero``, percent; ``mean z``, each
        specification in standard deviations of its own column): ``observed``, the ``null`` median,
        and ``p``, the share of curves, the observed one included, that reach it.

    Raises
    ------
    ValueError
        If the columns are not the specifications, or a value is missing.

    Notes
    -----
    The test is exact for the hypothesis that the deal was made without regard to the outcome.
    ``mean z`` stands where the paper averages z-values of the specifications: growth of a fixed
    list has no sampling error, so that its spread over deals takes the place of one.
    """
    seen, dealt = np.asarray(estimates, dtype=float), np.asarray(null, dtype=float)
    if dealt.ndim != 2 or dealt.shape[1] != len(seen):
        raise ValueError("`null` needs a column for each specification")
    if np.isnan(seen).any() or np.isnan(dealt).any():
        raise ValueError("a joint test needs every specification in every deal: one is missing")
    curves = np.vstack([seen, dealt])
    spread = curves.std(axis=0)
    scaled = (curves - curves.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    statistics = {
        "median": np.median(curves, axis=1),
        "share above zero": 100.0 * (curves > 0).mean(axis=1),
        "mean z": scaled.mean(axis=1),
    }
    rows = {
        name: [values[0], np.median(values[1:]), (values >= values[0] - 1e-12).mean()]
        for name, values in statistics.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["observed", "null", "p"])
