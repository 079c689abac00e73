"""The child process: reads one request per line on stdin, gives one answer per line on stdout.

`python -m pipeline.reading.worker LIMITS`, with the limits as JSON. It has bounded memory and CPU time, may not
write files, use the network or start programs.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
from typing import BinaryIO

from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Task

_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "os.kill",
    "os.chmod",
    "os.chown",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "pty.",
    "shutil.",
    "webbrowser.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine(limits: Limits) -> None:
    """Bind this process to its memory and refuse network, programs and writing, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and len(arguments) == 3:
        flags = arguments[2]
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError(f"the reader may not write {arguments[0]!r}")
    elif event.startswith(_REFUSED):
        raise PermissionError(f"the reader may not call {event}")


def _allow_cpu(seconds: int) -> None:
    """Let this process use so much more CPU time before it is ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _resident_bytes() -> int:
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  (a Path is built anew for nothing)
        return int(file.read().split()[1]) * resource.getpagesize()


def _answer(task: Task, limits: Limits) -> Answer:
    from lxml.etree import LxmlError  # noqa: PLC0415

    from pipeline.reading.faults import PARSER_FAULTS, describe, state_of  # noqa: PLC0415
    from pipeline.reading.readers import read  # noqa: PLC0415

    try:
        return read(task, limits)
    except (*PARSER_FAULTS, LxmlError) as fault:
        return Answer(state=state_of(describe(fault)), reason=describe(fault))


def serve(requests: BinaryIO, answers: BinaryIO, limits: Limits) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        _allow_cpu(limits.cpu_seconds)
        answer = _answer(Task.decode(line), limits)
        gc.collect()
        # What is left are modules and tables: the next collections need not look at them again.
        gc.freeze()
        answers.write(answer.encode(resident_bytes=_resident_bytes()))
        answers.flush()


def main() -> None:
    """Run as a child of the pool."""
    limits = Limits(**json.loads(sys.argv[1]))
    logging.disable(logging.CRITICAL)
    # What a library prints may not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confine(limits)
    # Characters come and go by the thousand without cycles; collecting per task saves a tenth of the time.
    gc.disable()
    serve(sys.stdin.buffer, answers, limits)


if __name__ == "__main__":
    main()
