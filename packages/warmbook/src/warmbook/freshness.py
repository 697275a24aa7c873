"""Whether the built book is still the book of these files.

A stamp lists a fingerprint of every file that a page may depend on, and size
and time of every file that was built. While both still hold, there is nothing
to do, and that is known without loading a single library.

Of the files, some shape every page: templates, styles, configuration, the code of
extensions, and whatever else these may read. Which they are is one rule, not a list: all
but the pages themselves and the data that only notebooks read. Data are files which some
notebook read or wrote (:mod:`warmbook.recorder`), which are no code, and which lie in a folder of
their own: not in a Python package, not at the top, where configuration lies, and not where
Sphinx finds templates and static files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from warmbook import record
from warmbook.environment import environment
from warmbook.files import fingerprint

if TYPE_CHECKING:
    from warmbook.options import Options

_SKIPPED = {"_build", "__pycache__", "node_modules"}
#: Where the catalogues of messages of other languages lie.
TRANSLATIONS = ("locale/", "locales/")
_OUTSIDE = ".warmbook-outside.json"
_CODE = (".py", ".pyc", ".so", ".pyd")


@dataclass(frozen=True)
class View:
    """What the stamp looks at, and what it takes for the frame of every page.

    Parameters
    ----------
    ignore
        Names of folders to pass over.
    built
        Files below ``_build`` that pages show.
    packages
        Folders of code outside the book that is not installed but in work.
    pages
        Files of the pages.
    data
        Files, and folders with ``/`` at their end, that only notebooks read.
    elsewhere
        What notebooks met that lies outside the book, variables of the environment among it: labels
        of :mod:`warmbook.record`.
    assets
        Folders, with ``/`` at their end, of what pages are clothed with: static files, templates.
    """

    ignore: tuple[str, ...] = ("tests",)
    built: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()

    def frame(self, sources: dict[str, str]) -> dict[str, str]:
        """Of the sources, those which shape what is read from every page."""
        apart = {*self.pages, *self.data, *self.elsewhere}
        return {
            label: digest
            for label, digest in sources.items()
            if label not in apart
            and f"{os.path.dirname(label)}/" not in apart
            and not label.startswith((*self.assets, *TRANSLATIONS))
        }

    def translations(self, sources: dict[str, str]) -> dict[str, str]:
        """Of the sources, those which shape only editions in other languages."""
        return {label: it for label, it in sources.items() if label.startswith(TRANSLATIONS)}

    def clothes(self, sources: dict[str, str]) -> dict[str, str]:
        """Of the sources, those which shape only how every page is written."""
        return {label: it for label, it in sources.items() if label.startswith(self.assets)}


class Stamp:
    """The stamp of the book in the folder ``root``.

    Attributes
    ----------
    view
        What it looks at.
    sources
        Fingerprints of what is there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / "_build" / ".stamp.json"
        try:
            self._noted = json.loads(self._path.read_text(encoding="utf-8"))
            view = {name: tuple(value) for name, value in self._noted["view"].items()}
            self.view = View(**view)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._noted, self.view = {}, View()
        self.sources = dict(sources(root, self.view))

    def holds(self) -> bool:
        """Tell whether sources and pages are those of the last build."""
        return (
            self._noted.get("sources") == self.sources and self._noted.get("pages") == self._pages()
        )

    def same_frame(self) -> bool:
        """Tell whether what shapes every page is that of the last build."""
        noted = self._noted.get("sources", {})
        return self.view.frame(noted) == self.view.frame(self.sources)

    def same_translations(self) -> bool:
        """Tell whether the catalogues of other languages are those of the last build."""
        noted = self._noted.get("sources", {})
        return self.view.translations(noted) == self.view.translations(self.sources)

    def write(self, view: View | None = None) -> None:
        """Note the sources as they were before the build, and the pages as they are.

        Parameters
        ----------
        view
            What to look at from now on; what was looked at so far if None.
        """
        if view is not None and view != self.view:
            now = dict(sources(self._root, view))
            # What was seen before the build counts as it was then.
            self.sources = {label: self.sources.get(label, now[label]) for label in now}
            self.view = view
        noted = {"sources": self.sources, "pages": self._pages(), "view": asdict(self.view)}
        self._path.write_text(json.dumps(noted, sort_keys=True), encoding="utf-8")

    def _pages(self) -> dict[str, list[int]]:
        place = self._root / "_build" / "html"
        found = {}
        for path in place.rglob("*"):
            if path.is_file():
                status = path.stat()
                found[path.relative_to(place).as_posix()] = [status.st_size, status.st_mtime_ns]
        return found


def view(root: Path, given: Options, reads: Iterable[str]) -> View:
    """What is to be looked at in a book.

    Parameters
    ----------
    root
        The book's folder.
    given
        Its options.
    reads
        What its notebooks read: labels of :mod:`warmbook.record`.
    """
    from warmbook import options, toc

    config = options.read_config(root)
    bibliography = config.get("bibtex_bibfiles") or []
    return view_of(
        root,
        given,
        reads,
        pages=toc.files(root),
        extensions=options.extensions(config),
        assets=_assets(config),
        apart=map(str, bibliography if isinstance(bibliography, list) else [bibliography]),
    )


def note_outside(doctrees: Path, files: Iterable[str]) -> None:
    """Write down which files outside the book its pages include."""
    (doctrees / _OUTSIDE).write_text(json.dumps(sorted(files)), encoding="utf-8")


def included_from_outside(doctrees: Path) -> list[str]:
    """Labels of the files outside the book that its pages included in the last build."""
    try:
        files = json.loads((doctrees / _OUTSIDE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [f"{record.READ} {file}" for file in files]


def view_of(
    root: Path,
    given: Options,
    reads: Iterable[str],
    *,
    pages: Iterable[Path],
    extensions: Iterable[str],
    assets: Iterable[str],
    apart: Iterable[str] = (),
) -> View:
    """What is to be looked at in a book of which more is known.

    Parameters
    ----------
    root, given, reads
        As for :func:`view`.
    pages
        The files of its pages.
    extensions
        The Sphinx extensions that it uses.
    assets
        Folders of static files and templates.
    apart
        Files that shape pages whoever else reads them.
    """
    folders = tuple(f"{str(folder).rstrip('/')}/" for folder in assets)
    met = {record.whole(label) for label in reads}
    elsewhere = {label for label in met if _lies_elsewhere(label)}
    return View(
        ignore=given.ignore,
        built=given.pages_depend,
        packages=tuple(sorted(_in_work(root, extensions))),
        pages=tuple(sorted(path.relative_to(root).as_posix() for path in pages)),
        data=tuple(sorted(_data(root, met - elsewhere, (*folders, *apart)))),
        elsewhere=tuple(sorted(elsewhere)),
        assets=folders,
    )


def _assets(config: dict[str, Any]) -> list[str]:
    """The folders in which Sphinx finds templates and static files."""
    settings = (config.get("sphinx") or {}).get("config") or {}
    keys = ("templates_path", "html_static_path", "html_extra_path")
    return ["_static", "_templates", *(each for key in keys for each in settings.get(key) or [])]


def _lies_elsewhere(label: str) -> bool:
    return label[0] in record.NAMED or os.path.isabs(record.file_of(label))


def _data(root: Path, reads: Iterable[str], apart: tuple[str, ...]) -> Iterator[str]:
    for read in reads:
        label = record.file_of(read) + "/" * (read[0] == record.FOLDER)
        inside = "/" in label.rstrip("/") or label.endswith("/")
        shapes = label.startswith(apart) or label.endswith(_CODE) or _of_a_package(root, label)
        if inside and not shapes:
            yield label


def _of_a_package(root: Path, label: str) -> bool:
    """Tell whether a file belongs to a Python package: templates and fonts of its own, say."""
    folders = (root / label / "x" if label.endswith("/") else root / label).parents
    return any((each / "__init__.py").exists() for each in folders if each.is_relative_to(root))


def _in_work(root: Path, extensions: Iterable[str]) -> set[str]:
    """Folders of the packages that are neither in the book nor among the installed ones.

    Extensions that the book uses, and this very package: the book of one checkout, the code of
    another.
    """
    from importlib.util import find_spec

    found = set()
    for name in {"warmbook", *(extension.partition(".")[0] for extension in extensions)}:
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            continue
        for folder in (spec.submodule_search_locations or []) if spec else []:
            path = Path(folder).resolve()
            if not path.is_relative_to(root) and not path.parts[-2].endswith("-packages"):
                found.add(str(path))
    return found


def sources(
    root: Path, view: View, known: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str, str]]:
    """Yield every file a page may depend on, with its fingerprint: the one known, or else as it is.

    Parameters
    ----------
    root
        The book's folder.
    view
        What is looked at.
    known
        Fingerprints, by label, of files that need not be read.
    """
    yield "packages", hashlib.sha256(environment().encode()).hexdigest()
    for label in view.elsewhere:
        yield label, known.get(label) or record.now(root, label)
    for label, path in files(root, view):
        yield label, known.get(label) or fingerprint(path)


def files(root: Path, view: View) -> Iterator[tuple[str, Path]]:
    """Yield every file a page may depend on, by its label."""
    for path in _walk(root, {*_SKIPPED, *view.ignore}):
        yield path.relative_to(root).as_posix(), path
    for name in view.built:
        if (root / name).is_file():
            yield name, root / name
    for folder in view.packages:
        for path in _walk(Path(folder), _SKIPPED):
            yield str(path), path


def _walk(top: Path, skipped: set[str]) -> Iterator[Path]:
    """Every file below a folder but hidden ones and virtual environments, in order."""
    for folder, subfolders, files in os.walk(top):
        if "pyvenv.cfg" in files:
            subfolders.clear()
            continue
        subfolders[:] = sorted(
            name for name in subfolders if name not in skipped and not name.startswith(".")
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(folder, name)
