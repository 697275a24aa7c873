"""The book's sentences notice a changed figure: the parts of ``benchmarks/sentences.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_a_change_is_one_figure_of_a_series_or_of_a_packed_panel() -> None:
    code = (
        "import gzip\nfrom sentences import Mutant, change\n"
        "text = b'year,value\\n2020,12\\n2021,13\\n'\n"
        "def mutant(name): return Mutant(name, 3, 'value', '13', '73', 'a')\n"
        "print(change(mutant('series/a.csv'), text).decode())\n"
        "print(gzip.decompress(change(mutant('panels/a.csv.gz'), gzip.compress(text))).decode())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=BENCHMARKS, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["year,value", "2020,12", "2021,73"] * 2


def test_a_run_tells_what_moved_and_nothing_else() -> None:
    code = (
        "from rederive.core.prose.sentences import Sentence\n"
        "from sentences import Run\n"
        "def run(computed, holds='yes', row='1'):\n"
        "    said = Sentence('a', 'growth', '5%', computed, holds)\n"
        "    return Run({('growth', 0): said}, {('claim', 'value'): {'verdict': row}})\n"
        "sound = run('5.01')\n"
        "print(run('5.01').told_against(sound))\n"
        "print(run('5.02').told_against(sound)[0])\n"
        "print(run('7', 'no').told_against(sound)[0])\n"
        "print(run('5.01', row='2').told_against(sound)[0])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=BENCHMARKS, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["None", "number", "sentence", "verdict"]
