"""The one error that bad input raises."""

from __future__ import annotations


class InputError(ValueError):
    """Input that cannot be used, told in one plain sentence that names file, row and remedy.

    The command line prints the sentence and exits with 2; nothing is written.
    """
