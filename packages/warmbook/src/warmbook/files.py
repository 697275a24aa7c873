"""Text files: read, told about, and written whole."""

from __future__ import annotations

import copy
import functools
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from warmbook.errors import InputError

ABSENT = "absent"


def fingerprint(path: str | Path) -> str:
    """Fingerprint of what is in a file; :data:`ABSENT` where it cannot be read, as of a folder."""
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ABSENT


def read_text(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises
    ------
    InputError
        If it cannot be read, is not UTF-8, or begins with a byte order mark.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); write it, or name the folder it lies in."
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save it as UTF-8.") from None
    if text.startswith("\ufeff") or "\x00" in text:
        raise InputError(f"{path}: has a byte order mark or NUL bytes; save it as plain UTF-8.")
    return text


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds keys with values.

    Raises
    ------
    InputError
        If it cannot be read or holds anything else.
    """
    import yaml

    text = read_text(path)
    try:
        content = copy.deepcopy(_parsed(text))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path.name} cannot be read: {_what_is_wrong(error)}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError(f"{path.name} cannot be read: it needs to be keys with values")
    return content


def _what_is_wrong(error: Exception) -> str:
    """What is wrong with a YAML file, the line first where that is known."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return first_line(error)
    return f"line {mark.line + 1}: {getattr(error, 'problem', '')}; write it as YAML."


@functools.lru_cache(maxsize=8)
def _parsed(text: str) -> object:
    """Parse YAML; the same few files are read again and again."""
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return yaml.safe_load(text)  # it says more plainly what is wrong


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that nobody ever sees half of it: the old one stays until the end."""
    write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it: the old one stays until the end."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def short(root: Path, path: Path) -> str:
    """A path as it is told: from the book's folder if it lies in there."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def first_line(error: object) -> str:
    """The first line of what an error says."""
    return str(error).strip().partition("\n")[0]


def say(line: str) -> None:
    """Show progress, on the error stream: standard output belongs to results."""
    print(line, file=sys.stderr, flush=True)
