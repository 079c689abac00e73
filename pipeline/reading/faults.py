"""What may go wrong inside a parser, and how to say it."""

from __future__ import annotations

import signal
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lxml import etree

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
    etree.LxmlError,
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


def is_out_of_memory(fault: BaseException) -> bool:
    """True when memory ran out, also where a parser wrapped the error."""
    return describe(fault).startswith("MemoryError")
