"""What a release still lacks is listed, and nothing else."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path

from rederive.publishing import citation, release

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2027, 1, 1)


def copy(folder: Path) -> Path:
    for name in ("CITATION.cff", ".zenodo.json", "README.md", "CHANGELOG.md", "index.md"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_without_address_and_doi_they_are_listed(tmp_path: Path) -> None:
    found = list(release.missing(copy(tmp_path), TODAY))
    for key in ("url", "doi", "repository-code"):
        assert any(f"{key} is missing" in sentence for sentence in found)
    assert any("CHANGELOG.md" in sentence for sentence in found)


def test_a_book_that_is_ready_lacks_nothing_and_a_placeholder_is_told(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    path = folder / "CITATION.cff"
    given = "doi: 10.5281/zenodo.1\nurl: https://book.site/a\nrepository-code: https://git.site/a\n"
    path.write_text(path.read_text("utf-8") + given, "utf-8")
    work = citation.read(folder)
    (folder / ".zenodo.json").write_text(json.dumps(citation.zenodo(work)), "utf-8")
    changes = folder / "CHANGELOG.md"
    heading = f"## {work['version']} ({citation.released(work)})"
    text = re.sub(r"^## .*$", heading, changes.read_text("utf-8"), count=1, flags=re.MULTILINE)
    changes.write_text(text, "utf-8")
    assert list(release.missing(folder, TODAY)) == []
    assert list(release.missing(folder, datetime.date(2000, 1, 1))) != []
    path.write_text(path.read_text("utf-8").replace("book.site", "example.org"), "utf-8")
    assert any("placeholder" in sentence for sentence in release.missing(folder, TODAY))
