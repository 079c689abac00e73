"""The municipalities of the Netherlands and the systems they publish with, shipped as data."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from pipeline.records import Municipality

NATIONAL_SYSTEMS = ("bekendmakingen", "cvdr")
"""Every municipality publishes here, whatever system its council uses."""


class UnknownMunicipality(ValueError):
    """No municipality has this code or name; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One row of the registry."""

    municipality: Municipality
    system: str
    """notubiz, ibabs, go, parlaeus, or unknown."""
    system_key: str


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Scheme, host and port: the unit of what may be asked."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Take the origin of a web address; raises ValueError when it has none."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no web address")
        return cls(parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme])


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where a system answers and how politely it is asked."""

    name: str
    base_url: str
    origins: frozenset[Origin]
    delay: float


@cache
def registered() -> dict[str, Registered]:
    """Give the registry by municipality code."""
    with files("crawlers").joinpath("municipalities.csv").open(encoding="utf-8") as rows:
        return {
            row["code"]: Registered(
                municipality=Municipality(code=row["code"], name=row["name"], province=row["province"]),
                system=row["system"],
                system_key=row["system_key"],
            )
            for row in csv.DictReader(rows)
        }


def find(registry: dict[str, Registered], wanted: str) -> Registered:
    """Find a municipality by code or name, in any case.

    Raises `UnknownMunicipality`, with names that look alike.
    """
    folded = wanted.casefold()
    for row in registry.values():
        if folded in (row.municipality.code.casefold(), row.municipality.name.casefold()):
            return row
    close = [row.municipality.name for row in registry.values() if folded[:4] in row.municipality.name.casefold()]
    hint = f"; did you mean {', '.join(close[:3])}?" if close else ""
    raise UnknownMunicipality(f"unknown municipality {wanted!r}{hint}")


@cache
def systems() -> dict[str, System]:
    """Give the systems the crawler speaks."""
    tables = tomllib.loads(files("crawlers").joinpath("systems.toml").read_text(encoding="utf-8"))
    return {
        name: System(
            name=name,
            base_url=table["base_url"],
            origins=frozenset(Origin.of(host) for host in table["hosts"]),
            delay=table["delay"],
        )
        for name, table in tables.items()
    }
