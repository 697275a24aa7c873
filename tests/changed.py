"""Run the fast tests of what changed since ``main``: a part of ``make check``.

What changed is what differs from the last commit shared with ``main``, committed or not; on
``main`` itself, what is not committed. A file of ``src/rederive/FOLDER`` or ``tests/FOLDER`` calls
for the tests in ``tests/FOLDER``, a file of ``packages/NAME`` for those in that package.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Tests of the whole repository that take a second; they always run.
ALWAYS = ["tests/repository/test_layers.py", "tests/repository/test_places.py"]
#: What else calls for which tests.
OTHERS = {
    "data/": "tests/evidence",
    "notebooks/": "tests/whole/test_notebooks.py",
    "benchmarks/": "tests/repository",
    "requirements": "tests/repository",
    "vendored.csv": "tests/repository",
    "CONTRIBUTING.md": "tests/repository",
    "Makefile": "tests/repository",
    "pyproject.toml": "tests/repository",
    ".pre-commit-config.yaml": "tests/repository",
}


def git(*words: str) -> list[str]:
    """The lines that git answers; none when it cannot."""
    ended = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return [line for line in ended.stdout.split("\0" if "-z" in words else "\n") if line]


def changed() -> list[str]:
    """Paths of the files that changed."""
    shared = git("merge-base", "HEAD", "main") or git("merge-base", "HEAD", "origin/main")
    differing = git("diff", "-z", "--name-only", *(shared or ["HEAD"]))
    return sorted({*differing, *git("ls-files", "-z", "--others", "--exclude-standard")})


def tests_of(path: str) -> str | None:
    """The file or folder of tests that a changed file calls for."""
    parts = path.split("/")
    if parts[0] == "packages" and len(parts) > 2:
        return f"packages/{parts[1]}/tests"
    if path.startswith("src/rederive/"):
        return f"tests/{parts[2]}" if len(parts) > 3 else f"tests/test_{parts[2]}"
    if parts[0] == "tests":
        if len(parts) == 2:
            return path if parts[1].startswith("test_") else None
        return "/".join(parts[:2]) if parts[1] != "whole" else path
    return next((tests for start, tests in OTHERS.items() if path.startswith(start)), None)


def chosen(paths: list[str]) -> list[str]:
    """The tests to run, none of them twice."""
    called = {tests for path in paths if (tests := tests_of(path))} | set(ALWAYS)
    there = {tests for tests in called if (ROOT / tests).exists()}
    return sorted(t for t in there if not any(t.startswith(f"{other}/") for other in there))


def main() -> int:
    """Run them; pytest's exit code, and having no tests to run is not a failure."""
    tests = chosen(changed())
    print("  " + " ".join(tests), flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "not slow"]
    code = subprocess.run([*command, *tests, *sys.argv[1:]], cwd=ROOT, check=False).returncode
    return 0 if code == 5 else code


if __name__ == "__main__":
    sys.exit(main())
