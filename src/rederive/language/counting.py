"""How many there are of something, in English: "1 claim", "2 claims"."""

from __future__ import annotations


def counted(number: int, one: str, several: str = "") -> str:
    """A number with what it counts.

    Parameters
    ----------
    number : int
    one : str
        What is counted, in the singular; more words may follow it.
    several : str
        The same in the plural, where that is not ``one`` with an s behind.

    Examples
    --------
    >>> counted(1, "claim"), counted(2, "claim"), counted(1, "draft waits", "drafts wait")
    ('1 claim', '2 claims', '1 draft waits')
    """
    return f"{number} {one if number == 1 else several or f'{one}s'}"
