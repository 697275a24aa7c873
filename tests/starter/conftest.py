"""What the tests of new books share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="package")
def _no_text_of_another_report():
    """The books made here have texts of their own, whatever text the tests were given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REDERIVE_REPORT", raising=False)
        yield
