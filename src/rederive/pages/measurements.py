"""The measurements of ``benchmarks/`` as ratios, each beside its target and the least possible.

Pure functions from the tables that the benchmarks write to tables that a page shows. A measurement
that is missing is called ``not measured``, and one that misses its target is called ``missed``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Ratio:
    """One run against another, the upper bound of their ratio, and runs that nothing can avoid."""

    says: str
    run: str
    against: str
    upper_bound: float | None = None
    unavoidable: tuple[str, ...] = ()


#: What the book's build is measured by. Names are those of the column ``run`` of ``build.csv``.
BUILDS = (
    Ratio("cold", "cold", "stock cold", 0.36, ("cells", "stock pages alone")),
    Ratio("nothing changed", "unchanged", "stock unchanged"),
    Ratio("nothing changed, against our cold build", "unchanged", "cold", 0.01),
    Ratio("both editions, against one", "both editions cold", "cold", 1.5),
    Ratio(
        "both editions, nothing changed, against cold",
        "both editions unchanged",
        "both editions cold",
        0.05,
    ),
    Ratio("one sentence changed", "one sentence changed", "stock one sentence changed", 0.4),
    Ratio(
        "one notebook changed",
        "one notebook changed",
        "stock one notebook changed",
        0.6,
        ("cells of the changed notebook", "stock unchanged"),
    ),
    Ratio(
        "one series changed, against stock cold",
        "one series changed",
        "stock cold",
        unavoidable=("cells that read the series", "stock unchanged"),
    ),
    Ratio(
        "a saved page shown by serve",
        "saved page served",
        "stock one sentence changed",
        0.3,
    ),
    Ratio(
        "verify everything, against stock cold",
        "verify everything",
        "stock cold",
        0.25,
        ("cells that verification runs",),
    ),
    Ratio(
        "verify, nothing changed, against stock cold",
        "verify unchanged",
        "stock cold",
        upper_bound=0.25,
    ),
)
#: A small book built again, by what changed, against stock after the same change.
REBUILDS = {"one sentence": 0.4, "one cell": 0.6, "saved page": 0.3}
#: A public book's cold build, against stock.
STRANGERS = 0.45
#: Megabytes of the warm process and its kernels.
MEMORY = 1200.0


def outcome(value: float, upper_bound: float | None) -> str:
    """Tell whether a measurement keeps within its target.

    Examples
    --------
    >>> outcome(0.5, 0.4), outcome(0.4, 0.4), outcome(float("nan"), 0.4), outcome(3, None)
    ('✗ missed', '✓ met', 'not measured', '')
    """
    if pd.isna(value):
        return "not measured"
    if upper_bound is None:
        return ""
    return "✓ met" if value <= upper_bound else "✗ missed"


def builds(measured: pd.DataFrame, ratios: tuple[Ratio, ...] = BUILDS) -> pd.DataFrame:
    """Ratios of builds, by seconds and by processor time, beside the least possible.

    Parameters
    ----------
    measured : DataFrame
        ``build.csv``: columns ``run``, ``seconds``, ``processor_seconds``, ``cores``, ``note``.
    ratios : tuple of Ratio

    Returns
    -------
    DataFrame
        One row per ratio: ``build``, ``seconds``, ``against`` (the seconds divided by), ``ratio``,
        ``target``, ``outcome``, ``least`` (the same ratio if only the unavoidable were
        done) and ``computing`` (the ratio of processor time, the same on a busy machine).
    """
    by_run = measured.set_index("run")[["seconds", "processor_seconds"]].astype(float)

    def of(run: str, column: str = "seconds") -> float:
        return by_run[column].get(run, float("nan"))

    rows = []
    for each in ratios:
        ratio = of(each.run) / of(each.against)
        runs = each.unavoidable
        least = sum(map(of, runs)) / of(each.against) if runs else float("nan")
        rows.append(
            {
                "build": each.says,
                "seconds": of(each.run),
                "against": of(each.against),
                "ratio": ratio,
                "target": each.upper_bound,
                "outcome": outcome(ratio, each.upper_bound),
                "least": least,
                "computing": of(each.run, "processor_seconds")
                / of(each.against, "processor_seconds"),
            }
        )
    return pd.DataFrame(rows).astype({"target": float})


def strangers(times: pd.DataFrame) -> pd.DataFrame:
    """What cold builds of a public book took against stock's, run by run, and in the middle.

    Parameters
    ----------
    times : DataFrame
        ``strangers.csv``: columns ``build`` (``stock`` or ``ours``), ``run``, ``seconds``,
        ``processor_seconds``, ``cores``, ``load``.

    Returns
    -------
    DataFrame
        One row per run, named ``run 1`` and so on, and one named ``median``; columns ``ratio``,
        ``computing`` (of processor time), ``load`` (programs that waited when it began, of the
        busier of the two builds) and ``outcome``, of the median only.
    """

    def ratio(column: str) -> pd.Series:
        ours, stock = (
            times[times["build"] == build].set_index("run")[column].astype(float)
            for build in ("ours", "stock")
        )
        return ours / stock

    rows = pd.DataFrame(
        {
            "ratio": ratio("seconds"),
            "computing": ratio("processor_seconds"),
            "load": times.groupby("run")["load"].max().astype(float),
        }
    )
    rows.index = [f"run {number}" for number in rows.index]
    rows.loc["median"] = rows.median()
    rows["outcome"] = ""
    rows.loc["median", "outcome"] = outcome(rows.loc["median", "ratio"], STRANGERS)
    return rows


def rebuilds(times: pd.DataFrame) -> pd.DataFrame:
    """What building a small book again took against stock's, by what changed.

    Parameters
    ----------
    times : DataFrame
        ``rebuild.csv``: columns ``change``, ``build`` (``stock`` or ``ours``), ``run``,
        ``seconds``, ``processor_seconds``, ``load``.

    Returns
    -------
    DataFrame
        One row per change: ``ratio`` (the middle of the runs), ``computing`` (of processor time),
        ``runs``, ``target`` and ``outcome``. A page saved while the book is served is compared with
        stock's build after one sentence.
    """

    def of(build: str, change: str, column: str) -> pd.Series:
        chosen = times[(times["build"] == build) & (times["change"] == change)]
        return chosen.set_index("run")[column].astype(float)

    rows = {}
    for change in times["change"].unique():
        stock = "one sentence" if change == "saved page" else change
        seconds = of("ours", change, "seconds") / of("stock", stock, "seconds")
        computing = of("ours", change, "processor_seconds") / of(
            "stock", stock, "processor_seconds"
        )
        target = REBUILDS.get(change, float("nan"))
        rows[change] = {
            "ratio": seconds.median(),
            "computing": computing.median(),
            "runs": seconds.notna().sum(),
            "target": target,
            "outcome": "" if pd.isna(target) else outcome(seconds.median(), target),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def judged(frame: pd.DataFrame, targets: dict[str, float]) -> pd.Series:
    """The columns of each row that exceed their targets, in words; met, if there are none.

    Parameters
    ----------
    frame : DataFrame
    targets : dict of str to float
        The most that a column may hold. A column that should hold *at least* a value is given
        negative, in frame and target.

    Examples
    --------
    >>> judged(pd.DataFrame({"text": [1.0, 2.0]}), {"text": 1.5}).to_list()
    ['✓ met', '✗ missed: text']
    """

    def one(row: pd.Series) -> str:
        results = {name: outcome(row.get(name), bound) for name, bound in targets.items()}
        missed = [name for name, result in results.items() if result == "✗ missed"]
        if missed:
            return "✗ missed: " + ", ".join(missed)
        unknown = [name for name, result in results.items() if result == "not measured"]
        return "not measured: " + ", ".join(unknown) if unknown else "✓ met"

    return frame.apply(one, axis=1) if len(frame) else pd.Series(dtype=str)


def tidy(frame: pd.DataFrame, digits: dict[str, int]) -> pd.DataFrame:
    """Numbers as text with so many decimals; a dash where there is none.

    Examples
    --------
    >>> tidy(pd.DataFrame({"a": [1.234, None]}), {"a": 1})["a"].to_list()
    ['1.2', '–']
    """
    shown = frame.copy()
    for name, decimals in digits.items():
        shown[name] = [
            "–" if pd.isna(value) else f"{value:,.{decimals}f}" for value in frame[name].tolist()
        ]
    return shown
