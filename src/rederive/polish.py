"""The last touch to a built page."""

from __future__ import annotations


def polish(html: str) -> str:
    """Return the page as readers get it."""
    return html
