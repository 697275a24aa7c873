"""Catalogues of messages: what is written is read again, what is broken is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.errors import InputError
from rederive.language import catalogues
from rederive.language.catalogues import Message, Source, as_text, read, updated

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip)
MESSAGES = st.lists(
    st.builds(Message, TEXTS.filter(bool), TEXTS, st.booleans()),
    unique_by=lambda message: message.english,
)


@given(MESSAGES)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, messages):
    path = tmp_path_factory.mktemp("po") / "a.po"
    path.write_text(as_text([], messages, "zh_CN"), encoding="utf-8")
    assert list(read(path).values()) == messages


def test_the_same_texts_give_the_same_bytes_with_their_places():
    sources = [Source("A.", "notebooks/a.ipynb:one"), Source("A.", "index.md")]
    text = as_text(sources, updated(sources, {}), "zh_CN")
    assert text == as_text(sources, updated(sources, {}), "zh_CN")
    assert '#: notebooks/a.ipynb:one\n#: index.md\nmsgid "A."' in text


@given(MESSAGES)
def test_an_update_of_the_same_texts_changes_nothing(messages):
    before = {each.english: each for each in messages}
    assert updated([Source(each.english) for each in messages], before) == messages


def test_a_changed_text_keeps_its_translation_as_fuzzy_and_another_has_none():
    before = {"Premiums rose by 5%.": Message("Premiums rose by 5%.", "保费增长 5%。")}
    changed, new = updated([Source("Premiums rose by 6%."), Source("Quite another.")], before)
    assert (changed.translation, changed.fuzzy, changed.is_done) == ("保费增长 5%。", True, False)
    assert new == Message("Quite another.")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('msgid "a"\nmsgstr "b\n', "line 2: is not a line of a catalogue"),
        ('msgid "a"\nmsgstr "b" c"\n', "line 2: is not a line of a catalogue"),
        ("rubbish", "cannot be read as a catalogue"),
        ('msgid "a"\nmsgid "b"\n', "cannot be read as a catalogue"),
        ('msgid "a"\nmsgstr "1"\n\nmsgid "a"\nmsgstr "2"\n', "has a message twice"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "1"\n', "has a plural"),
    ],
)
def test_a_broken_catalogue_is_refused_in_one_sentence(tmp_path: Path, content, reason):
    path = tmp_path / "a.po"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=reason) as error:
        read(path)
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path):
    path = tmp_path / "a.po"
    path.write_bytes(b'msgid "\xff"\n')
    with pytest.raises(InputError, match="cannot be read as a catalogue"):
        read(path)


def test_no_file_has_no_messages(tmp_path: Path):
    assert read(tmp_path / "none.po") == {}
    assert catalogues.names(tmp_path, "zh_CN") == []
