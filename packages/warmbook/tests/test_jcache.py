"""The executor for jupyter-cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import JupyterCacheAbstract
from jupyter_cache.executors import load_executor

from warmbook import execution, jcache

from .books import outputs, write_notebook


@pytest.fixture
def cache(small: Path) -> Iterator[JupyterCacheAbstract]:
    """The cache of a project of two notebooks, each with a data file of its own."""
    cache = get_cache(str(small / ".jupyter_cache"))
    for name in ("a", "b"):
        cache.add_nb_to_project(str(small / "notebooks" / f"{name}.ipynb"))
    yield cache
    cache.db.dispose()


@pytest.fixture
def run(
    cache: JupyterCacheAbstract, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, list[str]]]:
    """A function that executes the project, and names the notebooks it tells of."""

    def execute(*arguments: object, **options: object) -> dict:
        return execution.execute(*arguments, fork=True, **options)

    monkeypatch.setattr(jcache, "execute", execute)

    def call(**options: object) -> dict[str, list[str]]:
        told = load_executor("warmbook", cache).run_and_cache(**options).as_json()
        return {kind: [Path(uri).stem for uri in uris] for kind, uris in told.items() if uris}

    return call


def cached(cache: JupyterCacheAbstract, path: Path) -> list[str]:
    """What a notebook printed, as the cache has it."""
    record = cache.get_cached_project_nb(str(path))
    return outputs(cache.get_cache_bundle(record.pk).nb)


def test_results_are_cached_and_follow_what_the_notebooks_read(
    small: Path, cache: JupyterCacheAbstract, run: Callable[..., dict[str, list[str]]]
) -> None:
    assert run() == {"succeeded": ["a", "b"]}
    assert run() == {}
    assert cached(cache, small / "notebooks" / "b.ipynb") == ["30"]
    (small / "data" / "b.txt").write_text("10\n25\n")
    assert run() == {"succeeded": ["b"]}
    assert cached(cache, small / "notebooks" / "b.ipynb") == ["35"]
    assert not (small / ".jupyter_cache" / "_build").exists()


def test_what_fails_is_told_and_the_others_go_on(
    small: Path, cache: JupyterCacheAbstract, run: Callable[..., dict[str, list[str]]]
) -> None:
    path = small / "notebooks" / "a.ipynb"
    write_notebook(path, "1 / 0")
    assert run() == {"succeeded": ["b"], "excepted": ["a"]}
    assert "ZeroDivisionError" in cache.get_project_record(str(path)).traceback
    write_notebook(path, "1", kernel="no-such-kernel")
    assert run() == {"errored": ["a"]}
    assert "no-such-kernel is not installed" in cache.get_project_record(str(path)).traceback


def test_twins_that_a_cache_of_cells_cannot_tell_apart_are_refused(
    small: Path, cache: JupyterCacheAbstract, run: Callable[..., dict[str, list[str]]]
) -> None:
    for number, name in enumerate("xy"):
        write_notebook(small / name / f"{name}.ipynb", "print(open('d.txt').read())")
        (small / name / "d.txt").write_text(str(number))
        cache.add_nb_to_project(str(small / name / f"{name}.ipynb"))
    assert run() == {"succeeded": ["a", "b", "x"], "errored": ["y"]}
