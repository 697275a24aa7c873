"""Why a number is untraced: three states that one word would hide."""

from __future__ import annotations

from enum import StrEnum


class Untraced(StrEnum):
    """What is known of an untraced number's source, the most promising first.

    Attributes
    ----------
    meaning : str
        One phrase for readers.
    """

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Untraced:
        """Make a member from its word and meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    NAMED = ("named", "the report names a document that could not be read here")
    CUT = ("cut", "a document is known that should say it; only its opening could be read here")
    NOTHING = ("nothing", "no public evidence found")

    @classmethod
    def of(cls, word: str) -> Untraced:
        """The reason of that name; ValueError for a word that is not one."""
        return cls(word)  # type: ignore[call-arg]  # looks it up, which mypy takes for __new__

    @classmethod
    def _missing_(cls, value: object) -> Untraced:
        raise ValueError(f"{value!r} is not a reason why a number is untraced")
