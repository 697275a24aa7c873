"""Law 1: a result that is kept is what a fresh run would give.

However a notebook reads something, inside Python or out of its sight: when that changes, the
notebook runs again, or it runs every time.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warmbook
from warmbook import BuildError, InputError, notebooks
from warmbook.execution import refresh
from warmbook.store import Store

from .books import outputs, write_notebook, write_toc


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_database(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (x text)")
        connection.execute("insert into t values (?)", [text])
    connection.close()


def write_script(path: Path, text: str) -> None:
    write(path, f"print({text!r})\n")


def write_module(path: Path, text: str) -> None:
    write(path, f"VALUE = {text!r}\n")


def write_parquet(path: Path, text: str) -> None:
    import pyarrow
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pyarrow.table({"x": [text]}), path)


def write_and_read(path: Path, text: str) -> None:
    """What a module of the book has Arrow read."""
    write(path, text)
    reads = f"VALUE = import_module('pyarrow').OSFile({'.h/F.txt'!r}).read()"
    write(path.parents[1] / "M.py", f"from importlib import import_module\n{reads}\n")


def write_size(path: Path, text: str) -> None:
    write(path, "x" * (1 + hash(text) % 1000))


def link(path: Path, text: str) -> None:
    target = path.with_suffix(".target")
    write(target, text)
    path.unlink(missing_ok=True)
    path.symlink_to(target.name)


def be_a_folder(path: Path, text: str) -> None:
    if text == "at first":
        write(path, text)
    elif path.is_file():
        path.unlink()
        path.mkdir()
    else:
        path.rmdir()
        write(path, text)


def allow(path: Path, text: str) -> None:
    before = path.stat().st_mode & 0o777 if path.exists() else 0
    write(path, "the same")
    path.chmod(0o755 if before == 0o644 else 0o644)


def lead(path: Path, text: str) -> None:
    """A link that leads to another folder each time."""
    for folder in ("p", "q"):
        write(path.parent / folder / "V", f"in {folder}")
        (path.parent / folder / f"to {folder}").mkdir(exist_ok=True)
    target = "q/to q" if path.is_symlink() and os.readlink(path) == "p/to p" else "p/to p"
    path.unlink(missing_ok=True)
    path.symlink_to(target)


class Way(NamedTuple):
    """How a notebook reads: its code, the file (or folder's file), and how that comes about."""

    code: str
    file: str = "F.txt"
    change: Callable[[Path, str], None] = write
    begins: bool = True  # whether it is there from the start
    seen: bool = True


JOIN = "print(p.map(read, ['F.txt']))"
#: A folder that is in no book.
OUTSIDE = Path(tempfile.mkdtemp(prefix="warmbook-test-"))
atexit.register(shutil.rmtree, OUTSIDE, ignore_errors=True)
ARROW = "import pyarrow\ntry: print(pyarrow.OSFile({!r}).read())\nexcept OSError: print('none')"
ARROW_LISTS = (
    "from pyarrow import fs\nprint(sorted(each.path for each in fs.LocalFileSystem()"
    ".get_file_info(fs.FileSelector({!r}, recursive=True))))"
)
READ = "def read(name):\n    with open(name) as f: return f.read()\n"
WAYS = {
    "open": Way("print(open('F.txt').read())"),
    "bytes": Way("print(open(b'F.txt', 'rb').read())"),
    "io": Way("import io\nprint(io.FileIO('F.txt').read())"),
    "os.open": Way("import os\nf = os.open('F.txt', os.O_RDONLY)\nprint(os.read(f, 99))"),
    "pathlib": Way("from pathlib import Path\nprint(Path('F.txt').read_text())"),
    "above": Way("print(open('../up/F.txt').read())", "../up/F.txt"),
    "hidden": Way("print(open('.h/F.txt').read())", ".h/F.txt"),
    "link": Way("print(open('F.txt').read())", change=link),
    "elsewhere": Way("import os\nos.chdir('..')\nprint(open('up/F.txt').read())", "../up/F.txt"),
    "thread": Way(f"from concurrent.futures import ThreadPoolExecutor as P\n{READ}"
                  "print(list(P(1).map(read, ['F.txt'])))"),
    "mmap": Way("import mmap\nf = open('F.txt', 'rb')\n"
                "print(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)[:])"),
    "gzip": Way("import tokenize\nprint(tokenize.open('F.txt').read())"),
    "numpy": Way("import numpy\nprint(numpy.genfromtxt('F.txt', dtype=str))"),
    "Arrow": Way("import pyarrow\nprint(pyarrow.OSFile('F.txt').read())"),
    "Arrow's absent": Way(ARROW.format("F.txt"), begins=False),
    "Arrow's hidden": Way(ARROW.format(".h/F.txt"), ".h/F.txt"),
    "Arrow's link": Way(ARROW.format("F.txt"), change=link),
    "Arrow outside": Way(ARROW.format(str(OUTSIDE / "F.txt")), str(OUTSIDE / "F.txt")),
    "Arrow's absent outside": Way(ARROW.format(str(OUTSIDE / "G.txt")), str(OUTSIDE / "G.txt"),
                                  begins=False),
    "Arrow lists": Way(ARROW_LISTS.format("d"), "d/e/new.txt", begins=False),
    "Arrow lists outside": Way(ARROW_LISTS.format(str(OUTSIDE)), str(OUTSIDE / "H" / "new.txt"),
                               begins=False),
    "Arrow's size": Way("from pyarrow import fs\nprint(fs.LocalFileSystem().get_file_info('F.txt')"
                        ".size)", change=write_size),
    "Arrow by pandas": Way("import pandas\nprint(pandas.read_parquet('d/p').x[0])",
                           "d/p/F.parquet", write_parquet),
    "Arrow in a pool": Way("import multiprocessing as m, pyarrow\ndef read(name):\n"
                           "    try: return pyarrow.OSFile(name).read()\n"
                           "    except OSError: return 'none'\n"
                           "with m.get_context('fork').Pool(1) as p: " + JOIN, begins=False),
    "Arrow in a child": Way("import subprocess, sys\nprint(subprocess.check_output([sys.executable,"
                            " '-c', 'import pyarrow as p; print(p.OSFile(\".h/F.txt\").read())']))",
                            ".h/F.txt"),
    "Arrow by a module": Way("import M\nprint(M.VALUE)", ".h/F.txt", write_and_read),
    "absent": Way("import os\nprint(os.path.exists('F.txt'))", begins=False),
    "absent path": Way("from pathlib import Path\nprint(Path('F.txt').is_file())", begins=False),
    "absent open": Way("try: print(open('F.txt').read())\nexcept OSError: print('none')",
                       begins=False),
    "may read": Way("import os\nprint(os.access('F.txt', os.R_OK))", begins=False),
    "part": Way("from pathlib import Path\nfrom warmbook import part_of\n"
                "print(part_of('F.txt', Path.read_text))"),
    "part absent": Way("from pathlib import Path\nfrom warmbook import part_of\n"
                       "print(part_of('F.txt', Path.is_file))", begins=False),
    "size": Way("import os\nprint(os.path.getsize('F.txt'))", change=write_size),
    "listdir": Way("import os\nprint(sorted(os.listdir('d')))", "d/new.txt", begins=False),
    "here": Way("import os\nprint([f for f in sorted(os.listdir()) if f == 'F.txt'])",
                begins=False),
    "scandir": Way("import os\nprint(sorted(e.name for e in os.scandir('d')))", "d/new.txt",
                   begins=False),
    "glob": Way("import glob\nprint(sorted(glob.glob('d/**/*.txt', recursive=True)))",
                "d/e/new.txt", begins=False),
    "iterdir": Way("from pathlib import Path\nprint(len(list(Path('d').iterdir())))", "d/new.txt",
                   begins=False),
    "folder as a package": Way("try:\n    from e import m\n    print(m.VALUE)\n"
                               "except ImportError: print('none')", "e/m.py", write_module,
                               begins=False),
    "second portion": Way("import sys\nsys.path += ['d', 'd/e']\nimport N\n"
                          "print(len(list(N.__path__)))", "d/e/N/m.py", write_module, begins=False),
    "makes a folder": Way("import os\nos.makedirs('e', exist_ok=True)\n"
                          "if not os.path.exists('e/F.txt'): open('e/F.txt', 'w').write('made')\n"
                          "print(open('e/F.txt').read())", "e/F.txt", begins=False),
    "makes and lists": Way("import os\nos.makedirs('e', exist_ok=True)\n"
                           "open('e/a.txt', 'w').close()\nprint(sorted(os.listdir('e')))",
                           "e/b.txt", begins=False),
    "path makes": Way("from pathlib import Path\nPath('e/f').mkdir(parents=True, exist_ok=True)\n"
                      "F = Path('e/f/F.txt')\nif not F.exists(): F.write_text('made')\n"
                      "print(F.read_text())", "e/f/F.txt", begins=False),
    "writes once": Way("try: open('F.txt', 'x').write('made')\nexcept FileExistsError: pass\n"
                       "print(open('F.txt').read())", begins=False),
    "scandir's size": Way("import os\nprint(sum(e.stat().st_size for e in os.scandir('d')))",
                          "d/F.txt", write_size),
    "scandir's kind": Way("import os\nprint(sorted((e.name, e.is_dir()) for e in os.scandir('d')))",
                          "d/F.txt", be_a_folder),
    "walk": Way("import os\nprint(sorted(map(str, os.walk('d'))))", "d/F.txt", be_a_folder),
    "fwalk": Way("import os\nfor _, _, names, folder in os.fwalk('d'):\n"
                 "    print(sorted(os.stat(n, dir_fd=folder).st_size for n in names))",
                 "d/F.txt", write_size),
    "open folder": Way("import os\nd = os.open('../up', os.O_RDONLY)\n"
                       "f = os.open('F.txt', os.O_RDONLY, dir_fd=d)\nprint(os.read(f, 99))",
                       "../up/F.txt"),
    "mode": Way("import os\nprint(oct(os.stat('F.txt').st_mode))", change=allow),
    "may run": Way("import os\nprint(os.access('F.txt', os.X_OK))", change=allow),
    "link's end": Way("import os\nprint(os.readlink('F.txt'))", change=lead),
    "link resolved": Way("from pathlib import Path\nprint(Path('F.txt').resolve().name)",
                         change=lead),
    "same file": Way("import os\nprint(os.path.samefile('F.txt', 'p/to p'))", change=lead),
    "up from a link": Way("print(open('F.txt/../V').read())", change=lead),
    "module": Way("import M\nprint(M.VALUE)", "M.py", write_module),
    "package": Way("import sys\nsys.path.insert(0, '../up')\nfrom P import deep\nprint(deep.VALUE)",
                   "../up/P/deep.py", write_module),
    "absent module": Way("try:\n    import M\n    print(M.VALUE)\n"
                         "except ImportError: print('none')", "M.py", write_module, begins=False),
    "shadow": Way("import sched\nprint(getattr(sched, 'VALUE', 0))", "sched.py", write_module,
                  begins=False),
    "run": Way("%run S.py", "S.py", write_script),
    "exec": Way("exec(open('S.py').read())", "S.py", write_script),
    "runpy": Way("import runpy\nrunpy.run_path('S.py')", "S.py", write_script),
    "child": Way("import subprocess, sys\nprint(subprocess.run([sys.executable, 'S.py'], "
                 "capture_output=True, text=True).stdout)", "S.py", write_script),
    "child that reads": Way("import subprocess, sys\nprint(subprocess.check_output([sys.executable,"
                            " '-c', 'print(open(\"F.txt\").read())'], text=True))"),
    "deaf child": Way("import subprocess, sys\nprint(subprocess.check_output([sys.executable, "
                      "'-I', '-c', 'print(open(\"F.txt\").read())'], text=True))", seen=False),
    "child of its own": Way("import subprocess, sys\nprint(subprocess.check_output([sys.executable,"
                            " '-c', 'print(open(\"F.txt\").read())'], text=True, env={}))",
                            seen=False),
    "pool": Way(f"import multiprocessing as m\n{READ}with m.get_context('fork').Pool(1) as p: "
                + JOIN),
    "executor": Way(f"from concurrent.futures import ProcessPoolExecutor as E\n{READ}"
                    "with E(1) as p: print(list(p.map(read, ['F.txt'])))"),
    "spawned": Way("import multiprocessing as m, sys\nsys.path.insert(0, '.')\nimport T\n"
                   "with m.get_context('spawn').Pool(1) as p: print(p.map(T.read, ['F.txt']))"),
    "shell": Way("!cat F.txt", seen=False),
    "shell's test": Way("!test -e F.txt && echo yes", begins=False, seen=False),
    "shell's output": Way("x = !cat F.txt\nprint(x)", seen=False),
    "system": Way("import os\nprint(os.popen('cat F.txt').read())", seen=False),
    "os.system": Way("import os\nos.system('cp F.txt .copy')\nprint(open('.copy').read())",
                     seen=False),
    "program": Way("import subprocess\nprint(subprocess.check_output(['cat', 'F.txt']))",
                   seen=False),
    "database": Way("import sqlite3\nprint(sqlite3.connect('B.db').execute('select * from t')"
                    ".fetchall())", "B.db", write_database, seen=False),
    "C": Way("import ctypes\nc = ctypes.CDLL(None)\nc.fopen.restype = ctypes.c_void_p\n"
             "print(bool(c.fopen(b'F.txt', b'r')))", begins=False),
}  # fmt: skip


def make(root: Path, ways: list[str]) -> None:
    """A book with a notebook, in a folder of its own, for each way of reading."""
    write_toc(root, *(f"n{number}/a" for number in range(len(ways))))
    for number, name in enumerate(ways):
        way, folder = WAYS[name], root / f"n{number}"
        write_notebook(folder / "a.ipynb", way.code)
        (folder / "d" / "e").mkdir(parents=True)
        write(folder / "d" / "old.txt", "")
        write(folder / "d" / "N" / "m.py", "")
        write(folder / "T.py", READ)
        write(root / "up" / "P" / "__init__.py", "")
        if way.begins:
            way.change(folder / way.file, "at first")


def shown(root: Path, **options: object) -> dict[str, list[str]]:
    """What the notebooks of a book print."""
    executed = warmbook.execute(root, fork=True, **options)
    return {path.parent.name: outputs(notebook) for path, notebook in executed.items()}


@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_whatever_changes_the_result_is_that_of_a_fresh_run(data: st.DataObject) -> None:
    ways = data.draw(st.lists(st.sampled_from(sorted(WAYS)), min_size=6, max_size=9, unique=True))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, ways)
        shown(root)
        for step in range(2):
            number = data.draw(st.integers(0, len(ways) - 1))
            way = WAYS[ways[number]]
            way.change(root / f"n{number}" / way.file, f"changed {step}")
            if data.draw(st.booleans()):
                refresh(root)  # as the builds of pages do, which read only what must run
            now = shown(root)
            again = root / "fresh"
            ignored = shutil.ignore_patterns("_build", "fresh")
            shutil.copytree(root, again, symlinks=True, ignore=ignored)
            assert now == shown(again), ways
            shutil.rmtree(again)


def test_every_way_of_reading_is_noticed_and_only_the_unseen_run_every_time(
    tmp_path: Path,
) -> None:
    ways = sorted(WAYS)
    make(tmp_path, ways)
    paths = {name: tmp_path / f"n{number}" / "a.ipynb" for number, name in enumerate(ways)}
    # What is opened unseen counts for all that run meanwhile: those ways one at a time.
    alone = {name for name in ways if name.startswith(("Arrow", "C")) or not WAYS[name].seen}
    for _ in range(2):  # what a notebook makes for itself, its next run finds
        shown(tmp_path, chosen=[paths[name] for name in ways if name not in alone], jobs=2)
    shown(tmp_path, chosen=[paths[name] for name in alone], jobs=1)

    def stale() -> set[str]:
        store, known = Store(tmp_path), dict[str, str]()
        unread = {name for name, path in paths.items() if not store.holds(path, set(), known)}
        read = {name for name, path in paths.items() if not store.find(path, notebooks.read(path))}
        assert unread == read  # to read it tells nothing more
        return read

    unseen = {name for name in ways if not WAYS[name].seen}
    assert stale() == unseen
    noticed = set(unseen)
    for name, path in paths.items():
        WAYS[name].change(path.parent / WAYS[name].file, "then")
        assert name in stale()
        same = {other for other in ways if WAYS[other].file == "../up/F.txt" == WAYS[name].file}
        same |= {each for each in ways if "outside" in each and "outside" in name}
        noticed |= {name, *same}
        assert stale() <= noticed


def test_programs_of_its_own_may_be_asked_and_others_are_not_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = (
        "import http.server, multiprocessing, threading, urllib.request\n"
        "class Handler(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(200); self.end_headers(); self.wfile.write(b'own')\n"
        "    def log_message(self, *_): pass\n"
        "server = http.server.HTTPServer(('localhost', 0), Handler)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        "print(urllib.request.urlopen(f'http://localhost:{server.server_port}').read())\n"
        "with multiprocessing.Manager() as manager: print(manager.list([1]))"
    )
    other = "import socket\nprint(socket.create_connection(('localhost', %s)).recv(9))"
    path = str(tmp_path / "s")
    through = f"import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect({path!r})\n"
    write_toc(tmp_path, "a/n", "b/n", "c/n")
    with socket.create_server(("localhost", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(path)
        local.listen()

        def answer() -> None:
            for _ in range(2):
                with server.accept()[0] as asked:
                    asked.sendall(b"other")

        threading.Thread(target=answer, daemon=True).start()
        write_notebook(tmp_path / "a" / "n.ipynb", own)
        write_notebook(tmp_path / "b" / "n.ipynb", other % server.getsockname()[1])
        write_notebook(tmp_path / "c" / "n.ipynb", through)
        first = shown(tmp_path)
        assert first == {"a": ["b'own'\n[1]"], "b": ["b'other'"], "c": []}
        told = capsys.readouterr().err
        assert told.count("it asked another program on this machine") == 2
        assert "a/n.ipynb: it" not in told
        shown(tmp_path)
    assert "1 of 3 notebooks are up to date" in capsys.readouterr().err


def test_twins_in_two_folders_have_each_their_own_result(tmp_path: Path) -> None:
    write_toc(tmp_path, "x/a", "y/a")
    for name in ("x", "y"):
        write_notebook(tmp_path / name / "a.ipynb", "print(open('d.txt').read())")
        write(tmp_path / name / "d.txt", f"from {name}")
    expected = {"x": ["from x"], "y": ["from y"]}
    assert shown(tmp_path) == expected
    assert shown(tmp_path) == expected
    write(tmp_path / "y" / "d.txt", "another y")
    assert shown(tmp_path) == expected | {"y": ["another y"]}


def test_a_file_that_changes_while_the_notebook_runs_makes_its_result_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toc(tmp_path, "n/a")
    write(tmp_path / "n" / "x.csv", "old")
    wait = "import time\nwhile open('y.csv').read() != 'go': time.sleep(0.05)"
    write(tmp_path / "n" / "y.csv", "wait")
    write_notebook(tmp_path / "n" / "a.ipynb", "print(open('x.csv').read())", wait)

    def change() -> None:
        write(tmp_path / "n" / "x.csv", "new")
        write(tmp_path / "n" / "y.csv", "go")

    timer = threading.Timer(4, change)
    timer.start()
    before = shown(tmp_path)["n"]
    timer.join()
    said = capsys.readouterr().err
    assert before == ["new"] or "csv changed while it ran, so it runs again next time" in said
    assert shown(tmp_path) == {"n": ["new"]}
    shown(tmp_path)
    assert "1 of 1 notebooks are up to date" in capsys.readouterr().err


def test_a_module_that_python_compiles_meanwhile_has_not_changed(tmp_path: Path) -> None:
    write_toc(tmp_path, "n/a")
    compiling = "import sys\nsys.dont_write_bytecode = False\nimport M\nprint(M.VALUE)"
    write_notebook(tmp_path / "n" / "a.ipynb", compiling)
    for text in ("one", "another"):
        write_module(tmp_path / "n" / "M.py", text)
        assert shown(tmp_path) == {"n": [text]}
        assert list(tmp_path.rglob("M.*.pyc"))
        assert Store(tmp_path).get(tmp_path / "n" / "a.ipynb").good


def test_a_notebook_that_reads_what_another_writes_comes_after_it(tmp_path: Path) -> None:
    write_toc(tmp_path, "n/a", "m/b", "o/c")
    write_notebook(tmp_path / "o" / "c.ipynb", "import time\nfor _ in range(9): time.sleep(0.1)")
    write(tmp_path / "x.txt", "1")
    write_notebook(
        tmp_path / "n" / "a.ipynb",
        "import time, pathlib\nx = int(open('../x.txt').read())\ntime.sleep(0.5)",
        "pathlib.Path('../out.txt').write_text(str(x * 10))\nprint('wrote', x * 10)",
    )
    write_notebook(tmp_path / "m" / "b.ipynb", "print('read', open('../out.txt').read())")
    assert shown(tmp_path, jobs=3) == {"n": ["wrote 10"], "m": ["read 10"], "o": []}
    third = Store(tmp_path).get(tmp_path / "o" / "c.ipynb")
    assert third.good
    assert not [label for label in third.record.inputs if "out.txt" in label]
    write(tmp_path / "x.txt", "2")
    assert shown(tmp_path) == {"n": ["wrote 20"], "m": ["read 20"], "o": []}
    (tmp_path / "out.txt").unlink()
    assert shown(tmp_path) == {"n": ["wrote 20"], "m": ["read 20"], "o": []}
    assert (tmp_path / "out.txt").read_text() == "20"


def test_which_of_two_writers_a_reader_finds_is_not_left_to_chance(tmp_path: Path) -> None:
    write_toc(tmp_path, "n/a", "n/b", "n/c")
    for name in ("a", "b"):
        code = f"_ = open('out.txt', 'w').write({name!r})"
        write_notebook(tmp_path / "n" / f"{name}.ipynb", code)
    write_notebook(tmp_path / "n" / "c.ipynb", "import time; time.sleep(1)", "open('out.txt')")
    with pytest.raises(InputError, match=r"out\.txt is written by n/a\.ipynb and by n/b\.ipynb"):
        shown(tmp_path)


def test_notebooks_that_feed_each_other_are_refused(tmp_path: Path) -> None:
    write_toc(tmp_path, "n/a", "n/b")
    for mine, other in (("a", "b"), ("b", "a")):
        write(tmp_path / "n" / f"{mine}.txt", "1")
        code = f"x = int(open('{other}.txt').read())\n_ = open('{mine}.txt', 'w').write(str(x + 1))"
        write_notebook(tmp_path / "n" / f"{mine}.ipynb", code)
    with pytest.raises(InputError, match="each writes what another one reads"):
        shown(tmp_path)


def test_what_cannot_be_seen_can_be_declared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toc(tmp_path, "n/a")
    write(tmp_path / "n" / "d" / "x.txt", "1")
    path = tmp_path / "n" / "a.ipynb"
    write_notebook(path, "!cat d/*")
    shown(tmp_path)
    said = capsys.readouterr().err
    assert "n/a.ipynb: it started" in said
    assert "runs every time; or name it in the notebook's metadata" in said
    content = json.loads(path.read_text())
    content["metadata"]["warmbook"] = {"inputs": ["d"]}
    path.write_text(json.dumps(content))
    assert shown(tmp_path) == {"n": ["1"]}
    capsys.readouterr()
    shown(tmp_path)
    assert "1 of 1 notebooks are up to date" in capsys.readouterr().err
    write(tmp_path / "n" / "d" / "x.txt", "2")
    assert shown(tmp_path) == {"n": ["2"]}
    content["metadata"]["warmbook"] = {"input": "d"}
    path.write_text(json.dumps(content))
    with pytest.raises(InputError, match="warmbook in its metadata needs to be inputs"):
        shown(tmp_path)


def test_a_variable_that_the_book_asks_for_by_name_is_an_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {
        "a": "import os\nprint(os.getenv('WARM_A'), os.environ.get('WARM_B', 'none'))",
        "b": "import os\nprint(len({**os.environ}) > 2, bool(dict(os.environ)), "
        "sum(1 for name, value in os.environ.items()) > 2, bool(os.environ.copy()))",
        "c": "import subprocess, sys\nprint(subprocess.check_output([sys.executable, '-c', "
        "'import os; print(os.environ[\"WARM_A\"])'], text=True))",
        "d": "import os\nos.environ['WARM_A'] = 'own'\nprint(os.environ['WARM_A'])",
        "e": "import M\nprint(M.VALUE)",
        "f": "import os, string\nprint(os.path.expandvars('$WARM_C'), "
        "string.Template('$WARM_C').safe_substitute(os.environ))",
        "g": "%env WARM_C",
        "h": "from pathlib import Path\nprint(Path.home(), Path('~').expanduser())",
    }
    write_toc(tmp_path, *(f"{name}/n" for name in codes))
    for name, code in codes.items():
        write_notebook(tmp_path / name / "n.ipynb", code)
    write(tmp_path / "e" / "M.py", "import os\nVALUE = 'WARM_B' in os.environ\n")
    monkeypatch.setenv("WARM_A", "1")
    monkeypatch.delenv("WARM_B", raising=False)
    monkeypatch.setenv("WARM_C", "1")
    first = shown(tmp_path)
    assert first["a"] == ["1 none"]

    def ran() -> dict[str, list[str]]:
        now = shown(tmp_path)
        return {name: lines for name, lines in now.items() if lines != first[name]}

    assert ran() == {}
    monkeypatch.setenv("WARM_A", "2")
    assert ran() == {"a": ["2 none"], "c": ["2"]}
    monkeypatch.setenv("WARM_B", "3")
    assert ran() == {"a": ["2 3"], "c": ["2"], "e": ["True"]}
    monkeypatch.setenv("WARM_C", "4")
    assert ran() == {"a": ["2 3"], "c": ["2"], "e": ["True"], "f": ["4 4"]}
    assert "e WARM_C" in Store(tmp_path).get(tmp_path / "g" / "n.ipynb").record.inputs
    assert "e HOME" in Store(tmp_path).get(tmp_path / "h" / "n.ipynb").record.inputs
    path = tmp_path / "b" / "n.ipynb"
    labels = Store(tmp_path).get(path).record.inputs
    assert not [label for label in labels if label.startswith("e ")]


@pytest.mark.parametrize("declared", ["d", "d/*.txt", "d/a.txt"])
def test_of_a_declared_folder_all_counts_wherever_the_book_lies(
    tmp_path: Path, declared: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "a [x]"
    path = root / "n [y]" / "a.ipynb"
    write(root / "n [y]" / "d" / "a.txt", "1")
    write_toc(root, "n [y]/a")
    write_notebook(path, "!ls -A d; cat d/a.txt")
    content = json.loads(path.read_text())
    content["metadata"]["warmbook"] = {"inputs": [declared]}
    path.write_text(json.dumps(content))

    def runs() -> bool:
        capsys.readouterr()
        shown(root)
        return "1 of 1 notebooks are up to date" not in capsys.readouterr().err

    assert runs()
    assert not runs()
    write(root / "n [y]" / "d" / "a.txt", "2")
    assert runs()
    for change in (
        lambda place: write(place / ".hidden", ""),
        lambda place: (place / "empty").mkdir(),
    ):
        change(root / "n [y]" / "d")
        assert runs() == (declared == "d")


@pytest.mark.parametrize(
    ("code", "strict"),
    [("1 / 0", "execute: {allow_errors: false}"), ("import time\ntime.sleep(2)",
                                                 "execute: {allow_errors: true, timeout: 1}")],
)  # fmt: skip
def test_a_result_is_given_out_only_where_the_options_would_let_it_come_about(
    tmp_path: Path, code: str, strict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_toc(tmp_path, "n/a")
    write_notebook(tmp_path / "n" / "a.ipynb", code)
    config = tmp_path / "_config.yml"
    for _ in range(2):
        config.write_text("execute: {allow_errors: true, timeout: 60}\n")
        shown(tmp_path)
    assert "1 of 1 notebooks are up to date" in capsys.readouterr().err
    config.write_text("execute: {allow_errors: true, timeout: 90}\n")
    shown(tmp_path)
    assert "1 of 1 notebooks are up to date" in capsys.readouterr().err
    config.write_text(f"{strict}\n")
    with pytest.raises(BuildError):
        shown(tmp_path)


def test_a_book_that_was_moved_runs_again_what_asked_where_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = {
        "a": "import os\nprint(os.getcwd())",
        "b": "from pathlib import Path\nprint(Path('x').resolve())",
        "c": "import os\nprint(os.path.abspath('x'))",
        "d": "import os\nprint(os.path.exists('x'))",
        "e": "%pwd",
    }
    old, new = tmp_path / "old", tmp_path / "new"
    for name, code in codes.items():
        write_notebook(old / name / "n.ipynb", code)
    write_toc(old, *(f"{name}/n" for name in codes))
    assert str(old) in str(shown(old)["a"])
    old.rename(new)
    capsys.readouterr()
    moved = shown(new)
    assert "1 of 5 notebooks are up to date" in capsys.readouterr().err
    assert all(str(new) in moved[name][0] for name in "abc")
    (said,) = warmbook.execute(new)[new / "e" / "n.ipynb"].cells[1].outputs
    assert said.data["text/plain"] == repr(str(new / "e"))


def test_a_program_that_a_notebook_looks_for_and_a_kernel_that_is_changed_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, tools = tmp_path / "book", tmp_path / "tools"
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}{os.pathsep}{tools}")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    spec = tmp_path / "jupyter" / "kernels" / "own" / "kernel.json"
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]

    def be(value: str) -> None:
        kernel = {"argv": argv, "display_name": "k", "language": "python", "env": {"WARM_K": value}}
        write(spec, json.dumps(kernel))

    be("1")
    root.mkdir()
    write_toc(root, "a/n", "b/n")
    write_notebook(root / "a" / "n.ipynb", "import shutil\nprint(shutil.which('warm-tool'))")
    asks = "import os\nprint(os.environ['WARM_K'])"
    write_notebook(root / "b" / "n.ipynb", asks, kernel="own")
    assert shown(root) == {"a": ["None"], "b": ["1"]}
    write(tools / "warm-tool", "#!/bin/sh")
    (tools / "warm-tool").chmod(0o755)
    be("2")
    assert shown(root) == {"a": [str(tools / "warm-tool")], "b": ["2"]}
