"""Chinese renders anywhere: a font with the characters of the pages is served with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import browser
from rederive.pages import stylesheet, web_font
from rederive.pages.finished import Finished

CSS = ".zh{font-family:'Rederive Sans SC'} .en{font-family:'Rederive Sans SC',serif}"
PAGE = '<!doctype html><meta charset="utf-8"><title>t</title>{}<p class="{}" lang="{}">{}</p>'


def finish(folder: Path) -> None:
    Finished(folder / "note.json").finish(folder)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static/rederive.css").write_text(CSS, "utf-8")
    link = stylesheet.link("_static/")
    for name, kind, words in (("zh", "zh", "车险保费，２０２３"), ("en", "en", "Motor")):
        (tmp_path / f"{name}.html").write_text(PAGE.format(link, kind, name, words), "utf-8")
    finish(tmp_path)
    return tmp_path


def test_the_font_has_the_characters_of_the_pages_and_no_others(pages: Path) -> None:
    from fontTools import ttLib

    (path,) = (pages / "_static").glob("*.woff")
    cmap = ttLib.TTFont(path).getBestCmap()
    assert set(cmap) == {ord(each) for each in "车险保费，２０３"}
    assert path.stat().st_size < 20_000
    before = path.stat().st_mtime_ns
    finish(pages)
    assert path.stat().st_mtime_ns == before, "made again only where characters changed"


def test_pages_without_such_characters_bring_no_font(tmp_path: Path) -> None:
    web_font.write(tmp_path, ["plain text"])
    assert list(tmp_path.iterdir()) == []


def test_a_browser_loads_it_only_where_chinese_stands(pages: Path) -> None:
    with browser.running() as running:
        loaded = {}
        for name in ("zh", "en"):
            page = running.new_page()
            page.goto((pages / f"{name}.html").as_uri())
            loaded[name] = page.evaluate(
                "() => document.fonts.ready.then(all => [...all].map(face => face.status))"
            )
    assert loaded == {"zh": ["loaded"], "en": ["unloaded"]}
