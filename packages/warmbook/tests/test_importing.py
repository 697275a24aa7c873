"""What libraries do while the warm process imports them is what a kernel of its own would do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import warmbook
from warmbook import importing, kernels

from .books import outputs, write_notebook, write_toc

#: Libraries, and whether a warm process may share them.
LIBRARIES = {
    "keeps_where": ("import os\nROOT = os.getcwd()", False),
    "keeps_a_place": ("from pathlib import Path\nPLACE = Path('x').absolute()", False),
    "lists": ("import os\nos.listdir()", False),
    "scans": ("import os\nlist(os.scandir('.'))", False),
    "globs": ("import glob\nglob.glob('*.cfg')", False),
    "finds": ("import os\nos.path.exists('tmp')", False),
    "looks": ("import os\nos.path.exists('looks.cfg')", True),
    "tries": ("try: open('tries.cfg')\nexcept OSError: pass", True),
    "reads": ("import os\nopen(os.path.expanduser('~/.reads')).read()", True),
    "writes": ("import os\nopen(os.path.expanduser('~/.writes'), 'w').close()", True),
    "has_its_own": ("import os\nopen(__file__).read(), os.path.abspath(__file__)", True),
    "keeps": ("import numpy\nG = numpy.random.default_rng()", True),
    "keeps_an_old_one": ("import numpy\nG = numpy.random.RandomState()", True),
    "keeps_python's": ("import random\nG = random.Random()", True),
    "keeps_a_seeded_one": ("import numpy\nG = numpy.random.default_rng(3)", True),
    "draws": ("import numpy\nX = numpy.random.default_rng().random()", False),
    "has_drawn": ("import numpy\nG = numpy.random.default_rng()\nG.random()", False),
}
ASK = """
import json, os, sys
sys.path.append({folder!r})
from warmbook import importing, keeper
keeper._is_installed = lambda name: True
unfit = keeper.preload({names!r})
looked, drawn = [[*each] for each in importing.LOOKED], []
for _ in range(2):
    ours, its = os.pipe()
    if not os.fork():
        importing.renew_generators()
        found = [sys.modules[name].G for name in {names!r} if "keeps" in name and name not in unfit]
        numbers = [each.random() for each in found]
        numbers += [each.spawn(1)[0].random() for each in found if hasattr(each, "spawn")]
        os.write(its, json.dumps(numbers).encode())
        os._exit(0)
    os.wait()
    drawn.append(json.loads(os.read(ours, 9999)))
print(json.dumps([unfit, looked, sorted(importing.AROUND), drawn]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is shared without a fork")
def test_what_would_be_another_in_a_kernel_of_its_own_is_not_shared(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".reads").write_text("1")
    for name, (code, _) in LIBRARIES.items():
        (tmp_path / f"{name}.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(folder=str(tmp_path), names=[*LIBRARIES])],
        cwd="/",
        env={**kernels.surroundings(tmp_path), "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    unfit, looked, around, drawn = json.loads(done.stdout)
    assert unfit == [name for name, (_, fit) in LIBRARIES.items() if not fit]
    assert ["f", str(home / ".reads")] in looked
    assert not [path for _, path in looked if path.endswith(".writes")]
    assert {"looks.cfg", "tries.cfg"} <= set(around)
    seeded = len([name for name, (_, fit) in LIBRARIES.items() if fit and "keeps" in name]) - 1
    same = [first == second for first, second in zip(*drawn, strict=True)]
    # Of those that are kept only the seeded one begins alike, itself and its offspring.
    assert same == [False] * seeded + [True] + [False] + [True]


def test_where_a_library_would_have_looked_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AROUND", {"own.cfg"})
    monkeypatch.setattr(importing, "LOOKED", {})
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert importing.holds(str(folder))
    (tmp_path / "own.cfg").touch()
    assert not importing.holds(str(folder))
    assert str(tmp_path / "own.cfg") in importing.around(str(folder))
    assert importing.holds("/")


#: Libraries that are installed, each of which says what it found when it was imported.
INSTALLED = {
    "homely": "import os\nfile = os.path.expanduser('~/.homely')\n",
    "nearby": "import os\nfile = 'nearby.cfg'\n",
}
SAYS = "VALUE = open(file).read() if os.path.exists(file) else 'none'\n"


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked")
def test_what_a_shared_library_read_while_it_was_imported_counts(tmp_path: Path) -> None:
    root, home, own = tmp_path / "book", tmp_path / "home", tmp_path / "python"
    venv.create(own, symlinks=True)
    python = own / "bin" / "python"
    (packages,) = own.glob("lib/python*/site-packages")
    places = [sysconfig.get_path("purelib"), str(Path(importing.__file__).parents[1])]
    (packages / "others.pth").write_text("\n".join(places) + "\n")
    write_toc(root.mkdir() or root, *(f"{name}/n" for name in INSTALLED))
    for name, code in INSTALLED.items():
        (packages / f"{name}.py").write_text(code + SAYS)
        tells = (
            "import os\nprint(os.getppid() and 'warmbook.importing' in __import__('sys').modules)"
        )
        write_notebook(root / name / "n.ipynb", f"import {name}\nprint({name}.VALUE)", tells)
    home.mkdir()

    def shown() -> tuple[dict[str, str], int]:
        run = (
            "import warmbook, json\nfound = warmbook.execute('.', fork=True)\n"
            "print(json.dumps({path.parent.name: [each.outputs[0].text for each in nb.cells[1:]] "
            "for path, nb in found.items()}))"
        )
        done = subprocess.run(
            [python, "-c", run], cwd=root, env={**os.environ, "HOME": str(home)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = {
            name: [each.strip() for each in said] for name, said in json.loads(done.stdout).items()
        }
        return found, done.stderr.count(" ran ")

    forked, cold = "True", "False"
    assert shown() == ({"homely": ["none", forked], "nearby": ["none", forked]}, 2)
    assert shown()[1] == 0
    (home / ".homely").write_text("1")
    assert shown() == ({"homely": ["1", forked], "nearby": ["none", forked]}, 2)
    assert shown()[1] == 0
    (root / "nearby" / "nearby.cfg").write_text("2")
    found, ran = shown()
    assert found == {"homely": ["1", forked], "nearby": ["2", cold]}
    assert ran == 1
    assert shown()[1] == 0


#: What a module of the book does before a notebook imports a library.
PREPARING = {
    "path": "import sys\nsys.path.insert(0, 'vendored')",
    "alias": "from sys import path\npath[:0] = ['vendored']",
    "site": "import site\ngetattr(site, 'add' + 'sitedir')('vendored')\n"
    "import sys; p = sys.path; p.insert(0, p.pop())",
    "finder": "import sys\nfrom importlib.machinery import PathFinder\nclass Finder:\n"
    "    def find_spec(name, path=None, target=None):\n"
    "        return PathFinder.find_spec(name, ['vendored']) if name == 'wave' else None\n"
    "getattr(sys, 'meta' + '_path').insert(0, Finder)",
    "variable": "import os\nos.environ['COLOURS'] = 'no'",
    "other_variable": "import os\nvars(os)['environ'] |= {'COLOURS': 'no'}",
    "warning": "import warnings\nwarnings.simplefilter('error')",
    "module": "import sys, types\nsys.modules['wave'] = types.SimpleNamespace(VALUE=1)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked")
def test_what_a_module_of_the_book_prepares_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "_config.yml").write_text("warmbook: {preload: [wave]}\n")
    asks = "print('warmbook.importing' in __import__('sys').modules)"
    write_toc(tmp_path, *(f"{name}/n" for name in (*PREPARING, "beside", "late", "plain")))
    for name, code in PREPARING.items():
        (tmp_path / name / "vendored").mkdir(parents=True)
        (tmp_path / name / "vendored" / "wave.py").write_text("VALUE = 1\n")
        (tmp_path / name / "hidden.py").write_text(f"{code}\n")
        hidden = "__import__('hid' + 'den')\nimport wave"  # the text does not show it
        write_notebook(tmp_path / name / "n.ipynb", hidden, asks)
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "shown.py").write_text("import os\nos.environ['COLOURS'] = 'no'\n")
    write_notebook(tmp_path / "beside" / "n.ipynb", "import shown", asks)
    late = "import wave\nprint(wave.VALUE)"  # in a fork this fails
    (tmp_path / "late" / "vendored").mkdir(parents=True)
    (tmp_path / "late" / "vendored" / "wave.py").write_text("VALUE = 1\n")
    (tmp_path / "late" / "hidden.py").write_text(PREPARING["path"])
    write_notebook(tmp_path / "late" / "n.ipynb", "__import__('hid' + 'den')", late, asks)
    write_notebook(tmp_path / "plain" / "n.ipynb", "import os\nlen(os.environ)", asks)

    def shown(**options: object) -> dict[str, list[str]]:
        executed = warmbook.execute(tmp_path, fork=True, **options)
        return {path.parent.name: outputs(notebook) for path, notebook in executed.items()}

    expected = {name: ["False"] for name in (*PREPARING, "beside")}
    expected |= {"late": ["1", "False"], "plain": ["True"]}
    assert shown() == expected
    capsys.readouterr()
    assert shown() == expected
    assert " ran " not in capsys.readouterr().err
    assert shown(force=True) == expected
