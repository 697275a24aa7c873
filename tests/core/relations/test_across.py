"""The same quantity in several reports: by id and time, by a relation, and what may be one."""

from __future__ import annotations

from typing import Any

from rederive.core.register import ChapterFile, Register
from rederive.core.relations import across, pairs
from rederive.core.relations.formula import Relation
from samples import UNITS


def chapter(number: int, report: str, *rows: tuple[str, str, str | None]) -> ChapterFile:
    """A chapter of a report, with a claim for each id, number and year."""
    start = f"{report}-ch1" if report else f"ch{number}"
    claims: list[dict[str, Any]] = [
        {
            "id": f"{start}-{name}",
            "report": report,
            "chapter": number,
            "section": "1",
            "lines": [1, 99],
            "says": f"It says {name}.",
            "kind": "level",
            "check": "arithmetic",
            "values": [{"name": "n", "printed": printed, "line": 1, "unit": "persons"} | dated],
        }
        for name, printed, year in rows
        for dated in [{"as_of": year} if year else {}]
    ]
    content = {"chapter": number, "report": report, "title": "T", "notebook": "n", "claims": claims}
    return ChapterFile.model_validate(content, context={"units": UNITS})


def test_one_id_and_time_or_an_equality_make_one_quantity():
    register = Register(
        [
            chapter(1, "", ("a", "125", "2020"), ("b", "77", "2020"), ("c", "31", "2020")),
            chapter(2, "x", ("a", "126", "2020"), ("b", "78", "2021"), ("d", "31", "2020")),
            chapter(3, "y", ("e", "31", "2020"), ("b", "77", None)),
        ]
    )
    same = {"first": "ch1-c/n", "second": "x-ch1-d/n"}
    more = {"one": "x-ch1-d/n", "two": "y-ch1-e/n"}
    less = {"p": "ch1-b/n", "q": "x-ch1-b/n"}
    relations = [
        Relation(id="r", says="A.", where=same, holds="first == second"),
        Relation(id="s", says="A.", where=more, holds="one == two"),
        Relation(id="t", says="A.", where=less, holds="p <= q"),
    ]
    found = [[claim for claim, _ in keys] for keys in across.quantities(register, relations)]
    assert found == [["ch1-a", "x-ch1-a"], ["ch1-c", "x-ch1-d", "y-ch1-e"]]
    proposed = across.proposed(register, relations, pairs.propose(register))
    assert [(pair.first[0], pair.second[0], pair.reason) for pair in proposed] == [
        ("ch1-a", "x-ch1-a", "same id"),
        ("ch1-b", "y-ch1-b", "equal"),
        ("x-ch1-b", "y-ch1-b", "nearly equal"),
    ]


def test_a_report_is_not_beside_itself():
    register = Register([chapter(1, "", ("a", "125", "2020"), ("b", "125", "2020"))])
    assert across.quantities(register, []) == []
    assert across.proposed(register, [], pairs.propose(register)) == []
