"""The municipalities of the Netherlands and the systems they publish with, shipped as data."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from pipeline.records import Municipality

NATIONAL_SYSTEMS = ("bekendmakingen", "cvdr")
"""Every municipality publishes here, whatever system its council uses."""

USUAL_NAMES = {"den haag": "'s-Gravenhage", "den bosch": "'s-Hertogenbosch"}
"""What everyone calls them; the registry has the names as they publish."""


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
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        if usual is None or not parts.hostname:
            raise ValueError(f"{url!r} is no web address")
        if "@" in parts.netloc:
            # a user name is read differently by different parsers, so that another host may be asked than is checked
            raise ValueError(f"{url!r} has a user name")
        return cls(parts.scheme, parts.hostname, usual if parts.port is None else parts.port)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where a system answers and how politely it is asked."""

    name: str
    base_url: str
    origins: frozenset[Origin]
    delay: float
    changes_only: bool
    """True when its lists hold only what changed, so that an empty list is no alarm."""
    file_delay: float | None = None
    """Seconds between two files, where the vendor counts those apart from pages."""
    own_hosts: bool = False
    """True when every municipality has a server of its own, so that one that is closed says nothing of the others."""
    blocked_by: tuple[str, ...] = ()
    """Words on the page that comes instead of an answer when the vendor blocks us."""


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
    folded = USUAL_NAMES.get(wanted.casefold(), wanted).casefold()
    for row in registry.values():
        if folded in (row.municipality.code.casefold(), row.municipality.name.casefold()):
            return row
    names = {row.municipality.name.casefold(): row.municipality.name for row in registry.values()}
    begun = [name for name in names if len(folded) >= 3 and name.startswith(folded)]
    close = dict.fromkeys([*begun, *get_close_matches(folded, names, n=3)])
    hint = f"; did you mean {', '.join(names[name] for name in list(close)[:3])}?" if close else ""
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
            changes_only=table["changes_only"],
            file_delay=table.get("file_delay"),
            own_hosts=table.get("own_hosts", False),
            blocked_by=tuple(table.get("blocked_by", ())),
        )
        for name, table in tables.items()
    }
