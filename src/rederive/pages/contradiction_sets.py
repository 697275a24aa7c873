"""The contradictions of a report: which numbers can be to blame, and what the others leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rederive.core.entries import Entry
from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations import culprits
from rederive.core.relations.culprits import Culprit
from rederive.core.relations.formula import Key, Relation
from rederive.core.site import NOTEBOOKS
from rederive.language.spoken import is_chinese, say, several
from rederive.pages.findings import card_link, none, printed_link
from rederive.pages.made_again import again
from rederive.show import cards, content, html, leads, plain
from rederive.show.html import Table


@again
def contradiction_sets(
    register: Register,
    relations: Sequence[Relation],
    entries: Iterable[Entry],
    folder: str = NOTEBOOKS,
) -> Table:
    """For each contradiction the fewest numbers that can be to blame, with their smallest repairs.

    Each number stands with the verdict it has by itself and with where the others put it, and no
    change is proposed of one that evidence outside the report supports.
    """
    says = {relation.id: relation.says for relation in relations}
    entry = {each.key: each for each in entries}
    confirmed = {key for key, each in entry.items() if each.confirmed}
    groups = culprits.groups(culprits.culprits(register, relations, confirmed))
    if not groups:
        return none()
    told = [_told(group, register, says, confirmed) for group in groups]
    sets, printed = [], []
    for one in told:
        links = {key: card_link(register[key[0]], register, folder) for key in one.numbers}
        badges = {key: cards.standalone_badge([entry[key]], ", ") for key in one.numbers}
        numbers = [
            {"says": said, "link": links[key], "standalone": badges[key]}
            for key, said in one.numbers.items()
        ]
        sets.append({**vars(one), "numbers": numbers})
        printed += [
            content.paragraph(content.strong(one.because)),
            content.paragraph(one.blame),
            content.bullets(
                [
                    f"{said} ",
                    printed_link(register[key[0]], register, folder),
                    *content.standalone([entry[key]]),
                ]
                for key, said in one.numbers.items()
            ),
            content.paragraph(one.remark),
            *([content.bullets(one.repairs)] if one.repairs else []),
        ]
    text = [f"{one.because} {one.blame} {', '.join(key[0] for key in one.numbers)}" for one in told]
    made = html.render("rederive.pages", "contradiction-sets.html", sets=sets)
    return Table(made, "\n".join(text), content.data(*printed))


@dataclass(frozen=True)
class _Told:
    """One contradiction in words: why, who can be to blame, each number, what could repair it."""

    because: str
    blame: str
    numbers: dict[Key, str]
    remark: str
    repairs: list[str]


def _told(
    group: Sequence[Culprit],
    register: Register,
    says: Mapping[str, str],
    confirmed: Collection[Key],
) -> _Told:
    left = {key: where for one in group for key, where in zip(one.numbers, one.left, strict=True)}
    used = dict.fromkeys(name for one in group for each in one.relations for name in each)
    repairs = [repair for one in group for repair in one.repairs]
    return _Told(
        _sentences(says[name] for name in used),
        _blame(group),
        {key: _says(register, key) + _put(register, left, key) for key in left},
        _remark([_printed(register, key) for key in left if key in confirmed], repairs),
        repairs,
    )


def _printed(register: Register, key: Key) -> str:
    return plain.printed(register[key[0]].value(key[1]))


def _sentences(texts: Iterable[str]) -> str:
    """Texts one after the other, each with its full stop."""
    if is_chinese():
        return "".join(text.rstrip("。") + "。" for text in texts)
    return " ".join(text.rstrip(".") + "." for text in texts)


def _says(register: Register, key: Key) -> str:
    printed, claim = _printed(register, key), register[key[0]]
    name = claim.called(key[1])
    if name in leads.DRAFTED:
        return say("{printed}: {says}", printed=printed, says=claim.says)
    return say("{printed} ({name}): {says}", printed=printed, name=name, says=claim.says)


def _put(register: Register, left: dict[Key, Interval], key: Key) -> str:
    """Where the other numbers put this one, in a sentence; empty where they leave it open."""
    where = plain.within(register[key[0]].value(key[1]), left[key])
    return say(" The others put it {where}.", where=where) if where else ""


def _blame(group: Sequence[Culprit]) -> str:
    """Who can be to blame, in a sentence before the list of numbers."""
    size, many = len(group[0].numbers), len(group)
    others = "" if group[0].complete else say(" (not all were looked at)")
    if many == 1 and size == 1:
        return say(
            "If as few numbers as possible are wrong, this number must be{others}:", others=others
        )
    if many == 1:
        return say(
            "If as few numbers as possible are wrong, these {size} numbers must be{others}:",
            size=size,
            others=others,
        )
    if size == 1:
        return say("One of these must be wrong, and one is enough{others}:", others=others)
    return say(
        "At least {size} of these must be wrong, and {size} are enough{others}:",
        size=size,
        others=others,
    )


def _remark(fixed: list[str], repairs: Sequence[str]) -> str:
    """Which numbers are taken as they are, and what could repair the others."""
    hints = (
        say("Small changes that would repair it (hints, no more):")
        if repairs
        else say("No small change of one number repairs it.")
    )
    if not fixed:
        return hints
    return say(
        "Other sources confirm {numbers}, so no other value is looked for there. {hints}",
        numbers=_listed(fixed),
        hints=hints,
    )


def _listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them."""
    words = list(dict.fromkeys(words))
    return say(" and ").join(filter(None, [several(words[:-1]), *words[-1:]]))
