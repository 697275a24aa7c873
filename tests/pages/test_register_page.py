"""The register page in a browser: search, filters, order, address, keyboard, telephone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Page, expect

import browser
from rederive import Book
from rederive.core import ledger
from rederive.pages import register_page

ROOT = Path(__file__).parents[2]
TERMS = 'english,native,also,meaning\npremium,保费,,\nflight,架次 飞行,"sortie, drone",\n'


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with the real register, its style sheets and its script."""
    book = Book(ROOT)
    assets = ROOT / "src/rederive/assets"
    styles = "".join(
        f'<link rel="stylesheet" href="{(assets / name).as_uri()}">'
        for name in ("rederive.css", "claims.css")
    )
    path = tmp_path_factory.mktemp("register") / "register.html"
    path.write_text(
        f"<!doctype html><html lang='en' data-theme='light'><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>Register</title>{styles}"
        f"<script defer src='{(assets / 'find.js').as_uri()}'></script>"
        f"<script defer src='{(assets / 'register.js').as_uri()}'></script>"
        f"<body><main><article class='bd-article'><h1>Register</h1>"
        f"{register_page.table(book.ledger, book).html}</article></main>",
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def count(page: Page) -> int:
    """How many claims the page says it shows; the rows must be as many."""
    text = page.locator("#register-count").inner_text()
    if text.startswith("No claim matches"):
        return 0
    number = int(text.split()[0].replace(",", ""))
    assert page.locator("#register tbody tr").count() == min(number, 500)
    return number


def query(page: Page) -> dict[str, list[str]]:
    page.wait_for_timeout(350)
    return parse_qs(urlparse(page.url).query)


def test_all_claims_are_shown_at_first(tab, address):
    tab.goto(address)
    assert count(tab) == len(Book(ROOT).register)
    expect(tab.locator("#register-plain")).to_be_hidden()


@pytest.mark.parametrize(
    "words", ["density", "保险密度", "DENSITY  2013", "１２５９.６０", "1259.60元/人"]
)
def test_a_claim_is_found_in_english_chinese_and_by_number(tab, address, words):
    tab.goto(address)
    tab.get_by_label("Search").fill(words)
    assert 0 < count(tab) < 20
    expect(tab.locator("#row-ch1-density-2013")).to_be_visible()


def test_a_number_is_found_with_or_without_commas(tab, address):
    tab.goto(address)
    found = []
    for words in ("3,635", "3635"):
        tab.get_by_label("Search").fill(words)
        expect(tab.locator("#row-ch1-density-2023")).to_be_visible()
        found.append(count(tab))
    assert found[0] == found[1]


def test_a_number_is_found_from_its_first_digit_on_and_within_one_cell(tab, address):
    tab.goto(address)
    for asked in ("5.4", "18.4"):
        tab.get_by_label("Search").fill(asked)
        assert count(tab) > 0
        cells = tab.locator("#register tbody tr").evaluate_all(
            "rows => rows.map(row => [row.dataset.also ?? '', ...Array.from(row.cells, "
            "cell => cell.textContent)].join(' | ').replaceAll(',', ''))"
        )
        assert all(re.search(rf"(?<![\d.]){re.escape(asked)}", text) for text in cells)
    tab.get_by_label("Search").fill("15.4")
    expect(tab.locator("#row-ch3-share-65plus-2023")).to_be_visible()


def test_the_claim_that_was_meant_comes_first(tab, address):
    """Of many queries: names of values, other words, Chinese, numbers, slips of the pen."""
    with (Path(__file__).parent / "queries.csv").open(encoding="utf-8") as stream:
        wanted = {row["query"]: row["claim"] for row in csv.DictReader(stream) if row["claim"]}
    assert len(wanted) >= 40
    tab.goto(address)
    first = first_found(tab, list(wanted))
    found = dict(zip(wanted, first, strict=True))
    assert found == wanted


def first_found(tab: Page, queries: list[str]) -> list[str | None]:
    """The claim that comes first for each query, where any does."""
    return tab.evaluate(
        """queries => queries.map(query => {
            const field = document.querySelector("[name=q]");
            field.value = query;
            field.dispatchEvent(new Event("input", { bubbles: true }));
            const first = document.querySelector("#register:not([hidden]) tbody tr");
            return first?.id.slice("row-".length);
        })""",
        queries,
    )


def test_a_claim_that_says_a_word_itself_comes_before_those_that_are_only_found_by_it(tab, address):
    """For every term: nothing that merely has another word for it, or names it beside, is first."""
    book = Book(ROOT)
    own = {
        claim.id: f"{claim.says} {register_page.value_names(claim)}".casefold()
        for claim in book.register
    }
    terms = {term.english.casefold() for term in book.terms}
    said = sorted(term for term in terms if any(term in text for text in own.values()))
    assert len(said) > 100
    tab.goto(address)
    first = dict(zip(said, first_found(tab, said), strict=True))
    words = {term: re.findall(r"[^\W_]{4,}", term) for term in said}
    stem = re.compile(r"(?:ies|y|s)$")
    amiss = {
        term: claim
        for term, claim in first.items()
        if not all(stem.sub("", word) in own.get(claim or "", "") for word in words[term])
    }
    assert not amiss


@pytest.mark.parametrize("claim_unit", ["%", " billion", " million"])
def test_every_printed_number_leads_to_a_claim_that_prints_it(tab, address, claim_unit):
    """And not to one whose number only begins with it, counts something else or is larger."""
    tab.goto(address)
    printed = tab.locator("#register tbody tr").evaluate_all(
        "rows => rows.map(row => row.cells[2].textContent + ' | ' + row.cells[3].textContent)"
    )
    unit = "(?:%| percent)" if claim_unit == "%" else claim_unit
    number = re.compile(rf"(?<![\d.,])(\d[\d,]*(?:\.\d+)?){unit}(?![a-z])")
    asked = sorted({f"{each}{claim_unit}" for text in printed for each in number.findall(text)})
    assert len(asked) > 20
    rows = dict(
        zip(
            tab.locator("#register tbody tr").evaluate_all("rows => rows.map(row => row.id)"),
            printed,
            strict=True,
        )
    )
    found = dict(zip(asked, first_found(tab, asked), strict=True))
    amiss = {
        query: claim
        for query, claim in found.items()
        if float(query.removesuffix(claim_unit).replace(",", ""))
        not in {float(each.replace(",", "")) for each in number.findall(rows[f"row-{claim}"])}
    }
    assert not amiss


def test_where_no_claim_has_all_words_the_nearest_come_first_and_the_page_says_so(tab, address):
    tab.goto(address)
    tab.get_by_label("Search").fill("density of xqzv")
    assert count(tab) > 0
    expect(tab.get_by_role("status")).to_contain_text("none has all these words")
    assert "density" in tab.locator("#register tbody tr").first.get_attribute("id")
    tab.get_by_label("Order").select_option("claim")
    ids = tab.locator("#register tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    order = [f"row-{claim.id}" for claim in Book(ROOT).register]
    assert ids == sorted(ids, key=order.index)


def test_filters_narrow_together_and_stand_in_the_address(tab, address):
    tab.goto(address)
    tab.get_by_label("contradicted").check()
    one = count(tab)
    tab.get_by_label("not reproduced").check()
    both = count(tab)
    tab.get_by_label("Chapter").select_option("4")
    within = count(tab)
    assert one < both
    assert 0 < within < both
    asked = query(tab)
    assert set(asked["verdict"][0].split(",")) == {"contradicted", "not-reproduced"}
    assert asked["chapter"] == ["4"]
    tab.goto(tab.url)  # as someone who was sent the address
    assert count(tab) == within
    expect(tab.get_by_label("contradicted")).to_be_checked()
    tab.get_by_role("button", name="Clear all").click()
    tab.wait_for_timeout(50)
    assert count(tab) == len(Book(ROOT).register)
    assert query(tab) == {}


def test_headings_order_the_rows_both_ways(tab, address):
    tab.goto(address)
    heading = tab.get_by_role("columnheader", name="Printed")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    numbers = tab.evaluate(
        "[...document.querySelectorAll('#register tbody tr')].map(r => r.dataset.printed)"
    )
    known = [float(each) for each in numbers if each]
    assert known == sorted(known)
    assert all(each is None for each in numbers[len(known) :])  # no number: last
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert query(tab)["sort"] == ["-printed"]
    tab.get_by_label("Order").select_option("verdict")
    first = tab.locator("#register tbody tr").first
    expect(first).to_have_attribute("data-verdict", "contradicted")


def test_the_keyboard_is_enough(tab, address):
    tab.goto(address)
    tab.keyboard.press("Tab")
    expect(tab.get_by_label("Search")).to_be_focused()
    tab.keyboard.type("the")
    tab.keyboard.press("Enter")  # must not send the form away
    narrowed = count(tab)
    for _ in range(4):
        tab.keyboard.press("Tab")
    expect(tab.get_by_label("contradicted")).to_be_focused()
    tab.keyboard.press("Space")
    assert 0 < count(tab) < narrowed
    reset = tab.get_by_role("button", name="Clear all")
    for _ in range(30):
        tab.keyboard.press("Tab")
        if reset.evaluate("button => button === document.activeElement"):
            break
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(50)
    assert count(tab) == len(Book(ROOT).register)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("columnheader", name="Claim").get_by_role("button")).to_be_focused()


def test_the_count_is_told_to_screen_readers_and_the_table_keeps_its_roles(tab, address):
    tab.goto(address)
    expect(tab.get_by_role("status")).to_have_text(re.compile(r"^\d+ of \d+ claims$"))
    table = tab.get_by_role("table", name="Register of claims")
    assert table.get_by_role("columnheader").count() == len(register_page.columns())
    row = table.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").count() == 1
    assert row.get_by_role("cell").count() == 4


def test_a_search_without_hit_says_so_and_shows_a_way_on(tab, address):
    tab.goto(address)
    tab.get_by_label("Search").fill("xqzv 鑫鑫")
    assert count(tab) == 0
    expect(tab.get_by_role("status")).to_contain_text("No claim matches. Try fewer words")
    expect(tab.locator("#register")).to_be_hidden()
    expect(tab.get_by_role("button", name="Clear all")).to_be_visible()


@pytest.mark.parametrize("given", ["?claim=ch1-density-1999", "#ch1-density-1999"])
def test_a_claim_that_does_not_exist_is_told_with_the_nearest(tab, address, given):
    tab.goto(address + given)
    notice = tab.get_by_role("alert")
    expect(notice).to_contain_text("The register has no claim “ch1-density-1999”")
    assert "claims/ch1-density-" in notice.get_by_role("link").get_attribute("href")


def test_markup_in_the_address_stays_text(tab, address):
    tab.goto(f"{address}?claim=ch1-<img src=x onerror=alert(1)>&q=<b>&sort=none&verdict=none")
    expect(tab.get_by_role("alert")).to_contain_text("<img src=x")
    assert tab.locator("img").count() == 0
    assert count(tab) == 0


def test_a_claim_in_the_address_is_shown(tab, address):
    last = list(Book(ROOT).register)[-1].id
    tab.goto(f"{address}?claim={last}")
    row = tab.locator("tr.explorer-found")
    expect(row).to_be_in_viewport()
    expect(row.get_by_role("link")).to_be_focused()


def test_without_scripts_the_whole_table_stands_there(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#register-plain")).to_be_visible()
    expect(page.locator("#register-plain")).to_contain_text("Search and filters need JavaScript")
    expect(page.locator("#register-form")).to_be_hidden()
    rows = page.locator("#register tbody tr")
    assert rows.count() == len(Book(ROOT).register)
    expect(rows.first).to_be_visible()
    context.close()


def test_a_browser_that_forbids_storage_and_history_works(chromium, address):
    page = chromium.new_page()
    page.add_init_script(
        """for (const name of ['localStorage', 'sessionStorage'])
             Object.defineProperty(window, name, {get() { throw new Error('forbidden'); }});
           history.replaceState = () => { throw new Error('forbidden'); };"""
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.get_by_label("Search").fill("density")
    assert 0 < count(page) < 20
    page.wait_for_timeout(350)
    assert errors == []
    page.close()


def test_on_a_telephone_rows_are_cards_within_the_page(chromium, address):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row = page.locator("#register tbody tr").first
    tops = [cell.bounding_box() for cell in row.locator("th, td").all()]
    assert all(above["y"] < below["y"] for above, below in pairwise(tops))
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in tops)
    for field in page.locator("#register-form :is(input[type=search], select)").all():
        assert field.bounding_box()["height"] >= 44
    page.close()


@pytest.mark.parametrize("arrived", [True, False])
def test_on_a_telephone_who_has_asked_sees_what_was_found(chromium, address, arrived):
    page = chromium.new_page(viewport={"width": 360, "height": 480})
    if arrived:
        page.goto(f"{address}?q=15.4")
    else:
        page.goto(address)
        page.get_by_label("Search").fill("15.4")
        expect(page.locator("#register")).not_to_be_in_viewport()
        page.keyboard.press("Enter")
    expect(page.locator("#register tbody tr").first).to_be_in_viewport()
    expect(page.locator("#register-count")).to_be_in_viewport()
    page.close()


def test_who_comes_with_a_question_is_where_the_answer_begins(tab, address):
    tab.goto(f"{address}?q=15.4")
    expect(tab.get_by_role("status")).to_be_focused()
    for _ in range(10):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.closest('tbody tr') !== null"):
            break
    first = tab.locator("#register tbody tr").first
    expect(first.get_by_role("link")).to_be_focused()
    tab.goto(address)
    assert tab.evaluate("document.activeElement === document.body")


def test_a_large_register_shows_its_rest_when_asked(chromium, address, tmp_path):
    html = Path(urlparse(address).path).read_text("utf-8")
    head, _, rest = html.partition('<tbody role="rowgroup">')
    rows, _, tail = rest.partition("</tbody>")
    again = rows.replace('id="row-', 'id="row-again-')
    path = tmp_path / "large.html"
    body = f'<tbody role="rowgroup">{rows}{again}</tbody>'
    path.write_text(f"{head}{body}{tail}", encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    assert page.locator("#register tbody tr").count() == 500
    page.get_by_role("button", name=re.compile(r"^Show \d+ more$")).click()
    size = 2 * len(Book(ROOT).register)
    assert page.locator("#register tbody tr").count() == size
    expect(page.locator("#register tbody tr").nth(500).get_by_role("link")).to_be_focused()
    page.close()


def test_the_table_weighs_less_than_is_allowed(address):
    assert Path(urlparse(address).path).stat().st_size < 400_000
    assert (ROOT / "src/rederive/assets/find.js").stat().st_size < 10_000
    assert (ROOT / "src/rederive/assets/register.js").stat().st_size < 12_000
    assert (ROOT / "src/rederive/assets/claims.css").stat().st_size < 12_000


def test_a_claim_is_found_under_the_chinese_of_its_words(book):
    (book / "data/terms.csv").write_text(TERMS, encoding="utf-8")
    register, terms = Book(book).register, Book(book).terms
    assert register_page.search_terms(register["ch1-premium"], terms) == "保费"
    assert register_page.search_terms(register["ch1-drones"], terms) == "架次 飞行 sortie drone"
    assert register_page.search_terms(register["ch1-goal"], terms) == ""
    assert register["ch1-premium"].value().as_printed == "125亿元"


def test_markup_in_a_claim_stays_text(book):
    (book / "data/terms.csv").write_text(TERMS, encoding="utf-8")
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8").replace("The goal is", "The <script>alert(1)</script> is")
    path.write_text(text, "utf-8")
    entries = ledger.complete([], Book(book).register)
    assert "<script>" not in register_page.table(entries, Book(book)).html


def test_what_is_left_out_is_said_in_words() -> None:
    left = SimpleNamespace(dropped=[])
    assert "<p>Nothing is left out" in register_page.dropped(left).html
    left.dropped.append(SimpleNamespace(id="ch1-gone", reason="It is in <another> claim."))
    assert "It is in &lt;another&gt; claim." in register_page.dropped(left).html
