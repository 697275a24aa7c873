"""What we build on: every package pinned with a hash, needed, declared, and of a known licence."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import licences

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", LOCK, re.MULTILINE)

#: Packages that nothing imports by name, and what they are for.
TOOLS = {
    "dask": "joblib hands runs to its cluster",
    "jupyterlab": "make lab",
    "mypy": "the type check of make check and make test",
    "pyarrow": "pandas keeps its text columns in it",
    "pytest-xdist": "tests on all cores",
    "ruff": "the style check of make test",
    "setuptools": "installs the package itself",
    "sphinx-book-theme": "the look of the pages",
    "sphinxcontrib-bibtex": "citations and the bibliography",
    "types-docutils": "types for mypy",
    "types-pyyaml": "types for mypy",
}


def declared() -> dict[str, Requirement]:
    """The direct dependencies, by name."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [line.strip() for line in lines if line.strip() and line[0] not in "#-"]
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in found}


def imported() -> set[str]:
    """The distributions that our code and notebooks import themselves."""
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("src", "tests", "benchmarks", "packages")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name != "fonts"  # a script with dependencies of its own
    ]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        sources.append(re.sub(r"^\s*[%!].*$", "", "\n".join(code), flags=re.MULTILINE))
    modules = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                modules.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    ours = {"rederive", "warmbook", *(path.stem for path in (ROOT / "tests").glob("*.py"))}
    ours |= {path.stem for path in ROOT.glob("packages/*/tests/*.py")}
    ours |= {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    providers = packages_distributions()
    foreign = modules - ours - set(sys.stdlib_module_names)
    return {canonicalize_name(name) for module in foreign for name in providers.get(module, [])}


def test_every_locked_package_has_one_version_and_a_hash() -> None:
    entries = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PINNED) > 50
    for entry in entries:
        assert re.match(r"[\w.-]+==[^\s=]+", entry), entry.partition("\n")[0]
        assert "--hash=sha256:" in entry, entry.partition("\n")[0]


def test_the_lock_holds_every_declared_package_within_its_range() -> None:
    for name, requirement in declared().items():
        versions = [version for package, version in PINNED if package == name]
        assert versions, f"{name} is not in requirements.lock; run make lock"
        for version in versions:
            assert requirement.specifier.contains(version), f"{name} {version}: {requirement}"


def test_every_declared_package_is_needed() -> None:
    unused = set(declared()) - imported() - set(TOOLS)
    assert not unused, "remove these from requirements.txt, or say in TOOLS what for"
    assert set(TOOLS) <= set(declared())


def test_every_imported_package_is_declared() -> None:
    # Sphinx, docutils and pybtex come with Jupyter Book and its bibliography, in their versions.
    lent = {"sphinx", "docutils", "pybtex", "myst-nb", "myst-parser", "markdown-it-py"}
    # So do the reader of the contents and the base of Jupyter's settings.
    lent |= {"sphinx-external-toc", "traitlets"}
    missing = imported() - set(declared()) - lent
    assert not missing, "add these to requirements.txt with a range"


@pytest.mark.parametrize(("name", "version"), PINNED)
def test_the_licence_of_a_locked_package_is_listed(name: str, version: str) -> None:
    licence = licences.listed().get(name)
    assert licence, f"{name} has no licence in {licences.LIST.name}; run make licences"
    # A licence that would bind our own text or code, with no other to choose.
    assert not re.search(r"GPL", licence) or ";" in licence, f"{name}: {licence}"
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return  # for another system
    if package.version == version:
        stated = licences.stated(package)
        if sys.version_info[:2] == licences.PYTHON:
            assert stated == licence, f"{name}; run make licences"
        # The same version for another Python may state the same licence in another form.
        assert re.match(r"\w*", stated)[0] == re.match(r"\w*", licence)[0], f"{name}: {stated}"


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's chromium is for Linux")
@pytest.mark.parametrize("user", ["0", "1000"])
def test_a_missing_browser_is_installed_by_whoever_may(tmp_path: Path, user: str) -> None:
    programs = {
        "id": f"echo {user}",
        "sudo": '[ "$1" = -n ] && shift && "$@"',
        "apt-get": '[ "$2" = update ] || { printf "#!/bin/bash\\n" > "${0%/*}/chromium"; '
        '/bin/chmod +x "${0%/*}/chromium"; }',
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{text}\n")
        (tmp_path / name).chmod(0o755)
    command = ["/bin/bash", str(Path(__file__).parents[1] / "browser.sh")]
    run = partial(
        subprocess.run, command, env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    first = run(check=False)
    assert (first.returncode, first.stderr) == (0, "")
    assert "Installing Debian's chromium" in first.stdout
    assert run(check=True).stdout == f"Browser: {tmp_path}/chromium\n"
