"""Write to the terminal: as it is, or page by page when it does not fit."""

from __future__ import annotations

import shutil
import sys


def write(text: str) -> None:
    """Write text with the line end it lacks."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def page(text: str) -> None:
    """Write text; on a terminal that is too low for it through the pager (`$PAGER`, else `less` or `more`)."""
    if not sys.stdout.isatty() or text.count("\n") < shutil.get_terminal_size().lines - 1:
        write(text)
        return
    import pydoc  # noqa: PLC0415  (only a terminal needs it)

    pydoc.pager(f"{text.rstrip()}\n")
