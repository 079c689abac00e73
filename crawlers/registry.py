"""The systems that municipalities publish with: where they answer and how politely they are asked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

NATIONAL_SYSTEMS = ("bekendmakingen", "cvdr")
"""Every municipality publishes here, whatever system its council uses."""


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
    blocks_everywhere: bool = False
    """True when who is blocked on one server is blocked on all of the vendor."""

    def address(self, key: str) -> str:
        """Say where it answers for a municipality."""
        return self.base_url.format(key=key.lower())


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
            blocks_everywhere=table.get("blocks_everywhere", False),
        )
        for name, table in tables.items()
    }
