"""What a fork of the warm process does first: become a kernel.

A module of its own, because every fork imports it: it must cost nothing.
"""

from __future__ import annotations

import os
import sys
import time


def become_kernel(command: list[str], folder: str, environment: dict[str, str]) -> None:
    """Turn this fork into the kernel that ``command`` would have started."""
    os.setsid()  # so that the kernel ends with all that it started
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    # command: python -m ipykernel_launcher -f connection-file ...
    sys.argv = command[2:]
    from ipykernel import kernelapp

    # The kernel ends by itself when its parent, the warm process, does.
    kernelapp.launch_new_instance(
        argv=[*command[3:], f"--IPKernelApp.parent_handle={os.getppid()}"]
    )
