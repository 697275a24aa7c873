"""Fields that the models of hand-written files share: words for a page, ids, names of files."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from rederive.core.claim_ids import CLAIM_ID
from rederive.reading.tables import objection


def _admitted(text: str) -> str:
    if problem := objection(text):
        raise ValueError(problem)
    if not text.strip():
        raise ValueError("is empty; write something or leave the field out")
    return text


def _matching(pattern: str, example: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"{text[:60]!r} does not fit; write it like {example}")
        return text

    return AfterValidator(check)


Text = Annotated[str, AfterValidator(_admitted)]
"""Words for a page: no invisible character, no formula; pages escape the rest."""
Id = Annotated[str, _matching(CLAIM_ID, "ch1-density-2013")]
ReportName = Annotated[
    str, _matching(r"(?!ch\d)(?!first$)[a-z][a-z0-9]*", "ferries2033, not like ch1 or first")
]
"""What a book calls a report beside its first one; the ids of its claims begin with it."""
Notebook = Annotated[str, _matching(r"[a-z0-9][a-z0-9-]*", "ch1-first-topic")]
Cited = Annotated[str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "fn28")]
Evidence = Annotated[str, _matching(r"[a-z0-9-]+/[a-z][a-z0-9_]*", "population/year_end")]


class Model(BaseModel):
    """A record of a hand-written file: no unknown field, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
