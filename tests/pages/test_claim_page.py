"""The permanent page of a claim: what it says to readers and to machines."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import nbformat
import pytest
from markupsafe import escape

from rederive import Book, Chapter
from rederive.core import ledger
from rederive.core.entries import ConditionKind
from rederive.core.verdicts import Verdict
from rederive.language.spoken import Language, speaking
from rederive.pages import claim_page, claim_sections
from rederive.pages.finished import Finished
from rederive.pages.generated_pages import (
    BODY,
    FRAME,
    HEAD,
    TITLE,
    index_page,
    write_claim_pages,
)
from rederive.publishing import citation, claim_review
from rederive.publishing.library import Library
from rederive.publishing.website import Website
from rederive.show import cards

ROOT = Path(__file__).parents[2]
RELATION = """\
- id: parts-add-up
  says: The two parts are the whole.
  where:
    whole: ch1-parts/whole
    one: ch1-parts/one
    other: ch1-parts/other
  holds: whole == one + other
- id: premium-positive
  says: Premiums are more than what one side pays.
  where:
    premium: ch1-premium/premium
    one: ch1-parts/one
  holds: premium > one
"""
PAGES = """\
sphinx:
  config:
    rederive_pages:
      register: notebooks/list
      sources: notebooks/origins
"""


@pytest.fixture
def library(book: Path) -> Library:
    """The invented book, judged."""
    (book / "data/claims/relations.yaml").write_text(RELATION, encoding="utf-8")
    (book / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    (book / "_config.yml").write_text(PAGES, encoding="utf-8")
    (book / "notebooks").mkdir()
    for name in ("list", "origins"):
        (book / "notebooks" / f"{name}.md").touch()
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", 12.79e9, unit="CNY")
    chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")
    chapter.trace("ch1-drones")
    chapter.normative("ch1-goal")
    entries = [entry for group in chapter.entries.values() for entry in group]
    (book / "data/verdicts.csv").write_text(ledger.to_csv(entries), encoding="utf-8")
    return Library(Book(book))


@pytest.fixture(scope="module")
def real() -> Library:
    """The book itself."""
    return Library(Book(ROOT))


def page(library: Library, claim: str) -> str:
    """The text of a claim's page."""
    return claim_page.page(library, library.register[claim]).body


def data(library: Library, claim: str) -> dict:
    """The JSON-LD of a claim's page."""
    head = claim_page.page(library, library.register[claim]).head
    return json.loads(re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', head)[1])


def test_a_page_says_what_is_printed_recomputed_and_concluded(library):
    text = page(library, "ch1-premium")
    for part in (
        "Premiums were 12.5 billion yuan.",
        "12.5 billion yuan",
        "125亿元",
        "Premium: the report says 12.5 billion yuan. We find 12.8 billion yuan.",
        "2.3% more than what is printed",
        "units of the last printed digit",
        "not reproduced",
        "line 1 of the report",
    ):
        assert part in html.unescape(text)


def test_the_title_of_a_page_says_what_is_printed_and_what_was_found(library):
    title = claim_page.page(library, library.register["ch1-premium"]).title
    assert title.startswith("Premium: the report says 12.5 billion yuan. We find 12.8 billion yuan")
    goal = claim_page.page(library, library.register["ch1-goal"]).title
    assert goal.startswith("The goal is wide cover. There is nothing to test.")


def test_a_page_shows_the_rows_of_the_claims_own_years_with_their_sources(library):
    text = page(library, "ch1-premium")
    assert "125.2" in text  # 2020, first print
    assert "127.9" in text  # 2020, revised
    assert text.index("127.9") < text.index("2022-01")  # the next year comes after
    assert 'href="#source-alpha"' in text
    assert 'id="source-alpha"' in text
    assert "2 of the 3 rows" not in text


def test_sources_link_to_the_page_that_lists_them(library):
    assert 'href="../notebooks/origins.html#source-alpha"' in page(library, "ch1-premium")


@pytest.mark.parametrize("own", [True, False])
def test_a_publishers_address_is_a_link_and_that_of_a_copy_is_not_printed(book, library, own):
    bibliography = (book / "references.bib").read_text(encoding="utf-8")
    address = "https://www.example.org/a_b.html?x=1&y=2"
    copied = f"copy = {{{address}}},\n note = {{seen at: a copy on another site; pages}}"
    noted = f"url = {{{address}}}" if own else copied
    text = bibliography.replace(" title = {A}", f" title = {{A}},\n {noted}")
    (book / "references.bib").write_text(text, encoding="utf-8")
    (book / "data/publishers.csv").write_text(
        "publisher,grade,hosts,names\nExample,press,example.org,\n", encoding="utf-8"
    )
    library = Library(Book(book))
    claim = library.register["ch1-premium"]
    sources = str(claim_sections.sources(library, claim, ["alpha", "beta"]))
    link = f'<a href="{html.escape(address)}" rel="external nofollow noreferrer">'
    assert (link in sources) == own
    assert ("example.org" in sources) == own
    assert ("Seen at example.org</a> (press)." if own else "copy elsewhere (tertiary).") in sources
    assert sources.count("Seen ") == 1  # nothing is said of the other


def test_what_the_report_cites_is_a_link_on_the_claims_page(book, library):
    (book / "data/cited.csv").write_text(
        "cited,footnotes,lines,title,publisher,date,url,note\n"
        "fn2,2; 3,9; 10,Rain,Daily,2020-09-24,https://example.org/rain,named under a figure\n",
        encoding="utf-8",
    )
    claims = (book / "data/claims/ch1.yaml").read_text(encoding="utf-8")
    claims = claims.replace(
        "  check: company_disclosure", "  check: company_disclosure\n  cited: [fn2]"
    )
    (book / "data/claims/ch1.yaml").write_text(claims, encoding="utf-8")
    text = page(Library(Book(book)), "ch1-drones")
    assert '<a href="https://example.org/rain"' in text
    assert "《Rain》, Daily, 2020-09-24</a> (footnotes 2, 3; named under a figure)" in text
    words = {
        "{document} ({where})": "{document}（{where}）",
        "footnotes {numbers}": "脚注 {numbers}",
        "; ": "；",
    }
    with speaking(Language("zh_CN", words, {"named under a figure": "列在图下"})):
        text = page(Library(Book(book)), "ch1-drones")
    assert "《Rain》, Daily, 2020-09-24</a>（脚注 2、3；列在图下）" in text


def test_a_page_leads_to_the_derivation_and_the_register(library):
    text = page(library, "ch1-premium")
    assert 'href="../notebooks/ch1-invented.html#ch1-premium"' in text
    assert 'href="../notebooks/list.html#row-ch1-premium"' in text


def test_relations_lead_to_the_other_claims(library):
    text = page(library, "ch1-premium")
    assert "Premiums are more than what one side pays." in text
    assert 'href="ch1-parts.html"' in text
    assert "The two parts are the whole." in page(library, "ch1-parts")
    assert "Related claims" not in page(library, "ch1-goal")


def test_claims_named_in_a_note_are_links(real):
    name, note = next(
        (name, entry.contradiction)
        for name, group in real.groups.items()
        for entry in group
        if "is wrong unless ch" in entry.contradiction
    )
    other = re.search(r"ch\d-[\w-]+", note)[0]
    assert f'<a href="{other}.html">{other}</a>' in page(real, name).partition("Related")[0]


def test_traces_are_shown_with_figure_and_source(library):
    text = page(library, "ch1-drones")
    assert "612" in text
    assert "the same thing" in text


def test_a_citation_stands_as_text_in_three_forms(library):
    text = html.unescape(page(library, "ch1-premium"))
    forms = re.findall(r"<pre id=\"cite-text-\d\">(.*?)</pre>", text, re.DOTALL)
    assert len(forms) == 3
    assert forms[0].startswith("The rederive authors (2026). Claim ch1-premium: Premiums were")
    assert forms[1].startswith("@incollection{rederive-ch1-premium,")
    assert json.loads(forms[2])["id"] == "rederive-ch1-premium"


def test_markup_in_a_claim_stays_text(library, book):
    path = book / "data/claims/ch1.yaml"
    bad = "Premiums </script><script>alert(1)</script> were 12.5 billion yuan"
    text = path.read_text("utf-8").replace("Premiums were 12.5 billion yuan", bad)
    path.write_text(text, encoding="utf-8")
    made = claim_page.page(Library(Book(book)), Library(Book(book)).register["ch1-premium"])
    assert "<script>" not in made.body
    assert made.head.count("<script") == made.head.count("</script>") == 1
    assert "alert(1)" in data(Library(Book(book)), "ch1-premium")["claimReviewed"]


def test_a_judged_claim_is_a_claim_review(library):
    review = data(library, "ch1-premium")
    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "Premiums were 12.5 billion yuan."
    rating = review["reviewRating"]
    assert rating["alternateName"] == "not reproduced"
    assert rating["worstRating"] <= rating["ratingValue"] < rating["bestRating"]
    assert review["itemReviewed"]["appearance"]["name"] == "Invented"


def test_a_claim_with_nothing_to_test_gets_no_rating(library):
    made = data(library, "ch1-goal")
    assert made["@type"] == "Claim"
    assert "reviewRating" not in json.dumps(made)


SITE = "https://book.example"
#: What schema.org and search engines ask of a ClaimReview, and the types of its parts.
REVIEW = {
    "type": "object",
    "required": ["@context", "@type", "url", "claimReviewed", "reviewRating", "author",
                 "itemReviewed", "datePublished"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "ClaimReview"},
        "url": {"type": "string", "minLength": 1},
        "claimReviewed": {"type": "string", "minLength": 10},
        "datePublished": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "author": {
            "type": "object",
            "required": ["@type", "name"],
            "properties": {"@type": {"enum": ["Organization", "Person"]}},
        },
        "reviewRating": {
            "type": "object",
            "required": ["@type", "alternateName", "ratingValue", "bestRating", "worstRating"],
            "properties": {
                "@type": {"const": "Rating"},
                "ratingValue": {"type": "integer", "minimum": 1, "maximum": 5},
                "bestRating": {"const": 5},
                "worstRating": {"const": 1},
                "alternateName": {"type": "string", "minLength": 5},
            },
        },
        "itemReviewed": {
            "type": "object",
            "required": ["@type", "appearance"],
            "properties": {
                "@type": {"const": "Claim"},
                "appearance": {"type": "object", "required": ["@type", "name"]},
            },
        },
    },
}  # fmt: skip


def test_the_reviews_of_the_book_have_what_schema_org_asks(real):
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(REVIEW)
    real.work["url"] = "https://book.example"  # without one, reviews have no address
    rated = 0
    for name in real.groups:
        made = data(real, name)
        if "reviewRating" in made:
            assert made["reviewRating"]["ratingValue"] == real.verdict(name).rating
            validator.validate(made)
            rated += 1
        else:
            assert made["@type"] == "Claim"
    assert rated > 100


def test_every_verdict_is_rated_or_known_not_to_be():
    unrated = {verdict for verdict in Verdict if verdict.rating is None}
    assert unrated == {
        *(Verdict.UNTRACED, Verdict.NORMATIVE, Verdict.PENDING),
        *(Verdict.COMPATIBLE, Verdict.PARTLY_TESTED),
    }
    assert set(claim_review.RATINGS) == {1, 2, 3, 4, 5}


def test_every_claim_has_a_page_whose_inner_links_arrive(real):
    pages = {page.name: page for page in claim_page.all_pages(real)}
    assert set(pages) == {claim.id for claim in real.register}
    for page in pages.values():
        anchors = set(re.findall(r' id="([^"]+)"', page.body))
        assert len(anchors) == len(re.findall(r' id="', page.body)), f"{page.name}: an id twice"
        for target in re.findall(r'href="#([^"]+)"', page.body):
            assert target in anchors, f"{page.name}: nothing is called {target}"
        for target in re.findall(r'href="([\w.-]+)\.html"', page.body):
            assert target in pages, f"{page.name}: there is no page {target}"


def test_pages_are_filled_from_one_frame_and_old_ones_go(library, tmp_path):
    out = tmp_path / "html"
    (out / "claims").mkdir(parents=True)
    frame = f"<title>{TITLE}</title>{HEAD}<body>{BODY}</body>"
    (out / f"{FRAME}.html").write_text(frame, encoding="utf-8")
    (out / "claims" / "ch1-gone.html").write_text("old", encoding="utf-8")
    pages = [index_page(library), *claim_page.all_pages(library)]
    write_claim_pages(out, pages, Finished(tmp_path / "note.json"), Website(), "")
    written = {path.stem for path in (out / "claims").iterdir()}
    assert written == {"index", "ch1-premium", "ch1-parts", "ch1-drones", "ch1-goal"}
    for path in (out / "claims").iterdir():
        text = path.read_text("utf-8")
        assert "REDERIVE" not in text
        assert text.count('<meta name="description"') == 1


def test_without_address_and_doi_nothing_stands_in_their_place(book, library):
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    (book / "CITATION.cff").write_text(text, encoding="utf-8")
    item = citation.book(citation.read(book))
    said = citation.plain(item) + citation.bibtex(item) + json.dumps(item)
    assert "http" not in said
    assert "doi" not in said.lower()
    assert "PLACEHOLDER" not in text
    described = data(library, "ch1-premium")
    assert not {"url", "@id"} & described.keys()
    given = f"{text}doi: 10.5281/zenodo.1\nurl: https://book.example/top\n"
    (book / "CITATION.cff").write_text(given, encoding="utf-8")
    item = citation.page(citation.read(book), "A page", "notebooks/a.html")
    assert citation.plain(item).endswith(
        "https://doi.org/10.5281/zenodo.1. https://book.example/top/notebooks/a.html"
    )
    assert "doi = {10.5281/zenodo.1}" in citation.bibtex(item)
    described = data(Library(Book(book)), "ch1-premium")
    assert described["url"] == "https://book.example/top/claims/ch1-premium.html"


def test_an_edition_names_its_own_pages(book, library):
    with speaking(Language("zh_CN", folder="zh")):
        unaddressed = citation.claim(library.work, library.register["ch1-premium"])
    assert unaddressed["note"] == "Page zh/claims/ch1-premium.html"
    cited = (book / "CITATION.cff").read_text("utf-8")
    (book / "CITATION.cff").write_text(f"{cited}url: https://book.example/\n", encoding="utf-8")
    addressed = Library(Book(book))
    with speaking(Language("zh_CN", folder="zh")):
        assert data(addressed, "ch1-premium")["url"] == f"{SITE}/zh/claims/ch1-premium.html"
        item = citation.page(citation.read(book), "A page", "notebooks/a.html")
        assert item["URL"] == f"{SITE}/zh/notebooks/a.html"
        assert citation.book(citation.read(book))["URL"] == f"{SITE}/zh/"
    assert data(addressed, "ch1-premium")["url"] == f"{SITE}/claims/ch1-premium.html"


def test_bibtex_can_be_read_back(real):
    from pybtex.database import parse_string

    work = citation.read(ROOT)
    for claim in real.register:
        item = citation.claim(work, claim)
        entry = parse_string(citation.bibtex(item), "bibtex").entries[item["id"]]
        assert entry.fields["year"] == "2026"
        assert claim.id in entry.fields["title"]


def test_a_number_that_others_bear_out_is_not_rated_for_its_contradiction(real):
    confirmed = {
        name
        for name, group in real.groups.items()
        if real.verdict(name) == "contradicted" and all(entry.confirmed for entry in group)
    }
    assert confirmed
    for name in confirmed:
        assert data(real, name)["@type"] == "Claim"
        assert "by itself" in page(real, name)
    refuted = [name for name in real.groups if real.standalone_verdict(name).refutes]
    assert all(data(real, name)["@type"] == "ClaimReview" for name in refuted)


KNOWN = "what had been published by 2024-06, when the report was written"
PREMIUM = 'premium = load("money", "premium"{})'


@pytest.mark.parametrize(
    ("vintage", "working", "says"),
    [
        ("2024-01", PREMIUM.format(", as_of=WRITTEN"), f"{KNOWN}</dd>"),
        ("2024-01", PREMIUM.format(""), "the newest figures, published after 2024-06"),
        ("2024-01", "", f"{KNOWN}, where we have it; the figures marked later below"),
        ("2024", PREMIUM.format(""), "figures published after 2024-06"),
        ("2025-03", "", "figures published after 2024-06"),
    ],
)
def test_a_page_says_of_what_date_its_figures_are(library, book, vintage, working, says):
    """A revision of 2024-12 is there; whether it was taken is for the working to say."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(working)]
    name = library.register.notebooks[1]
    nbformat.write(notebook, book / "notebooks" / f"{name}.ipynb")
    path = book / "data/series/money.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    rows = [row.replace("2021-01", vintage).replace("2022-01", vintage) for row in rows]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    text = page(Library(Book(book)), "ch1-premium")
    assert says in text
    assert (f"<td>{vintage} (later than the report)</td>" in text) == (vintage != "2024-01")


def test_what_a_neighbouring_year_decides_is_shown(real):
    text = page(real, "ch4-motor-cr3-premium-2023")
    assert "figures marked later below" in text
    assert "2024" in text.partition("<h2>Evidence</h2>")[2].partition("<h2>Sources")[0]
    assert "Searched for and not found" not in text
    assert "Searched for and not found" in page(real, "ch3-pp-products-wealth-19")


#: Conditions that name another vintage or definition.
READINGS = {
    ConditionKind.FAILS_WITH,
    ConditionKind.HOLDS_ONLY_WITH,
    ConditionKind.HOLDS_ONLY_FOR,
}


def test_a_page_says_whenever_another_reading_changes_the_verdict():
    """The ledger knows it as a condition; no page may tell less."""
    library = Library(Book(ROOT))
    pages = {each.name: each.body for each in claim_page.all_pages(library)}
    conditional = {
        entry.claim
        for entry in library.book.ledger
        if entry.condition and entry.condition.kind in READINGS
    }
    assert len(conditional) > 25
    for entry in library.book.ledger:
        for name, value in cards.others(library.register[entry.claim], entry):
            assert f"<dt>{name}</dt><dd>{escape(value)}" in pages[entry.claim]
    sentence = "another vintage or definition changes the verdict, see the note above"
    assert {name for name, body in pages.items() if sentence in body} == conditional
