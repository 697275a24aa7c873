"""Why a claim is untraced, from what the report cites and what was looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rederive.core.claims import Claim
from rederive.core.untraced import Untraced
from rederive.evidence.bibliography import same_address
from rederive.evidence.cited import Cited

#: How the place of a look-up ends that found the right document, of which only a part was stored.
OPENING = "(opening only)"


def reason(
    claim: Claim, cited: Mapping[str, Cited], places: Iterable[str], read: Iterable[str] = ()
) -> Untraced:
    """The reason why nothing bears on a claim.

    Parameters
    ----------
    claim : Claim
    cited : mapping of str to Cited
        The documents that the report names.
    places : iterable of str
        Where it was looked up, as ``data/searches`` has it.
    read : iterable of str
        The addresses of the sources whose figures stand in ``data/traces`` for the claim: a
        document that was read is no longer merely named.
    """
    seen = {same_address(address) for address in read if address}
    documents = [cited[key] for key in claim.cited if key in cited]
    if any(
        (document.title or document.url)
        and not (document.url and same_address(document.url) in seen)
        for document in documents
    ):
        return Untraced.NAMED
    if any(place.endswith(OPENING) for place in places):
        return Untraced.CUT
    return Untraced.NOTHING
