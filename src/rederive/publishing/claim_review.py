"""What a claim's page says to machines: ``schema.org/ClaimReview``, as JSON-LD.

A claim that was judged gets a review with a rating. One that was not found elsewhere, or that holds
nothing to test, is described as a claim only: no rating is honest there. Nor is it for a number
in a contradiction unless something of its own speaks against it: the set says that one of its
numbers is wrong, and not which.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rederive.core.claims import Claim
from rederive.core.report import Report
from rederive.core.verdicts import Verdict
from rederive.publishing import citation

#: Of all verdicts: how far the printed number can be relied on, given the evidence.
RATINGS = [verdict.rating for verdict in Verdict if verdict.rating is not None]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def review(
    claim: Claim,
    verdict: Verdict,
    own: Verdict,
    work: dict[str, Any],
    report: Report,
    evidence: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """JSON-LD of a claim's page.

    Parameters
    ----------
    claim : Claim
    verdict : Verdict
        The worst of its numbers' verdicts.
    own : Verdict
        The same outside the contradictions that they stand in.
    work : dict
        ``CITATION.cff``, as :func:`rederive.publishing.citation.read` gives it.
    report : Report
    evidence : sequence of dict
        The sources the verdict rests on, as CSL-JSON items.
    """
    place = citation.claim(work, claim).get("URL", f"{claim.id}.html")
    made = {
        "@type": "Claim",
        "@id": f"{place}#claim",
        "name": claim.id,
        "text": claim.says,
        "inLanguage": "en",
        "appearance": {
            "@type": "Report",
            "name": report.title,
            "datePublished": report.written_by[:4],
            "inLanguage": "zh",
        },
    }
    context = {"@context": "https://schema.org"}
    if verdict.rating is None or (verdict is Verdict.CONTRADICTED and not own.refutes):
        return context | made
    return context | {
        "@type": "ClaimReview",
        "@id": f"{place}#review",
        "url": place,
        "datePublished": citation.released(work).isoformat(),
        "author": _organisation(work),
        "license": LICENCE,
        "claimReviewed": claim.says,
        "itemReviewed": made,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": verdict.rating,
            "bestRating": max(RATINGS),
            "worstRating": min(RATINGS),
            "alternateName": verdict.words,
            "ratingExplanation": verdict.meaning,
        },
        "isBasedOn": [_source(item) for item in evidence],
    }


def _organisation(work: dict[str, Any]) -> dict[str, str]:
    return {"@type": "Organization", "name": "; ".join(citation.names(citation.book(work)))}


def _source(item: dict[str, Any]) -> dict[str, str]:
    found = {"@type": "CreativeWork", "name": item["title"]}
    if "author" in item:
        found["publisher"] = "; ".join(citation.names(item))
    if "URL" in item:
        found["url"] = item["URL"]
    return found


def script(data: dict[str, Any]) -> str:
    """JSON-LD as an element of a page; no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{text}</script>'
