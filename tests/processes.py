"""Processes that tests start: they heed Ctrl-C, and none outlives its test or the run.

A run marks its environment, and every process started in it carries the mark, whatever session or
parent it has by then.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator

import psutil
import pytest

MARK = "REDERIVE_TESTS"
#: Parents of what is no program and never shows an environment.
KERNEL = (0, 2)


def watch(config: pytest.Config) -> None:
    """Begin a run whose processes can be told from others, and end with it what it left."""
    heed_interrupts()
    config.pluginmanager.register(sys.modules[__name__])
    if MARK not in os.environ:  # or else we are a worker of a run
        os.environ[MARK] = f"{os.getpid()} {time.time()}"
        config.add_cleanup(end_all_of_this_run)


def heed_interrupts() -> None:
    """Take SIGINT as usual where we were started with it ignored (``nohup``, a job of a script).

    What ignores a signal hands that on to every process it starts.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def end_all_of_this_run() -> list[str]:
    """End what this run started and left; return the commands."""
    return _end(_with_environment(MARK, os.environ[MARK]))


def end_all_of_this_test(test: str, since: float) -> list[str]:
    """End what the body of one test started after the time ``since``; return the commands."""
    left = {*_with_environment("PYTEST_CURRENT_TEST", f"{test} (call)")}
    with contextlib.suppress(psutil.Error):  # a fork has the environment its parent began with
        children = psutil.Process().children(recursive=True)
        left |= {process for process in children if _began(process) >= since}
    return _end(left)


def _with_environment(name: str, value: str) -> Iterable[psutil.Process]:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and _environment(process).get(name) == value:
                yield process


def _environment(process: psutil.Process) -> dict[str, str]:
    """Environment of a process; one that is just becoming another program shows none at first."""
    for _ in range(5):
        found = process.environ()
        ours = process.ppid() not in KERNEL and process.status() != psutil.STATUS_ZOMBIE
        if found or not ours:
            break
        time.sleep(0.01)
    return found


def _began(process: psutil.Process) -> float:
    try:
        return process.create_time()
    except psutil.Error:
        return 0


def _end(processes: Iterable[psutil.Process]) -> list[str]:
    ended = []
    for process in list(processes):
        with contextlib.suppress(psutil.Error):
            command = " ".join(process.cmdline())
            process.kill()
            process.wait(10)
            ended.append(command)
    return ended


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that fails takes what it started with it, so that the next one starts clean."""
    began = time.time()
    try:
        return (yield)
    except BaseException:
        end_all_of_this_test(item.nodeid, began)
        raise
