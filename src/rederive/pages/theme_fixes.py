"""Corrections to a built page: what the theme and the libraries get wrong.

Each rule corrects one thing and says why. A page is handled as text, because the parts that change
are few and always written the same way; the tests of the pages notice when a new version of the
theme writes them otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from pathlib import Path

from rederive.language.spoken import said, spoken
from rederive.pages import stylesheet

#: Of the theme's scripts: what is written, and what should be.
SCRIPTS = {
    # Of an edition in another language it makes the rule of plurals a function, out of its text.
    # The policy of the pages bars that, with all that comes after it; no page counts with the rule.
    "doctools.js": [
        (
            """    Documentation.PLURAL_EXPR = new Function(
      "n",
      `return (${catalog.plural_expr})`
    );
""",
            "",
        ),
    ],
    # It makes what scrolls reachable by keyboard; for that it lays out what is folded, and the page
    # again for each element that it asks and marks in turn. What is folded is asked when it opens,
    # and all are asked before any is marked.
    "scripts/pydata-sphinx-theme.js": [
        (
            ".forEach((e=>{e.tabIndex="
            "e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1}))",
            '.forEach(((e,n,all)=>{n||[...all].map((e=>!e.closest("details:not([open])")&&'
            "(e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight)?0:-1))"
            ".forEach(((index,n)=>{all[n].tabIndex=index}))}))",
        ),
        (
            'window.addEventListener("resize",t),new MutationObserver(t)',
            'window.addEventListener("resize",t),document.addEventListener("toggle",t,!0),'
            "new MutationObserver(t)",
        ),
    ],
}
#: Plain replacements: what is written, and what should be.
REPLACEMENTS = [
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # Everything that is seen lies in a landmark.
    (
        '<div class="search-button__wrapper">',
        '<div class="search-button__wrapper" role="search" aria-label="This book">',
    ),
    (
        '<div class="bd-sidebar-primary bd-sidebar">',
        '<div class="bd-sidebar-primary bd-sidebar" role="complementary" aria-label="Contents">',
    ),
    (
        '<div class="bd-sidebar-secondary bd-toc">',
        '<div class="bd-sidebar-secondary bd-toc" role="complementary" aria-label="On this page">',
    ),
    # The role was withdrawn from the standard; the entries stand in a list.
    ('role="doc-biblioentry"', 'role="listitem"'),
    # Handlers written into the page are barred by its policy; rederive.js has this one.
    ('<button onclick="window.print()"', '<button type="button"'),
    # Until its last script has run, the theme knows neither light nor dark, and draws the page
    # twice; and it stops where a browser stores nothing. Without scripts the page is light.
    (
        """    document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";
    document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";
""",
        """    (({ dataset }) => {
      dataset.mode = "auto";
      try { dataset.mode = localStorage.getItem("mode") || "auto"; } catch { /* nothing stored */ }
      const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      dataset.theme = dataset.mode === "auto" ? dark : dataset.mode;
    })(document.documentElement);
""",
    ),
    (' data-theme="auto">', ' data-theme="light">'),
    # An empty corner of a table is not a header.
    ("<th></th>", "<td></td>"),
    # Attributes that HTML dropped, and a rule the style sheet has better.
    ('<table border="1" class="dataframe">', '<table class="dataframe">'),
    ('<tr style="text-align: right;">', "<tr>"),
    # A place in a table for which there is nothing.
    ("<td>NaN</td>", "<td>–</td>"),
    ("<td>None</td>", "<td>–</td>"),
    ("<td>&lt;NA&gt;</td>", "<td>–</td>"),
]

#: The accessible name must contain the words that are seen ("Search Ctrl+K"), in any language.
_SEARCH_BUTTON = re.compile(
    r'(search-button-field search-button__button" title="([^"]*)") aria-label="\2"'
)
#: A hyphen before a number in a text, after what must be kept: code, formulas, tags.
_AS_TYPED = re.compile(
    r"(?P<kept><(?P<tag>script|style|pre|code|samp|kbd|textarea|svg|title)\b.*?</(?P=tag)>"
    r"|\\\(.*?\\\)|\\\[.*?\\\]|<!--.*?-->|<[^>]*>)|(?:(?<=[\s(>“])|(?<=^))-(?=\d)",
    re.DOTALL,
)
_MAY_BE_MINUS = re.compile(r"[\s(>“]-\d")
#: What the theme says and does not translate: between elements, or as an attribute.
THEME = (
    "Skip to main content",
    "Back to top",
    "This book",
    "Contents",
    "On this page",
    "Version warning",
    "Toggle primary sidebar",
    "Toggle secondary sidebar",
    "light/dark",
    "Link to this heading",
    "Link to this image",
    "Link to this table",
    "Link to this code",
    "previous page",
    "next page",
    "Previous",
    "Next",
    "Download this page",
    "Download source file",
    "Print to PDF",
    "Search",
    "Main",
    "Page",
)
#: What the theme translates into words that readers of the language do not use.
_MISTOLD = {"列印成 PDF": "Print to PDF"}
_THEME = re.compile(
    rf'(?P<before>(?:title|aria-label)="|>\s*)(?P<text>{"|".join(THEME)})(?=\s*<|")'
)

#: For paper the theme writes the title once more, or an empty one, with the contents below it, and
#: hides the article's own; ours stays (rederive.css), and the contents say no page of a sheet.
_PRINTED = re.compile(r'<div id="jb-print-docs-body".*?(?=<div id="searchbox">)', re.DOTALL)
#: The sign says it in every language; the theme adds an English word.
_COPYRIGHT = re.compile(r"©\s*Copyright\s+([^<.]*[^<.\s])\.")
_POLICY = '<meta http-equiv="Content-Security-Policy"'
_FONT_SCRIPT = re.compile(
    r'\s*<script src="[^"]*/fontawesome/[^"]*/js/all\.min\.js[^"]*"></script>'
)
_PRELOAD = re.compile(r'\s*<link rel="preload" as="(?:font|script)"[^>]*>')
_SHEET = re.compile(
    r'[ \t]*<link (?=[^>]*rel="stylesheet")[^>]*href="([^"]*_static/)([^"?]+)[^>]*>\n*'
)
_WAITING_SCRIPT = re.compile(r"<script(?![^>]*\s(?:defer|async)\b)(?=[^>]*\ssrc=)")
_PAGE_NAME = re.compile(r"\s*<script>DOCUMENTATION_OPTIONS\.pagename = '[^']*';</script>")
_WRITTEN = re.compile(r"<script>\s*document\.write\(`([^`$\\]*)`\);\s*</script>")
_FORMULAS = re.compile(
    r"\s*<script>window\.MathJax = [^<]*</script>|\s*<script[^>]*/tex-mml-chtml\.js[^>]*></script>"
)
_FORMULA_SCRIPT = re.compile(r"\s*<script[^>]*/tex-mml-chtml\.js[^>]*></script>")
_FRAME_STYLE = re.compile(r"<style scoped>\s*\.dataframe .*?</style>\s*", re.DOTALL)
_INDEX_NAME = re.compile(
    r"<tr>\s*<td></td>((?:\s*<th>[^<]*</th>)+)\s*</tr>"
    r"\s*<tr>\s*(<th>[^<]+</th>)(?:\s*<td></td>)+\s*</tr>"
)
_REGION = re.compile(r'(role="region" aria-label=")([^"]*)"')
_VIEWPORT = re.compile(r'\s*<meta name="viewport"[^>]*>')
#: Data are not a script, though they stand in such an element, and need no leave to run.
_INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\s(?:src=|type=\"application/))[^>]*>(.*?)</script>", re.DOTALL
)


def apply_to_scripts(static: Path) -> None:
    """Correct the theme's scripts in the folder of static files."""
    for name, corrections in SCRIPTS.items():
        path = static / name
        text = made = path.read_text(encoding="utf-8") if path.is_file() else ""
        for written, better in corrections:
            made = made.replace(written, better)
        if made != text:
            path.write_text(made, encoding="utf-8")


def apply(html: str) -> str:
    """The page as readers get it; one that was corrected before stays as it is.

    Examples
    --------
    >>> apply("<table><th></th></table>")
    '<table><td></td></table>'
    """
    if _POLICY in html:
        return html  # of an earlier build, and unchanged since
    for written, better in REPLACEMENTS:
        html = html.replace(written, better)
    html = _SEARCH_BUTTON.sub(r"\1", html)
    if not spoken().is_source:
        for wrong, english in _MISTOLD.items():
            html = html.replace(wrong, said(english))
        html = _THEME.sub(lambda match: match["before"] + said(match["text"]), html)
    html = _COPYRIGHT.sub(r"© \1", _PRINTED.sub("", html))
    for step in (
        _true_minus,
        _lighter_head,
        _fewer_scripts,
        _clearer_tables,
        _one_viewport,
        _with_policy,
    ):
        html = step(html)
    return html


def _true_minus(html: str) -> str:
    """Write the minus of numbers as one; what a program reads or prints keeps its hyphen.

    Examples
    --------
    >>> _true_minus("<td>-0.4</td><code>-1</code><p>from -4 to 30, 2019-20</p>")
    '<td>−0.4</td><code>-1</code><p>from −4 to 30, 2019-20</p>'
    """
    start, end = max(html.find("<article"), 0), html.rfind("</article>")
    before, text, after = html[:start], html[start:end], html[end:]
    if end < 0:
        before, text, after = "", html, ""
    if not _MAY_BE_MINUS.search(text):
        return html
    return before + _AS_TYPED.sub(lambda part: part[0] if part["kept"] else "−", text) + after


def _lighter_head(html: str) -> str:
    """Load one style sheet, and nothing before it."""
    # The icons come from the font; their second copy, a script of 1.5 MB, is not needed.
    html = _FONT_SCRIPT.sub("", html)
    # Neither icons nor scripts are worth more haste than the style sheet.
    html = _PRELOAD.sub("", html)
    return _one_sheet(html)


def _fewer_scripts(html: str) -> str:
    """Leave out the scripts that do nothing here, and have the others wait for the page."""
    # Scripts that write buttons while the page is read hold it up; the buttons stand there.
    html = _WRITTEN.sub(r"\1", html)
    # Only a menu of versions asks for the name, and the script it belongs to comes later now.
    html = _PAGE_NAME.sub("", html)
    html = _WAITING_SCRIPT.sub('<script defer="defer"', html)
    # rederive.js loads MathJax when a formula comes near.
    return (_FORMULA_SCRIPT if 'class="math' in html else _FORMULAS).sub("", html)


def _clearer_tables(html: str) -> str:
    """Take out the styles that pandas brings, and give every table one row of headers."""
    html = _FRAME_STYLE.sub("", html)
    # pandas gives the name of the index a row of its own; one row of headers reads better.
    html = _INDEX_NAME.sub(r"<tr>\2\1</tr>", html)
    return _numbered_regions(html)


def _one_viewport(html: str) -> str:
    """Say once instead of three times how wide the page is."""
    html = _VIEWPORT.sub("", html)
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
    return html.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n    {viewport}', 1)


def _one_sheet(html: str) -> str:
    """Load one style sheet in the place of many (:mod:`rederive.pages.stylesheet`)."""
    linked = False

    def merged(match: re.Match[str]) -> str:
        nonlocal linked
        if not stylesheet.includes(match[2]):
            return match[0]
        first, linked = not linked, True
        return f"    {stylesheet.link(match[1])}\n" if first else ""

    return _SHEET.sub(merged, html)


def _numbered_regions(html: str) -> str:
    """Number the regions of a page that bear the same name."""
    seen: Counter[str] = Counter()

    def numbered(match: re.Match[str]) -> str:
        name = match[2]
        seen[name] += 1
        return f'{match[1]}{name} {seen[name]}"' if seen[name] > 1 else match[0]

    return _REGION.sub(numbered, html)


def _with_policy(html: str) -> str:
    """Forbid the page to load anything but itself, and to run any script not known here."""
    hashes = []
    for script in _INLINE_SCRIPT.findall(html):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        source = f"'sha256-{digest}'"
        if source not in hashes:
            hashes.append(source)
    policy = "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            # MathJax and the theme set styles from their scripts.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",  # the room for characters
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )
    meta = f'{_POLICY} content="{policy}" />'
    return html.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n    {meta}', 1)
