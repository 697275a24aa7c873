"""The caller's end of the process that builds the pages (:mod:`warmbook.pages_process`)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

#: Set in the environment of a Jupyter Book that need not run the notebooks again.
EXECUTED = "WARMBOOK_EXECUTED"
#: The same surroundings for every build of the pages.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class PagesBuilder:
    """Builds the pages of a book, in another process that loads Jupyter Book meanwhile.

    Parameters
    ----------
    root
        The book's folder.
    stage
        Where the pages are built.
    again
        Whether to build more than once.
    edition, editions
        Which of the book's editions these pages are, none for the book itself, and which are built
        beside each other.
    errors
        Where to write what Jupyter Book says; our own error stream if None.
    """

    def __init__(
        self,
        root: Path,
        stage: Path,
        *,
        again: bool = False,
        edition: str = "",
        editions: Sequence[str] = (),
        errors: IO[str] | None = None,
    ) -> None:
        self._arguments = [str(root), str(stage)]
        if editions:
            self._arguments.append(f"--editions={edition}:{','.join(editions)}")
        self._again = again
        self._keeps = again and hasattr(os, "fork") and sys.platform != "darwin"
        self._errors = errors
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> subprocess.Popen[str]:
        """Have the process load what it needs, if there is none."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        process = self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "warmbook.pages_process",
                *self._arguments,
                *(["--again"] if self._keeps else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if self._keeps else None,
            stderr=self._errors,
            text=True,
            env={**os.environ, **ENVIRONMENT, EXECUTED: "1"},
            start_new_session=True,  # Ctrl-C is ours to pass on
        )
        return process

    def build(self) -> bool:
        """Build the pages; tell whether it worked."""
        process = self.start()
        assert process.stdin
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write("go\n")
            process.stdin.flush()
        if process.stdout:
            return process.stdout.readline().strip() == "0"
        code = process.wait()
        if self._again:
            self.start()
        return code == 0

    def renew(self) -> None:
        """Load everything anew, for some code is another."""
        self.close()
        self.start()

    def close(self) -> None:
        """End the process, with all it started."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def __enter__(self) -> PagesBuilder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
