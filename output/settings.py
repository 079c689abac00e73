"""What commands that only ask need of the configuration, without the checks that the rest of it takes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from output.config import MunicipalityTable, RegionTable

ADDS = ("municipality", "region", "profile")
"""Tables that change which places there are, or are checked against them."""


class ConfigError(ValueError):
    """The configuration cannot be used; the message names file, line and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the data is, in a configuration that adds nothing to the places that the program knows."""

    file: Path
    data: Path
    municipality: tuple[MunicipalityTable, ...] = ()
    region: tuple[RegionTable, ...] = ()

    @property
    def database(self) -> Path:
        """Where the database stands."""
        return self.data / "radar.db"


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Give the text of a configuration and what stands in it; raises `ConfigError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error


def plain_settings(path: Path) -> Settings | None:
    """Give the settings of a configuration that adds no places; None when all of it must be checked."""
    raw = read_toml(path)[1]
    data = raw.get("data")
    if not isinstance(data, str) or not raw.keys().isdisjoint(ADDS):
        return None
    return Settings(file=path.absolute(), data=path.absolute().parent / data)
