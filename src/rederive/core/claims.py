"""The register: what the report says, claim by claim.

A claim paraphrases one statement of the report and holds every number printed in it. The claims
lie in ``data/claims/chN.yaml``; ids never change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PositiveInt,
    ValidationError,
    model_validator,
)

from rederive.core import numerals as printed
from rederive.core import units
from rederive.errors import InputError, first_problem
from rederive.reading.files import root
from rederive.reading.tables import objection, read_text

Check = Literal["public_series", "arithmetic", "company_disclosure", "official_statement", "policy"]
Kind = Literal[
    "cagr",
    "change",
    "count",
    "growth_rate",
    "level",
    "other",
    "ranking",
    "ratio",
    "share",
    "sum_of_parts",
    "target",
    "threshold",
]


_DAY = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-H[12]|-Q[1-4])?"
_PERIOD = re.compile(f"{_DAY}(?:/{_DAY})?", re.ASCII)


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
Id = Annotated[str, _matching(r"ch[1-9]\d*-[a-z0-9-]+", "ch1-density-2013")]
Notebook = Annotated[str, _matching(r"[a-z0-9][a-z0-9-]*", "ch1-insurance-density")]
Evidence = Annotated[str, _matching(r"[a-z0-9-]+/[a-z][a-z0-9_]*", "population/year_end")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Value(_Model):
    """One printed number of a claim.

    ``printed`` is the numeral or word as it stands in the text; a word has a ``reading``.
    ``line`` is where digits stand; ``repeats`` names the claim that already accounts for them.
    """

    name: Text
    printed: Text
    reading: str | None = None
    line: PositiveInt | None = None
    repeats: Id | None = None
    unit: str
    scale: str = ""
    hedge: str = "exact"
    as_of: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Value:
        printed.parse_numeral(self.numeral)
        if self.scale not in printed.SCALES:
            raise ValueError(f"unknown scale {self.scale!r}: use one of {list(printed.SCALES)}")
        if self.hedge not in printed.HEDGES:
            raise ValueError(f"unknown hedge {self.hedge!r}: use one of {list(printed.HEDGES)}")
        if units.parse(self.unit)[0] != 1:
            raise ValueError(f"unit {self.unit!r} has a prefix: put the multiple into `scale`")
        if self.as_of is not None and not _PERIOD.fullmatch(self.as_of):
            raise ValueError(
                f"as_of {self.as_of!r} is no period: write 2013, 2013-06, 2013-06-30, 2013-H1 or a "
                "span such as 2013/2022"
            )
        if self.in_digits and self.reading is not None:
            raise ValueError(f"{self.printed!r} is in digits: `reading` is for words; remove it")
        if self.in_digits and self.line is None:
            raise ValueError(f"`line` is missing for {self.printed!r}: give the line of the digits")
        return self

    @property
    def in_digits(self) -> bool:
        """Whether the number is printed in digits rather than words."""
        return any("0" <= character <= "9" for character in self.printed)

    @property
    def numeral(self) -> str:
        """The digits to work with: the reading of a word, or what is printed."""
        return self.reading if self.reading is not None else self.printed

    @property
    def factor(self) -> int:
        """Base units in one printed unit."""
        return printed.SCALES[self.scale]

    @property
    def _countable(self) -> bool:
        return self.scale == "" and units.countable(self.unit)

    @property
    def claimed(self) -> printed.Interval:
        """Every number, in base units, for which the statement is true."""
        interval = printed.claimed(self.numeral, self.hedge, countable=self._countable)
        return interval.scaled(self.factor)

    @property
    def expected(self) -> printed.Interval:
        """Every number, in base units, that would be printed this way.

        A share in words ("most") is a bound without a next step.
        """
        if not self.in_digits and self.unit == "percent":
            return self.claimed
        interval = printed.expected(self.numeral, self.hedge, countable=self._countable)
        return interval.scaled(self.factor)

    @property
    def step(self) -> float:
        """The unit of the last printed digit, in base units."""
        return float(printed.parse_numeral(self.numeral)[1] * self.factor)

    def __str__(self) -> str:
        hedge = "" if self.hedge in ("exact", "ordinal") else self.hedge.replace("_", " ")
        scale = printed.SCALE_WORDS[self.scale]
        times = "×" if scale[:1].isdigit() else ""
        words = units.with_unit(f"{self.numeral} {times} {scale}", self.unit)
        reading = " ".join(f"{hedge} {words}".split())
        return reading if self.in_digits else f"{self.printed} (read as {reading})"


class Claim(_Model):
    """One statement of the report, in our words, with its numbers and how it can be checked."""

    id: Id
    chapter: PositiveInt
    section: Text
    lines: tuple[PositiveInt, PositiveInt]
    says: Text
    kind: Kind
    check: Check
    values: tuple[Value, ...] = ()
    definition: Text | None = None
    derive: Text | None = None
    source_named: Text | None = None
    figure: Text | None = None
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Claim:
        names = [value.name for value in self.values]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(
                f"value name {twice.pop()!r} stands twice: names are unique in a claim"
            )
        if self.lines[0] > self.lines[1]:
            raise ValueError(f"lines {list(self.lines)} run backwards")
        if not self.id.startswith(f"ch{self.chapter}-"):
            raise ValueError(f"the id does not begin with ch{self.chapter}-")
        return self

    def value(self, name: str | None = None) -> Value:
        """The value of that name, or the only one.

        Raises
        ------
        InputError
            If there is no such value, or several and none is named.
        """
        if name is None and len(self.values) == 1:
            return self.values[0]
        for value in self.values:
            if value.name == name:
                return value
        names = ", ".join(repr(value.name) for value in self.values) or "none"
        raise InputError(f"claim {self.id} has no value {name!r}: its values are {names}.")


class Dropped(_Model):
    """A claim of the first inventory that the register leaves out, and why."""

    id: Id
    reason: Text


class ChapterFile(_Model):
    """The content of one ``data/claims/chN.yaml``; ``notebook`` derives its claims."""

    chapter: PositiveInt
    title: Text
    notebook: Notebook
    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...] = ()


class Register:
    """All claims, by id and by chapter.

    Parameters
    ----------
    chapters : list of ChapterFile
    """

    def __init__(self, chapters: list[ChapterFile]) -> None:
        self.titles = {chapter.chapter: chapter.title for chapter in chapters}
        self.notebooks = {chapter.chapter: chapter.notebook for chapter in chapters}
        self.dropped = [claim for chapter in chapters for claim in chapter.dropped]
        self._claims: dict[str, Claim] = {}
        for claim in (claim for chapter in chapters for claim in chapter.claims):
            if claim.id in self._claims:
                raise InputError(
                    f"data/claims/ch{claim.chapter}.yaml: the id {claim.id} stands twice; "
                    "give one of the two a new id."
                )
            self._claims[claim.id] = claim
        for claim in self:
            for value in claim.values:
                if value.repeats is not None and value.repeats not in self._claims:
                    raise InputError(
                        f"data/claims/ch{claim.chapter}.yaml: claim {claim.id} repeats "
                        f"{value.repeats!r}, which is not in the register; correct the id."
                    )

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)

    def __contains__(self, claim: str) -> bool:
        return claim in self._claims

    def __getitem__(self, claim: str) -> Claim:
        try:
            return self._claims[claim]
        except KeyError:
            from difflib import get_close_matches

            near = get_close_matches(claim, self._claims, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; see data/claims for the ids."
            raise InputError(f"there is no claim {claim!r} in the register{hint}") from None

    def chapter(self, number: int) -> list[Claim]:
        """The claims of one chapter, in the report's order."""
        if number not in self.titles:
            raise InputError(f"there is no chapter {number}: data/claims has {list(self.titles)}.")
        return [claim for claim in self if claim.chapter == number]


_BaseLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BaseLoader):
    """YAML without surprises: text keys alone, none of them twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                _refuse("a key is no plain word", key)
            if key.value in seen:
                _refuse(f"the key {key.value!r} stands twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _refuse(problem: str, place: yaml.Node | yaml.Event) -> None:
    raise yaml.MarkedYAMLError(problem=problem, problem_mark=place.start_mark)


def _parse(text: str) -> object:
    # The fast loader composes in C, where aliases can only be seen among the events.
    for event in yaml.parse(text, Loader=_BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            _refuse("aliases are not used here", event)
        if getattr(event, "tag", None):
            _refuse("tags are not used here", event)
    return yaml.load(text, Loader=_Loader)


def read_yaml(path: Path) -> object:
    """Read one YAML file of plain data.

    Raises
    ------
    InputError
        If the file is missing, not UTF-8, not YAML, or uses aliases, tags or a key twice.
    """
    text = read_text(path)
    try:
        return _parse(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "something is malformed or nested too deeply"
        raise InputError(f"{path}{where}: {problem}; mend the YAML there.") from None


def read_chapter(path: Path) -> ChapterFile:
    """Read and validate one chapter's claims.

    Raises
    ------
    InputError
        Naming the file, the claim and the field that does not fit.
    """
    content = read_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("claims"), list):
        raise InputError(f"{path}: needs the keys chapter, title and claims (a list).")
    for claim in content["claims"]:
        if isinstance(claim, dict):
            claim.setdefault("chapter", content.get("chapter"))
    try:
        return ChapterFile.model_validate(content)
    except ValidationError as error:
        raise InputError(f"{path}: {_sentence(content, error)}") from None


def _sentence(content: dict, error: ValidationError) -> str:
    place, message = first_problem(error)
    name = ""
    if place[:1] == ["claims"] and len(place) > 1:
        claim = content["claims"][place[1]]
        name = f"claim {claim.get('id', place[1]) if isinstance(claim, dict) else place[1]}, "
        place = place[2:]
    field = ".".join(str(part) for part in place)
    return f"{name}{field + ': ' if field else ''}{message}."


@lru_cache(maxsize=2)
def _load(folder: Path, stamp: tuple) -> Register:
    return Register([read_chapter(Path(path)) for path, *_ in stamp])


def load(folder: Path | None = None) -> Register:
    """Read the whole register.

    Parameters
    ----------
    folder : Path, optional
        The folder of the ``chN.yaml`` files; the book's own by default.

    Raises
    ------
    InputError
        If there is no chapter file, or one is malformed.
    """
    folder = folder or root() / "data" / "claims"
    paths = sorted(folder.glob("ch*.yaml"))
    if not paths:
        raise InputError(f"{folder}: holds no chN.yaml; the register is missing.")
    stamp = tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in paths)
    return _load(folder, stamp)
