"""Import this before nbformat, and save a second.

jsonschema, which nbformat needs, looks for ``rfc3987_syntax`` (JupyterLab brings
it) and that package builds a grammar of internationalised addresses for more
than a second when it is imported. No notebook has a use for it; jsonschema does
without it when it is not there.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
