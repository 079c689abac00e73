"""The commands and their global options. The module of a command is imported when that command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperGroup
from typer.main import get_group

from output.context import Context

FAILED, USAGE, LOCKED = 1, 2, 75
EXIT_CODES: Mapping[str, int] = {
    "output.settings.ConfigError": USAGE,
    "pipeline.database.DatabaseUnusable": USAGE,
    "output.queries.UnknownOpportunity": USAGE,
    "output.queries.UnknownValue": USAGE,
    "output.page_picture.NoPicture": USAGE,
    "crawlers.municipalities.UnknownMunicipality": USAGE,
    "crawlers.regions.UnknownRegion": USAGE,
    "output.outbox.UnknownMail": USAGE,
    "pipeline.forgetting.UnknownDocument": USAGE,
    "output.night.AlreadyRunning": LOCKED,
    "output.picture.NoBrowser": FAILED,
    "builtins.OSError": FAILED,
    "sqlite3.Error": FAILED,
}
"""What is told in one line; anything else is a bug and shows its traceback."""
MODULES: Mapping[str, str] = {
    **dict.fromkeys(("nightly", "crawl", "process", "reprocess"), "output.cli_night"),
    **dict.fromkeys(("matches", "show", "gesprek", "mark", "why", "status"), "output.cli_show"),
    **dict.fromkeys(("fondsencheck", "agenda", "report", "wetten", "export"), "output.cli_lists"),
    **dict.fromkeys(("extract", "sample", "replica", "bench"), "output.cli_tools"),
    "forget": "output.cli_forget",
    **dict.fromkeys(("train", "evaluate", "tag"), "output.cli_models"),
    "digest": "output.cli_digest",
    "sources": "output.cli_sources",
    "config": "output.cli_tools",
}
"""Where each command is, in the order of the help."""


def exit_codes() -> dict[type[Exception], int]:
    """Give the errors that can have been raised: those of modules that are imported."""
    found: dict[type[Exception], int] = {}
    for name, code in EXIT_CODES.items():
        module, _, kind = name.rpartition(".")
        if module in sys.modules:
            found[getattr(sys.modules[module], kind)] = code
    return found


class Commands(TyperGroup):
    """A group of commands that are imported when asked for; it ends in one line on stderr and a fixed exit code."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Name the commands."""
        return list(MODULES)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """Give a command from its module; None when there is none of this name."""
        if cmd_name not in self.commands and cmd_name in MODULES:
            part = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
            import_module(MODULES[cmd_name]).register(part)
            self.commands.update(get_group(part).commands)
        return self.commands.get(cmd_name)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit."""
        try:
            code = super().main(args, "kansenradar", complete_var, False, windows_expand_args, **extra)
        except typer.TyperException as error:
            sys.exit(_complain(error.format_message(), USAGE))
        except typer.Abort:
            sys.exit(_complain("interrupted", 130))
        except tuple(exit_codes()) as error:
            codes = (code for kind, code in exit_codes().items() if isinstance(error, kind))
            sys.exit(_complain(str(error), next(codes)))
        sys.exit(code or 0)


def _complain(message: str, code: int) -> int:
    if isinstance(sys.exc_info()[1], BrokenPipeError):
        # the reader of our output went away (`| head`): nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    sys.stderr.write(f"kansenradar: {' '.join(message.split())}\n")
    return code


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Reads what Dutch municipalities publish every night and finds opportunities for MDT projects.",
)


@app.callback()
def main(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="KANSENRADAR_CONFIG", help="Configuration file.", show_default=True)
    ] = Path("kansenradar.toml"),
    db: Annotated[Path | None, typer.Option(help="Database, instead of the one in the data folder.")] = None,
    now: Annotated[
        datetime | None,
        typer.Option(envvar="KANSENRADAR_NOW", help="Moment to work with, ISO; the clock when left out."),
    ] = None,
) -> None:
    """Keep the global options for the commands."""
    amsterdam = ZoneInfo("Europe/Amsterdam")
    moment = now.replace(tzinfo=now.tzinfo or amsterdam) if now else datetime.now(amsterdam)
    context.obj = Context(config_file=config, database_file=db, now=moment)
