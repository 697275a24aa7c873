"""What the pages' scripts say, and data in a page, in another language."""

from __future__ import annotations

import json
import re

from rederive.language import scripts
from rederive.language.shown_texts import as_json, changed
from rederive.language.spoken import Language, speaking
from rederive.pages.packaged_assets import FOLDER

#: A literal that reads as a sentence or a label: it has a space and begins with a letter.
_WORDS = re.compile(r'["`](?:; |, )?[A-Z][a-z]+ [^"`]*["`]')


def test_whatever_a_script_tells_readers_can_be_said_in_another_language():
    for path in FOLDER.glob("*.js"):
        script = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        unsaid = scripts._SAID.sub("", script)
        assert not _WORDS.findall(unsaid), path.name


def test_a_script_says_its_texts_in_the_language_and_is_the_same_otherwise():
    script = (FOLDER / "register.js").read_text(encoding="utf-8")
    words = {text: f"译文 “{text}”" for text in scripts.texts(script)}
    with speaking(Language("zh_CN", words)):
        made = scripts.spoken(script)
    assert list(scripts.texts(made)) == list(words.values())
    assert re.sub(scripts._SAID, "", made) == re.sub(scripts._SAID, "", script)
    assert scripts.spoken(script) == script


def test_words_in_the_data_of_a_form_are_translated_and_its_names_are_not():
    data = {"verdict": "reproduced", "values": {"a|b": "no <figure>", "c": {"words": "reproduced"}}}
    form = f'<script type="application/json" data-names="verdict">{as_json(data)}</script>'
    made = changed(form, str.upper)
    assert "</script>" in made
    assert "<" not in made[made.index(">") + 1 : -len("</script>")]
    found = json.loads(re.search(r">(.*)<", made)[1])
    assert found == {
        "verdict": "reproduced",
        "values": {"a|b": "NO <FIGURE>", "c": {"words": "REPRODUCED"}},
    }
