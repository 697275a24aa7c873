"""Relations that a person has chosen, written into ``data/claims/relations.yaml``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rederive.core.register import Register
from rederive.core.relations import formula
from rederive.core.relations.guesses import Pair
from rederive.errors import InputError
from rederive.reading.files import write_whole
from rederive.reading.tables import read_text
from rederive.relating.arithmetic import Finding

NAMES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_HOLDS = {
    "share": "{0} * {2} == 100 * {1}",
    "change": "(100 + {0}) * {2} == 100 * {1}",
    "per head": "{0} * {2} == {1}",
    "ratio": "{0} * {2} == {1}",
    "increase": "({0} + 1) * {2} == {1}",
    "difference": "{0} == {1} - {2}",
    "conversion": "{0} == {1}",
    "printed twice": "{0} == {1}",
}
_SHARE = {"percent": "", "percentage points": "", "tenths": " * 10", "per mille": " / 10"}


def written(found: Finding, name: str) -> str:
    """A relation as the file has it.

    Raises
    ------
    InputError
        If one of its numbers is only a draft, or the kind has no formula.
    """
    drafts = [figure.text for figure in found.figures if "/" not in figure.name]
    if drafts:
        raise InputError(f"{drafts[0]} is still a draft; accept it with `rederive review` first.")
    names = NAMES[: len(found.figures)]
    sized = [
        f"({each}{_SHARE[figure.unit]})" if _SHARE.get(figure.unit) else each
        for each, figure in zip(names, found.figures, strict=True)
    ]
    if found.kind == "sum":
        holds = f"{sized[0]} == {' + '.join(sized[1:])}"
    elif found.kind in _HOLDS:
        holds = _HOLDS[found.kind].format(*sized)
        if found.kind == "change" and found.figures[1].size < found.figures[2].size:
            holds = f"(100 - {sized[0]}) * {sized[2]} == 100 * {sized[1]}"
    else:
        raise InputError(f"write the relation by hand: no formula is known for a {found.kind}.")
    where = [
        f"    {each}: {figure.name}" for each, figure in zip(names, found.figures, strict=True)
    ]
    texts = [figure.text for figure in found.figures]
    says = f"By arithmetic ({found.kind}): {found.formula.format(*texts)}."
    quoted = says.replace('"', "'")
    return "\n".join(
        [f"- id: {name}", f'  says: "{quoted}"', "  where:", *where, f"  holds: {holds}", ""]
    )


def add(path: Path, register: Register, chosen: list[Finding]) -> list[str]:
    """Write relations, all or none; their ids.

    Raises
    ------
    InputError
        If one cannot be written or is there already, or the file could not be read again.
    """
    refuse_written(path, register, chosen)
    makers = [
        (found.kind.replace(" ", "-") + "-" + found.figures[0].name.partition("/")[0],
         partial(written, found))
        for found in chosen
    ]  # fmt: skip
    return _add(path, register, makers)


def related(path: Path, register: Register) -> dict[frozenset[str], str]:
    """The relations of a file, by the numbers that they join."""
    relations = formula.read(path) if path.is_file() else ()
    return {frozenset(map("/".join, each.keys(register).values())): each.id for each in relations}


def joined(found: Finding) -> frozenset[str]:
    """The numbers that a relation would join, as the file names them."""
    return frozenset(figure.name for figure in found.figures)


def refuse_written(path: Path, register: Register, chosen: list[Finding]) -> None:
    """Refuse relations of numbers that one is written of already.

    Raises
    ------
    InputError
        Naming the relation.
    """
    there = related(path, register)
    for found in chosen:
        if name := there.get(joined(found)):
            raise InputError(
                f"{path}: {name} relates the same numbers already; leave it out, or delete that "
                "one first."
            )


def set_equal(path: Path, register: Register, pairs: list[Pair]) -> list[str]:
    """Write for each pair that both numbers are one quantity, all or none; the relations' ids."""
    makers = [(f"same-{pair.first[0]}", partial(_equal, register, pair)) for pair in pairs]
    return _add(path, register, makers)


def _equal(register: Register, pair: Pair, name: str) -> str:
    first, second = (register[claim].value(value) for claim, value in (pair.first, pair.second))
    says = f"Two reports print one quantity: {first} and {second}."
    return "\n".join(
        [
            f"- id: {name}",
            f"  says: {json.dumps(says, ensure_ascii=False)}",
            "  where:",
            f"    first: {pair.names[0]}",
            f"    second: {pair.names[1]}",
            "  holds: first == second",
            "",
        ]
    )


def _add(
    path: Path, register: Register, makers: Sequence[tuple[str, Callable[[str], str]]]
) -> list[str]:
    """Write what each maker makes of an id that is free, all or none; these ids."""
    before = read_text(path) if path.is_file() else ""
    taken = {relation.id for relation in formula.read(path)} if path.is_file() else set()
    text = "" if re.fullmatch(r"\s*(?:\[\]\s*)?", before) else before.rstrip("\n") + "\n"
    ids = []
    for name, make in makers:
        free = next(
            each for each in (name, *(f"{name}-{n}" for n in range(2, 99))) if each not in taken
        )
        taken.add(free)
        ids.append(free)
        text += make(free)
    trial = path.with_name(f".{path.name}-trial")
    try:
        trial.write_text(text, encoding="utf-8")
        for relation in formula.read(trial):
            relation.keys(register)
    finally:
        trial.unlink(missing_ok=True)
    write_whole(path, text)
    return ids
