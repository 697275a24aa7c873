"""Seconds and processor time of a command, for the benchmarks. Needs the standard library alone."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Timed(NamedTuple):
    """What a command took, processor time of all its processes together, and what it said."""

    seconds: float
    processor: float
    said: str


def adopt_orphans() -> None:
    """Have processes that outlive their parents counted as ours (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def processor_time() -> float:
    """Seconds of processor time of all processes started so far, once they have ended."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Timed:
    """Run Python in a folder, and time it; a failure ends the benchmark in one sentence.

    What Python compiles it may keep, as everywhere but in some containers: otherwise importing
    is most of what is measured.
    """
    before = processor_time()
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(arguments)[:60]} failed in {folder}:\n{done.stderr[-2000:]}")
    return Timed(seconds, processor_time() - before, done.stdout + done.stderr)
