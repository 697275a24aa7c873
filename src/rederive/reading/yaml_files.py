"""YAML as plain data: keys are text and unique; no aliases and no tags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from rederive.errors import InputError
from rederive.reading.tables import read_text

if TYPE_CHECKING:
    _BaseLoader = yaml.SafeLoader
else:
    _BaseLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BaseLoader):
    """YAML without surprises: every key is text and unique."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                _refuse("a key is not a plain word", key)
            if key.value in seen:
                _refuse(f"the key {key.value!r} is there twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _refuse(problem: str, place: Any) -> NoReturn:
    mark = getattr(place, "start_mark", None)
    raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _parse(text: str) -> object:
    # The fast loader composes in C, where aliases can only be seen among the events.
    for event in yaml.parse(text, Loader=_BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            _refuse("aliases are not used here", event)
        if getattr(event, "tag", None):
            _refuse("tags are not used here", event)
    return yaml.load(text, Loader=_Loader)


def read_yaml(path: Path) -> Any:
    """Read one YAML file of plain data.

    Raises
    ------
    InputError
        If the file is missing, not UTF-8, not YAML, or uses aliases, tags or a key twice.
    """
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, place: Path | str) -> Any:
    """Parse a YAML text of plain data; ``place`` says in messages where it is from.

    Raises
    ------
    InputError
        If it is not YAML, or uses aliases, tags or a key twice.
    """
    try:
        return _parse(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "something is malformed or nested too deeply"
        raise InputError(f"{place}{where}: {problem}; correct the YAML there.") from None
