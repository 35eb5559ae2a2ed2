"""A child process with bounded memory and time, for what strangers' files make a parser do. Pure: no Django.

The limits are set by the child on itself before it imports the module: no ``preexec_fn``, which is unsafe where
threads run.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import runpy
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["ok", "failed", "timeout", "memory", "output", "crashed"]

_ROOT = Path(__file__).resolve().parent.parent
_MAX_STDOUT = 16 * 1024**2
_STDERR_TAIL = 8 * 1024
_MAX_FILES = 64
#: The exit status of a child that ran out of memory in Python; in Rust or C it says so while it aborts.
_MEMORY_STATUS = 77
_MEMORY_SIGNS = (b"memory allocation of", b"std::bad_alloc", b"MemoryError", b"Cannot allocate memory")


@dataclass(frozen=True, slots=True)
class Result:
    """How a child ended.

    ``outcome``: ``ok`` (status 0), ``failed`` (another status, ``exit``), or why it was stopped or fell: ``timeout``,
    ``memory``, ``output`` (it wrote too much), ``crashed`` (a signal). ``stderr`` holds the last 8 KiB.
    """

    outcome: Outcome
    exit: int
    stdout: bytes
    stderr: str
    seconds: float


def run_limited(
    module: str,
    args: Sequence[str] = (),
    *,
    timeout: float = 20.0,
    memory: int = 1024**3,
    cwd: Path | None = None,
    max_stdout: int = _MAX_STDOUT,
) -> Result:
    """Run ``python -m module args…`` in a child of its own session, killed with all its children when over its limits.

    ``timeout`` in seconds of the clock, ``memory`` in bytes of address space, ``max_stdout`` in bytes. The child gets
    no variable of this process's environment but ``PATH``: no secret reaches a parser.
    """
    command = [sys.executable, "-P", "-m", "imports.sandbox", str(memory), str(int(timeout) + 1), module, *args]
    started = time.monotonic()
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=_environment(),
        start_new_session=True,
    )
    try:
        stopped, stdout, stderr = _watch(child, started + timeout, max_stdout)
    finally:
        _kill_group(child)
    outcome = stopped or _outcome(child.returncode, stderr)
    return Result(outcome, child.returncode, stdout, stderr.decode("utf-8", "replace"), time.monotonic() - started)


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        # Each thread of OpenBLAS reserves address space: numpy would not load under the limit.
        "OPENBLAS_NUM_THREADS": "1",
        # Each arena of malloc reserves 64 MiB of it.
        "MALLOC_ARENA_MAX": "1",
    }


def _watch(child: subprocess.Popen, deadline: float, max_stdout: int) -> tuple[Outcome | None, bytes, bytes]:
    """Read what the child writes until it ends; return why it must be stopped, if it must, and what was read."""
    out, err = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, out)
        selector.register(child.stderr, selectors.EVENT_READ, err)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return "timeout", bytes(out), bytes(err)
            for key, _ in selector.select(left):
                if chunk := os.read(key.fd, 1 << 16):
                    key.data.extend(chunk)
                else:
                    selector.unregister(key.fileobj)
            if len(out) > max_stdout:
                return "output", bytes(out[:max_stdout]), bytes(err)
            del err[:-_STDERR_TAIL]
    try:
        child.wait(max(deadline - time.monotonic(), 0.01))
    except subprocess.TimeoutExpired:
        return "timeout", bytes(out), bytes(err)
    return None, bytes(out), bytes(err)


def _kill_group(child: subprocess.Popen) -> None:
    """Kill the child and whatever it started, and collect its status."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    child.stderr.close()


def _outcome(status: int, stderr: bytes) -> Outcome:
    if status == 0:
        return "ok"
    if status == -signal.SIGXCPU:
        return "timeout"
    if status == _MEMORY_STATUS or (status < 0 and any(sign in stderr for sign in _MEMORY_SIGNS)):
        return "memory"
    return "crashed" if status < 0 else "failed"


# -- within the child


def _limit(memory: int, seconds: int) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system that has no such limit, or a lower one already
            resource.setrlimit(kind, (value, value))


def main(argv: list[str]) -> None:
    """Limit this process, then become ``python -m module args…``: argv is memory, seconds, module, args…"""
    memory, seconds, module, *args = argv
    _limit(int(memory), int(seconds))
    # A short life, with millions of cells that form no cycle: the collector would only cost time.
    gc.disable()
    sys.argv = [module, *args]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except MemoryError:
        os._exit(_MEMORY_STATUS)


if __name__ == "__main__":
    main(sys.argv[1:])
