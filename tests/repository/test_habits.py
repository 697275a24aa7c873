"""What contributors run: the same checks everywhere, and tests that leave nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import psutil
import pytest
import yaml

import changed

ROOT = Path(__file__).parents[2]

CONFTEST = """
import processes

def pytest_configure(config):
    processes.watch(config)
"""
#: A test that starts a process in a session of its own and fails, and one that passes.
FAILING = """
import subprocess, sys

def test_that_fails():
    process = subprocess.Popen(["sleep", "600"], start_new_session=True)
    open("left", "w").write(str(process.pid))
    assert False

def test_the_next_one_starts_clean():
    import psutil
    assert not psutil.pid_exists(int(open("left").read()))
"""
LEAVING = """
import subprocess

def test_that_passes():
    process = subprocess.Popen(["sleep", "600"], start_new_session=True)
    open("left", "w").write(str(process.pid))
    process.returncode = 0  # nobody waits for it
"""
INTERRUPTED = """
import signal, subprocess

def test_a_child_heeds_an_interrupt():
    with subprocess.Popen(["sleep", "600"]) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == -signal.SIGINT
"""


def run_tests(folder: Path, text: str, *before: str) -> str:
    """Run an invented file of tests as ours are run; what pytest says."""
    shutil.copy(ROOT / "tests" / "processes.py", folder)
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_invented.py").write_text(text, encoding="utf-8")
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "REDERIVE"))}
    ended = subprocess.run(
        [*before, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA"],
        cwd=folder, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ended.stdout + ended.stderr


def test_a_failing_test_takes_its_processes_with_it(tmp_path: Path) -> None:
    said = run_tests(tmp_path, FAILING)
    assert "1 failed, 1 passed" in said, said


def test_no_process_outlives_the_run(tmp_path: Path) -> None:
    said = run_tests(tmp_path, LEAVING)
    assert "1 passed" in said, said
    assert not psutil.pid_exists(int((tmp_path / "left").read_text()))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupts_are_heeded_where_the_run_was_started_with_them_ignored(tmp_path: Path) -> None:
    said = run_tests(tmp_path, INTERRUPTED, "bash", "-c", 'trap "" INT; exec "$@"', "bash")
    assert "1 passed" in said, said


def test_our_tests_are_run_so() -> None:
    assert "    processes.watch(config)" in (ROOT / "tests" / "conftest.py").read_text("utf-8")


def make(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make as a contributor does."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip


#: What the set-up of .venv depends on.
NEEDED = ("requirements.lock", "pyproject.toml", "packages/warmbook/pyproject.toml")


def programs(recipe: str) -> list[str]:
    """The commands of ``.venv`` in a recipe, without what follows when they fail."""
    tried = re.sub(r"\|\|.*", "", recipe.replace("\\\n", " "))
    return [part.strip() for part in re.split(r"&&|\n", tried) if part.strip().startswith(".venv/")]


def test_pre_commit_runs_what_make_check_runs() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    recipe = make("-n", "-o", ".venv/ready", "PYTEST_ARGS=", "check").stdout
    assert [hook["entry"] for hook in hooks] == programs(recipe)
    assert all(hook["language"] == "system" and not hook["pass_filenames"] for hook in hooks)
    assert {each["repo"] for each in config["repos"]} == {"local"}  # fetches nothing


def test_make_test_checks_style_and_types_first() -> None:
    check = programs(make("-n", "-o", ".venv/ready", "check").stdout)
    whole = programs(make("-n", "-o", ".venv/ready", "test").stdout)
    assert whole[:-1] == check[:-1]
    assert whole[-1].startswith(".venv/bin/python -m pytest -n auto")


def test_make_lab_takes_its_settings_from_a_folder_with_a_space(tmp_path: Path) -> None:
    folder = tmp_path / "a folder [of] 书"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / "packages" / "warmbook").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    for name in (*NEEDED, ".venv/ready"):
        (folder / name).touch()
    program = folder / ".venv" / "bin" / "jupyter-lab"
    program.write_text('#!/bin/bash\necho "$JUPYTER_CONFIG_PATH"; command -v jupyter-lab\n')
    program.chmod(0o755)
    ended = make("lab", folder=folder)
    assert ended.stdout.splitlines() == [str(folder / "binder" / "lab"), str(program)], ended


@pytest.mark.parametrize("flags", [[], [".SHELLFLAGS=-c"]], ids=["make", "make 3.81 of macOS"])
def test_a_failing_pip_is_told_as_such(tmp_path: Path, flags: list[str]) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "packages" / "warmbook").mkdir(parents=True)
    for name in NEEDED:
        (tmp_path / name).touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/bash\nexit 1\n")
    python.chmod(0o755)
    ended = make(*flags, f"PYTHON={sys.executable}", "setup", folder=tmp_path)
    assert ended.returncode
    assert "the locked packages could not be installed" in ended.stdout + ended.stderr
    assert "the package itself" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("src/rederive/core/claims.py", "tests/core"),
        ("src/rederive/core/relations/pairs.py", "tests/core"),
        ("src/rederive/cli.py", "tests/test_cli.py"),
        ("packages/warmbook/src/warmbook/store.py", "packages/warmbook/tests"),
        ("tests/core/relations/test_pairs.py", "tests/core"),
        ("tests/whole/test_lab.py", "tests/whole/test_lab.py"),
        ("tests/test_cli.py", "tests/test_cli.py"),
        ("tests/conftest.py", None),
        ("requirements.lock", "tests/repository"),
        ("README.md", None),
    ],
)
def test_what_changed_calls_for_its_tests(path: str, tests: str | None) -> None:
    assert changed.tests_of(path) == tests


def test_no_test_is_chosen_twice() -> None:
    paths = ["src/rederive/core/units.py", "tests/core/test_units.py", "requirements.txt"]
    assert changed.chosen(paths) == ["tests/core", "tests/repository"]


def test_our_own_modules_are_told_from_those_of_others() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    packages = [*ROOT.glob("src/*/__init__.py"), *ROOT.glob("packages/*/src/*/__init__.py")]
    ours = {path.parent.name for path in packages}
    ours |= {path.stem for path in (ROOT / "tests").glob("*.py")}
    listed = settings["lint"]["isort"]["known-first-party"]
    assert set(listed) == {name for name in ours if not name.startswith("test_")}


@pytest.mark.parametrize("name", ["plain", "路径 with space", "a [bracket]"])
def test_the_style_does_not_depend_on_where_the_checkout_lies(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    (folder / "tests").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for file in ("licences.py", "test_validate.py", "processes.py", "vendored.py"):
        shutil.copy(ROOT / "tests" / file, folder / "tests")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_no_test_imports_a_conftest() -> None:
    # Several folders have one; which of them the name means depends on what was collected before.
    imports = re.compile(r"^\s*(from|import) conftest\b", re.M)
    tests = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("packages/*/tests/**/*.py")]
    assert [p for p in tests if imports.search(p.read_text(encoding="utf-8"))] == []
