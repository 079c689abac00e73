"""What may go wrong inside a parser, and how to say it."""

from __future__ import annotations

import signal
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from xml.parsers.expat import ExpatError

from pipeline.records import DocumentState

# Parsers leak nearly everything on hostile files; what is not here ends the child, and the parent says so.
PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    ExpatError,
)


class TookTooLong(BaseException):
    """The CPU time for one page is over; no `except Exception` inside a parser may stop it."""


@contextmanager
def cpu_time(seconds: float) -> Iterator[None]:
    """Raise TookTooLong when the body uses more CPU time."""

    def expire(signum: int, frame: FrameType | None) -> None:
        raise TookTooLong(f"more than {seconds:g} s of CPU time")

    before = signal.signal(signal.SIGPROF, expire)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def describe(fault: BaseException) -> str:
    """Give the innermost cause in one short line."""
    inner = fault
    while inner.args and isinstance(inner.args[0], BaseException):
        inner = inner.args[0]
    message = " ".join(str(inner).split())[:160]
    return f"{type(inner).__name__}: {message}" if message else type(inner).__name__


def state_of(description: str) -> DocumentState:
    """Say what a described fault makes of a file, also where a parser wrapped the error."""
    if description.startswith(MemoryError.__name__):
        return "out_of_memory"
    return "timeout" if description.startswith(TookTooLong.__name__) else "broken"
