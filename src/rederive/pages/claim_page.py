"""One permanent page per claim: its numbers, verdict, evidence, relations and citation, as HTML.

Pure functions from the register, the ledger and the data to text;
:mod:`rederive.pages.generated_pages` puts it into the book.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from rederive.core.claims import Claim
from rederive.core.entries import standalone_of
from rederive.core.printed_pages import place_in_report
from rederive.language.spoken import said, say, spoken
from rederive.pages import claim_sections, shared_pictures
from rederive.pages.citation_form import citation_form
from rederive.pages.invitation import invitation
from rederive.pages.open_graph import Shared
from rederive.publishing import claim_review
from rederive.publishing.library import Library
from rederive.publishing.website import Website
from rederive.show import cards, html, leads, share_card


@dataclass(frozen=True)
class Page:
    """One page: its title, a sentence for search engines, what goes into its head, its text.

    And what is shown where its address is shared.
    """

    name: str
    title: str
    description: str
    head: str
    body: str
    shared: Shared


def all_pages(library: Library, site: Website | None = None) -> Iterable[Page]:
    """The page of every claim in the ledger, in the register's order."""
    names = [name for name in library.groups if name in library.register]
    for place, name in enumerate(names):
        before = names[place - 1] if place else None
        after = names[place + 1] if place + 1 < len(names) else None
        yield page(library, library.register[name], before, after, site)


def page(
    library: Library,
    claim: Claim,
    before: str | None = None,
    after: str | None = None,
    site: Website | None = None,
) -> Page:
    """The page of one claim, with links to the claims before and after it."""
    keys = library.source_keys(claim)
    sections = [
        claim_sections.numbers(library, claim),
        claim_sections.how_tested(library, claim),
        claim_sections.evidence(library, claim),
        claim_sections.sources(library, claim, keys),
        invitation(library, claim),
        claim_sections.relations(library, claim),
        citation_form(library.citation_of(claim), say("Cite this claim")),
    ]
    shared = _shared(library, claim, site or Website())
    return Page(
        claim.id,
        say("{lead} ({id})", lead=leads.lead(claim, library.groups[claim.id]), id=claim.id),
        shared.title,
        _head(library, claim, keys),
        _body(library, claim, sections, _neighbours(library, before, after)),
        shared,
    )


def _shared(library: Library, claim: Claim, site: Website) -> Shared:
    """What is shown where the page's address is shared: the claim, then what became of it."""
    verdict, entries = library.verdict(claim.id), library.groups[claim.id]
    return Shared(
        say("{verdict}: {says}", verdict=said(verdict.words).capitalize(), says=claim.says),
        leads.sentences(claim, leads.decisive(entries)),
        shared_pictures.card(
            site,
            leads.lead(claim, entries),
            above=_chapter(library, claim),
            badge=share_card.of_verdict(verdict),
        ),
    )


def _chapter(library: Library, claim: Claim) -> str:
    title = library.register.titles[claim.chapter]
    return say("Chapter {number}: {title}", number=claim.chapter, title=title)


def _head(library: Library, claim: Claim, keys: list[str]) -> str:
    """What the page says to machines."""
    review = claim_review.review(
        claim,
        library.verdict(claim.id),
        library.standalone_verdict(claim.id),
        library.work,
        library.book.report_of(claim).report,
        [library.sources[key] for key in keys],
        language=library.book.site.language if spoken().is_source else spoken().web_tag,
    )
    return claim_review.script(review)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _neighbours(
    library: Library, before: str | None, after: str | None
) -> list[tuple[str, str, str]]:
    """Address, relation and text of the links to the claims before and after."""
    return [
        (library.links.claim(name), relation, text)
        for name, relation, text in (
            (before, "prev", f"← {before}"),
            (after, "next", f"{after} →"),
        )
        if name
    ]


def _body(
    library: Library,
    claim: Claim,
    sections: list[Markup],
    neighbours: list[tuple[str, str, str]],
) -> str:
    """What readers see."""
    links, verdict = library.links, library.verdict(claim.id)
    one = library.book.report_of(claim)
    made = html.render(
        "rederive.pages",
        "claim.html",
        claim=claim,
        lead=leads.lead(claim, library.groups[claim.id]),
        place=_capital(place_in_report(claim, one.printed_pages)),
        counted=one.printed_pages.counted(claim.lines[1]),
        report=one.report,
        verdict=verdict,
        standalone=standalone_of(library.groups[claim.id]),
        badge=cards.badge,
        chapter=_chapter(library, claim),
        register=links.register(),
        register_of_chapter=links.register(chapter=claim.chapter),
        register_row=links.register(claim=claim.id),
        derivation=links.card(library.register.notebooks[claim.chapter], claim.id),
        sections=Markup("").join(sections),
        neighbours=neighbours,
    )
    return str(made)
