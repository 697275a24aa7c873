"""While libraries are imported before any kernel is there: what they are told who ask for it.

pandas shows all columns in a terminal and twenty in a notebook, and decides once, when it is
imported. Others ask in the same way, by the ``get_ipython`` that IPython gives to all code.
"""

from __future__ import annotations

import builtins
import io
from collections.abc import Iterator
from contextlib import contextmanager

_NAME = "get_ipython"


class Said(io.StringIO):
    """What libraries print meanwhile, in a stream that calls its encoding as a kernel's does."""

    encoding = "UTF-8"


@contextmanager
def as_in_a_kernel() -> Iterator[None]:
    """Have libraries that ask find the shell of a kernel."""
    # What is asked for: whether it has a kernel, what its class is called, what it is set to.
    shell = type(
        "ZMQInteractiveShell",
        (),
        {"__module__": "ipykernel.zmqshell", "kernel": None, "config": {"IPKernelApp": {}}},
    )()
    had = hasattr(builtins, _NAME)
    if not had:
        setattr(builtins, _NAME, lambda: shell)
    try:
        yield
    finally:
        if not had:
            delattr(builtins, _NAME)
