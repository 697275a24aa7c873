"""Import this before nbformat, and save a second.

jsonschema, which nbformat needs, looks for ``rfc3987_syntax`` (JupyterLab brings
it) and that package builds a grammar of internationalised addresses for more
than a second when it is imported; ``isoduration`` loads a library of dates. No
notebook has a use for them; jsonschema does without them when they are not there.
"""

from __future__ import annotations

import sys

for name in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
