"""Odd notebooks in odd surroundings, reported elsewhere: they give what they give anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

import warmbook

from .books import outputs, write_notebook, write_toc

#: Code of a notebook's cells, and what it prints.
ODD = {
    "bytes": (["import subprocess\nsubprocess.run(['printf', 'a\\\\377b\\n']).returncode",
               "print('after')"], ["after"]),
    "colours": (["print('\\x1b[31mred\\x1b[0m')"], ["\x1b[31mred\x1b[0m"]),
    "lines": (["for n in range(20_000): print(n)"], ["\n".join(map(str, range(20_000)))]),
    "update": (["from IPython.display import display\nh = display('first', display_id=True)",
                "h.update('then')\nprint('after')"], ["after"]),
    "exit": (["exit()", "print('after')"], ["after"]),
    "reset": (["x = 1", "%reset -f", "print('x' in globals())"], ["False"]),
    "child": (["import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session=True)",
               "print('after')"], ["after"]),
}  # fmt: skip


def test_a_notebook_may_say_and_do_what_it_likes(tmp_path: Path) -> None:
    write_toc(tmp_path, *ODD)
    for name, (code, _) in ODD.items():
        write_notebook(tmp_path / f"{name}.ipynb", *code)
    executed = warmbook.execute(tmp_path, fork=True)
    found = {path.stem: notebook for path, notebook in executed.items()}
    for name, (_, printed) in ODD.items():
        assert outputs(found[name])[-1:] == printed, name
    (updated,) = found["update"].cells[1].outputs
    assert updated.data["text/plain"] == "'then'"


def test_a_notebook_that_ends_its_kernel_is_told_in_one_sentence(tmp_path: Path) -> None:
    write_toc(tmp_path, "a")
    write_notebook(tmp_path / "a.ipynb", "import os\nos._exit(3)", "print('after')")
    with pytest.raises(
        warmbook.BuildError, match=r"^a\.ipynb, code cell 1: the kernel died"
    ) as told:
        warmbook.execute(tmp_path, fork=True)
    assert "\n" not in str(told.value)


@contextmanager
def umask(root: Path, _: pytest.MonkeyPatch) -> Iterator[Path]:
    before = os.umask(0o077)
    yield root
    os.umask(before)


@contextmanager
def link(root: Path, _: pytest.MonkeyPatch) -> Iterator[Path]:
    place = root.with_name("a link")
    place.symlink_to(root)
    yield place


@contextmanager
def elsewhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in {"LC_ALL": "tr_TR.UTF-8", "LANG": "C", "TZ": "Asia/Shanghai"}.items():
        monkeypatch.setenv(name, value)
    yield root


@contextmanager
def without_a_home(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = root.with_name("home")
    home.write_text("a file, where nobody can write another")
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    yield root


@pytest.mark.parametrize("surroundings", [umask, link, elsewhere, without_a_home])
@pytest.mark.filterwarnings("ignore:IPython parent")  # said in the terminal, not in a page
def test_where_it_runs_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, surroundings: object
) -> None:
    root = tmp_path / "book"
    root.mkdir()
    write_toc(root, "a")
    code = (
        "import datetime\nprint(datetime.datetime.fromtimestamp(0), 'I'.lower(), "
        "format(1234.5, 'n'), open('ä').read())"
    )
    write_notebook(root / "a.ipynb", code)
    (root / "ä").write_text("ö", encoding="utf-8")
    with surroundings(root, monkeypatch) as place:
        (notebook,) = warmbook.execute(place, force=True, fork=False).values()
    assert outputs(notebook) == ["1970-01-01 00:00:00 i 1234.5 ö"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_book_that_jupyter_book_cleaned_is_run_again(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from jupyter_book.cli.main import main

    warmbook.execute(small, fork=False)
    cleaned = CliRunner().invoke(main, ["clean", "--all", str(small)])
    assert cleaned.exit_code == 0, cleaned.output
    assert not (small / "_build").exists()
    capsys.readouterr()
    warmbook.execute(small, fork=False)
    assert "2/2 ran" in capsys.readouterr().err
