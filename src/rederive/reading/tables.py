"""What may enter the book: text files, CSV tables, and the words in them.

Everything that people write into ``data/`` comes in through here, so that no invisible character
and no formula of a spreadsheet reaches a page or an export.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from rederive.errors import InputError

#: Control characters, marks that hide or turn text around, and halves of characters.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
#: What may follow a minus: a number, perhaps with a unit; nothing that a spreadsheet works out.
_QUANTITY = r"[0-9０-９][0-9０-９,.，．]*(?: × [0-9]+)?(?:[%％]| [^\W\d_][\w %-]*\+?)?$"
_FORMULA = re.compile(rf"[=+@＝＋＠]|[-－](?!{_QUANTITY})")
#: The longest field; csv's own limit is a little above it.
_LONGEST = 100_000


def objection(text: str) -> str:
    """Say why a text may not enter the book; empty if it may.

    Examples
    --------
    >>> objection("Premiums rose by 5%."), objection("-0.15"), objection("-4.6 percent")
    ('', '', '')
    >>> objection("=1+1")
    "'=1+1' begins like a spreadsheet's formula; begin it with a letter or digit"
    """
    invisible = _INVISIBLE.search(text)
    if invisible:
        return f"holds the invisible character U+{ord(invisible[0]):04X}; remove it"
    if _FORMULA.match(text):
        return f"{text[:20]!r} begins like a spreadsheet's formula; begin it with a letter or digit"
    if len(text) > _LONGEST:
        return f"is longer than {_LONGEST:,} characters; shorten it"
    return ""


def read_text(path: Path) -> str:
    """The text of a file in UTF-8; line ends may be those of Windows.

    Raises
    ------
    InputError
        If it cannot be read, is not UTF-8, or begins with a byte order mark.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save it as UTF-8.") from None
    if text.startswith("\ufeff") or "\x00" in text:
        raise InputError(f"{path}: has a byte order mark or NUL bytes; save it as plain UTF-8.")
    return text


def read_rows(path: Path, columns: list[str]) -> list[list[str]]:
    """The rows of a CSV file with exactly these columns, without its header.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    rows = []
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        for row in reader:
            rows.append(row)
            if reader.line_num != len(rows):
                raise InputError(
                    f"{path}, row {len(rows)}: a quoted field continues on the next line; "
                    "write it on one line and close its quotes."
                )
    except csv.Error as error:
        raise InputError(
            f"{path}, row {len(rows) + 1}: {error}; correct the quotes of the field."
        ) from None
    header = rows[0] if rows else []
    if header != columns:
        raise InputError(
            f"{path}, row 1: the columns are {','.join(header)[:200] or 'none'}; "
            f"write {','.join(columns)}."
        )
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise InputError(
                f"{path}, row {number}: has {len(row)} fields instead of {len(columns)}; "
                "quote fields that hold commas."
            )
        for name, field in zip(columns, row, strict=True):
            if problem := objection(field):
                raise InputError(f"{path}, row {number}, {name}: {problem}.")
    return rows[1:]
