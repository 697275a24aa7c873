"""Where links lead within the PDF."""

from __future__ import annotations

import pytest

from rederive.edition.places import Places


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://example.org/a", '"https://example.org/a"'),
        ("method.html", 'label("page:notebooks/method")'),
        ("method.md", 'label("page:notebooks/method")'),
        ("/notebooks/method.html", 'label("page:notebooks/method")'),
        ("method.html#a-section", 'label("page:notebooks/method")'),
        ("../claims/c1.html", 'label("claim:c1")'),
        ("#c1", 'label("claim:c1")'),
        ("../downloads/register.csv", ""),
        ("../claims/unknown.html", ""),
        ("http://[", '"http://["'),
    ],
)
def test_links_of_the_web_edition_lead_to_the_same_things(address: str, leads: str) -> None:
    places = Places(
        "notebooks/ch1",
        pages=frozenset({"notebooks/ch1", "notebooks/method"}),
        claims=frozenset({"c1"}),
    )
    assert places.destination(address) == leads
