"""What a claim's page says to machines: ``schema.org/ClaimReview``, as JSON-LD.

A claim that was judged gets a review with a rating. A claim that was not found elsewhere, or has
nothing to test, is only described as a claim: a rating would not be honest. The same is true of a
number in a contradiction, unless other evidence speaks against it: the set says that one of its
numbers is wrong, and not which.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rederive.core.claims import Claim
from rederive.core.report import Report
from rederive.core.verdicts import Verdict
from rederive.language.spoken import said
from rederive.publishing import citation

#: Of all verdicts: how far the printed number can be relied on, given the evidence.
RATINGS = [verdict.rating for verdict in Verdict if verdict.rating is not None]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def review(
    claim: Claim,
    verdict: Verdict,
    standalone: Verdict,
    work: dict[str, Any],
    report: Report,
    evidence: Sequence[dict[str, Any]] = (),
    *,
    language: str = "en",
) -> dict[str, Any]:
    """JSON-LD of a claim's page.

    Parameters
    ----------
    claim : Claim
    verdict : Verdict
        The worst of its numbers' verdicts.
    standalone : Verdict
        The same outside the contradictions that they stand in.
    work : dict
        ``CITATION.cff``, as :func:`rederive.publishing.citation.read` gives it.
    report : Report
    evidence : sequence of dict
        The sources the verdict rests on, as CSL-JSON items.
    language : str
        The language of our statement, as an IETF tag.
    """
    # An address that is not absolute names nothing outside the book: it is left out.
    place = citation.claim(work, claim).get("URL", "")
    described = _claim(claim, place, report, language)
    context = {"@context": "https://schema.org"}
    if not _is_rated(verdict, standalone):
        return context | described
    return context | {
        "@type": "ClaimReview",
        **({"@id": f"{place}#review", "url": place} if place else {}),
        "datePublished": citation.released(work).isoformat(),
        "author": _one_or_all(citation.authors(work)),
        "license": LICENCE,
        "claimReviewed": claim.says,
        "itemReviewed": described,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": verdict.rating,
            "bestRating": max(RATINGS),
            "worstRating": min(RATINGS),
            "alternateName": said(verdict.words),
            "ratingExplanation": said(verdict.meaning),
        },
        "isBasedOn": [_source(item) for item in evidence],
    }


def _is_rated(verdict: Verdict, standalone: Verdict) -> bool:
    """Whether a rating is honest; see the head of this module."""
    if verdict is Verdict.CONTRADICTED:
        return standalone.refutes
    return verdict.rating is not None


def _claim(claim: Claim, place: str, report: Report, language: str) -> dict[str, Any]:
    """The claim itself, and the report in which it appears."""
    original = {"inLanguage": report.language.partition("-")[0]} if report.language else {}
    return {
        "@type": "Claim",
        **({"@id": f"{place}#claim"} if place else {}),
        "name": claim.id,
        "text": claim.says,
        "inLanguage": language,
        "appearance": {
            "@type": "Report",
            "name": report.original_title or report.title,
            "datePublished": str(report.year or report.written_by[:4]),
            **({"alternateName": report.title} if report.original_title else {}),
            **(
                {"author": {"@type": "Organization", "name": report.authors}}
                if report.authors
                else {}
            ),
            **original,
        },
    }


def _one_or_all(authors: list[dict[str, str]]) -> dict[str, str] | list[dict[str, str]]:
    return authors[0] if len(authors) == 1 else authors


def _source(item: dict[str, Any]) -> dict[str, str]:
    described = {"@type": "CreativeWork", "name": item["title"]}
    if "author" in item:
        described["publisher"] = "; ".join(citation.names(item))
    if "URL" in item:
        described["url"] = item["URL"]
    return described


def script(data: dict[str, Any]) -> str:
    """JSON-LD as an element of a page; no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{text}</script>'
