"""Select elements by a simple CSS selector without the library for all of CSS.

The theme asks for ``li`` or ``li.toctree-l1 > details`` on every page. Before it answers the first
such question, soupsieve compiles patterns for everything that a selector may hold, which takes
longer than setting a page. What is not simple still goes to it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bs4.element import Tag

#: One step of a selector: a tag, a class, or a tag with a class.
_STEP = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<name>[a-zA-Z][a-zA-Z0-9-]*))?")

Step = tuple[str | None, str | None]


def spare_soupsieve() -> None:
    """Have Beautiful Soup answer simple selectors itself."""
    from bs4.element import ResultSet, Tag

    for_all, for_one = Tag.select, Tag.select_one

    def select(self: Tag, selector: str, *others: Any, **more: Any) -> ResultSet[Tag]:
        if others or more or not (steps := _steps(self, selector)):
            return for_all(self, selector, *others, **more)
        return ResultSet(None, list(_found(self, steps)))

    def select_one(self: Tag, selector: str, *others: Any, **more: Any) -> Tag | None:
        if others or more or not (steps := _steps(self, selector)):
            return for_one(self, selector, *others, **more)
        return next(_found(self, steps), None)

    # The theme calls these methods: there is no other place to answer it.
    Tag.select, Tag.select_one = select, select_one  # type: ignore[method-assign]


@functools.cache
def steps_of(selector: str) -> tuple[Step, ...] | None:
    """The steps of a selector, each the child of the one before; None if it is not a simple one.

    Examples
    --------
    >>> steps_of("li.current > a")
    (('li', 'current'), ('a', None))
    >>> steps_of("li:first-child") is None
    True
    """
    steps = [_STEP.fullmatch(each.strip(" ")) for each in selector.split(">")]
    found = tuple((each["tag"], each["name"]) for each in steps if each and each[0])
    return found if len(found) == len(steps) else None


def _steps(tag: Tag, selector: str) -> tuple[Step, ...] | None:
    """The steps of a simple selector, where names mean what they mean in HTML."""
    return None if tag._is_xml or tag._namespaces else steps_of(selector)


def _found(tag: Tag, steps: tuple[Step, ...]) -> Iterator[Tag]:
    return (each for each in tag.find_all(True) if _fits(each, steps))


def _fits(tag: Tag, steps: tuple[Step, ...]) -> bool:
    """Whether an element is what the last step says, and its parents what those before do."""
    element: Tag | None = tag
    for name, of_class in reversed(steps):
        if element is None or (name and element.name.lower() != name):
            return False
        if of_class and of_class not in element.get_attribute_list("class"):
            return False
        element = element.parent
    return True
