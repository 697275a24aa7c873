"""What the recorder noted of one run, put in order."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warmbook import environment, parts, preparing, recorder, tracer, variables

#: Folders that change with every build, or with what is done in Git, and are no inputs.
_APART = {"_build", "__pycache__", ".git", ".ipynb_checkpoints"}
#: A path or pattern that a notebook declares: the files that match, with their content.
PATTERN = "g"
#: A file that was read.
READ = recorder.FILE
#: The names in a folder.
FOLDER = recorder.FOLDER
#: A part of a file.
PART = parts.PART
#: A variable of the environment that was read.
VARIABLE = recorder.VARIABLE
#: Before the kind of a note: another program asked, not Python.
FOREIGN = tracer.FOREIGN
#: The kernel by the name in the notebook.
KERNEL = "k"
#: Kinds of what has no path.
NAMED = (VARIABLE, variables.PLACE, variables.PROGRAM, KERNEL)


@dataclass
class Record:
    """What one notebook read, wrote, and did unseen.

    Attributes
    ----------
    inputs
        Fingerprints of what it met, as it was then, by label (:func:`label`).
    written
        Files that it wrote or removed, with their fingerprints as it left them.
    unseen
        What it did that could not be observed, in words.
    alone
        Whether it needs a kernel of its own, for its code changes what imports find.
    """

    inputs: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    alone: bool = False

    def changed(self, root: Path, known: dict[str, str] | None = None) -> list[str]:
        """Labels of what is not as it was when it was met.

        Parts that are as they were are noted with the files in which they are now.

        Parameters
        ----------
        root
            The book's folder.
        known
            Fingerprints that were taken just now, by label; more are put there.
        """
        known = {} if known is None else known
        met = self.inputs.items()
        others = [label for label, found in met if not _is(root, label, found, known)]
        ask_parts(root, [self], known)
        for label in [each for each in others if each[0] == PART]:
            digest, before, value = known[whole(label)], self.inputs[label], known[label]
            same = value == before.partition(" ")[2] and now(root, whole(label)) == digest
            if same:
                self.inputs[label] = f"{digest} {value}"
                others.remove(label)
        return others


def ask_parts(root: Path, records: Iterable[Record], known: dict[str, str]) -> None:
    """Put into ``known`` what the parts are now whose files are not as they were.

    All are asked for in one go, because each time a Python must start.

    Parameters
    ----------
    root
        The book's folder.
    records
        What rests on parts.
    known
        As for :meth:`Record.changed`.
    """
    asked = {
        label[2:]: label
        for each in records
        for label, before in each.inputs.items()
        if label[0] == PART and label not in known and not _is(root, label, before, known)
    }
    if asked:
        values = parts.now(root, list(asked))
        known.update({label: values.get(what, "") for what, label in asked.items()})


def _is(root: Path, label: str, found: str, known: dict[str, str]) -> bool:
    """Tell whether something is as it was, the whole file for a part of one."""
    place = whole(label)
    if place not in known:
        known[place] = now(root, place)
    return known[place] == (found.partition(" ")[0] if label[0] == PART else found)


def whole(label: str) -> str:
    """A label for the whole file, where it stands for a part of one."""
    return f"{READ} {file_of(label)}" if label[0] == PART else label


def label(root: Path, kind: str, path: str) -> str:
    """Name one thing that a notebook met: its kind and its path, from the book if it lies there."""
    if kind in NAMED:
        return f"{kind} {path}"
    inside = path == str(root) or path.startswith(f"{root}{os.sep}")
    return f"{kind} {os.path.relpath(path, root) if inside else path}"


def now(root: Path, label: str) -> str:
    """What there is to know now of something that was met."""
    kind, _, path = label.partition(" ")
    if kind == VARIABLE:
        return variables.fingerprint(os.environ.get(path))
    if kind == variables.PLACE:
        return variables.fingerprint(str(root))
    if kind == variables.PROGRAM:
        return variables.fingerprint(variables.program(path))
    if kind == KERNEL:
        return environment.kernel(path)
    if kind == PATTERN:
        return _matching(_pattern(root, path))
    return recorder.fingerprint(kind, os.path.join(root, path))


def _pattern(root: Path, pattern: str) -> str:
    """A pattern in the book, whatever signs the name of its folder has."""
    return os.path.join(glob.escape(str(root)), pattern)


def _matching(pattern: str) -> str:
    """Fingerprint of all files that match a pattern, and of the folders below a folder."""
    found = [[file, recorder.fingerprint(recorder.FILE, file)] for file in _files(pattern)]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _files(pattern: str) -> list[str]:
    """What matches a pattern: files, and for a folder all that is in it."""
    place = re.sub(r"\[([*?[])\]", r"\1", pattern)
    if os.path.isdir(place):
        found = []
        for folder, folders, names in os.walk(place, followlinks=True):
            folders[:] = [name for name in folders if name not in _APART]
            found += [os.path.join(folder, name) for name in (*folders, *names)]
        return sorted(found)
    if os.path.isfile(place):
        return [place]
    return sorted(file for file in glob.glob(pattern, recursive=True) if os.path.isfile(file))


def files(root: Path, label: str) -> list[str]:
    """The files that :func:`now` opens."""
    path = os.path.join(root, file_of(label))
    if label[0] == PATTERN:
        return [each for each in _files(_pattern(root, file_of(label))) if os.path.isfile(each)]
    return [path] if label[0] in (READ, PART) else []


def opens(root: Path, label: str) -> Iterator[str]:
    """The files of the book that :func:`now` opens, by their real paths from its folder."""
    for file in files(root, label):
        real = os.path.realpath(file)
        if os.path.isfile(real) and real.startswith(f"{root}{os.sep}"):
            yield os.path.relpath(real, root)


def modules(root: Path, noted: Record) -> list[Path]:
    """The modules and scripts of the book that were read."""
    return [
        root / file_of(label)
        for label in sorted(noted.inputs)
        if label[0] == READ and label.endswith((".py", ".ipy"))
    ]


def missing(noted: Record) -> set[str]:
    """The files and folders that were to be read and were not there."""
    kinds = (recorder.FILE, recorder.FOLDER)
    found = noted.inputs.items()
    return {file_of(label) for label, what in found if what == "absent" and label[0] in kinds}


def file_of(label: str) -> str:
    """The path in a label; empty if it has none, as that of a variable."""
    kind, _, path = label.partition(" ")
    if kind == PART:
        return parts.file_of(path)
    return "" if kind in NAMED else path


class Log:
    """The log of a run, as it grows.

    Parameters
    ----------
    root
        The book's folder.
    path
        The log.

    Attributes
    ----------
    opened
        How often each file of the book was opened by what the recorder sees.
    """

    def __init__(self, root: Path, path: Path) -> None:
        self._root, self._path, self._place = root, path, 0
        self._noted: set[str] = set()
        self._made: tuple[str, ...] = ()
        self.opened: Counter[str] = Counter()

    def update(self) -> None:
        """Take in the lines that are whole by now."""
        try:
            with self._path.open("rb") as stream:
                stream.seek(self._place)
                whole, end, _ = stream.read().rpartition(b"\n")
            notes = [json.loads(line) for line in whole.splitlines()]
        except (OSError, ValueError):
            return  # not begun, or damaged: such a result is not kept
        self._place += len(whole) + len(end)
        for noted, what, _ in notes:
            kind = noted.removeprefix(FOREIGN)
            name = file_of(label(self._root, kind, what))
            if kind == recorder.OPENED:
                self.opened[name] += 1
            elif kind == recorder.MADE:
                self._made = (*self._made, os.path.join(name, ""))
            elif kind in (recorder.FILE, recorder.WRITTEN, PART):
                self._noted.add(name)

    def tells_of(self, file: str) -> bool:
        """Tell whether the run read or wrote a file, or made the folder it lies in."""
        return file in self._noted or file.startswith(self._made)


def _notes(log: Path) -> list[tuple[str, str, str]] | None:
    """The whole lines of a log; None if there is none, or it is damaged."""
    try:
        whole, _, _ = log.read_text(encoding="utf-8").rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]
    except (OSError, ValueError):
        return None


def read(root: Path, log: Path, declared: bool = False) -> Record:
    """Read the log of a run; without what other programs read, where the notebook declares that.

    A file that was written before it was read is not an input, whichever process did either; nor
    is what lies in a folder that was made and is gone again, or is a temporary one; nor a variable
    that has another value than it has for us, for the notebook or we ourselves have set it. What
    lies in a folder that was made and stayed is met again by the next run, and counts.
    """
    result = Record()
    expected: Counter[str] = Counter()
    notes = _notes(log)
    if notes is None:
        return Record(unseen=["what it read could not be noted"])
    made: tuple[str, ...] = ()
    for noted, what, value in notes:
        kind = noted.removeprefix(FOREIGN)
        if kind != noted and declared:
            continue
        if kind == recorder.MADE:
            if value or not os.path.isdir(what):
                made = (*made, os.path.join(what, ""))
        elif kind == recorder.WRITTEN:
            result.written[file_of(label(root, kind, what))] = ""
        elif kind == recorder.CHILD:
            expected[value] += 1
        elif kind == recorder.HELLO:
            expected[value] -= 1
        elif kind == recorder.UNSEEN:
            result.unseen.append(what)
        elif kind == preparing.ALONE:
            result.alone = True
        elif kind == VARIABLE:
            if value == now(root, name := label(root, kind, what)):
                result.inputs[name] = value
        elif kind in NAMED:
            result.inputs.setdefault(label(root, kind, what), value)
        elif kind != recorder.OPENED:
            name = label(root, kind, what)
            if file_of(name) not in result.written and not f"{what}{os.sep}".startswith(made):
                result.inputs.setdefault(name, value)
    for file in result.written:
        result.written[file] = now(root, f"f {file}")
    if any(count > 0 for count in expected.values()):
        result.unseen.append("it started a Python that could not be observed")
    return result
