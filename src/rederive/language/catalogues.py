"""Catalogues of messages, ``locale/LANGUAGE/LC_MESSAGES/NAME.po``: read, updated, written.

A message is an English text of the book. Its translation is *fuzzy* where the English was changed
after it was translated: then it counts as missing until somebody has looked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from babel.messages import pofile

from rederive.errors import InputError

FOLDER = "locale"
#: How alike two texts must be for the translation of one to be offered for the other.
_ALIKE = 0.75
_WIDTH = 100
_LINE = re.compile(r'(?:#.*|(?:msg(?:id|str|ctxt|id_plural|str\[\d\]) +)?"(?:[^"\\]|\\.)*")?\s*')
_HEADER = """\
# One message for each English text of the book; CONTRIBUTING.md says how to translate it.
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


@dataclass(frozen=True)
class Message:
    """A text of the book and what it is in another language.

    Parameters
    ----------
    english : str
    translation : str
        Empty where there is none.
    fuzzy : bool
        Whether the English was changed since.
    """

    english: str
    translation: str = ""
    fuzzy: bool = False

    @property
    def is_done(self) -> bool:
        """Whether readers can have it."""
        return bool(self.translation) and not self.fuzzy


@dataclass(frozen=True)
class Source:
    """An English text and the places where it stands.

    Parameters
    ----------
    english : str
    place : str
        A file, after a colon the name of the cell or claim.
    """

    english: str
    place: str = ""


def folder(root: Path, tag: str) -> Path:
    """Where the catalogues of a language lie."""
    return root / FOLDER / tag / "LC_MESSAGES"


def file(root: Path, tag: str, name: str) -> Path:
    """The file of one catalogue."""
    return folder(root, tag) / f"{name}.po"


def languages(root: Path) -> list[str]:
    """The languages of which a book has catalogues."""
    return sorted(path.parent.name for path in (root / FOLDER).glob("*/LC_MESSAGES"))


def names(root: Path, tag: str) -> list[str]:
    """The catalogues of a language, by name."""
    top = folder(root, tag)
    return sorted(path.relative_to(top).with_suffix("").as_posix() for path in top.rglob("*.po"))


def read(path: Path) -> dict[str, Message]:
    """The messages of a catalogue by their English text; none without a file.

    Raises
    ------
    InputError
        If it cannot be read, or has a message twice.
    """
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        catalog = pofile.read_po(io.BytesIO(text.encode()), abort_invalid=True)
    except (OSError, ValueError, LookupError, pofile.PoFileError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read as a catalogue ({reason}).") from None
    _refuse_odd_lines(path, text)
    found = {}
    for each in catalog:
        if isinstance(each.id, str) and isinstance(each.string, str) and each.id:
            found[each.id] = Message(each.id, each.string, each.fuzzy)
        elif each.id:
            raise InputError(f"{path}: {each.id[0]!r} has a plural; write one translation.")
    heads = len(re.findall(r'^msgid ""\nmsgstr', text, re.MULTILINE))
    if len(re.findall(r"^msgid ", text, re.MULTILINE)) - heads > len(found):
        raise InputError(f"{path}: has a message twice; keep one of the two.")
    return found


def _refuse_odd_lines(path: Path, text: str) -> None:
    """Refuse a line that the reader would pass over in silence: a quotation mark is lost, say."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not _LINE.fullmatch(line):
            raise InputError(
                f"{path}, line {number}: is not a line of a catalogue; "
                "texts stand between quotation marks, with \\ before one within."
            )


def translations(messages: Mapping[str, Message]) -> dict[str, str]:
    """What readers can have of a catalogue: English to translation."""
    return {english: each.translation for english, each in messages.items() if each.is_done}


def updated(sources: Iterable[Source], before: Mapping[str, Message]) -> list[Message]:
    """The messages of today's texts, in their order, with what was translated before.

    A new text that is much like one that is gone gets its translation, marked fuzzy.

    Examples
    --------
    >>> old = {"It rose by 5%.": Message("It rose by 5%.", "上升了 5%。")}
    >>> updated([Source("It rose by 6%.")], old)
    [Message(english='It rose by 6%.', translation='上升了 5%。', fuzzy=True)]
    """
    texts = list(dict.fromkeys(source.english for source in sources))
    here = set(texts)
    gone = [each for each in before.values() if each.english not in here and each.translation]
    orphans = {each.english: each.translation for each in gone}
    made = []
    for text in texts:
        if text in before:
            made.append(before[text])
            continue
        like = get_close_matches(text, orphans, 1, _ALIKE)
        made.append(Message(text, orphans[like[0]], True) if like else Message(text))
    return made


def as_text(sources: Iterable[Source], messages: Iterable[Message], tag: str) -> str:
    """A catalogue as its file has it: no times, so that the same texts give the same bytes."""
    places: dict[str, dict[str, None]] = {}
    for source in sources:
        places.setdefault(source.english, {})[source.place] = None
    parts = [_HEADER.format(tag=tag)]
    for each in messages:
        lines = [f"#: {place}" for place in places.get(each.english, ()) if place]
        lines += ["#, fuzzy"] * each.fuzzy
        lines.append(f"msgid {pofile.normalize(each.english, width=_WIDTH)}")
        lines.append(f"msgstr {pofile.normalize(each.translation, width=_WIDTH)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
