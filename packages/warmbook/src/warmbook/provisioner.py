"""How Jupyter starts a kernel through the keeper; see :mod:`warmbook.keeper`."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool

from warmbook.errors import InputError


def can_keep() -> bool:
    """Tell whether this system has what the keeper needs; ordinary kernels need nothing."""
    return hasattr(os, "fork") and hasattr(socket, "AF_UNIX")


def can_fork() -> bool:
    """Tell whether a process with libraries loaded can be forked safely on this system.

    On macOS, system libraries may crash in a fork.
    """
    return can_keep() and sys.platform.startswith(("linux", "freebsd"))


class Keeper:
    """The caller's end of the keeper.

    Parameters
    ----------
    environment
        The surroundings in which it imports libraries.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._loaded: set[str] | None = None
        self._socket, other = socket.socketpair()
        with other:
            code = f"from warmbook.keeper import main; main({other.fileno()})"
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                cwd="/",  # where nothing lies that it might import
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # standard output belongs to the caller's results
                pass_fds=[other.fileno()],
                start_new_session=True,  # Ctrl-C is ours to pass on
            )
        self._numbers = itertools.count()
        self._received = b""
        self._pids: dict[int, int] = {}
        self._codes: dict[int, int] = {}

    def load(self, modules: Sequence[str]) -> None:
        """Have it import modules, and what every kernel needs, before it starts another kernel."""
        if self._loaded is None or not self._loaded.issuperset(modules):
            self._loaded = {*(self._loaded or ()), *modules}
            self._send({"preload": list(modules)})

    def close(self) -> None:
        """End the keeper and all its kernels."""
        self._socket.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:  # it loads a library that takes its time
            self._process.kill()
            self._process.wait()

    def alive(self) -> bool:
        """Tell whether it can start kernels."""
        return self._process.poll() is None

    async def start(
        self, command: list[str], folder: str, environment: dict[str, str], fork: bool
    ) -> Process:
        """Start a kernel.

        Raises
        ------
        InputError
            If the keeper has ended.
        """
        number = next(self._numbers)
        self._send(
            {
                "id": number,
                "command": command,
                "folder": folder,
                "environment": environment,
                "fork": fork,
            }
        )
        while number not in self._pids:
            self._receive(0)
            if not self.alive():
                raise InputError(
                    "The process that loads the notebooks' libraries has ended with code "
                    f"{self._process.returncode}: perhaps one of them ends it when it is imported. "
                    "Name those that it may load in _config.yml (warmbook: preload), or none: []."
                )
            await asyncio.sleep(0.01)
        return Process(self, self._pids.pop(number))

    def code(self, pid: int, wait: float = 0) -> int | None:
        """The exit code of a kernel, None while it lives; wait for news at most so many seconds."""
        if pid not in self._codes:
            self._receive(wait)
        if pid not in self._codes and not self.alive():
            self._codes[pid] = -signal.SIGKILL  # it has taken its kernels along
        return self._codes.get(pid)

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._socket.sendall(json.dumps(message).encode() + b"\n")

    def _receive(self, wait: float) -> None:
        """Take in what the keeper has told, waiting for it at most so many seconds."""
        while select.select([self._socket], [], [], wait)[0]:
            with contextlib.suppress(OSError):
                news = self._socket.recv(1 << 16)
            if not news:
                return
            *lines, self._received = (self._received + news).split(b"\n")
            for message in map(json.loads, lines):
                if "id" in message:
                    self._pids[message["id"]] = message["pid"]
                else:
                    self._codes[message["pid"]] = message["code"]
            wait = 0


class Process:
    """What a kernel provisioner asks of a process, for a kernel of the keeper."""

    stdin = stdout = stderr = None

    def __init__(self, keeper: Keeper, pid: int) -> None:
        self._keeper = keeper
        self.pid = pid

    def poll(self) -> int | None:
        return self._keeper.code(self.pid)

    def wait(self) -> int | None:
        while (code := self._keeper.code(self.pid, wait=0.1)) is None:
            pass
        return code

    def send_signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):  # it may have died meanwhile
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


_keeper: Keeper | None = None


def keeper(environment: Mapping[str, str]) -> Keeper:
    """The keeper of this process, started if there is none."""
    global _keeper
    if _keeper is None or not _keeper.alive():
        if _keeper is None:
            atexit.register(lambda: _keeper.close())
        else:
            _keeper.close()
        _keeper = Keeper(environment)
    return _keeper


def end_keeper() -> None:
    """End the keeper of this process, if there is one; the next kernel gets a new one."""
    if _keeper is not None:
        _keeper.close()


class Provisioner(LocalProvisioner):
    """Start a kernel through the keeper."""

    fork = Bool(False, help="Fork it, if it is a kernel of this very Python.").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start the kernel; return how to reach it."""
        folder = str(kwargs.get("cwd") or os.getcwd())
        environment = dict(kwargs["env"])
        self.process = await keeper(environment).start(
            cmd, folder, environment, fork=self.fork and is_ours(cmd, environment)
        )
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        return self.connection_info


def is_ours(command: list[str], environment: Mapping[str, str]) -> bool:
    """Tell whether a command would start this very Python as a kernel, with the same settings."""
    same = all(
        environment.get(name) == os.environ.get(name)
        for name in {*environment, *os.environ}
        if name.startswith("PYTHON") and name != "PYTHONHASHSEED"
    )
    return same and command[:3] == [sys.executable, "-m", "ipykernel_launcher"]
