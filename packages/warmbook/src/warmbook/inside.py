"""What is set right in every Python kernel before its first cell, so that all are alike.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import os
import sys


def prepare() -> None:
    """Make a kernel, forked or not, one like any other."""
    name_cells()
    follow_matplotlibrc()


def name_cells() -> None:
    """Give cells a name without the number of the process, for warnings show it on the page."""
    compiler = sys.modules.get("ipykernel.compiler")
    if compiler is not None:
        vars(compiler)["get_tmp_directory"] = lambda: "ipykernel"


def follow_matplotlibrc() -> None:
    """Have a matplotlib that was loaded before the fork obey the file beside the notebook."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None or not hasattr(matplotlib, "rcParams"):
        return
    file = matplotlib.matplotlib_fname()
    if os.path.dirname(file) == matplotlib.get_data_path():
        return  # the one that comes with it
    backend = dict.__getitem__(matplotlib.rcParams, "backend")
    given = matplotlib.rc_params_from_file(file)
    for parameters in (matplotlib.rcParams, getattr(matplotlib, "rcParamsOrig", {})):
        dict.update(parameters, dict.items(given))
        dict.__setitem__(parameters, "backend", backend)
