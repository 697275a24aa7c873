"""What every result rests on beside the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmbook.environment import environment, packages


def install(folder: Path, code: str, version: str = "1") -> None:
    """Install a package as pip does: its files, and the list of them with fingerprints."""
    (folder / "p" / "__init__.py").parent.mkdir(parents=True, exist_ok=True)
    (folder / "p" / "__init__.py").write_text(code)
    (folder / f"p-{version}.dist-info").mkdir(exist_ok=True)
    (folder / f"p-{version}.dist-info" / "RECORD").write_text(f"p/__init__.py,{hash(code)},1\n")


def known(folder: Path) -> str:
    """What this process finds, which may have looked there before."""
    return packages((str(folder),))


def test_the_same_packages_installed_elsewhere_or_again_are_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        install(tmp_path / name, "V = 1")
    before = known(tmp_path / "a")
    install(tmp_path / "a", "V = 1")
    assert known(tmp_path / "a") == before == known(tmp_path / "b")


def test_a_package_of_the_same_version_with_other_code_is_another(tmp_path: Path) -> None:
    install(tmp_path, "V = 1")
    before = known(tmp_path)
    install(tmp_path, "V = 2")
    assert known(tmp_path) != before


@pytest.mark.parametrize("name", ["e.pth", "plain.py"])
def test_what_lies_among_the_packages_on_its_own_counts(tmp_path: Path, name: str) -> None:
    install(tmp_path, "V = 1")
    found = [known(tmp_path)]
    for text in ("1", "2"):
        (tmp_path / name).write_text(text)
        found.append(known(tmp_path))
    assert len(set(found)) == 3


def test_variables_of_python_count_but_those_that_kernels_get_from_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = environment()
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert environment() == before
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert environment() != before
