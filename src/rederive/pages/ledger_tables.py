"""The tables and pictures that notebooks make from the ledger, under one name."""

from rederive.pages.across import side_by_side
from rederive.pages.contradiction_sets import contradiction_sets
from rederive.pages.edition_changes import edition_changes, edition_tally
from rederive.pages.findings import findings, highlights, vintage_claims
from rederive.pages.front import misses, summary
from rederive.pages.glossary import glossary
from rederive.pages.programs import programs, programs_table, seeds
from rederive.pages.report_named import report_named
from rederive.pages.series_table import series_table
from rederive.pages.sources_table import sources_table
from rederive.pages.tallies import (
    evidence_summary,
    headline,
    meanings,
    tally,
    untraced_table,
    verdict_chart,
    verdict_frame,
)
from rederive.pages.words_table import words_table
from rederive.publishing.library import sources_used

__all__ = [
    "contradiction_sets",
    "edition_changes",
    "edition_tally",
    "evidence_summary",
    "findings",
    "glossary",
    "headline",
    "highlights",
    "meanings",
    "misses",
    "programs",
    "programs_table",
    "report_named",
    "seeds",
    "series_table",
    "side_by_side",
    "sources_table",
    "sources_used",
    "summary",
    "tally",
    "untraced_table",
    "verdict_chart",
    "verdict_frame",
    "vintage_claims",
    "words_table",
]
