"""Pages are finished once, and again when they were written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive.pages import stylesheet
from rederive.pages.finished import Finished

CSS = ".one {margin: 1px}\n.two {margin: 2px}\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A built book of two pages that share a style sheet."""
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "rederive.css").write_text(CSS)
    for name in ("one", "two"):
        (folder / f"{name}.html").write_text(page(name))
    return folder


def page(kind: str) -> str:
    """A page before it is finished."""
    head = f'<meta charset="utf-8" />{stylesheet.link("_static/")}'
    return f'<html><head>{head}</head><body><p class="{kind}"></p><th></th></body></html>'


def finish(out: Path) -> dict[str, int]:
    """Finish the pages; name those that were written, with their times before."""
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.html")}
    Finished(out.parent / "note.json").finish(out)
    return {
        path.name: before[path.name]
        for path in out.glob("*.html")
        if path.stat().st_mtime_ns != before[path.name]
    }


def test_a_second_pass_touches_nothing(out: Path) -> None:
    assert finish(out).keys() == {"one.html", "two.html"}
    texts = [path.read_text() for path in sorted(out.glob("*.html"))]
    assert all("<td></td>" in text and "?v=" in text for text in texts)
    assert finish(out) == {}
    assert [path.read_text() for path in sorted(out.glob("*.html"))] == texts


def test_a_page_written_again_is_finished_again_and_the_others_stay(out: Path) -> None:
    finish(out)
    finished = (out / "one.html").read_text()
    (out / "one.html").write_text(page("one"))
    assert finish(out).keys() == {"one.html"}
    assert (out / "one.html").read_text() == finished


def test_all_ask_for_the_new_sheet_when_a_page_names_more(out: Path) -> None:
    (out / "two.html").unlink()
    finish(out)
    old = (out / "_static" / stylesheet.NAME).read_text()
    assert ".two" not in old
    (out / "two.html").write_text(page("two"))
    assert finish(out).keys() == {"one.html", "two.html"}
    assert ".two" in (out / "_static" / stylesheet.NAME).read_text()
    one, two = ((out / f"{name}.html").read_text() for name in ("one", "two"))
    assert one.replace('"one"', "") == two.replace('"two"', "")


def test_a_generated_page_that_stands_there_finished_is_not_written(out: Path) -> None:
    def build() -> int:
        finished = Finished(out.parent / "note.json")
        finished.write(out / "made.html", page("made"))
        finished.finish(out)
        return (out / "made.html").stat().st_mtime_ns

    first = build()
    assert "<td></td>" in (out / "made.html").read_text()
    assert build() == first
    (out / "made.html").write_text("changed by hand")
    build()
    assert "<td></td>" in (out / "made.html").read_text()


def test_generated_pages_stand_while_their_files_and_what_they_are_made_from_do(out: Path) -> None:
    place = out / "made.html"

    def stands(made_from: str) -> bool:
        finished = Finished(out.parent / "note.json")
        found = finished.stand([place], made_from)
        if not found:
            finished.write(place, page("made"))
        finished.finish(out)
        return found

    assert [stands(each) for each in "aabb"] == [False, True, False, True]
    place.write_text(page("else"))
    assert [stands("b"), stands("b")] == [False, True]
    place.unlink()
    assert not stands("b")
    assert "<td></td>" in place.read_text()
