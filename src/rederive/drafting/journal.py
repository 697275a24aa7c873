"""What a review changed, answer by answer, so that a later session can take it back.

The journal lies beside the drafts, which quote the report, and outside the repository as they do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from rederive.errors import InputError
from rederive.reading.files import write_whole

JOURNAL = ".review-undo.json"
_KEPT = 50
"""How many answers can be taken back."""

Contents = dict[Path, bytes | None]


class Journal:
    """The files of a review as they were before each of its last answers.

    Only what an answer changed is kept, with a hash of what it became: what a person has changed
    since is never overwritten.

    Parameters
    ----------
    path : Path
        Where the journal lies.
    files : sequence of Path
        All that an answer may change.
    """

    def __init__(self, path: Path, files: Sequence[Path]) -> None:
        self._path = path
        self._files = {file.name: file for file in files}

    def note(self, before: Contents) -> None:
        """Keep what the answer that was just carried out has changed."""
        now = {file: _read(file) for file in before}
        changed = {
            file.name: [_text(content), _hash(now[file])]
            for file, content in before.items()
            if content != now[file]
        }
        self._write([*self._entries(), changed][-_KEPT:])

    def last(self) -> Contents | None:
        """The files as they were before the last answer; None without one.

        Raises
        ------
        InputError
            If a file was changed since.
        """
        entries = self._entries()
        if not entries:
            return None
        for name, (_, known) in entries[-1].items():
            if _hash(_read(self._files[name])) != known:
                raise InputError(
                    f"{self._files[name]}: was changed since the last answer; take that back by "
                    "hand, and draft its number again with `rederive draft --again`."
                )
        return {
            self._files[name]: None if text is None else text.encode()
            for name, (text, _) in entries[-1].items()
        }

    def drop(self) -> None:
        """Forget the last answer."""
        self._write(self._entries()[:-1])

    def _entries(self) -> list[dict[str, list[str | None]]]:
        try:
            entries = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return []  # what cannot be read cannot be taken back
        return [each for each in entries if set(each) <= set(self._files)]

    def _write(self, entries: list[dict[str, list[str | None]]]) -> None:
        write_whole(self._path, json.dumps(entries, ensure_ascii=False))


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode()


def _hash(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else ""
