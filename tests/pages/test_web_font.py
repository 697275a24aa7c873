"""Chinese renders anywhere: a font with the characters of the pages is served with them."""

from __future__ import annotations

import base64
import io
import re
from importlib.resources import files
from pathlib import Path

import matplotlib
import pytest

import browser
from rederive.pages import stylesheet, web_font
from rederive.pages.finished import Finished

CSS = ".zh{font-family:'Rederive Han SC'} .en{font-family:'Rederive Han SC',serif}"
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


def test_its_rule_is_short_and_names_every_character_of_the_font(pages: Path) -> None:
    rules = (pages / "_static" / web_font.SHEET).read_text(encoding="utf-8").splitlines()
    assert len(rules) == 5
    assert all(rule.endswith("unicode-range:U+4E00-9FFF,U+FF00-FFEF}") for rule in rules[:-1])


def test_until_it_comes_each_character_has_its_room_and_no_box(pages: Path) -> None:
    from fontTools import ttLib

    rules = (pages / "_static" / web_font.SHEET).read_text(encoding="utf-8")
    (data,) = re.findall(r"data:font/woff;base64,([^\"]+)", rules)
    assert len(data) < 1_000, "each page waits for it"
    room = ttLib.TTFont(io.BytesIO(base64.b64decode(data)))
    (served,) = (pages / "_static").glob("*.woff")
    font = ttLib.TTFont(served)
    (empty,) = {room.getBestCmap()[ord(each)] for each in "车险，２龥㐀"}
    assert not room.getBestCmap().keys() & {ord(each) for each in "A3%· \u2014한ﾊ"}
    assert room["glyf"][empty].numberOfContours == 0
    for each in "车险，２":
        assert font["hmtx"][font.getBestCmap()[ord(each)]][0] == room["hmtx"][empty][0]
    for name in ("ascent", "descent", "lineGap"):
        assert getattr(font["hhea"], name) == getattr(room["hhea"], name)
    source = files("rederive.show").joinpath(web_font._SOURCE).read_bytes()
    again = [web_font._empty.__wrapped__(source) for _ in range(2)]
    assert len({base64.b64decode(data), *again}) == 1, "the same bytes each time"


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
                "() => document.fonts.ready.then(all => [...all]"
                ".filter(face => face.family.includes('Han')).map(face => face.status))"
            )
    assert loaded == {"zh": ["loaded"], "en": ["unloaded"]}


def test_chinese_stands_in_it_where_the_system_has_no_font_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_static").mkdir()
    style = files("rederive").joinpath("assets/rederive.css").read_text(encoding="utf-8")
    (tmp_path / "_static/rederive.css").write_text(style, encoding="utf-8")
    kinds = {"h1": "text", "p": "text", "button": "text", "em": "text", "code": "code"}
    body = "".join(
        f'<{tag} style="font-family: var(--font-{kind})">车险保费增长</{tag}>'
        for tag, kind in kinds.items()
    )
    head = PAGE.format(stylesheet.link("_static/"), "", "zh", "").removesuffix("</p>")
    (tmp_path / "page.html").write_text(head + body, encoding="utf-8")
    finish(tmp_path)
    latin = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    fonts = f"<fontconfig><dir>{latin}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    (tmp_path / "fonts.conf").write_text(fonts, encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    with browser.running() as running:
        page = running.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        page.evaluate("() => document.fonts.ready")
        page.wait_for_timeout(500)
        tools = page.context.new_cdp_session(page)
        tools.send("DOM.enable")
        tools.send("CSS.enable")
        root = tools.send("DOM.getDocument")["root"]["nodeId"]
        found = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body > *"})
        used = [
            tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            for node in found["nodeIds"]
        ]
    custom = [[font["isCustomFont"] for font in fonts] for fonts in used if fonts]
    assert custom == [[True]] * len(kinds), used


@pytest.mark.parametrize("kind", ["text", "code"])
def test_han_characters_have_their_fonts_before_any_of_latin_letters(kind: str) -> None:
    style = files("rederive").joinpath("assets/rederive.css").read_text(encoding="utf-8")
    (stack,) = re.findall(rf"--font-{kind}: ([^;]+);", style)
    assert stack.startswith(f'"{web_font.SYSTEM}", "{web_font.HAN}", "{web_font.ROOM}", ')
    assert not re.search("CJK| SC\\b|YaHei", stack.split(", ", 3)[3])


def test_an_apostrophe_is_no_wider_than_a_letter(tmp_path: Path) -> None:
    style = files("rederive").joinpath("assets/rederive.css").read_text(encoding="utf-8")
    (tmp_path / "rederive.css").write_text(style, encoding="utf-8")
    head = '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="rederive.css">'
    spans = "".join(f"<span>{each}</span>" for each in ("’", "m"))
    body = f'{head}<p lang="en" style="font: 20px var(--font-text)">{spans}'
    (tmp_path / "page.html").write_text(body, encoding="utf-8")
    with browser.running() as running:
        page = running.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        mark, letter = page.evaluate(
            "() => [...document.querySelectorAll('span')].map(e => e.getBoundingClientRect().width)"
        )
    assert mark < letter
