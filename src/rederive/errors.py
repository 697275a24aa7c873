"""The errors that end in one plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class InputError(ValueError):
    """Input that cannot be used: one plain sentence names file, row and remedy.

    The command line prints the sentence and exits with 2; nothing is written.
    """


class BuildError(Exception):
    """A book that could not be built: one plain sentence says why.

    The command line prints the sentence and exits with 1; the old book stays.
    """


def first_problem(error: ValidationError) -> tuple[list[str | int], str]:
    """The place and the plain message of what a model refused first.

    A field that does not exist comes before a missing one, because it is often its misspelling.
    """
    problems = sorted(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
    message = {
        "extra_forbidden": "is not a field; correct its spelling or remove it",
        "missing": "is missing; add it",
    }.get(problems[0]["type"], problems[0]["msg"].removeprefix("Value error, "))
    return list(problems[0]["loc"]), message.removesuffix(".")
