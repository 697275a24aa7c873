"""The page on which a reader changes assumptions: every choice on offer, worked out twice."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

import browser
import warmbook
from rederive import Book
from rederive.core.claims import Value
from rederive.core.units import Unit
from rederive.errors import InputError
from rederive.methods import trade
from rederive.methods.ageing import ageing_share, old_age_dependency_ratio
from rederive.methods.growth import compound_annual_growth_rate
from rederive.methods.implied_sizes import implied_market_total
from rederive.pages import assumptions
from rederive.pages.assumptions import Choice, Question
from rederive.show import plain

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "change-an-assumption.ipynb"
SIDE = Choice("side", "Side", {"left": "the left", "right": "the right"}, "left")


def question(**changed: object) -> Question:
    """A question in which one side has a figure and the other has none."""
    given: dict = {
        "id": "q",
        "quantity": "Premiums",
        "choices": (SIDE,),
        "inputs": {"x": lambda side: 125.2e8 if side == "left" else "Nobody counted."},
        "formula": "(x + 4) / 2 - -2" if "formula" not in changed else "",
        "claim": lambda: "ch1-premium",
    }
    given["formula"] = "x"
    return Question(**given | changed)


@given(
    st.floats(-1e6, 1e6, allow_nan=False),
    st.floats(1, 1e3, allow_nan=False),
    st.integers(1, 9),
)
def test_a_formula_is_worked_out_as_python_does(a, b, n):
    formula = "100 * ((a * a / b + b) ** (1 / n) - a - 2)"
    inputs = {"a": lambda: a, "b": lambda: b, "n": lambda: n}
    found = question(inputs=inputs, formula=formula).result({})
    assert found == eval(formula, {"a": a, "b": b, "n": n})


def test_a_missing_figure_is_told_in_its_own_words():
    assert question().result({"side": "left"}) == 125.2e8
    assert question().result({"side": "right"}) == "Nobody counted."
    missing = question(inputs={"x": lambda: math.nan})
    assert missing.result({}) == assumptions.NO_FIGURE


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"formula": "x +"}, "cannot be read"),
        ({"formula": "x.real"}, "cannot be read"),
        ({"formula": "f(x)"}, "cannot be read"),
        ({"formula": "x + y"}, "'y' is only in the formula"),
        ({"formula": "1"}, "'x' is only in the formula"),
        ({"inputs": {"x": lambda colour: 1}}, "there is no choice 'colour'"),
        ({"choices": (Choice("side", "Side", {"a": "a"}, "b"),)}, "'b' is not an option of side"),
    ],
)
def test_what_does_not_fit_together_is_refused(changed, message):
    with pytest.raises(InputError, match=message):
        question(**changed)


def test_the_usual_result_stands_in_the_page_as_text_with_its_verdict(book):
    register = Book(book).register
    shown = assumptions.table(question(), register, [])
    assert "125.2 × 100 million yuan: reproduced." in shown.text
    assert "125.2 × 100 million yuan" in shown.html
    assert "verdict-reproduced" in shown.html
    assert "124.5 or more and under 125.5" in shown.html
    assert re.search(r"<form [^>]*hidden>", shown.html)


def test_no_figure_and_no_word_can_become_markup(book):
    odd = question(quantity="</script><b>", inputs={"x": lambda: "</script><script>alert(1)"})
    html = assumptions.table(odd, Book(book).register, []).html
    assert html.count("<script") == html.count("</script>") == 1
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("printed", "hedge", "words"),
    [
        ("15.3", "exact", "15.25 or more and under 15.35"),
        ("15.4", "exact", "15.35 or more and at most 15.45"),
        ("5", "nearly", "4.5 or more and under 5"),
        ("30", "over", "over 30"),
        ("30", "at_most", "at most 30"),
    ],
)
def test_what_a_number_can_mean_is_said_in_words(printed, hedge, words):
    value = Value(name="x", printed=printed, line=1, unit=Unit("percent"), hedge=hedge)
    assert assumptions.meaning(value) == words


# The page itself, in a browser, against the same results derived here from the series.


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """What the cells of the notebook put into the page."""
    executed = warmbook.execute(ROOT, [NOTEBOOK])[NOTEBOOK]
    found = [
        output["data"]["text/html"]
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    return ["".join(html) for html in found]


@pytest.fixture(scope="module")
def address(outputs: list[str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with these outputs, their style sheets and their script."""
    assets = ROOT / "src/rederive/assets"
    head = "".join(
        f'<link rel="stylesheet" href="{(assets / name).as_uri()}">'
        for name in ("rederive.css", "assumptions.css")
    ) + "".join(
        f'<script defer src="{(assets / name).as_uri()}"></script>'
        for name in ("preact/preact.min.umd.js", "assumptions.js")
    )
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(
        "<!doctype html><html lang='en' data-theme='light'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>Change an assumption</title>{head}"
        "<style>a { color: var(--pst-color-link); }</style>"  # as the theme has it
        f"<body><main><article class='bd-article'>{''.join(outputs)}</article></main>",
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture(scope="module")
def chromium(outputs: list[str]) -> Iterator[Browser]:
    """A browser, opened after the notebook ran: the two cannot share an event loop."""
    with browser.running() as running:
        yield running


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def derivations() -> dict[str, Callable[..., tuple[float | None, str, str | None]]]:
    """For each question a function of its choices: result, claim and name of the number."""
    book = Book(ROOT)
    written = book.report.written_by
    printed = {
        claim.id: claim.values[0].claimed.iv() for claim in book.register if len(claim.values) == 1
    }

    def series(table: str, name: str, entity: str = "CHN", as_of: str | None = written):
        return book.load(table, name, entity, as_of=as_of)

    def density(year, population, denominator, rounding):
        persons = series(
            "population", "year_end", as_of="first" if population == "first" else written
        )
        years = [year] if denominator == "end" else [str(int(year) - 1), year]
        money = series("insurance", "premium_income")[year]
        money = round(money / 1e8) * 1e8 if rounding == "rounded" else money
        return money / persons[years].mean(), f"ch1-density-{year}", None

    def penetration(year, vintage):
        as_of = {"first": "first", "census2014": "2015", "known": written, "today": None}[vintage]
        gdp = series("gdp", "gdp", as_of=as_of).get(year, math.nan)
        money = series("insurance", "premium_income")[year]
        return 100 * money / gdp, f"ch1-depth-{year}", None

    def motor(group, year, numerator, market_used):
        names = {"three": "ch4-motor-cr3-{}-", "five": "ch4-motor-4to8-{}-"}
        claim = names[group].format("share") + year
        part = float(printed[names[group].format("premium") + year].mid)
        if numerator == "accounts":
            part = math.nan
            if (group, year) == ("three", "2023"):
                grown = 1 + series("motor", "motor_premium_growth", "CPIC_PC", None)["2024"] / 100
                part = series("motor", "motor_premium", "CPIC_PC", None)["2024"] / grown
                part += series("motor", "motor_premium", "PICC_PC")["2023"]
                part += series("motor", "motor_premium", "PINGAN_PC")["2023"]
        whole = series("motor", "motor_premium")[year]
        if market_used == "implied":
            ranges = [
                implied_market_total(
                    printed[name.format("premium") + year], printed[name.format("share") + year]
                )
                for name in names.values()
            ]
            low, high = max(float(r.a) for r in ranges), min(float(r.b) for r in ranges)
            whole = (low + high) / 2
        return 100 * part / whole, claim, None

    by_partner = book.series.read("trade-by-partner")

    def by_country(name):
        rows = by_partner[by_partner["series"] == name]
        return rows.pivot_table(index="period", columns="entity", values="value")

    def dollars(members):
        exports = by_country("goods_exports_usd")
        part = trade.sum_over(exports, members) / exports.sum(axis=1)
        filled = part.reindex(map(str, range(1990, 2025))).reset_index(drop=True)
        filled = filled.interpolate(limit_area="inside").set_axis(map(str, range(1990, 2025)))
        imports = trade.sum_over(by_country("goods_imports_usd"), members)
        return imports + filled * series("trade", "goods_exports_usd", as_of=None)

    sums = {
        "partners": dollars(list(by_country("signed_b"))),
        "route": dollars(list(by_country("route"))),
    }

    def bri(countries, currency, base, end):
        if countries == "customs":
            sums_of = series("trade", "goods_trade_cny", "BRI_PARTNER")
            rates = series("trade", "goods_trade_cny") / series("trade", "goods_trade_usd")
            sums_of = sums_of / rates if currency == "usd" else sums_of
        else:
            rates = series("trade", "usd_cny", as_of=None)
            sums_of = sums[countries] * (1 if currency == "usd" else rates)
        first, last = (sums_of.get(year, math.nan) for year in (base, end))
        claim = "ch7-bri-trade-cagr-2013-2022"
        if math.isnan(first) or math.isnan(last):
            return math.nan, claim, None
        return compound_annual_growth_rate(first, last, int(end) - int(base)), claim, None

    def ageing(measure, age, source, year):
        table = "population" if source == "bureau" else "un-population"
        total = series(table, "year_end" if source == "bureau" else "total", as_of=None)
        aged = series(table, f"persons_{age}", as_of=None)
        if measure == "share":
            name = "share of population 65 and over"
            return ageing_share(aged, total).get(year, math.nan), "ch3-share-65plus-2023", name
        working = total - aged - series(table, "persons_0_14", as_of=None)
        ratio = old_age_dependency_ratio(aged, working).get(year, math.nan)
        return ratio, "ch3-old-dependency-2022", None

    def nev(year, kinds, vehicle):
        def stock(place):
            rows = book.series.read("nev").sort_values("vintage")
            here = (rows["entity"] == place) & (rows["period"] == year)
            rows = rows[here & (rows["vintage"] < "2024-07")]
            rows = rows.drop_duplicates("series", keep="last")
            names = rows["series"].str.extract(r"^iea_ev_stock_(cars|vans|buses|trucks)_(\w+)$")
            kept = names[0].notna()
            kept &= (names[0] == "cars") | (vehicle == "all")
            kept &= (names[1] == "bev") | (kinds == "all")
            return rows.loc[kept, "value"].sum()

        return 10 * stock("CHN") / stock("WLD"), "ch4-nev-global-stock-share", None

    return {
        "density": density,
        "penetration": penetration,
        "motor": motor,
        "trade": bri,
        "ageing": ageing,
        "nev": nev,
    }


EVERY = """() => [...document.querySelectorAll(".assumption")].flatMap((section) => {
  const fields = [...section.querySelectorAll("select")];
  let all = [[]];
  for (const field of fields)
    all = all.flatMap((each) => [...field.options].map((option) => [...each, option.value]));
  return all.map((values) => {
    fields.forEach((field, place) => { field.value = values[place]; });
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    const result = section.querySelector("[data-result]");
    return {
      question: section.id,
      chosen: Object.fromEntries(fields.map((f) => [f.name.split(".")[1], f.value])),
      number: result.dataset.result,
      text: result.textContent,
      verdict: result.querySelector(".verdict")?.className ?? "",
      claim: section.querySelector(".assumption-result a").textContent,
    };
  });
})"""


def test_every_choice_on_offer_is_worked_out_as_python_does(tab, address):
    register, derive = Book(ROOT).register, derivations()
    tab.goto(address)
    shown = tab.evaluate(EVERY)
    assert {each["question"] for each in shown} == derive.keys()
    assert len(shown) > 150
    none = 0
    for each in shown:
        expected, claim, name = derive[each["question"]](**each["chosen"])
        assert each["claim"] == claim, each
        if math.isnan(expected):
            none += 1
            assert (each["number"], each["verdict"]) == ("", ""), each
            assert each["text"].endswith("."), each
            continue
        value = register[claim].value(name)
        assert float(each["number"]) == pytest.approx(expected, rel=1e-12), each
        verdict, why = assumptions.judged(expected, value)
        assert each["verdict"] == f"verdict verdict-{verdict}", each
        assert assumptions.shown(expected, value) in each["text"], each
        assert each["text"].endswith(f"{verdict.replace('-', ' ')} {why}"), each
    assert none < len(shown) / 2


def test_what_stands_there_without_a_script_is_what_the_script_shows_first(chromium, tab, address):
    still = chromium.new_page(java_script_enabled=False)
    still.goto(address)
    tab.goto(address)
    results = still.locator(".assumption-result")
    assert results.count() == tab.locator(".assumption-result").count() >= 4
    for place in range(results.count()):
        words = results.nth(place).locator("p").first.inner_text().split()
        assert tab.locator("[role=status]").nth(place).inner_text().split() == words
        assert results.nth(place).locator(".verdict").count() == 1
    expect(still.locator("form").first).to_be_hidden()
    expect(still.locator(".assumption-plain").first).to_contain_text("needs JavaScript")
    still.close()


def test_a_choice_stands_in_the_address_and_comes_back_from_it(tab, address):
    tab.goto(address)
    before = tab.locator("#motor [role=status]").inner_text()
    tab.locator("#motor").get_by_label("Whole market").select_option("implied")
    expect(tab.locator("#motor .verdict")).to_contain_text("✓ reproduced")
    assert tab.url == f"{address}?motor.market_used=implied"
    changed = tab.locator("#motor [role=status]").inner_text()
    assert changed != before
    tab.goto(tab.url)
    assert tab.locator("#motor [role=status]").inner_text() == changed
    tab.locator("#motor").get_by_role("button").click()
    expect(tab.locator("#motor [role=status]")).to_have_text(re.compile(before[:30]))
    assert tab.url == address


@pytest.mark.parametrize("query", ["?motor.year=1850", "?nothing=1", "?motor.year=<b>x</b>#motor"])
def test_an_address_that_asks_for_what_is_not_offered_shows_the_usual(tab, address, query):
    tab.goto(address)
    usual = tab.locator("#motor [role=status]").inner_text()
    tab.goto(address + query)
    assert tab.locator("#motor [role=status]").inner_text() == usual


def test_the_keyboard_is_enough_and_the_result_is_told(tab, address):
    tab.goto(address)
    tab.locator("#density").get_by_role("combobox", name=re.compile("^Year")).focus()
    tab.keyboard.press("ArrowDown")
    status = tab.locator("#density [role=status]")
    expect(status).to_contain_text("3,635")
    expect(status).to_contain_text("not reproduced")
    tab.keyboard.press("Tab")
    expect(tab.locator("#density").get_by_label("Population")).to_be_focused()


def test_on_a_telephone_nothing_sticks_out_and_fields_are_large_enough(tab, address):
    tab.goto(address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    for field in tab.locator(".assumption-form :is(select, button)").all():
        assert field.bounding_box()["height"] >= 44


@pytest.mark.parametrize("width", [390, 1440])
def test_every_option_is_read_whole(chromium, address, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    cut = page.evaluate(
        """() => Array.from(document.querySelectorAll(".assumption-fields select")).flatMap(
            (field) => {
                const style = getComputedStyle(field);
                const pen = document.createElement("canvas").getContext("2d");
                pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
                const sides = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
                const room = field.clientWidth - sides - 18; // the arrow
                return Array.from(field.options, (each) => each.text)
                    .filter((text) => pen.measureText(text).width > room);
            })"""
    )
    page.close()
    assert not cut


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_forms_pass_axe(tab, address, theme):
    tab.goto(address)
    tab.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    tab.add_script_tag(path=ROOT / "tests" / "vendor" / "axe.min.js")
    found = tab.evaluate("async () => (await axe.run('.assumption')).violations")
    assert not found, json.dumps([(each["id"], each["nodes"][0]["html"]) for each in found])


def test_the_ledger_shown_beside_is_the_ledger(outputs):
    rows = {(row.claim, row.value): row.verdict for row in Book(ROOT).ledger}
    register = Book(ROOT).register
    for html in outputs:
        if "<script" not in html:  # what the page's own sentences show
            continue
        data = json.loads(
            re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html)[1]
        )
        for printed in data["printed"]["values"].values():
            claim = register[printed["claim"]]
            names = [
                value.name for value in claim.values if plain.printed(value) == printed["text"]
            ]
            assert printed["register"] in {rows[claim.id, name].words for name in names}
