"""What the ids of claims look like."""

from __future__ import annotations

#: The id of a claim, as it may appear within a text: of the first report, or under the name of
#: another one.
CLAIM_ID = r"(?:[a-z][a-z0-9]*-)?ch[1-9]\d*-[a-z0-9-]+"
