"""Where the notebook of a page can be run: on one's own machine, in Binder, in Colab.

only ``repository-code`` of ``CITATION.cff`` knows the repository's address; without
one, nothing leads there.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

_GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


def options(work: dict[str, Any], notebook: str) -> dict[str, str]:
    """How a notebook can be run; what needs a public address only where there is one.

    Parameters
    ----------
    work : dict
        As :func:`rederive.publishing.citation.read` gives it.
    notebook : str
        Its path within the repository.

    Examples
    --------
    >>> work = {"repository-code": "https://github.com/o/r"}
    >>> options(work, "notebooks/a.ipynb")["binder"]
    'https://mybinder.org/v2/gh/o/r/HEAD?urlpath=lab%2Ftree%2Fnotebooks%2Fa.ipynb'
    >>> options({}, "notebooks/a.ipynb")
    {'notebook': 'notebooks/a.ipynb'}
    """
    ways_to_run = {"notebook": notebook}
    address = str(work.get("repository-code") or "")
    if not address:
        return ways_to_run
    ways_to_run["clone"] = address
    on_github = _GITHUB.fullmatch(address)
    if on_github:
        owner, name = on_github.groups()
        tree = quote(f"lab/tree/{notebook}", safe="")
        ways_to_run["binder"] = f"https://mybinder.org/v2/gh/{owner}/{name}/HEAD?urlpath={tree}"
        ways_to_run["colab"] = (
            f"https://colab.research.google.com/github/{owner}/{name}/blob/main/{notebook}"
        )
        ways_to_run["colab_setup"] = "\n".join(
            [
                f"!git clone --quiet --depth 1 {address} /content/{name}",
                f"%cd /content/{name}",
                "!pip install --quiet --requirement binder/colab.txt",
                f"import sys; sys.path.insert(0, '/content/{name}/src')",
                f"%cd /content/{name}/{notebook.rpartition('/')[0]}",
            ]
        )
    return ways_to_run


def report_address(work: dict[str, Any]) -> str:
    """Where an error is reported; empty where the repository has no public address.

    Examples
    --------
    >>> report_address({"repository-code": "https://github.com/o/r"}), report_address({})
    ('https://github.com/o/r/issues/new', '')
    """
    address = str(work.get("repository-code") or "").removesuffix("/").removesuffix(".git")
    return f"{address}/issues/new" if address else ""
