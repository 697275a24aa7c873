"""Law 2: a kernel from the warm process is a kernel like any other."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import warmbook
import warmbook.execution
from warmbook import keeper, kernels, options, provisioner
from warmbook.errors import InputError

from .books import outputs, write_notebook, write_toc

#: Notebooks whose outputs are the same in every run, whatever the kernel.
CORPUS = {
    "light": [
        "{'b', 'c', 'a'}", "hash('a')",
        "import random, numpy as np\nrandom.seed(1); np.random.seed(1)",
        "random.random(), np.random.rand(2), np.random.default_rng(3).random()",
        "import warnings\ndef old(): warnings.warn('old', stacklevel=1)\nold()", "old()",
        "import threading\nt = threading.Thread(target=print, args=['in a thread'])\n"
        "t.start(); t.join()",
        "import subprocess, sys\nsubprocess.run(['echo', 'from a child'])",
        "print(subprocess.check_output([sys.executable, '-c', 'print(1)'], text=True))",
        "%xmode Plain", "try: open('absent')\nexcept OSError as e: print(repr(e))",
    ],
    "pictures": [
        "import matplotlib as mpl\nprint(mpl.rcParams['lines.linewidth'], mpl.get_backend())",
        "print(mpl.rcParams)",
        "import seaborn, matplotlib.pyplot\nprint(mpl.rcParams['axes.grid'])",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('a figure');",
    ],
    "pools": [
        "import multiprocessing as m, math\ndef twice(x): return 2 * x",
        "with m.Pool(2) as p: print(p.map(twice, range(4)))",
        "m.get_start_method(), m.current_process().name",
        "for c in m.get_all_start_methods():\n"
        "    with m.get_context(c).Pool(1) as p: print(c, p.map(math.sqrt, [4]))",
        "from concurrent.futures import ProcessPoolExecutor as E\n"
        "with E(2) as p: print(list(p.map(twice, range(4))))",
        "from joblib import Parallel, delayed\n"
        "print(Parallel(n_jobs=2)(delayed(math.sqrt)(x) for x in [4, 9]))",
    ],
    "method": ["import multiprocessing as m\nm.set_start_method('spawn')\nm.get_start_method()"],
    "numbers": [
        "import numpy as np\nm = np.arange(90_000.0).reshape(300, 300)\nfloat((m @ m).sum())",
        "import pandas as pd\npd.DataFrame({'x': [1.5, 2]}).describe()",
        "pd.get_option('display.max_rows'), pd.options.plotting.backend",
        "print(pd.describe_option('', _print_desc=False), np.get_printoptions())",
        "pd.DataFrame(np.arange(60).reshape(2, 30))",
    ],
    "state": ["import os, sys, signal, locale, gc, logging, warnings, threading",
              "print(__name__, sys.executable, sys.flags, sys.path, sys.argv[0])",
              "print(os.getcwd(), os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid())",
              "print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGCHLD))",
              "print(locale.getlocale(), gc.isenabled(), gc.get_threshold())",
              "print(logging.root.handlers)",
              "print(sorted(os.environ), os.environ.get('PYTHONPATH', '').count('child'))",
              "print(sys.stdin, sys.getrecursionlimit(), threading.current_thread().name)",
              "!python -c 'import sys; print(\"here\", sys.prefix)'"],
    "widgets": ["from comm import create_comm\nfrom IPython.display import display\n"
                "c = create_comm(target_name='jupyter.widget', comm_id='w1', data={'state': {"
                "'_model_module': 'm', '_model_name': 'n', 'value': 7}, 'buffer_paths': []}, "
                "metadata={'version': '2.1.0'})",
                "display({'application/vnd.jupyter.widget-view+json': {'model_id': 'w1', "
                "'version_major': 2, 'version_minor': 0}, 'text/plain': 'w'}, raw=True)"],
}  # fmt: skip
if find_spec("numba"):
    CORPUS["numba"] = [
        "import numba\n@numba.njit(parallel=True)\ndef total(n):\n    s = 0\n"
        "    for i in numba.prange(n): s += i\n    return s\ntotal(1000), numba.threading_layer()"
    ]
#: Marks the processes of a test, to find what is left of them.
MARK = "WARMBOOK_TEST_MARK"


def cells(root: Path, **given: object) -> dict[str, object]:
    """The cells of a book's notebooks after a run, and their widgets."""
    executed = warmbook.execute(root, force=True, **given)
    return {
        path.stem: json.loads(json.dumps([*nb.cells, nb.metadata.get("widgets")], sort_keys=True))
        for path, nb in executed.items()
    }


def test_forked_and_ordinary_kernels_give_the_same_outputs(tmp_path: Path) -> None:
    write_toc(tmp_path, *CORPUS)
    for name, code in CORPUS.items():
        write_notebook(tmp_path / f"{name}.ipynb", *code)
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 7\naxes.grid: True\n")
    forked = cells(tmp_path, fork=True)
    if sys.platform == "linux":  # a thread would not live on in a fork, but what it holds would
        process = Path("/proc", str(provisioner._keeper._process.pid))
        assert len(os.listdir(process / "task")) == 1
        mapped = (process / "maps").read_text()
        assert [lib for lib in ("pandas", "scipy", "matplotlib") if f"/{lib}/" not in mapped] == []
    plain = cells(tmp_path, fork=False)
    for name in CORPUS:
        assert forked[name] == plain[name], name
    assert "7.0 module://matplotlib_inline" in str(forked["pictures"])
    assert "image/png" in str(forked["pictures"])
    assert "ipykernel_" not in str(forked["light"])
    assert f"here {sys.prefix}\\r" in json.dumps(forked["state"], ensure_ascii=False)
    assert "'value': 7" in str(forked["widgets"][-1])


def test_random_numbers_without_a_seed_differ_between_notebooks(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    write_toc(tmp_path, *names)
    for name in names:
        numbers = "print(random.random(), np.random.rand(), np.random.rand())"
        write_notebook(tmp_path / f"{name}.ipynb", "import random, numpy as np", numbers)
    executed = warmbook.execute(tmp_path, fork=True)
    numbers = [number for notebook in executed.values() for number in outputs(notebook)[0].split()]
    assert len(set(numbers)) == 9


@pytest.mark.parametrize("fork", [True, False])
def test_nobodys_own_settings_reach_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork: bool
) -> None:
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 1\n")
    (tmp_path / "home" / "start.py").write_text("mine = 2\n")
    (tmp_path / "home" / "matplotlibrc").write_text("lines.linewidth: 9\n")
    for name, file in (("IPYTHONDIR", ""), ("PYTHONSTARTUP", "start.py"), ("MPLCONFIGDIR", ""),
                       ("MATPLOTLIBRC", "matplotlibrc")):  # fmt: skip
        monkeypatch.setenv(name, str(tmp_path / "home" / file))
    book = tmp_path / "book"
    book.mkdir()
    write_toc(book, "a")
    code = "print('mine' in globals(), __import__('matplotlib').rcParams['lines.linewidth'])"
    write_notebook(book / "a.ipynb", code)
    (notebook,) = warmbook.execute(book, fork=fork).values()
    assert outputs(notebook) == ["False 1.5"]


def test_a_kernel_of_another_interpreter_is_not_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "python"
    other.parent.mkdir()
    other.write_text(f'#!/bin/sh\nOTHER=yes exec "{sys.executable}" "$@"\n')
    other.chmod(0o755)
    spec = tmp_path / "jupyter" / "kernels" / "another"
    spec.mkdir(parents=True)
    argv = [str(other), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Another", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    write_toc(tmp_path, "a")
    code = "import os\nprint(os.environ.get('OTHER'))"
    write_notebook(tmp_path / "a.ipynb", code, kernel="another")
    (notebook,) = warmbook.execute(tmp_path, fork=True).values()
    assert outputs(notebook) == ["yes"]
    shutil.rmtree(other.parent)
    with pytest.raises(warmbook.InputError, match=r"a\.ipynb: the kernel another starts .*python"):
        warmbook.execute(tmp_path, force=True)


ECHO = """
import sys
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Echo(Kernel):
    implementation, implementation_version, banner = "echo", "1", "echo"
    language_info = {"name": "echo", "mimetype": "text/plain", "file_extension": ".txt"}

    def do_execute(self, code, silent, *_, **__):
        if not silent:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": code})
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Echo)
"""


def test_a_kernel_of_another_language_runs_every_time_or_declares_what_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "jupyter" / "kernels" / "echo"
    spec.mkdir(parents=True)
    (spec / "echo.py").write_text(ECHO)
    argv = [sys.executable, str(spec / "echo.py"), "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Echo", "language": "echo"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    book = tmp_path / "book"
    book.mkdir()
    write_toc(book, "a", "b")
    for name in "ab":
        write_notebook(book / f"{name}.ipynb", f"I am {name}", kernel="echo")
    content = json.loads((book / "b.ipynb").read_text())
    content["metadata"]["warmbook"] = {"inputs": []}
    (book / "b.ipynb").write_text(json.dumps(content))
    for _ in range(2):
        executed = warmbook.execute(book, fork=True)
        assert [outputs(notebook) for notebook in executed.values()] == [["I am a"], ["I am b"]]
    said = capsys.readouterr().err
    assert said.count("ran a.ipynb") == 2
    assert said.count("ran b.ipynb") == 1
    assert "a.ipynb: its kernel is not Python" in said


def test_the_keeper_loses_nothing_where_it_begins_again(tmp_path: Path) -> None:
    ours, its = socket.socketpair()
    request = {"id": 7, "command": ["true"], "folder": "/", "environment": {}, "fork": False}
    messages = [{"preload": ["this"]}, request]  # it prints: what was loaded with it is let go
    ours.sendall(b"".join(json.dumps(each).encode() + b"\n" for each in messages))
    code = f"from warmbook.keeper import main; main({its.fileno()})"
    environment = {**kernels.surroundings(tmp_path), "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, pass_fds=[its.fileno()]
    )
    its.close()
    with ours:
        ours.settimeout(120)
        told = b""
        while told.count(b"\n") < 2:
            received = ours.recv(1 << 16)
            assert received, "it has ended"
            told += received
    started, ended = map(json.loads, told.splitlines())
    assert started["id"] == 7
    assert ended == {"pid": started["pid"], "code": 0}
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.path.insert(0, 'vendored')\nimport wave; print(vars(wave)['VALUE'])",
        "import os; os.environ['COLOURS'] = 'no'\nimport wave",
        "import __main__; print(__main__.__name__)",
        "import warnings; warnings.simplefilter('error')\nimport wave",
    ],
)
def test_imports_find_and_say_what_they_would_in_an_ordinary_kernel(
    tmp_path: Path, code: str
) -> None:
    (tmp_path / "_config.yml").write_text("warmbook:\n  preload: [wave, jinja2, __main__]\n")
    (tmp_path / "vendored").mkdir()
    (tmp_path / "vendored" / "wave.py").write_text("VALUE = 1\n")
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "jinja2.py").write_text("VALUE = 1\n")
    write_toc(tmp_path, "a", "beside/b")
    write_notebook(tmp_path / "a.ipynb", code)
    write_notebook(tmp_path / "beside" / "b.ipynb", "import jinja2; print(jinja2.VALUE)")
    forked, plain = (cells(tmp_path, fork=fork) for fork in (True, False))
    assert forked == plain
    assert "1\\n" in json.dumps(forked["b"])


def test_a_library_that_ends_the_process_is_told_in_one_sentence(tmp_path: Path) -> None:
    broken = provisioner.Keeper(kernels.surroundings(tmp_path))
    broken._process.kill()
    broken._process.wait()
    with pytest.raises(InputError, match=r"has ended with code -9.*preload"):
        asyncio.run(broken.start(["true"], "/", {}, fork=False))
    broken.close()


def test_code_in_work_is_not_loaded_before_the_fork() -> None:
    assert keeper._is_installed("nbformat")
    assert keeper._is_installed("json")
    assert not keeper._is_installed("warmbook")
    assert not keeper._is_installed("no_such_module")


def test_what_says_something_when_it_is_imported_says_it_in_every_notebook(tmp_path: Path) -> None:
    modules = {
        "says_so": "print('imported')",
        "warns": "import warnings\nwarnings.warn('do not', FutureWarning, stacklevel=2)",
        "threads": "import threading, time\n"
        "threading.Thread(target=time.sleep, args=[9], daemon=True).start()",
        "is_quiet": "",
    }
    for name, code in modules.items():
        (tmp_path / f"{name}.py").write_text(code)
    code = (
        f"import sys; sys.path.append({str(tmp_path)!r})\nfrom warmbook import keeper\n"
        f"keeper._is_installed = lambda name: True\nprint(keeper.preload({list(modules)!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kernels.surroundings(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['says_so', 'warns', 'threads']\n"


def left(mark: str) -> list[str]:
    """Processes that carry a mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z":
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.fixture
def marked() -> Iterator[list[str]]:
    """Marks; whatever carries one is ended after the test."""
    marks: list[str] = []
    yield marks
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
            if any(f"{MARK}={mark}".encode() in variables for mark in marks):
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:
            continue


#: Hung up in some step of a build, for as long as a test wants.
HANG = "import time, pathlib; pathlib.Path({mark!r}, 'reached').touch(); time.sleep(600)"
CELL = "import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
EXECUTE = "import warmbook; warmbook.execute('.', fork={fork})"
#: In which step a build is killed: what it runs, and the code of its notebook.
PHASES = {
    "loading": (EXECUTE.format(fork=True), "1"),
    "starting": (EXECUTE.format(fork=True), "1"),
    "forked": (EXECUTE.format(fork=True), CELL + HANG),
    "ordinary": (EXECUTE.format(fork=False), CELL + HANG),
    "storing": (
        "from warmbook import store\ndef hang(*_):\n    " + HANG + "\nstore.write_whole = hang\n"
        + EXECUTE.format(fork=True),
        CELL,
    ),
    "pages": ("import warmbook; warmbook.build('.')", CELL),
}  # fmt: skip


def start_to_kill(root: Path, run: str, code: str) -> subprocess.Popen:
    """Begin a build that gets stuck; what it starts carries its folder as mark."""
    root.mkdir()
    write_toc(root, "a")
    hang = HANG.format(mark=str(root))
    (root / "stuck.py").write_text(f"def setup(app):\n    {hang}\n")
    (root / "_config.yml").write_text(
        "warmbook: {preload: [numpy, pandas]}\n"
        "sphinx: {local_extensions: {stuck: .}, extra_extensions: [warmbook]}\n"
    )
    write_notebook(root / "a.ipynb", code.replace(HANG, hang))
    return subprocess.Popen(
        [sys.executable, "-c", run.replace(HANG, hang)],
        cwd=root,
        env={**os.environ, MARK: str(root)},
        stderr=subprocess.DEVNULL,
    )


def is_reached(root: Path, phase: str) -> bool:
    if phase in ("loading", "starting"):  # the keeper is there, or the kernel
        return len(left(str(root))) >= 2 + (phase == "starting")
    return (root / "reached").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_build_that_is_killed_in_any_step_leaves_no_process(
    tmp_path: Path, marked: list[str]
) -> None:
    builds = {}
    for phase, (run, code) in PHASES.items():
        marked.append(str(tmp_path / phase))
        builds[phase] = start_to_kill(tmp_path / phase, run, code)
    deadline, waiting = time.monotonic() + 200, set(PHASES)
    while waiting and time.monotonic() < deadline:
        for phase in [phase for phase in waiting if is_reached(tmp_path / phase, phase)]:
            builds[phase].kill()
            builds[phase].wait()
            waiting.remove(phase)
        time.sleep(0.05)
    assert waiting == set()
    while any(map(left, marked)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert {mark: left(mark) for mark in marked if left(mark)} == {}


def test_options_and_readme_name_what_is_preloaded(tmp_path: Path) -> None:
    write_toc(tmp_path, "a", "b")
    write_notebook(tmp_path / "a.ipynb", "import json as j, re\nfrom pathlib import (\n  Path)")
    write_notebook(tmp_path / "b.ipynb", "%run x.py\nfrom email.mime import text", text="import x")
    paths = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    found = warmbook.execution.to_preload(options.Options(), paths)
    assert {"json", "re", "pathlib", "email.mime"} <= set(found)
