"""The package's own words: what its code and its templates say, and the tables of its words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

from jinja2 import Environment, nodes

import rederive
from rederive.core.claims import Kind
from rederive.core.entries import OWN_NUMBERS, ConditionKind
from rederive.core.numerals import HEDGES
from rederive.core.untraced import Untraced
from rederive.core.verdicts import Group, Verdict
from rederive.evidence.bibliography import TERMS as OF_SOURCES
from rederive.evidence.catalogue import TERMS as OF_SERIES
from rederive.evidence.catalogue import UNSEEN
from rederive.evidence.known_publishers import GRADES
from rederive.language import scripts
from rederive.language.catalogues import Source
from rederive.pages.chapter_summary import HEADING
from rederive.pages.claim_sections import CHECKS
from rederive.pages.register_page import ORDERS
from rederive.pages.tallies import LISTED
from rederive.pages.theme_fixes import THEME
from rederive.pages.words_table import HEAD
from rederive.show.chinese import LISTED as OF_UNITS
from rederive.show.plain import LISTED as OF_NUMBERS
from rederive.show.said import HOLD, HOLDS, HOLDS_NOT

_SAY = "say"
#: What cells that hand over bound numbers show, as :mod:`rederive.language.shown_texts` has it.
SHOWN = ("computed: {1}", "computed: {1} to {2}", HOLD.format("{1}", "{2}"), HOLDS, HOLDS_NOT)


def messages() -> list[Source]:
    """All texts that the package itself puts on pages, in the order of its files."""
    top = Path(rederive.__file__).parent
    found = []
    for path in sorted(top.rglob("*")):
        place = path.relative_to(top).as_posix()
        texts: Callable[[str], Iterator[str]] | None = None
        if path.suffix == ".py" and "fonts" not in path.parts:
            texts = in_code
        elif path.suffix == ".js" and path.parent.name == "assets":
            texts = scripts.texts
        elif path.suffix == ".html" and "templates" in path.parts:
            texts = in_template
        if texts:
            found += [Source(each, place) for each in texts(path.read_text(encoding="utf-8"))]
    return [*found, *(Source(each, "core/verdicts.py") for each in _listed())]


def in_code(text: str) -> Iterator[str]:
    """The literals that a module gives to ``say``.

    Examples
    --------
    >>> list(in_code('say("A {b}.", b=1), html.say("C" "d"), say(e)'))
    ['A {b}.', 'Cd']
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            name = name.id if isinstance(name, ast.Name) else name
            first = node.args[0]
            if name == _SAY and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def in_template(text: str) -> Iterator[str]:
    """The literals that a template gives to ``say``.

    Examples
    --------
    >>> list(in_template('{% if a %}<p>{{ say("Copy") }}</p>{% endif %}'))
    ['Copy']
    """
    tree = Environment(extensions=[]).parse(text)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == _SAY and call.args:
            first = call.args[0]
            if isinstance(first, nodes.Const):
                yield str(first.value)


def _listed() -> Iterator[str]:
    """Texts that stand in lists of the package and are said by name."""
    for verdict in Verdict:
        yield from (verdict.words, verdict.meaning)
    for group in Group:
        yield group.value
    for kind in ConditionKind:
        yield kind.value
    for why in Untraced:
        yield from (why.value, why.meaning)
    for hedge in HEDGES:
        yield hedge.replace("_", " ")
    yield from SHOWN
    yield from (HEADING, OWN_NUMBERS, *LISTED, *OF_NUMBERS, *OF_UNITS, *CHECKS.values())
    yield from (kind.replace("_", " ") for kind in get_args(Kind))
    yield from ORDERS.values()
    yield from (*GRADES, *THEME, *HEAD, *OF_SOURCES.values(), OF_SERIES, UNSEEN)
