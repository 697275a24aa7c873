"""What is shown of a page where its address is shared, with an address of the book and without."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from rederive import Book, Chapter
from rederive.core import ledger
from rederive.core.verdicts import Verdict
from rederive.language.spoken import Language, speaking
from rederive.pages import generated_pages, made, other_language, sharing, theme_fixes
from rederive.pages.finished import Finished
from rederive.pages.shared_pictures import Pictures
from rederive.publishing import website

ROOT = Path(__file__).parents[2]
EDITIONS = "warmbook: {editions: {zh: {language: zh_CN}}}\n"
ADDRESS = "https://book.site/a"
SUM = "Sources confirm 3 of 4 & more."
WORDS = {
    "{verdict}: {says}": "{verdict}：{says}",
    "The report says {printed}.": "报告称{printed}。",
    "reproduced": "重算相符",
}
CHINESE = Language("zh_CN", WORDS, {"Premiums were 12.5 billion yuan.": "保费为 125 亿元。"})
TAG = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)" />')
#: What is about addresses.
ABSOLUTE = {"og:url", "og:image", "og:image:type", "og:image:width", "og:image:height",
            "og:image:alt", "twitter:card"}  # fmt: skip


@pytest.fixture(params=["", ADDRESS], ids=["without an address", "with an address"])
def root(request: pytest.FixtureRequest, book: Path) -> Path:
    """The invented book with its ledger; of an address or of none."""
    made = Book(book)
    chapter = Chapter(1, made)
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")
    chapter.trace("ch1-drones")
    chapter.normative("ch1-goal")
    entries = [entry for rows in chapter.entries.values() for entry in rows]
    made.ledger_path.write_text(ledger.to_csv(entries), encoding="utf-8")
    shutil.copy(ROOT / "CITATION.cff", book)
    (book / "_config.yml").write_text(EDITIONS, encoding="utf-8")
    if request.param:
        with (book / "CITATION.cff").open("a", encoding="utf-8") as file:
            file.write(f"url: {request.param}/\n")
    return book


def has_address(root: Path) -> bool:
    return ADDRESS in (root / "CITATION.cff").read_text("utf-8")


class App(SimpleNamespace):
    """What Sphinx's application is asked; like that, it is only itself."""

    __hash__ = object.__hash__


def build(root: Path, edition: str = "") -> SimpleNamespace:
    """What Sphinx knows of a build, as far as it is asked."""
    out, kept = root / "out", root / "doctrees"
    out.mkdir(exist_ok=True)
    kept.mkdir(exist_ok=True)
    config = SimpleNamespace(
        warmbook_edition=edition,
        warmbook_editions=["zh"],
        root_doc="index",
        html_title="",
        project="A book",
    )
    env = SimpleNamespace(srcdir=str(root))
    env.app = App(srcdir=str(root), outdir=str(out), doctreedir=str(kept), config=config, env=env)
    return env.app


def page(*content: nodes.Node) -> nodes.document:
    tree = new_document("page")
    tree += nodes.section("", nodes.title("", "T"), *content)
    return tree


MADE = f'<p class="answer">{SUM.replace("&", "&amp;")}</p>'
FIRST = page(nodes.paragraph("", "We check. It holds."), nodes.raw("", MADE, format="html"))
STRONG = nodes.strong("", "The chapter holds, by 1.5. Nearly.")
CHAPTER = page(nodes.paragraph("", "", nodes.Text(""), STRONG, nodes.Text(" Not all of it.")))
PLAIN = page(nodes.paragraph("", "How to run it. At length."))


def head(
    app: SimpleNamespace, name: str, tree: nodes.document | None, title: str = "A &amp; b"
) -> str:
    """What one page has in its head."""
    context = {"title": title}
    other_language.lead_to_the_other(app, name, "page.html", context)
    sharing.add_tags(app, name, "page.html", context, tree)
    return context["metatags"]


def tags(text: str) -> dict[str, str]:
    found = TAG.findall(text)
    assert len(dict(found)) == len([name for name, _ in found])
    return dict(found)


PAGES = [("index", FIRST), ("notebooks/ch1-invented", CHAPTER), ("notebooks/guide", PLAIN)]


@pytest.mark.parametrize(("name", "tree"), PAGES)
@pytest.mark.parametrize("edition", ["", "zh"])
def test_addresses_are_absolute_or_there_are_none(root, name, tree, edition):
    app = build(root, edition)
    text = head(app, name, tree)
    found = tags(text)
    addresses = re.findall(r'(?:href|content)="([^"]*(?://|\.html|\.png)[^"]*)"', text)
    if not has_address(root):
        assert not addresses
        assert not ABSOLUTE & found.keys()
        assert "hreflang" not in text
        assert not (root / "out/shared").exists()
        return
    assert found.keys() >= ABSOLUTE
    own = f"{ADDRESS}/zh/" if edition else f"{ADDRESS}/"
    assert all(each.startswith(f"{ADDRESS}/") for each in addresses)
    assert found["og:url"] == own + ("" if name == "index" else f"{name}.html")
    assert (root / "out" / found["og:image"].removeprefix(own)).is_file()
    assert "hreflang" in text


def test_each_language_is_named_once_and_english_is_for_all_others(root):
    text = head(build(root, "zh"), "notebooks/guide", PLAIN)
    links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)" />', text)
    if has_address(root):
        english, chinese = (f"{ADDRESS}/{it}notebooks/guide.html" for it in ("", "zh/"))
        assert links == [("en", english), ("zh-CN", chinese), ("x-default", english)]
    else:
        assert not links


def test_the_way_that_readers_see_stays_relative(root):
    context: dict = {}
    other_language.lead_to_the_other(build(root), "notebooks/guide", "page.html", context)
    there = {"address": "../zh/notebooks/guide.html", "tag": "zh-CN", "name": "中文"}
    assert context["other_language"] == there


def test_words_are_those_of_the_page_and_its_language(root):
    first, chapter, plain = (tags(head(build(root), *each)) for each in PAGES)
    assert first["og:type"] == "website"
    assert first["og:description"] == SUM.replace("&", "&amp;")
    assert {chapter["og:type"], plain["og:type"]} == {"article"}
    assert chapter["og:description"] == "The chapter holds, by 1.5. Nearly."
    assert plain["og:description"] == "How to run it."
    assert (plain["og:title"], plain["og:site_name"]) == ("A &amp; b", "A book")
    assert (plain["og:locale"], plain["og:locale:alternate"]) == ("en_US", "zh_CN")
    tree = page(nodes.paragraph("", "如何运行。详细说明。"))
    chinese = tags(head(build(root, "zh"), "notebooks/guide", tree, "运行"))
    assert (chinese["og:title"], chinese["og:description"]) == ("运行", "如何运行。")
    assert (chinese["og:locale"], chinese["og:locale:alternate"]) == ("zh_CN", "en_US")


def test_first_page_and_chapters_show_counts(root):
    for name, tree in PAGES:
        found = tags(head(build(root), name, tree))
        if "og:image:alt" in found:
            assert ("3 hold" in found["og:image:alt"]) == (name != "notebooks/guide")


def test_a_page_that_is_not_to_be_shared_and_one_without_text(root):
    context: dict = {"title": "Search"}
    sharing.add_tags(build(root), "404", "404.html", context, None)
    assert context == {"title": "Search"}
    found = tags(head(build(root), "search", None, "Search"))
    assert found["og:title"] == "Search"
    assert not {"og:image", "og:description"} & found.keys()


def claim_pages(root: Path, edition: str = "") -> dict[str, str]:
    """The pages of all claims, as they are written."""
    app = build(root, edition)
    frame = head(app, generated_pages.FRAME, None)
    site, out = other_language.website_of(app), root / "out"
    language = CHINESE if edition else Language()
    with speaking(language):
        pages = generated_pages.make_claim_pages(root, out, language, site, Pictures.of(app)).pages
        text = f'<head><meta charset="utf-8" /><title>{generated_pages.TITLE}</title>'
        text += f"{generated_pages.HEAD}{frame}</head>{generated_pages.BODY}"
        (out / "claims").mkdir(exist_ok=True)
        (out / f"{generated_pages.FRAME}.html").write_text(text, encoding="utf-8")
        finished = Finished(root / "doctrees/finished.json")
        generated_pages.write_claim_pages(out, pages, finished, site, made.key(root))
    return {path.stem: path.read_text("utf-8") for path in (out / "claims").glob("*.html")}


def test_a_claims_page_says_what_the_report_says_and_what_we_find(root):
    made = claim_pages(root)
    found = tags(made["ch1-premium"])
    assert found["og:title"] == "Reproduced: Premiums were 12.5 billion yuan."
    assert found["og:description"] == "The report says 12.5 billion yuan. We find the same."
    assert found["og:type"] == "article"
    for name, text in made.items():
        found = tags(text)
        if not has_address(root):
            assert not ABSOLUTE & found.keys()
            assert "hreflang" not in text
            continue
        assert found["og:url"] == f"{ADDRESS}/claims/{name}.html"
        assert f'hreflang="zh-CN" href="{ADDRESS}/zh/claims/{name}.html"' in text
        if name != "index":
            assert (root / "out" / found["og:image"].removeprefix(f"{ADDRESS}/")).is_file()
            assert "frame" not in text


def test_a_claims_page_in_chinese_is_shared_in_chinese(root):
    found = tags(claim_pages(root, "zh")["ch1-premium"])
    assert found["og:title"] == "重算相符：保费为 125 亿元。"
    assert found["og:description"].startswith("报告称125 亿")
    assert found["og:locale"] == "zh_CN"
    if "og:image" in found:
        assert found["og:image"].startswith(f"{ADDRESS}/zh/shared/")
        assert "重算相符" in found["og:image:alt"]


def test_the_policy_of_a_page_does_not_change(root):
    text = claim_pages(root)["ch1-premium"]
    added = (
        r'<(?:meta (?:property|name)="(?:og|twitter)|link rel="alternate"|meta http-equiv)[^>]*>'
    )
    without = theme_fixes.apply(re.sub(added, "", text))
    policy = re.compile(r'Content-Security-Policy" content="([^"]*)"')
    assert policy.findall(text) == policy.findall(without) != []


@pytest.mark.parametrize("root", [ADDRESS], indirect=True)
def test_pictures_are_drawn_once_kept_and_removed_when_no_page_names_them(root, monkeypatch):
    drawn = []
    draw = sharing.share_card.draw
    monkeypatch.setattr(sharing.share_card, "draw", lambda card: drawn.append(card) or draw(card))
    claim_pages(root)
    shared, pictures = root / "out/shared", Pictures.of(build(root))
    before = {path.name: path.read_bytes() for path in shared.iterdir()}
    assert len(before) == len(drawn) == 4
    shutil.rmtree(shared)  # all pages are made again
    claim_pages(root)
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == before
    assert len(drawn) == 4
    (root / "out/claims/ch1-goal.html").unlink()
    pictures.prune()
    assert len(list(shared.iterdir())) == len(list(pictures.kept.iterdir())) == 3
    assert {path.name for path in shared.iterdir()} < before.keys()


def test_a_picture_shows_the_verdict_and_names_the_book(root):
    site = website.read(root, "", ["zh"])
    (made,) = [
        each
        for each in generated_pages.make_claim_pages(root, root / "out", site=site).pages
        if each.name == "ch1-drones"
    ]
    card = made.shared.card
    if not site.is_known:
        assert card is None
        return
    assert card.badge == sharing.share_card.of_verdict(Verdict.TRACED)
    assert (card.address, card.title) == ("book.site/a", site.title)
    assert card.above == "Chapter 1: An invented chapter"
