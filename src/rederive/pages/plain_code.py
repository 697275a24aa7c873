"""Code without marks that nobody sees: most words of a highlighted cell look like plain text.

Pygments puts a ``span`` around every word of code. Where the style sheet gives a kind of word the
colour that all code has, its spans only make the page heavy: on a long page they are half of all
its elements.
"""

from __future__ import annotations

import re

_RULE = re.compile(
    r"(?P<theme>html\[data-theme=\"?\w+\"?\] )?\.highlight (?P<kind>\.\w+ )?\{(?P<says>[^}]*)\}"
)
_COLOUR = re.compile(r"(?:^|;)\s*color:\s*(?P<colour>#\w+)")


def plain_kinds(css: str) -> frozenset[str]:
    """The classes of words that a style sheet of Pygments shows as it shows all code.

    Parameters
    ----------
    css : str
        ``pygments.css``, with rules for one theme or for several.

    Examples
    --------
    >>> css = ".highlight { color: #111 } .highlight .n { color: #111 }"
    >>> sorted(plain_kinds(f"{css} .highlight .k {{ color: #f00 }}"))
    ['n']
    """
    colours: dict[str, str] = {}
    plain: dict[str, bool] = {}
    for rule in _RULE.finditer(css):
        if not rule["kind"] and (colour := _COLOUR.search(rule["says"])):
            colours[rule["theme"] or ""] = colour["colour"]
    for rule in _RULE.finditer(css):
        if rule["kind"]:
            kind, base = rule["kind"].strip(" ."), colours.get(rule["theme"] or "")
            same = bool(base) and rule["says"].strip(" ;") == f"color: {base}"
            plain[kind] = plain.get(kind, True) and same
    return frozenset(kind for kind, same in plain.items() if same)


def without(page: str, kinds: frozenset[str]) -> str:
    """A page whose code has no spans of these classes.

    Examples
    --------
    >>> without('<span class="n">a</span> <span class="k">in</span>', frozenset("n"))
    'a <span class="k">in</span>'
    """
    if not kinds:
        return page
    classes = "|".join(sorted(map(re.escape, kinds)))
    return re.sub(rf'<span class="(?:{classes})">([^<]*)</span>', r"\1", page)
