"""Citations are formatted again only where they changed, and are those of a clean build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CONFIG = "title: B\nbibtex_bibfiles: [x.bib]\n"
LIST = "```{bibliography}\n```\n"


def entries(year: int) -> str:
    return "\n".join(
        f"@article{{k{n}, author={{Ann {name}}}, title={{T}}, journal={{J}}, year={{{year + n}}}}}"
        for n, name in enumerate("ABC")
    )


#: What is written into which file, one after the other.
STEPS = [
    ("b.md", "# B\n\nOther words.\n"),
    ("refs.md", f"# References\n\nMore words.\n\n{LIST}"),
    ("b.md", "# B\n\n{cite}`k2`\n"),
    ("x.bib", entries(2010)),
    ("a.md", "# A\n\n{cite:t}`unknown`\n"),
]


def built(root: Path) -> tuple[dict[str, bytes], int]:
    """The files of the book, and of how much it was warned."""
    done = subprocess.run(
        [sys.executable, "-m", "warmbook", "build", str(root)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    html = root / "_build" / "html"
    files = {str(path.relative_to(html)): path for path in html.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items()}, done.stderr.count("WARNING")


def test_after_each_change_they_are_those_of_a_clean_build(tmp_path: Path) -> None:
    root, clean = tmp_path / "one" / "book", tmp_path / "two" / "book"
    root.mkdir(parents=True)
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters: [{file: a}, {file: b}, {file: refs}]\n"
    )
    (root / "_config.yml").write_text(CONFIG)
    (root / "index.md").write_text("# Book\n\n{cite}`k0`\n")
    (root / "a.md").write_text("# A\n\n{cite:t}`k1`\n")
    (root / "b.md").write_text("# B\n\nWords.\n")
    for name, text in (("refs.md", f"# References\n\n{LIST}"), ("x.bib", entries(2000)), *STEPS):
        (root / name).write_text(text)
        if (root / "x.bib").exists():
            shutil.rmtree(clean, ignore_errors=True)
            shutil.copytree(root, clean, ignore=shutil.ignore_patterns("_build"))
            assert built(root) == built(clean), name
