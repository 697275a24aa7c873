"""What the report says, claim by claim: a statement in our words with its printed numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    InstanceOf,
    PlainValidator,
    PositiveInt,
    ValidationInfo,
    model_validator,
)

from rederive.core import numerals as printed
from rederive.core import periods
from rederive.core.fields import Cited, Evidence, Id, Model, ReportName, Text
from rederive.core.measured import ANY, SHARES
from rederive.core.numerals import Interval
from rederive.core.scales import SCALE_WORDS, SCALES, shown
from rederive.core.units import Unit, Units
from rederive.core.words import Word, Words
from rederive.errors import InputError

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


def _unit(given: object, info: ValidationInfo) -> Unit:
    """The unit of a value: already one, or looked up among the ``units`` of the context."""
    if isinstance(given, Unit):
        return given
    units: Units | None = (info.context or {}).get("units")
    if units is None:
        raise ValueError(f"{given!r} is only a word: give a Unit, or Units as the context `units`")
    factor, unit = units.parse(str(given))
    if factor != 1:
        raise ValueError(f"unit {given!r} has a prefix: put the multiple into `scale`")
    return unit


class Value(Model):
    """One printed number of a claim.

    ``printed`` is the numeral or word as it stands in the text; a number word has a ``reading``, a
    word of size (``most``) names its ``word`` in the scale, from which reading and hedge come.
    ``check`` is given where the number rests on other evidence than the rest of its claim.
    ``label`` is what readers see in place of a name that is jargon.
    ``line`` is where digits stand; ``repeats`` names the claim that already accounts for them.
    ``unit`` is a :class:`Unit`, or the name of one of the ``units`` given as validation context.
    ``of`` is the unit of what changes, where ``unit`` only says that something does.
    """

    name: Text
    label: Text | None = None
    printed: Text
    reading: str | None = None
    line: PositiveInt | None = None
    repeats: Id | None = None
    unit: Annotated[Unit, PlainValidator(_unit)]
    of: Annotated[Unit | None, PlainValidator(_unit)] = None
    scale: str = ""
    hedge: str = "exact"
    as_of: str | None = None
    check: Check | None = None
    word: Annotated[Word, InstanceOf()] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_scale(cls, given: Any, info: ValidationInfo) -> Any:
        """Reading and hedge of a word of size, from the scale in the context ``words``."""
        words: Words = (info.context or {}).get("words") or Words()
        if not isinstance(given, dict) or not isinstance(given.get("printed"), str):
            return given
        if given.get("word") is None:
            if given.get("reading") is not None:
                hedge = str(given.get("hedge", "exact"))
                words.refuse_typed(given["printed"], str(given.get("unit")), hedge)
            return given
        if typed := {"reading", "hedge"} & given.keys():
            raise ValueError(f"{min(typed)!r} comes from the scale of words; remove it")
        word = words.find(str(given["word"]), str(given.get("unit")))
        if given["printed"] not in word.native:
            raise ValueError(
                f"{given['printed']!r} is not among the words that the scale reads as "
                f"{word.word!r}; add it there or name another word"
            )
        return given | {"word": word, "reading": word.reading, "hedge": word.hedge}

    @model_validator(mode="after")
    def _check(self) -> Value:
        printed.parse_numeral(self.numeral)
        if self.scale not in SCALES:
            raise ValueError(f"unknown scale {self.scale!r}: use one of {list(SCALES)}")
        if self.hedge not in printed.HEDGES:
            raise ValueError(f"unknown hedge {self.hedge!r}: use one of {list(printed.HEDGES)}")
        printed.claimed(self.numeral, self.hedge)  # refuses what the hedge cannot say
        if self.as_of is not None:
            periods.days(self.as_of, "as_of")
        if self.scale and self.unit in SHARES:
            raise ValueError(
                f"{self.printed} {self.scale} {self.unit}: a share has no scale; give the unit of "
                "what is counted, such as persons, or leave the scale out"
            )
        if self.of is not None and str(self.unit) != ANY:
            raise ValueError(f"`of` says of what a {ANY} is, and the unit is {self.unit}")
        if self.in_digits and self.reading is not None:
            raise ValueError(f"{self.printed!r} is in digits: `reading` is for words; remove it")
        if self.in_digits and self.line is None:
            raise ValueError(f"`line` is missing for {self.printed!r}: give the line of the digits")
        return self

    @property
    def called(self) -> str:
        """What readers see as its name."""
        return self.label or self.name

    @property
    def changing(self) -> Value:
        """The same number in the unit of what changes."""
        return self.model_copy(update={"unit": self.of, "of": None})

    @property
    def in_digits(self) -> bool:
        """Whether the number is printed in digits rather than words."""
        return printed.in_digits(self.printed)

    @property
    def numeral(self) -> str:
        """The digits to work with, in ASCII: the reading of a word, or what is printed."""
        return printed.plain(self.reading if self.reading is not None else self.printed)

    @property
    def factor(self) -> int:
        """Base units in one printed unit."""
        return SCALES[self.scale]

    @property
    def _countable(self) -> bool:
        return self.scale == "" and self.unit.countable

    @property
    def claimed(self) -> Interval:
        """Every number, in base units, for which the statement is true."""
        interval = printed.claimed(self.numeral, self.hedge, countable=self._countable)
        return interval.scaled(self.factor)

    @property
    def expected(self) -> Interval:
        """Every number, in base units, that would be printed this way."""
        if self.word is not None:
            return self.word.expected.scaled(self.factor)
        interval = printed.expected(self.numeral, self.hedge, countable=self._countable)
        return interval.scaled(self.factor)

    @property
    def step(self) -> Fraction:
        """The unit of the last printed digit, in base units."""
        return printed.parse_numeral(self.numeral)[1] * self.factor

    @property
    def as_printed(self) -> str:
        """The number as the report prints it, with scale and unit; a word as it stands.

        Examples
        --------
        >>> unit = Unit("CNY", native="元")
        >>> Value(name="x", printed="125", line=1, unit=unit, scale="亿").as_printed
        '125亿元'
        """
        if not self.in_digits:
            return self.printed
        return shown(self.printed, self.scale, self.unit.native)

    def __str__(self) -> str:
        hedge = "" if self.hedge in ("exact", "ordinal") else self.hedge.replace("_", " ")
        reading = f"{hedge} {self.told(self.numeral)}".strip()
        return reading if self.in_digits else f"{self.printed} (read as {reading})"

    def told(self, number: str) -> str:
        """A number in the scale and unit of this one."""
        scale = SCALE_WORDS[self.scale]
        times = "×" if scale[:1].isdigit() else ""
        return " ".join(self.unit.after(f"{number} {times} {scale}").split())


FALL = "fall"
"""The name of a number that says by how much something fell."""
OPEN = "…"
"""How the words of a claim begin that do not say yet what its number is of."""


class Claim(Model):
    """One statement of the report, in our words, with its numbers and how it can be checked.

    ``source_named`` is what the report says of its source, ``cited`` the same as rows of
    ``data/cited.csv``. ``readings`` names the other readings that its definition speaks of.
    ``report`` is the name of the report that says it; none is the first report of the book.
    """

    id: Id
    report: ReportName | Literal[""] = ""
    chapter: PositiveInt
    section: Text
    lines: tuple[PositiveInt, PositiveInt]
    says: Text
    kind: Kind
    check: Check
    values: tuple[Value, ...] = ()
    definition: Text | None = None
    definition_source: Text | None = None
    readings: tuple[Text, ...] = ()
    derive: Text | None = None
    source_named: Text | None = None
    cited: tuple[Cited, ...] = ()
    figure: Text | None = None
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Claim:
        names = [value.name for value in self.values]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(
                f"value name {twice.pop()!r} is there twice: names are unique in a claim"
            )
        if self.lines[0] > self.lines[1]:
            raise ValueError(f"lines {list(self.lines)} run backwards")
        start = f"{self.report}-ch" if self.report else f"ch{self.chapter}-"
        if not self.id.startswith(start):
            raise ValueError(f"the id does not begin with {start}")
        return self

    @property
    def own_id(self) -> str:
        """Its id within its report, without the report's name.

        Examples
        --------
        >>> Claim(id="later-ch1-a", report="later", chapter=2, section="1", lines=(7, 7),
        ...       says="A.", kind="other", check="policy").own_id
        'ch1-a'
        """
        return self.id.removeprefix(f"{self.report}-")

    @property
    def rests_on_itself(self) -> bool:
        """Whether it is tested against the report's own numbers, and only those."""
        return self.check == "arithmetic" and not self.evidence

    def tests_against_itself(self, value: Value) -> bool:
        """Whether one of its numbers is tested only against the report's own numbers."""
        return self.rests_on_itself if value.check is None else value.check == "arithmetic"

    def called(self, name: str) -> str:
        """What readers see as the name of a value; nothing for a claim without numbers."""
        return self.value(name).called if name else name

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
