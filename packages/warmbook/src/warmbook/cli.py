"""The command line: ``warmbook build``, ``warmbook run`` and ``warmbook serve``, each of a folder.

Whatever goes wrong ends in one sentence. Exit codes: 2 bad input, 1 a failed build or a full disk,
130 interrupted. What it needs is imported when somebody hears an interruption.
"""

from __future__ import annotations

import sys

import warmbook

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    try:
        return _run(_parser().parse_args(arguments))
    except KeyboardInterrupt:
        return _end("interrupted; what was there before stays.", 130)


def _run(given: argparse.Namespace) -> int:
    import signal

    # A polite request to end gives up what Ctrl-C gives up, in the same order.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if given.command == "build":
            warmbook.build(given.folder, force=given.force)
        elif given.command == "serve":
            warmbook.serve(given.folder, port=given.port)
        else:
            warmbook.execute(given.folder, force=given.force)
    except warmbook.InputError as error:
        return _end(str(error), 2)
    except warmbook.BuildError as error:
        return _end(str(error), 1)
    except KeyboardInterrupt:
        if given.command == "serve":
            return 0
        raise
    except OSError as error:
        place = f"{error.filename2 or error.filename}: " if error.filename else ""
        return _end(f"{place}{error.strerror or error}; free space or change permissions.", 1)
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def _parser() -> argparse.ArgumentParser:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(
        prog="warmbook",
        description="Run the notebooks of a Jupyter Book in parallel, those that need it.",
    )
    parser.add_argument("--version", action="version", version=f"warmbook {warmbook.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("build", "run the notebooks and build the book into _build/html"),
        ("run", "run the notebooks only"),
        ("serve", "build the book, serve it on this machine, and build what changes"),
    ):
        command = commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
        command.add_argument(
            "folder", nargs="?", type=Path, default=Path(), help="where _toc.yml lies"
        )
        if name == "serve":
            command.add_argument("--port", type=int, default=8000, help="8000 if not given; 0: any")
        else:
            command.add_argument("--force", action="store_true", help="do everything again")
    return parser


def _end(sentence: str, code: int) -> int:
    print(f"warmbook: {sentence}", file=sys.stderr)
    return code
