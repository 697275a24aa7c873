"""The errors that end in one plain sentence."""

from __future__ import annotations


class InputError(ValueError):
    """Input that cannot be used, told in one plain sentence that names file, row and remedy.

    The command line prints the sentence and exits with 2; nothing is written.
    """


class BuildError(Exception):
    """A book that could not be built, told in one plain sentence.

    The command line prints the sentence and exits with 1; the old book stays.
    """
