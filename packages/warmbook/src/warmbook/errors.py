"""The errors that end in one plain sentence."""

from __future__ import annotations


class InputError(ValueError):
    """Input that cannot be used, told in one plain sentence that names file, place and remedy.

    A notebook whose cell raises an exception of this name has bad input, too: its sentence is
    passed on with the place of the cell.
    """


class BuildError(Exception):
    """A notebook that could not be run or a book that could not be built, in one plain sentence."""
