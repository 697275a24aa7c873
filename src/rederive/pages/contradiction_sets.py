"""The sets of numbers that cannot all be true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rederive.core.entries import Entry
from rederive.core.register import Register
from rederive.core.relations import contradictions
from rederive.core.relations.formula import Relation
from rederive.core.site import NOTEBOOKS
from rederive.pages.findings import card_link, printed_link
from rederive.show import cards, content, html
from rederive.show.html import Table


def contradiction_sets(
    register: Register,
    relations: Sequence[Relation],
    entries: Iterable[Entry],
    folder: str = NOTEBOOKS,
) -> Table:
    """Every minimal set of numbers that cannot be true together, with its smallest repairs.

    Each number stands with the verdict it has by itself, and no change is proposed of one that
    evidence outside the report supports.
    """
    says = {relation.id: relation.says for relation in relations}
    entry = {each.key: each for each in entries}
    confirmed = {key for key, each in entry.items() if each.confirmed}
    sets, text, printed = [], [], []
    for one in contradictions.contradictions(register, relations, confirmed):
        because = " ".join(says[name].rstrip(".") + "." for name in one.relations)
        numbers = [
            {
                "says": f"{register[claim].value(value)}: {register[claim].says}",
                "link": card_link(register[claim], register, folder),
                "standalone": cards.standalone_badge([entry[claim, value]], ", "),
            }
            for claim, value in one.numbers
        ]
        remark = _remark([key[0] for key in one.numbers if key in confirmed], one.repairs)
        sets.append(
            {"because": because, "numbers": numbers, "remark": remark, "repairs": one.repairs}
        )
        text.append(f"{because} {', '.join(claim for claim, _ in one.numbers)}")
        printed += [
            content.paragraph(content.strong(because)),
            content.bullets(
                [
                    f"{number['says']} ",
                    printed_link(register[claim], register, folder),
                    *content.standalone([entry[claim, value]]),
                ]
                for number, (claim, value) in zip(numbers, one.numbers, strict=True)
            ),
            content.paragraph(remark),
            *([content.bullets(one.repairs)] if one.repairs else []),
        ]
    made = html.render("rederive.pages", "contradiction-sets.html", sets=sets)
    return Table(made, "\n".join(text), content.data(*printed))


def _remark(fixed: list[str], repairs: Sequence[str]) -> str:
    """Which claims are taken as they are, and what could repair the others."""
    aside = f"No change is sought in {', '.join(fixed)}, which other sources bear out. "
    hints = (
        "Small changes that would repair it (hints, no more):"
        if repairs
        else "No small change of one number repairs it."
    )
    return (aside if fixed else "") + hints
