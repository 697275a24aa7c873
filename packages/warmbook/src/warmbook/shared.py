"""What pages share: all that Sphinx remembers of the pages it has read, in one fingerprint.

A page shows more than its own text: titles in the sidebars, names and numbers of what it refers
to, labels of citations. Sphinx keeps all of that in its environment. While the environment is the
same, a page that was not read again has not changed either. What is not known here counts, so an
extension that keeps something of its own there is served too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import PurePath
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: Of Sphinx's own: the machine, not the pages; or made anew from the rest in every build.
_APART = {
    "app", "config", "config_status", "config_status_extra", "doctreedir", "domains", "events",
    "project", "settings", "srcdir", "version", "versioning_condition", "versioning_compare",
    "all_docs", "dependencies", "included", "reread_always", "temp_data", "ref_context",
    "images", "original_image_uri", "toc_secnumbers", "toc_fignumbers", "nb_new_exec_data",
    "titles_old",
}  # fmt: skip
#: Of a page: places in its text, times, and what no other page shows.
_NOT_SHOWN = {"line", "lineno", "mtime", "exec_data", "wordcount"}
#: The number of a section, which Sphinx gives when all is read.
_NUMBER = re.compile(r' secnumber="[^"]*"')
#: Of domains: derived when all is read, or read from files that count by themselves.
_DERIVED = {("cite", "citations"), ("cite", "bibdata"), ("footcite", "bibdata")}


def fingerprint(env: BuildEnvironment) -> str:
    """Bring what pages share to a fingerprint, the same for the same pages."""
    digest = hashlib.sha256()
    for name, value in sorted(env.__dict__.items()):
        if name in _APART or name.startswith(("_", "warmbook_")):
            continue
        if name == "domaindata":
            value = {
                (domain, key): content
                for domain, data in value.items()
                for key, content in data.items()
                if (domain, key) not in _DERIVED
            }
        for part in _parts(value, ()):
            digest.update(f"{name} {part}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()


def brief(value: object) -> str:
    """Bring any value to a fingerprint."""
    text = "\n".join(_parts(value, ()))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _parts(value: object, above: tuple[int, ...]) -> Iterator[str]:
    """What a value consists of, in an order that is its own."""
    if id(value) in above:
        yield "again"
    elif isinstance(value, nodes.Node):
        text = value.astext() if isinstance(value, nodes.Text) else value.pformat()
        yield _NUMBER.sub("", text)
    elif value is None or isinstance(value, str | bytes | int | float | complex | PurePath | Enum):
        yield repr(value)
    elif isinstance(value, type | FunctionType | ModuleType):
        yield f"{getattr(value, '__module__', '')}.{value.__name__}"
    else:
        yield type(value).__qualname__
        above = (*above, id(value))
        if isinstance(value, Mapping):
            yield from _sorted(value, above)
        elif isinstance(value, set | frozenset):
            yield from sorted("\n".join(_parts(each, above)) for each in value)
        elif isinstance(value, tuple) and hasattr(value, "_asdict"):
            yield from _sorted(value._asdict(), above)
        elif isinstance(value, list | tuple):
            for each in value:
                yield from _parts(each, above)
        else:
            yield from _sorted(getattr(value, "__dict__", {}), above)
            slots = {name: getattr(value, name, None) for name in _slots(value)}
            yield from _sorted(slots, above)
        yield "end"


def _sorted(content: Mapping[Any, Any], above: tuple[int, ...]) -> Iterator[str]:
    for key in sorted(content, key=repr):
        if key not in _NOT_SHOWN:
            yield repr(key)
            yield from _parts(content[key], above)


def _slots(value: object) -> list[str]:
    return [
        name
        for kind in type(value).__mro__
        for name in (getattr(kind, "__slots__", None) or ())
        if isinstance(name, str) and not name.startswith("__")
    ]
