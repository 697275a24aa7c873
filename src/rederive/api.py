"""What a library's user calls: drafts of a text, contradictions, verdicts; no folder is needed.

The same functions stand behind the commands. They load neither pandas nor Sphinx.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rederive.core import judging
from rederive.core.claims import Claim
from rederive.core.entries import Entry
from rederive.core.numerals import Interval, point
from rederive.core.register import ChapterFile, Register
from rederive.core.relations import contradictions as search
from rederive.core.relations.contradictions import Contradiction
from rederive.core.relations.formula import Relation
from rederive.core.units import Units
from rederive.drafting import language as languages
from rederive.drafting import proposals
from rederive.drafting.proposals import Draft
from rederive.starter.texts import Text

Number = float | Interval


def draft(text: Text, language: str = "", units: Units | None = None) -> list[Draft]:
    """Propose a claim, or nothing and why, for every number of a text.

    Parameters
    ----------
    text : Text
    language : str
        The tag of its language; guessed by default.
    units : Units, optional
        The units that it may be in; those that a new book begins with by default.

    Examples
    --------
    >>> from rederive import Text, draft
    >>> sentence = "In 2031 its ferries carried over 126.0 million people, 5% more than in 2030."
    >>> text = Text.of(sentence)
    >>> for each in draft(text):
    ...     print(each.printed, each.proposal, each.reason or each.unit, each.hedge, each.as_of)
    2031 exclude year exact 2031
    126.0 claim persons over 2031
    5 claim percent exact 2031
    2030 exclude year exact 2030
    """
    spoken = languages.of(language or languages.guess(text.lines))
    return proposals.draft(text.lines, spoken, units or languages.units_of(spoken.name))


def contradictions(claims: Iterable[Claim], relations: Sequence[Relation]) -> list[Contradiction]:
    """The smallest sets of printed numbers that cannot all be true.

    Parameters
    ----------
    claims : iterable of Claim
        Such as a book's ``register``.
    relations : sequence of Relation
        What must hold between their numbers.

    Examples
    --------
    >>> from rederive import Claim, Relation, Unit, Value, contradictions
    >>> boats = Unit("boats", countable=True)
    >>> values = [Value(name=name, printed=printed, line=1, unit=boats)
    ...           for name, printed in (("all", "240"), ("car ferries", "150"), ("others", "80"))]
    >>> fleet = Claim(id="ch1-fleet", chapter=1, section="2", lines=(1, 1), says="The fleet.",
    ...               kind="sum_of_parts", check="arithmetic", values=values)
    >>> total = Relation(id="fleet", says="The fleet is made of both kinds.", holds="all == a + b",
    ...                  where={"all": "ch1-fleet/all", "a": "ch1-fleet/car ferries",
    ...                         "b": "ch1-fleet/others"})
    >>> [each.numbers for each in contradictions([fleet], [total])]
    [(('ch1-fleet', 'all'), ('ch1-fleet', 'car ferries'), ('ch1-fleet', 'others'))]
    """
    register = claims if isinstance(claims, Register) else _register(list(claims))
    return search.contradictions(register, relations)


def judge(
    claim: Claim,
    recomputed: Number,
    value: str | None = None,
    *,
    vintages: Mapping[str, Number] | None = None,
    alternatives: Mapping[str, Number] | None = None,
    note: str = "",
) -> Entry:
    """The verdict on one printed number, held against what was recomputed for it.

    Parameters
    ----------
    claim : Claim
    recomputed : number or Interval
        In base units.
    value : str, optional
        The name of the number; needed where the claim has several.
    vintages, alternatives : mapping of str to number or Interval
        The same on other vintages and definitions, by name.
    note : str
        How to read the result.

    Examples
    --------
    >>> from rederive import Claim, Unit, Value, judge
    >>> number = Value(name="passengers", printed="126.0", scale="million", line=6,
    ...                unit=Unit("persons", countable=True))
    >>> claim = Claim(id="ch1-passengers", chapter=1, section="1", lines=(6, 6), kind="level",
    ...               says="Ferries carried 126 million people.", check="public_series",
    ...               values=[number], evidence=["ferries/passengers"])
    >>> judge(claim, 126_010_000).verdict.value
    'reproduced'
    >>> judge(claim, 126_010_000, vintages={"the census of 2033": 124e6}).verdict.value
    'reproduced-with-caveat'
    >>> judge(claim, 98e6).verdict.value
    'not-reproduced'
    """
    return judging.judge(
        claim,
        claim.value(value),
        _interval(recomputed),
        vintages={name: _interval(number) for name, number in (vintages or {}).items()},
        alternatives={name: _interval(number) for name, number in (alternatives or {}).items()},
        note=note,
    )


def _interval(number: Number) -> Interval:
    return number if isinstance(number, Interval) else point(number)


def _register(claims: list[Claim]) -> Register:
    chapters = sorted({claim.chapter for claim in claims})
    return Register(
        [
            ChapterFile(
                chapter=chapter,
                title=f"Chapter {chapter}",
                notebook=f"ch{chapter}",
                claims=tuple(claim for claim in claims if claim.chapter == chapter),
            )
            for chapter in chapters
        ]
    )
