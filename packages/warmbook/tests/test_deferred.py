"""Modules that are imported when they are used."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from warmbook.deferred import JUPYTER_CACHE, defer
defer(JUPYTER_CACHE)
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
import myst_nb.core.execute.cache
assert "sqlalchemy" not in sys.modules
cache = get_cache(sys.argv[1])
assert cache.list_cache_records() == []
import jupyter_cache
assert type(cache).__module__.startswith("jupyter_cache.") and jupyter_cache.__version__
assert CacheBundleIn.__name__ == "CacheBundleIn"
"""


def test_a_deferred_module_is_imported_when_something_of_it_is_used(tmp_path) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", CODE, str(tmp_path)], check=True)
