"""What Sphinx reads and writes again, so that a build over an old one gives what a clean one would.

Three questions, in this order. Did anything change that shapes every page, or is a page new or
gone? Then all is read anew, as if nothing had been there. Which pages' own files or results
changed? These are read again; and if what pages share (:mod:`warmbook.shared`) is then another, so
are all others. Which pages were read since they were last written, or show what is another now?
These are written, and no others. Fingerprints decide, never times.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relpath

from warmbook import (
    bibliography,
    figure_numbers,
    freshness,
    image_names,
    results,
    search_index,
    shared,
)
from warmbook.execution import all_reads
from warmbook.files import fingerprint
from warmbook.freshness import View
from warmbook.html_state import HtmlState
from warmbook.options import Options

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


#: So many pages are written one after the other.
_FEW = 8


class Incremental:
    """Decides what is read and written again.

    Parameters
    ----------
    app
        The build.
    given
        Finds the options of a book, once it is known.
    """

    def __init__(self, app: Sphinx, given: Callable[[Sphinx], Options]) -> None:
        app.connect("builder-inited", self.begin, priority=90)  # before the notebooks run
        app.connect("env-get-outdated", self.to_read, priority=900)
        app.connect("env-before-read-docs", self.note_read)
        app.connect("env-updated", self.settle_reading, priority=1)
        app.connect("env-updated", self.to_write, priority=999)
        app.connect("env-check-consistency", self.write_no_more)
        app.connect("doctree-resolved", self.note_written)
        app.connect("html-page-context", self.note_collected)
        app.connect("build-finished", self.finish, priority=990)
        app.connect("builder-inited", bibliography.format_if_new)
        image_names.setup(app)
        figure_numbers.setup(app)
        self._given = given
        self._html: HtmlState | None = None
        self._whole = False
        self._read: set[str] = set()

    def begin(self, app: Sphinx) -> None:
        """Look at all files before anything runs, and take over from the builder."""
        builder, env = app.builder, app.env
        self._options = self._given(app)
        self._seen = _Seen(env)
        self._before = self._sources(app, self._seen.view, {})
        self._results: dict[str, str] | None = None
        stock = StandaloneHTMLBuilder.get_outdated_docs
        if isinstance(builder, StandaloneHTMLBuilder):
            _keep_templates(builder, Path(app.doctreedir, ".templates"))
        if isinstance(builder, StandaloneHTMLBuilder) and type(builder).get_outdated_docs is stock:
            self._html = HtmlState(builder, self._before)
            builder.get_outdated_docs = self._html.outdated  # type: ignore[assignment]
            search_index.keep(builder, self._html.path.with_suffix(".search"))

    def to_read(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str],
        removed: set[str],
    ) -> set[str]:  # fmt: skip
        """Name the pages to be read again."""
        found = set(env.found_docs)
        view, then, now = self._seen.view, self._seen.sources, self._before
        if added or removed or view.frame(then) != view.frame(now):
            self._whole = True
            if env.all_docs:
                _forget(app, found | removed)
            if self._html:
                self._html.write_all()
            return found
        if self._html and self._html.differs(_looks(view, now)):
            self._html.write_all()
        stale = {page for page in found if self._digest(app, page) != self._seen.read.get(page)}
        doctrees = Path(app.doctreedir)
        # Sphinx goes by times; a file that was touched or stored again is no other.
        changed -= {
            page
            for page in found - stale - env.reread_always
            if (doctrees / f"{page}.doctree").is_file()
        }
        return stale

    def note_read(self, _: Sphinx, __: BuildEnvironment, pages: list[str]) -> None:
        """Note which pages are read."""
        self._read = set(pages)

    def settle_reading(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Bring all into the order of a clean build; read the others if they share in a change."""
        bibliography.in_order(env)
        renamed = image_names.as_if_clean(env)
        seen = self._seen
        now = shared.fingerprint(env) if self._read else seen.shared
        if self._read and not self._whole and now != seen.shared:
            self._read_all(app)
            renamed = image_names.as_if_clean(env)
            now = shared.fingerprint(env)
        seen.shared = now
        for page in self._read:
            seen.read[page] = self._digest(app, page)
        for page in seen.read.keys() - set(env.found_docs):
            del seen.read[page]
        if self._read or (self._html and (self._html.asked or self._html.something())):
            view = self._view(app)
            seen.look_at(view, self._sources(app, view, self._before))
        return sorted(renamed & set(env.found_docs))

    def _read_all(self, app: Sphinx) -> None:
        pages = sorted(app.env.found_docs)
        self._read = set(pages)
        _forget(app, set(pages))
        for page in pages:
            app.builder.read_doc(page)
        bibliography.in_order(app.env)

    def to_write(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Name the pages to be written beside those that were read."""
        pages = set(self._read)
        if self._html:
            pages |= self._html.to_write(self._seen.read, self._seen.shared)
            pages = pages if pages or self._html.asked else self._html.something()
            if pages or self._html.asked:
                self._html.begin_writing()
        # Sphinx looks here before it reads and again before it writes. Not every extension lets
        # pages be read in parallel; when they are written, one process prepares what others write.
        # To start these takes longer than to write a few.
        if len(pages) + (self._html.asked if self._html else 0) > _FEW:
            app.parallel = max(app.parallel, (os.cpu_count() or 1) + 1)
        return sorted(pages & set(env.found_docs))

    def write_no_more(self, _: Sphinx, env: BuildEnvironment) -> None:
        """Have Sphinx not write each page again that lists one of the pages to be written.

        What it shows of them, their titles, pages share. The environment is stored by now.
        """
        if self._html:
            env.files_to_rebuild = {}

    def note_written(self, _: Sphinx, __: nodes.document, page: str) -> None:
        """Note the pages that are written."""
        if self._html:
            self._html.note_written(page)

    def note_collected(
        self, app: Sphinx, page: str, _: str, __: dict[str, Any], tree: object
    ) -> None:
        """Note the pages that an extension makes of its own."""
        if tree is None and self._html:
            self._html.collected.add(page)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Note what was written; a build that failed is not to be built upon."""
        if self._html is None:
            return
        warned = app.warningiserror and getattr(app, "_warncount", False)
        if exception or warned:
            # A page that is not read again is not warned of again.
            self._html.give_up(Path(app.doctreedir, ENV_PICKLE_FILENAME) if warned else None)
        else:
            looks = _looks(self._seen.view, self._seen.sources)
            self._html.finish(self._seen.read, self._seen.shared, looks)
            _note_outside(app)

    def _digest(self, app: Sphinx, page: str) -> str:
        """Everything that is read for a page, in brief; empty if it changed meanwhile."""
        if self._results is None:
            self._results = results.read(Path(app.srcdir))
        env, root = app.env, Path(app.srcdir)
        names = {os.path.relpath(env.doc2path(page), root), *map(str, env.dependencies[page])}
        parts = [str(self._results.get(page))]
        for name in sorted(names):
            digest = fingerprint(root / name)
            if digest != self._before.get(Path(name).as_posix(), digest):
                return ""
            # Where a picture that a cell made lies says nothing; what it is called does.
            parts.append(f"{os.path.basename(name)} {digest}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _sources(self, app: Sphinx, view: View, before: Mapping[str, str]) -> dict[str, str]:
        """Every file of the book that a page may depend on, as it was before if that is known."""
        root = Path(app.srcdir)
        made = tuple(
            f"{Path(os.path.relpath(folder, root)).as_posix()}/"
            for folder in (app.outdir, app.doctreedir, Path(app.outdir).parent / "jupyter_execute")
        )
        found = {
            label: digest
            for label, digest in freshness.sources(root, view, before)
            if not label.startswith(made)
        }
        conf = Path(app.confdir, "conf.py")
        if not conf.is_relative_to(root):
            found[str(conf)] = fingerprint(conf)
        found["settings"] = shared.brief(app.config.overrides)
        return {label: before.get(label, digest) for label, digest in found.items()}

    def _view(self, app: Sphinx) -> View:
        """What is to be looked at from now on."""
        root, config, env = Path(app.srcdir), app.config, app.env
        named = [*config.templates_path, *config.html_static_path, *config.html_extra_path]
        places = [relpath(str(Path(app.confdir, folder)), str(root)) for folder in named]
        # What lies elsewhere has its whole path for a label.
        shown = [str(root / place) if place.startswith("..") else place for place in places]
        return freshness.view_of(
            root,
            self._options,
            all_reads(root),
            pages=[Path(env.doc2path(page)) for page in env.found_docs],
            extensions=config.extensions,
            assets=("_static", "_templates", *(os.path.normpath(place) for place in shown)),
            apart=[relpath(str(file), str(root)) for file in bibliography.files(env)],
        )


class _Seen:
    """What was seen when pages were last read; it is kept with Sphinx's environment."""

    def __init__(self, env: BuildEnvironment) -> None:
        noted = env.__dict__.setdefault("warmbook_seen", {})
        self._noted = noted
        self.read: dict[str, str] = noted.setdefault("read", {})

    @property
    def view(self) -> View:
        """What was looked at."""
        return self._noted.get("view", View())

    @property
    def sources(self) -> dict[str, str]:
        """Fingerprints of what was looked at."""
        return self._noted.get("sources", {})

    @property
    def shared(self) -> str:
        """What pages shared."""
        return self._noted.get("shared", "")

    @shared.setter
    def shared(self, value: str) -> None:
        self._noted["shared"] = value

    def look_at(self, view: View, sources: dict[str, str]) -> None:
        """Note what is to be looked at next time, as it was before this build."""
        self._noted.update(view=view, sources=sources)


def _keep_templates(builder: StandaloneHTMLBuilder, folder: Path) -> None:
    """Keep the theme's templates compiled: that takes longer than to write a page."""
    environment = getattr(builder.templates, "environment", None)
    if environment is not None and environment.bytecode_cache is None:
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def _note_outside(app: Sphinx) -> None:
    """Write down the files outside the book that pages include, for who looks before a build."""
    root = Path(app.srcdir)
    several = app.env.dependencies.values()
    named = {os.path.normpath(root / name) for some in several for name in some}
    freshness.note_outside(
        Path(app.doctreedir), (n for n in named if not Path(n).is_relative_to(root))
    )


def _looks(view: View, sources: dict[str, str]) -> str:
    """What shapes every page, in brief."""
    return shared.brief([view.frame(sources), view.clothes(sources)])


def _forget(app: Sphinx, pages: Iterable[str]) -> None:
    """Leave nothing of some pages in the environment."""
    for page in sorted(pages):
        app.events.emit("env-purge-doc", app.env, page)
        app.env.clear_doc(page)
