"""What readers come for, each walked as a reader walks it, from the first page and in few steps.

How an assumption is changed in JupyterLab: ``test_lab.py``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import settle


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Page]:
    """Somebody with a telephone who has just opened the book."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    settle(page, site + "index.html")
    yield page
    context.close()


def found(register: Page) -> Locator:
    """The first claim that the register shows."""
    return register.locator("[id^=row-]:visible").first


def test_does_a_number_hold(reader: Page) -> None:
    reader.get_by_label("Does a number of the report hold?").fill("17.2")
    reader.keyboard.press("Enter")
    row = found(reader)
    expect(row.locator(".verdict")).to_contain_text("not reproduced")
    row.get_by_role("link").first.click()
    expect(reader.locator("h1:visible")).to_contain_text("the report says 17.2%. We find 8.6%.")


def test_cite_a_claim(reader: Page) -> None:
    reader.get_by_label("Does a number of the report hold?").fill("17.2")
    reader.keyboard.press("Enter")
    found(reader).get_by_role("link").first.click()
    reader.get_by_role("link", name="Cite this claim").click()
    expect(reader.locator("#cite")).to_be_in_viewport()
    reader.get_by_role("button", name="Copy BibTeX").click()
    answer = reader.get_by_role("button", name="Copied BibTeX")
    expect(answer).to_be_in_viewport()
    expect(answer.locator("+ [role=status]")).to_have_text("Copied.")
    expect(reader.get_by_role("button", name="Copy BibTeX")).to_be_visible()  # after a while
    taken = reader.evaluate("() => navigator.clipboard.readText()")
    assert taken.startswith("@")
    assert "ch4-motor-vehicle-growth-2011" in taken


def test_change_an_assumption(reader: Page) -> None:
    reader.locator("article").get_by_role("link", name="Change an assumption").click()
    form = reader.locator(".assumption").first
    verdict = form.locator(".assumption-result .verdict").first
    usual = verdict.inner_text()
    population = form.get_by_label("Population")
    other = population.locator("option:not(:checked)").first.get_attribute("value")
    population.select_option(other)
    expect(verdict).not_to_have_text(usual)
    changed = verdict.inner_text()
    # The address keeps the choice: a link to it shows the same to somebody else.
    reader.reload()
    expect(verdict).to_have_text(changed)
    form.get_by_role("button", name="Back to the usual choices").click()
    expect(verdict).to_have_text(usual)


def test_take_the_data_of_a_figure_along(reader: Page) -> None:
    figure = reader.locator("figure.chart").first
    with reader.expect_download() as began:
        figure.get_by_role("link", name="Data (CSV)").click()
    path = Path(began.value.path())
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    assert began.value.suggested_filename.endswith(".csv")
    assert len(head) > 1
    assert rows
    figure.get_by_text("Cite").click()
    expect(figure.locator(".chart-cite pre").first).to_be_visible()


@pytest.mark.parametrize("topic", ["个人养老金", "车险", "一带一路"])
def test_what_is_known_of_a_topic_in_chinese(reader: Page, site: str, topic: str) -> None:
    reader.keyboard.press("Control+K")
    reader.keyboard.type(topic)
    reader.keyboard.press("Enter")
    results = reader.locator("#search-found li")
    expect(results.first).to_contain_text("Claim")
    assert results.count() > 3
    results.first.get_by_role("link").click()
    expect(reader.locator("h1:visible")).to_be_visible()
    assert "/claims/" in reader.url
