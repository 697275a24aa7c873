"""The options in _config.yml."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from warmbook import InputError, options
from warmbook.options import Options

LEARNT = "what the notebooks import, and the book's modules that they loaded last time"
MANUAL = (Path(__file__).parents[1] / "MANUAL.md").read_text(encoding="utf-8")


def test_none_is_needed(tmp_path: Path) -> None:
    assert options.read(tmp_path) == Options()
    (tmp_path / "_config.yml").write_text("")
    assert options.read(tmp_path) == Options()


def test_they_are_read(tmp_path: Path) -> None:
    text = "execute: {timeout: 7}\nwarmbook: {preload: [numpy], depends: [pinned.txt]}\n"
    (tmp_path / "_config.yml").write_text(text)
    assert options.read(tmp_path) == Options(timeout=7, preload=("numpy",), depends=("pinned.txt",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("warmbook: {preloads: [numpy]}", "warmbook: preloads is not an option; use preload,"),
        ("warmbook: {preload: numpy}", "warmbook: preload needs to be a list of words"),
        ("warmbook: {ignore: [1]}", "warmbook: ignore needs to be a list of words"),
        ("warmbook: {strict: 1}", "warmbook: strict needs to be true or false"),
        ("warmbook: {editions: [zh]}", "warmbook: editions needs to be folders"),
        ("warmbook: {editions: {Zh: {}}}", "warmbook: editions needs to be folders"),
        ("warmbook: [preload]", "warmbook needs to be options with values"),
        ("execute: {timeout: soon}", "timeout needs to be a number of seconds"),
        ("execute: {timeout: .nan}", "timeout needs to be a number of seconds"),
        ("execute: {timeout: true}", "timeout needs to be a number of seconds"),
        ("execute: always", "execute needs to be options with values"),
        ("execute: {execute_notebooks: often}", "needs to be cache, force, auto, inline or off"),
        ("execute: {exclude_patterns: n/*}", "exclude_patterns needs to be a list of words"),
        ("execute: {", "_config.yml cannot be read"),
        ("title: x\nexecute: {\n", "_config.yml cannot be read: line 3: expected the node content"),
    ],
)
def test_what_is_not_one_is_refused_in_one_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "_config.yml").write_text(text)
    with pytest.raises(InputError) as caught:
        options.read(tmp_path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_manual_lists_them_and_what_each_is_when_nothing_is_said() -> None:
    table = re.findall(r"^\| `(\w+)` \| .+ \| (.+) \|$", MANUAL, re.MULTILINE)
    ours = [each for each in fields(Options) if each.name not in options._OF_JUPYTER_BOOK]
    words = {(): "none", MISSING: "none", None: LEARNT, ("tests",): "`tests`", False: "`false`"}
    assert table == [(each.name, words[each.default]) for each in ours]
