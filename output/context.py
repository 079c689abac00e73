"""What the global options say, for every command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from output.dutch import local_day
from output.settings import Settings, plain_settings
from pipeline.database import Reader, open_reader, open_readonly

if TYPE_CHECKING:
    from sqlite_utils import Database

    from output.config import Config


@dataclass(frozen=True)
class Context:
    """Configuration, database and moment."""

    config_file: Path
    database_file: Path | None
    now: datetime
    """With a time zone."""

    @cached_property
    def config(self) -> Config:
        """The checked configuration; `--db` moves the database."""
        from output.config import load_config  # noqa: PLC0415  (checking takes a moment)

        config = load_config(self.config_file).model_copy(update={"database_file": self.database_file})
        if config.profile or any(table.profile for table in config.subscriber):
            from output.profiles import check_profiles  # noqa: PLC0415  (scoring takes a moment)

            check_profiles(config, self.today)
        return config

    @cached_property
    def settings(self) -> Config | Settings:
        """What a command that only asks needs: all of it is checked only when it adds places."""
        return plain_settings(self.config_file) or self.config

    @property
    def database_path(self) -> Path:
        """Where the database stands."""
        return self.database_file or self.settings.database

    @property
    def today(self) -> date:
        """The day in Amsterdam."""
        return local_day(self.now)

    def read(self) -> Database:
        """Open the database for queries."""
        return open_readonly(self.database_path)

    def ask(self) -> Reader:
        """Open the database for a few queries, at once."""
        return open_reader(self.database_path)
