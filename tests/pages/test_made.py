"""Claims' pages and downloads are made again when what they are made from changed, only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rederive.pages.claim_page import Page
from rederive.pages.made import Claims, Made, key
from rederive.pages.open_graph import Shared

CLAIMS = Claims(
    [Page("ch1-premium", "A title", "What it is", "", "<p>text</p>", Shared("A title"))], []
)


@pytest.fixture
def again(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Made]:
    """A function that looks at what was made of the invented book, once something was."""
    place = tmp_path_factory.mktemp("built")
    downloads = place / "downloads"
    downloads.mkdir()
    (downloads / "claims.csv").write_text("a,b\n")

    def look() -> Made:
        return Made(key(book), downloads, place / "note.pickle")

    assert look().claims is None
    look().note(CLAIMS)
    return look


def test_what_was_made_stands_while_nothing_changed(again: Callable[[], Made], book: Path) -> None:
    assert again().claims == CLAIMS
    (book / "notebooks").mkdir()
    (book / "notebooks" / "any.ipynb").write_text("{}")
    (book / "index.md").write_text("# Another text\n")
    assert again().claims == CLAIMS


@pytest.mark.parametrize(
    "name", ["data/claims/ch1.yaml", "data/new.csv", "references.bib", "_config.yml"]
)
def test_all_is_made_again_after_a_change(again: Callable[[], Made], book: Path, name: str) -> None:
    with (book / name).open("a") as stream:
        stream.write("\n")
    assert again().claims is None


def test_code_counts(
    again: Callable[[], Made], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import rederive

    code = tmp_path / "other" / "rederive" / "__init__.py"
    code.parent.mkdir(parents=True)
    code.write_text("")
    monkeypatch.setattr(rederive, "__file__", str(code))
    assert again().claims is None


def test_a_download_changed_by_hand_is_made_again(again: Callable[[], Made]) -> None:
    downloads = again()._downloads
    (downloads / "claims.csv").write_text("c,d\n")
    assert again().claims is None


def test_a_damaged_note_is_none(again: Callable[[], Made]) -> None:
    again()._note.write_bytes(b"\x80rubbish")
    assert again().claims is None
