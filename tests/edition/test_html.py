"""HTML of other packages."""

from __future__ import annotations

import pandas as pd

from rederive.edition.html import html
from rederive.edition.places import Places

PLACES = Places("notebooks/ch1")


def test_what_a_table_has_no_figure_for_is_a_dash() -> None:
    rows = "<tr><th>2013</th><td>NaN</td></tr><tr><th>2014</th><td>12.5</td></tr>"
    sheet = html(f"<table>{rows}</table>", PLACES)
    assert "NaN" not in sheet
    assert '[#"–";]' in sheet
    assert "12.5" in sheet


def test_a_table_of_pandas_keeps_its_columns_and_the_name_of_its_index() -> None:
    frame = pd.DataFrame({"premium": [12.5]}, index=pd.Index(["2013"], name="year"))
    sheet = html(frame.to_html(), PLACES)
    assert 'table.header([#"year";], [#"premium";])' in sheet
    assert "align: (left, right,)" in sheet


def test_what_a_screen_alone_can_use_is_left_out() -> None:
    assert html("<form>a</form><script>b</script><p hidden>c</p><style>d</style>", PLACES) == ""


def test_a_malformed_span_counts_as_one() -> None:
    assert "colspan" not in html("<table><tr><td colspan='x'>a</td></tr></table>", PLACES)
