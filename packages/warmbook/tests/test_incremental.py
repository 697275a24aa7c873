"""A build over an old one gives what a clean one would, and writes only pages that changed.

A small book with every kind of file is changed again and again, in an order drawn at random; what
is then built over the old book is compared with a clean build, byte by byte.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from .foreign import PIXEL
from .test_foreign_books import files, stock

#: What is drawn is drawn again with this number.
SEED = int(os.environ.get("WARMBOOK_SEED", random.SystemRandom().randrange(10**6)))
#: How often all changes are made.
ROUNDS = int(os.environ.get("WARMBOOK_ROUNDS", "1"))

BOOK = {
    "_config.yml": """\
title: A book that changes
execute: {execute_notebooks: cache}
only_build_toc_files: true
bibtex_bibfiles: [references.bib]
sphinx:
  extra_extensions: [warmbook, generated]
  local_extensions: {generated: ext}
  config:
    html_context: {default_mode: auto}
    html_static_path: [look/static]
    templates_path: [look/templates]
    html_css_files: [own.css]
    html_js_files: [own.js]
    html_theme_options: {article_footer_items: [foot.html]}
    html_last_updated_fmt: null
    bibtex_reference_style: author_year
    numfig: true
""",
    "_toc.yml": """\
format: jb-book
root: index
options: {numbered: true}
parts:
- caption: One
  chapters:
  - file: a/notebook
  - file: b/notebook
  - file: a/prose
  - file: literature
- caption: Two
  chapters:
  - glob: more/*
""",
    "references.bib": "".join(
        f"@book{{{key}, author={{{name}}}, title={{Of it}}, publisher={{None}}, year={{1984}}}}\n"
        for key, name in {"one": "Ann One", "two": "Ben Two", "three": "Cy Three"}.items()
    ),
    "ext/generated.py": """\
from pathlib import Path

def pages(app):
    for line in Path(app.srcdir, "data", "pages.txt").read_text().split():
        yield f"made/{line}", {"title": line, "body": f"<p>About {line}.</p>"}, "page.html"

def setup(app):
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
""",
    "look/static/own.css": "p {color: black}\n",
    "look/static/own.js": "// nothing\n",
    "look/templates/foot.html": "<p>The foot of {{ pagename }}</p>\n",
    "data/numbers.txt": "1\n2\n",
    "data/pages.txt": "first\nsecond\n",
    "index.md": "# A book\n\nIts beginning; see {doc}`a/prose`.\n",
    "a/notebook.md": """\
---
file_format: mystnb
kernelspec: {name: python3}
---

# The first notebook

```{code-cell}
from IPython.display import SVG
total = sum(map(int, open("../data/numbers.txt")))
print(total)
SVG(f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="9"/>')
```
""",
    "b/notebook.md": """\
---
file_format: mystnb
kernelspec: {name: python3}
---

# The second notebook

As {cite:t}`two` has it.

```{code-cell}
print(open("../data/pages.txt").read().split()[0], 2)
```
""",
    "a/prose.md": """\
# Prose

(a-section)=
## A section

Words by {cite:t}`one`, of {term}`a thing`, beside {numref}`picture`.

```{image} picture.png
```

{download}`numbers <../data/numbers.txt>`

```{index} single: matter
```
""",
    "more/figures.md": """\
# Figures

```{figure} picture.png
:name: picture
What is seen.
```

See {ref}`a-section` and {cite:p}`three`.

```{include} ../parts/shared.txt
```
""",
    "more/words.rst": "Words\n=====\n\n.. glossary::\n\n   a thing\n      What it is.\n",
    "parts/shared.txt": "Words that several pages share.\n",
    "literature.md": "# Literature\n\n```{bibliography}\n```\n",
}


def write(root: Path) -> Path:
    """Write the book."""
    for name, text in BOOK.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for folder in ("a", "more"):
        (root / folder / "picture.png").write_bytes(PIXEL + folder.encode())
    return root


def replace(name: str, old: str, new: str) -> Callable[[Path, int], None]:
    """A change of one word of a file, to another one each time."""

    def change(root: Path, number: int) -> None:
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new.format(n=number), 1), encoding="utf-8")

    return change


def picture(name: str) -> Callable[[Path, int], None]:
    """A change of a picture."""
    return lambda root, number: (root / name).write_bytes(PIXEL + str(number).encode())


def new_page(root: Path, number: int) -> None:
    """A page more, found by a pattern."""
    (root / "more" / f"new{number}.md").write_text(f"# New {number}\n\n{{cite:t}}`two`\n")


def no_page(root: Path, _: int) -> None:
    """A page less; it may be one that others lead to."""
    found = sorted((root / "more").glob("new*.md"))
    if found:
        found[0].unlink()


def moved(root: Path, number: int) -> None:
    """A page under another name."""
    found = sorted((root / "more").glob("new*.md"))
    if found:
        found[0].rename(root / "more" / f"new-name{number}.md")


def fewer_pictures(root: Path, _: int) -> None:
    """A picture less, or again, of two that have one name."""
    path = root / "a" / "prose.md"
    text, shown = path.read_text(), "```{image} picture.png\n```\n"
    path.write_text(text.replace(shown, "") if shown in text else text + shown)


def touched(root: Path, _: int) -> None:
    """No change, but of times."""
    for path in root.glob("*/*.md"):
        os.utime(path)


def of_old(root: Path, number: int) -> None:
    """Another text with a time long past, as an archive brings it."""
    path = root / "parts" / "shared.txt"
    path.write_text(f"Old words, {number}.\n")
    os.utime(path, (10**9, 10**9))


def generated(root: Path, number: int) -> None:
    """Other pages of an extension, from data that a notebook reads, too."""
    (root / "data" / "pages.txt").write_text("first\n" + f"page{number}\n" * (number % 3))


def reordered(root: Path, _: int) -> None:
    """The pages of a part in another order."""
    path = root / "_toc.yml"
    head, first, *rest = path.read_text().split("  - file: ")
    path.write_text("  - file: ".join([head, rest[0], first, *rest[1:]]))


CHANGES: dict[str, Callable[[Path, int], None]] = {
    "prose": replace("a/prose.md", "Words", "Words {n}, words"),
    "a title": replace("a/prose.md", "# Prose", "# Prose {n}"),
    "a heading": replace("a/prose.md", "## A section", "## A section {n}"),
    "a caption": replace("more/figures.md", "What is", "What is {n}"),
    "a term": replace("more/words.rst", "What it is", "What it is {n}"),
    "an entry of the index": replace("a/prose.md", "single: ", "single: the {n} "),
    "one citation more": replace("index.md", "beginning", "beginning {{cite:t}}`three`"),
    "the bibliography": replace("references.bib", "Ben Two", "Ben Two{n}"),
    "the cell of a notebook": replace("b/notebook.md", ", 2)", ", {n}, 2)"),
    "the text of a notebook": replace("a/notebook.md", "The first", "The first {n}"),
    "data of a notebook": replace("data/numbers.txt", "2\n", "2\n{n}\n"),
    "data of generated pages": generated,
    "a picture": picture("a/picture.png"),
    "another picture of that name": picture("more/picture.png"),
    "which pictures are shown": fewer_pictures,
    "a style sheet": replace("look/static/own.css", "p {", "p.n{n} {{}}\np {{"),
    "a script": replace("look/static/own.js", "nothing", "nothing {n}"),
    "a template": replace("look/templates/foot.html", "The foot", "The foot {n}"),
    "the extension": replace("ext/generated.py", "About", "About {n}"),
    "the configuration": replace("_config.yml", "title: A book", "title: A book {n}"),
    "the contents": replace("_toc.yml", "caption: One", "caption: One {n}"),
    "the order of pages": reordered,
    "an included text": replace("parts/shared.txt", "ords", "ords {n}, words"),
    "an included text of old": of_old,
    "times": touched,
    "a new page": new_page,
    "a page less": no_page,
    "a page under another name": moved,
}


def drawn() -> Iterator[list[str]]:
    """All changes in an order drawn at random, one to five at a time."""
    order = random.Random(SEED)
    for _ in range(ROUNDS):
        names = sorted(CHANGES)
        order.shuffle(names)
        while names:
            size = order.choice([1, 3, 4, 5])
            yield names[:size]
            del names[:size]


def clean(root: Path, place: Path) -> dict[str, bytes]:
    """What a clean build makes of the files of a book, with the results that are kept."""
    shutil.rmtree(place, ignore_errors=True)
    built = shutil.ignore_patterns("html", ".doctrees", ".stage", "jupyter_execute", ".stamp.json")
    shutil.copytree(root, place, ignore=built)
    stock(place)
    return files(place)


def times(root: Path) -> dict[str, int]:
    """When each file of a built book was written last."""
    html = root / "_build" / "html"
    return {
        path.relative_to(html).as_posix(): path.stat().st_mtime_ns
        for path in html.rglob("*")
        if path.is_file()
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names under which two books have different files."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_a_build_over_an_old_one_is_a_clean_one(tmp_path: Path) -> None:
    root = write(tmp_path / "old" / "book")
    stock(root)
    (root / "_build" / "html" / "CNAME").write_text("example.org")  # somebody else's
    before, written = files(root), times(root)
    done: list[str] = []
    for number, names in enumerate(drawn(), 10):
        for name in names:
            CHANGES[name](root, number)
        done += names
        stock(root)
        now, since = files(root), times(root)
        assert now.pop("CNAME") == b"example.org"
        wanted = clean(root, tmp_path / "new" / "book")
        assert differing(now, wanted) == [], f"WARMBOOK_SEED={SEED}: after {done}, last {names}"
        kept = {name for name in now if before.get(name) == now[name]}
        rewritten = [name for name in kept if since[name] != written[name]]
        assert rewritten == [], f"WARMBOOK_SEED={SEED}: after {done}, last {names}"
        before, written = now, since


def test_a_changed_sentence_has_one_page_read_and_no_other(tmp_path: Path) -> None:
    root = write(tmp_path / "book")
    stock(root)
    doctrees = root / "_build" / ".doctrees"

    def read() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in doctrees.rglob("*.doctree")}

    for name, pages in {
        "prose": {"a/prose"},
        "the cell of a notebook": {"b/notebook"},
        "a caption": set(),  # other pages may show it: all are read
        "a style sheet": set(),
        "times": set(),
    }.items():
        before = read()
        CHANGES[name](root, 7)
        stock(root)
        after = read()
        again = {path for path in after if after[path] != before[path]}
        wanted = {doctrees / f"{page}.doctree" for page in pages}
        assert again == (wanted if name != "a caption" else before.keys()), name
