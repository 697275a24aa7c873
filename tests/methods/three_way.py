"""The three-way gravity model by an independent program, for tests."""

from __future__ import annotations

import pandas as pd

from rederive.methods.ppml import Ppml, ppml
from rederive.methods.three_way_block import LINK


def by_pyfixest(flows: pd.DataFrame, regressors: list[str], cluster: list[str] = LINK) -> Ppml:
    """The model of :func:`rederive.methods.gravity.three_way`, by pyfixest."""
    traded = flows[flows.groupby(LINK)["exports_usd"].transform("sum") > 0]
    sets = {"selling": ["exporter", "year"], "buying": ["importer", "year"], "pair": LINK}
    codes = {name: traded.groupby(by).ngroup() for name, by in (sets | {"group": cluster}).items()}
    return ppml(
        traded.assign(**codes), "exports_usd", regressors, effects=list(sets), cluster="group"
    )
