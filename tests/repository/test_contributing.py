"""CONTRIBUTING.md: what it says of the repository is so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_links_within_the_page_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert links
    assert links <= headings


def test_files_and_folders_that_are_named_exist() -> None:
    named = set(re.findall(r"`((?:data|src|tests|assets|notebooks)/[\w./-]*)`", TEXT))
    invented = re.compile(r"chN|TOPIC|NAME|/ch1-name|/ch1\.yaml")
    missing = [name for name in named if not invented.search(name) and not (ROOT / name).exists()]
    assert not missing
