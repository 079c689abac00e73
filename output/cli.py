"""The command line. Help and light commands import no crawler, reader or model."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperGroup

from crawlers.municipalities import UnknownMunicipality
from crawlers.regions import UnknownRegion
from output import cli_digest, cli_forget, cli_lists, cli_models, cli_night, cli_show, cli_sources, cli_tools
from output.config import ConfigError
from output.context import Context
from output.night import AlreadyRunning
from output.outbox import UnknownMail
from output.page_picture import NoPicture
from output.picture import NoBrowser
from output.queries import UnknownOpportunity, UnknownValue
from pipeline.database import DatabaseUnusable
from pipeline.forgetting import UnknownDocument

FAILED, USAGE, LOCKED = 1, 2, 75
EXIT_CODES: dict[type[Exception], int] = {
    ConfigError: USAGE,
    DatabaseUnusable: USAGE,
    UnknownOpportunity: USAGE,
    UnknownValue: USAGE,
    NoPicture: USAGE,
    UnknownMunicipality: USAGE,
    UnknownRegion: USAGE,
    UnknownMail: USAGE,
    UnknownDocument: USAGE,
    AlreadyRunning: LOCKED,
    NoBrowser: FAILED,
    OSError: FAILED,
    sqlite3.Error: FAILED,
}
"""What is told in one line; anything else is a bug and shows its traceback."""


class Commands(TyperGroup):
    """A group that ends in one line on stderr and a fixed exit code."""

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
        except tuple(EXIT_CODES) as error:
            sys.exit(_complain(str(error), next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))))
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


cli_night.register(app)
cli_show.register(app)
cli_lists.register(app)
cli_digest.register(app)
cli_sources.register(app)
cli_tools.register(app)
cli_forget.register(app)
cli_models.register(app)
