"""Compiled code that reads by itself: who is followed, who is not, and where nobody can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pandas
import pytest

import warmbook
from warmbook import callers, loud, places, recorder

from .books import outputs, write_notebook, write_toc

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who asks for files")

USUAL = (
    "import numpy as np, pandas as pd, scipy.stats, seaborn, statsmodels.api as sm",
    "import matplotlib.pyplot as plt\nframe = pd.read_csv('F.csv')\nplt.plot(frame.x, frame.y);",
    "frame.describe()",
    "sm.OLS(frame.y, sm.add_constant(frame.x)).fit().params",
)
#: Whether the system tells of what a process asks for.
STATE = "print(open('/proc/self/status').read().partition('Seccomp:')[2].split()[0])"


def book(root: Path, **notebooks: tuple[str, ...]) -> None:
    """A book with notebooks, each with a folder and a file of data."""
    write_toc(root, *(f"{name}/n" for name in notebooks))
    for name, cells in notebooks.items():
        write_notebook(root / name / "n.ipynb", *cells)
        (root / name / "F.csv").write_text("x,y\n1,2\n2,4\n3,5\n4,9\n")


def shown(root: Path, **options: object) -> dict[str, list[str]]:
    executed = warmbook.execute(root, **options)
    return {path.parent.name: outputs(notebook) for path, notebook in executed.items()}


@linux
@pytest.mark.parametrize("fork", [True, False])
def test_only_who_may_read_by_itself_is_followed(tmp_path: Path, fork: bool) -> None:
    book(
        tmp_path,
        usual=(*USUAL, STATE),
        names=("import pandas", "type = 'pyarrow'", STATE),
        loads=("import pandas\npandas.DataFrame({'x': [1]}).to_parquet('x.parquet')", STATE),
        calls=("import ctypes\nctypes.CDLL(None)", STATE),
    )
    found = shown(tmp_path, fork=fork)
    assert found == {"usual": ["0"], "names": ["2"], "loads": ["2"], "calls": ["2"]}


@linux
def test_all_are_followed_where_the_warm_process_has_loaded_what_may_read(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("warmbook: {preload: [pyarrow.parquet]}\n")
    book(tmp_path, usual=(STATE,))
    assert shown(tmp_path, fork=True) == {"usual": ["2"]}


@linux
def test_what_is_made_for_a_while_is_no_input_of_who_is_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = (
        "import tempfile, os, multiprocessing as m, pyarrow",
        "kept = tempfile.mkdtemp()\nopen(os.path.join(kept, 'x'), 'w').write('1');",
        "with tempfile.NamedTemporaryFile('w', delete=False) as f: f.write('1')",
        "with m.get_context('fork').Pool(1) as p: print(p.map(abs, [-1]))",
        "with open('out.txt', 'w') as f: f.write('1')",
        "with m.Manager() as manager: print(manager.list([1]))",
        "import shutil; shutil.rmtree(kept); os.remove(f.name)",
    )
    book(tmp_path, a=cells)
    for _ in range(2):
        assert shown(tmp_path) == {"a": ["[1]", "[1]"]}
    assert capsys.readouterr().err.count("ran a/n.ipynb") == 1


@linux
@pytest.mark.parametrize("declared", [True, False])
def test_what_a_program_reads_counts_unless_it_is_declared(
    tmp_path: Path, declared: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    # Python does not see that C starts a program.
    code = "import ctypes\nctypes.CDLL(None).system(b'cat F.csv G.csv > /dev/null')"
    book(tmp_path, a=(code,))
    path = tmp_path / "a" / "n.ipynb"
    if declared:
        content = json.loads(path.read_text())
        content["metadata"]["warmbook"] = {"inputs": ["F.csv"]}
        path.write_text(json.dumps(content))

    def runs() -> bool:
        capsys.readouterr()
        warmbook.execute(tmp_path)
        return " ran " in capsys.readouterr().err

    assert [runs(), runs()] == [True, False]
    (tmp_path / "a" / "F.csv").write_text("other")
    assert runs()
    (tmp_path / "a" / "G.csv").write_text("new")
    assert runs() == (not declared)


@linux
def test_who_is_followed_has_the_environment_of_others(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("warmbook: {preload: [pyarrow.parquet]}\n")
    book(tmp_path, a=("import os\nprint(sorted(os.environ))", STATE))
    forked, plain = (shown(tmp_path, fork=fork, force=True)["a"] for fork in (True, False))
    assert forked == [plain[0], "2"]
    assert plain[1] == "0"


@linux
def test_where_nobody_can_be_followed_what_may_read_runs_every_time(tmp_path: Path) -> None:
    book(
        tmp_path,
        usual=USUAL,
        names=("import pyarrow\nprint(pyarrow.table({'x': [1]}).num_rows)",),
        calls=("import ctypes\nprint(bool(ctypes.CDLL(None)))",),
        hides=("exec('import ctypes; print(bool(ctypes.CDLL(None)))')",),
        loads=("import pyarrow.csv as reader",),
        by_pandas=("import pandas\npandas.read_parquet('x.parquet')",),
    )
    pandas.DataFrame({"x": [1]}).to_parquet(tmp_path / "by_pandas" / "x.parquet")
    # Who is followed already cannot be followed by another one, too.
    log, code = str(tmp_path.parent / "log"), recorder.__file__
    run = (
        "import warmbook\nfrom warmbook import tracing\n"
        f"assert tracing.begin({code!r}, [{log!r}, {str(tmp_path)!r}, ['/'], []])\n"
        f"for _ in range(2): warmbook.execute({str(tmp_path)!r}, fork=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", run], capture_output=True, text=True, check=True, cwd="/"
    )
    for name in ("names", "calls", "hides", "loads"):
        assert done.stderr.count(f"ran {name}/n.ipynb") == 2
    for name in ("usual", "by_pandas"):
        assert done.stderr.count(f"ran {name}/n.ipynb") == 1
    assert done.stderr.count("n.ipynb: it uses pyarrow, which may read by itself") == 4
    assert done.stderr.count("n.ipynb: it called the C library") == 4


def test_what_is_loaded_decides_who_is_followed() -> None:
    packages = sysconfig.get_path("platlib")
    told: list[tuple[str, ...]] = []
    asked: list[bool] = []

    def follow() -> bool:
        asked.append(True)
        return False

    def heeds(file: str) -> list[tuple[str, ...]]:
        told.clear()
        gate = loud.Loud(
            lambda *note: told.append(note), places.installed(), follow, callers.loader
        )
        gate.imported("x", file)
        return [*told]

    for file in ("numpy/x.so", "scipy.libs/x.so", "PIL/_imaging.so", "pyarrow/lib.so",
                 "5f__mypyc.cpython-311.so"):  # fmt: skip
        assert heeds(os.path.join(packages, file)) == []
    assert heeds(os.path.join(sysconfig.get_path("stdlib"), "lib-dynload", "_json.so")) == []
    assert asked == []
    dynamic = os.path.join(sysconfig.get_path("stdlib"), "lib-dynload")
    expected = {"polars/polars.abi3.so": "polars", "PIL/_imagingft.so": "PIL", "new.so": "new",
                "/book/m.so": "m.so", os.path.join(dynamic, "_dbm.so"): "_dbm.so"}  # fmt: skip
    for file, name in expected.items():
        text = f"it uses {name}, which may read by itself"
        assert heeds(os.path.join(packages, file)) == [("?", text)]
    assert len(asked) == len(expected)


@linux
def test_a_server_that_compiled_code_asks_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import ctypes, socket, struct\nc = ctypes.CDLL(None)\n"
        "address = struct.pack('=H', 2) + struct.pack('!H', 9) + socket.inet_aton('{}')\n"
        "print(c.connect(c.socket(2, 2, 0), address + bytes(8), 16))"
    )
    book(tmp_path, far=(code.format("192.0.2.1"),), near=(code.format("127.0.0.1"),), none=("1",))
    for _ in range(2):
        warmbook.execute(tmp_path)
    told = capsys.readouterr().err
    assert told.count("far/n.ipynb: it asked 192.0.2.1 over the network") == 2
    assert told.count("near/n.ipynb: it asked another program on this machine") == 2
    assert told.count("ran none/n.ipynb") == 1


@linux
def test_a_part_is_a_part_for_who_is_followed_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asks = (
        "import pyarrow, words\nfrom warmbook import part_of\nprint(part_of('F.csv', words.first))"
    )
    write_toc(tmp_path, "n")
    write_notebook(tmp_path / "n.ipynb", asks, STATE)
    (tmp_path / "F.csv").write_text("x,y\n")
    (tmp_path / "words.py").write_text(
        "def first(path):\n    return path.read_text().split(',')[0]\n"
    )
    assert shown(tmp_path) == {tmp_path.name: ["x", "2"]}
    (tmp_path / "F.csv").write_text("x,other words\n")
    capsys.readouterr()
    assert shown(tmp_path) == {tmp_path.name: ["x", "2"]}
    assert " ran " not in capsys.readouterr().err
    (tmp_path / "F.csv").write_text("z,other words\n")
    assert shown(tmp_path) == {tmp_path.name: ["z", "2"]}


@linux
def test_a_followed_notebook_is_one_like_any_other(tmp_path: Path) -> None:
    cells = (
        "import ctypes, os, signal, subprocess, sys, threading\nctypes.CDLL(None)",
        "print(subprocess.run(['echo', 'a'], capture_output=True).stdout)",
        "try: print(os.waitpid(-1, 0))\nexcept OSError as error: print(error)",
        "def beat(*_): beats.append(1)\nbeats = []\nold = signal.signal(signal.SIGALRM, beat)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\n"
        "for _ in range(3000): os.path.exists('F.csv')\n"
        "signal.setitimer(signal.ITIMER_REAL, 0); print(len(beats) > 3)",
        "several = [threading.Thread(target=os.listdir, args=['.']) for _ in range(20)]\n"
        "for each in several: each.start()\nfor each in several: each.join()\nprint('done')",
        "with open('own.txt', 'w') as f: f.write('x')\nprint(open('own.txt').read())",
    )
    book(tmp_path, a=cells)
    expected = ["b'a\\n'", "[Errno 10] No child processes", "True", "done", "x"]
    assert shown(tmp_path) == {"a": expected}
    deadline = time.monotonic() + 20
    while (left := followers(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def followers(root: Path) -> list[str]:
    """Processes that follow kernels of a book."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text()
            variables = (folder / "environ").read_text(errors="replace").split("\0")
        except OSError:
            continue
        if "tracer.py" in command and f"WARMBOOK_ROOT={root}" in variables:
            found.append(folder.name)
    return found
