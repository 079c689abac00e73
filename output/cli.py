"""The command line. Its help page lies ready, so that it costs hardly more than the start of Python."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HELP = Path(__file__).with_name("help.txt")
"""What `--help` writes on 80 columns or more; a test holds it equal to what the commands declare."""


def app() -> None:
    """Run the command that was typed, and exit."""
    if sys.argv[1:] == ["--help"] and shutil.get_terminal_size().columns >= 80:
        sys.stdout.write(HELP.read_text(encoding="utf-8"))
        return
    from output.cli_commands import app as commands  # noqa: PLC0415  (takes longer than the help)

    commands()
