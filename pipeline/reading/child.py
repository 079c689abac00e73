"""One reading process as the parent sees it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Task
from pipeline.records import DocumentState

_ROOT = Path(__file__).parents[2]
_CHUNK = 1 << 20
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""Secrets live in the environment, so the child gets none of the rest."""


class ChildLostError(Exception):
    """The child gave no answer; `state` and `reason` say what became of its task."""

    def __init__(self, state: DocumentState, reason: str, *, is_from_outside: bool = False) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
        self.is_from_outside = is_from_outside
        """True when it was not the file that ended the child."""


class Child:
    """A process that answers one task at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tasks = 0
        self._resident = 0
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-B", "-s", "-m", "pipeline.reading.worker", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment | {"OMP_NUM_THREADS": "1"},
            start_new_session=True,
            bufsize=0,
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_worn_out(self) -> bool:
        """True when a fresh process should take its place."""
        return self._tasks >= self._limits.tasks_per_child or self._resident > self._limits.resident_bytes

    def ask(self, task: Task, seconds: float) -> Answer:
        """Give the answer, or raise ChildLostError; then this child is of no more use."""
        self._tasks += 1
        try:
            self._send(task.encode())
            answer = Answer.decode(self._receive(seconds))
        except BrokenPipeError as fault:
            raise self._died() from fault
        except (OSError, ValueError, LookupError, TypeError) as fault:
            raise self._lost("broken", f"no readable answer ({type(fault).__name__})") from fault
        self._resident = answer.resident_bytes
        return answer

    def kill(self) -> None:
        """End the process; whoever waits for its answer learns of it."""
        self._process.kill()

    def close(self) -> None:
        """End the process and clean up after it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, request: bytes) -> None:
        stdin = self._process.stdin
        if stdin is None:
            raise BrokenPipeError
        stdin.write(request)

    def _receive(self, seconds: float) -> bytes:
        """Read one line, for so long and so many bytes at most."""
        stdout = self._process.stdout
        if stdout is None:
            raise BrokenPipeError
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(stdout, select.POLLIN | select.POLLHUP)
        received = bytearray()
        while not received.endswith(b"\n"):
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not poll.poll(remaining * 1_000):
                raise self._lost("timeout", f"took more than {seconds:g} s")
            chunk = os.read(stdout.fileno(), _CHUNK)
            if not chunk:
                raise self._died()
            received += chunk
            if len(received) > self._limits.answer_bytes:
                raise self._lost("too_large", f"more than {self._limits.answer_bytes} bytes of text")
        return bytes(received)

    def _lost(self, state: DocumentState, reason: str) -> ChildLostError:
        self.close()
        return ChildLostError(state, reason)

    def _died(self) -> ChildLostError:
        code = self._process.wait()
        self.close()
        if code >= 0:
            return ChildLostError("broken", f"the reading process ended with exit code {code}")
        name = signal.Signals(-code).name
        if -code == signal.SIGXCPU:
            return ChildLostError("timeout", f"{name}: more than {self._limits.cpu_seconds} s of CPU time")
        if -code == signal.SIGABRT:
            # That is how pdfium and the C++ runtime end when an allocation fails.
            return ChildLostError("out_of_memory", f"the reading process ended by {name}")
        is_from_outside = -code in (signal.SIGKILL, signal.SIGTERM)
        return ChildLostError("broken", f"the reading process ended by {name}", is_from_outside=is_from_outside)
