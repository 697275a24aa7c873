"""Import this before nbformat, and save more than a second.

nbformat needs jsonschema, and that imports whatever is installed to check the forms of addresses
and dates (JupyterLab brings it). ``rfc3987_syntax`` builds a grammar for more than a second when
it is imported, ``rfc3986_validator`` compiles long patterns, ``isoduration`` loads a library of
dates. No notebook has a use for them; jsonschema does without what is not there when it is
imported. Everybody else finds them as ever.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from warmbook.deferred import hidden

if find_spec("jsonschema"):
    with hidden("isoduration", "rfc3986_validator", "rfc3987_syntax"):
        import_module("jsonschema")
