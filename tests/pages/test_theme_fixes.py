"""The last touch to a built page."""

from __future__ import annotations

import re

import pandas as pd

from rederive.pages import theme_fixes

PAGE = (
    '<html><head>\n    <meta charset="utf-8" />\n<script>one()</script></head>'
    "<body><table><th></th></table></body></html>"
)


def test_a_page_touched_twice_is_as_touched_once():
    once = theme_fixes.apply(PAGE)
    assert once != PAGE
    assert theme_fixes.apply(once) == once


def test_a_script_of_the_page_is_allowed_by_its_fingerprint_only():
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', theme_fixes.apply(PAGE))[1]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert re.fullmatch(r"script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'", scripts)


def test_what_is_not_there_is_a_dash_in_every_table_of_pandas():
    frame = pd.DataFrame({"number": [1.5, None], "word": ["known", None]}, dtype=object)
    frame["either"] = pd.array([1, None], dtype="Int64")
    frame["share"] = [0.5, float("nan")]
    page = theme_fixes.apply(frame.to_html())
    assert page.count("<td>–</td>") == 4
    assert "NaN" not in page
    assert "None" not in page
    assert "NA" not in page
