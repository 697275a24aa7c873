"""The last touch to a built page."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

import browser
from rederive.language.spoken import Language, speaking
from rederive.pages import theme_fixes

PAGE = (
    '<html><head>\n    <meta charset="utf-8" />\n<script>one()</script></head>'
    "<body><table><th></th></table></body></html>"
)


def test_a_page_touched_twice_is_as_touched_once():
    once = theme_fixes.apply(PAGE)
    assert once != PAGE
    assert theme_fixes.apply(once) == once


def test_a_script_of_the_page_is_allowed_by_its_fingerprint_only():
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', theme_fixes.apply(PAGE))[1]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert re.fullmatch(r"script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'", scripts)


def test_what_is_not_there_is_a_dash_in_every_table_of_pandas():
    frame = pd.DataFrame({"number": [1.5, None], "word": ["known", None]}, dtype=object)
    frame["either"] = pd.array([1, None], dtype="Int64")
    frame["share"] = [0.5, float("nan")]
    page = theme_fixes.apply(frame.to_html())
    assert page.count("<td>–</td>") == 4
    assert "NaN" not in page
    assert "None" not in page
    assert "NA" not in page


def test_a_word_that_the_theme_gets_wrong_is_said_in_ours():
    page = '<html><body><button title="列印成 PDF"></button></body></html>'
    with speaking(Language("zh_CN", {"Print to PDF": "打印为 PDF"})):
        assert 'title="打印为 PDF"' in theme_fixes.apply(page)


#: Where the corrected scripts come from, and what stands before their names there.
STATIC = (
    ("pydata_sphinx_theme", "theme/pydata_sphinx_theme/static"),
    ("sphinx", "themes/basic/static"),
)


def written(name: str) -> str:
    """A script as the theme, or what it rests on, has it."""
    places = [files(package) / folder / name for package, folder in STATIC]
    return next(place for place in places if place.is_file()).read_text(encoding="utf-8")


def test_the_theme_s_scripts_are_written_as_we_expect_them(tmp_path: Path) -> None:
    for name, corrections in theme_fixes.SCRIPTS.items():
        text = written(name)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        for before, better in corrections:
            assert text.count(before) == 1
            text = text.replace(before, better)
        for _ in range(2):
            theme_fixes.apply_to_scripts(tmp_path)
            assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_the_words_of_any_language_load_without_code_that_is_made_of_text(tmp_path: Path) -> None:
    locales = Path(str(files("sphinx") / "locale"))
    languages = sorted(locales.glob("*/LC_MESSAGES/sphinx.js"))
    assert len(languages) > 20
    (tmp_path / "doctools.js").write_text(written("doctools.js"), encoding="utf-8")
    theme_fixes.apply_to_scripts(tmp_path)
    options = "<script>const DOCUMENTATION_OPTIONS = {}; const said = {};</script>"
    scripts = "".join(
        f"<script src='{path.as_uri()}'></script>"
        f"<script>said['{path.parts[-3]}'] = Documentation.gettext('Search')</script>"
        for path in languages
    )
    doctools = f"<script src='{(tmp_path / 'doctools.js').as_uri()}'></script>"
    head = f'<meta charset="utf-8" />{options}{doctools}{scripts}'
    page = theme_fixes.apply(f"<html><head>{head}</head><body></body></html>")
    # Of files, each is its own origin; and each language waits for the one before it.
    page = page.replace("script-src 'self'", "script-src file:").replace(' defer="defer"', "")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    with browser.running() as chromium:
        tab = chromium.new_page()
        errors: list[str] = []
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        tab.goto((tmp_path / "page.html").as_uri())
        found = tab.evaluate("said")
    assert errors == []
    assert found["zh_CN"] == "搜索"
    assert len(found) == len(languages)


def test_the_sign_of_copyright_needs_no_word_beside_it() -> None:
    page = '<body><p class="copyright">\n\n  © Copyright 2026.\n<br/></p></body>'
    assert "© 2026\n" in theme_fixes.apply(page)


def test_a_page_has_one_title_and_paper_takes_it_from_the_article() -> None:
    layout = files("sphinx_book_theme") / "theme/sphinx_book_theme/layout.html"
    printed = re.search(r'<div id="jb-print-docs-body".*</div>\n', layout.read_text("utf-8"), re.S)
    assert printed
    article = '<div id="searchbox"></div><article class="bd-article"><h1>Rice</h1></article>'
    page = theme_fixes.apply(f"<body>{printed[0]}{article}</body>")
    assert page.count("<h1") == 1
    assert "onlyprint" not in page
    assert article in page


@pytest.mark.parametrize("word", ["Search", "搜索"])
def test_the_button_of_the_search_is_called_by_the_words_that_are_seen(word: str) -> None:
    button = (
        f'<button class="btn search-button-field search-button__button" title="{word}" '
        f'aria-label="{word}" data-bs-toggle="tooltip"><span>{word}</span> <kbd>K</kbd></button>'
    )
    made = theme_fixes.apply(f"<html><head></head><body>{button}</body></html>")
    assert f'title="{word}" data-bs-toggle' in made
    assert f'aria-label="{word}"' not in made
