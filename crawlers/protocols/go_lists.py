"""How the lists of the GO API (GemeenteOplossingen) are asked and answered, in versions 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

from crawlers.protocols.shapes import entries, table

Raw: TypeAlias = Mapping[str, Any]
Days: TypeAlias = tuple[date, date]
Version = Literal["v1", "v2"]

WIDEST = timedelta(days=180)
"""A list over more than half a year answers 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The council site whose records are parsed, and the version of the API that it speaks."""

    source_id: str
    key: str
    """What the keys of this municipality begin with."""
    base_url: str
    """Without the version."""
    version: Version

    def url(self, path: str, **parameters: str) -> str:
        """Build an address of the API."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return f"{self.base_url}/{self.version}{path}{query}"

    def meeting_days(self, days: Days) -> dict[str, str]:
        """Say between which days to list meetings: dates in version 2, unix seconds in version 1."""
        if self.version == "v2":
            return {"date_from": f"{days[0]}", "date_to": f"{days[1]}"}
        first, last = (datetime.combine(one, time(), UTC) for one in days)
        until = last + timedelta(days=1, seconds=-1)
        return {"date_from": f"{first.timestamp():.0f}", "date_to": f"{until.timestamp():.0f}"}

    def document_days(self, days: Days) -> dict[str, str]:
        """Say between which days of publication to list documents."""
        return {"publicationDate_from": f"{days[0]}T00:00:00", "publicationDate_to": f"{days[1]}T23:59:59"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list."""

    entries: list[Any]
    total: int | None
    """How many records the whole list has; version 1 does not say."""


def half_years(days: Days) -> Iterator[Days]:
    """Cut a window into stretches that are not too wide to ask."""
    begin, last = days
    while begin <= last:
        until = min(begin + WIDEST - timedelta(days=1), last)
        yield begin, until
        begin = until + timedelta(days=1)


def parse_page(answer: Any, name: str) -> Page:
    """Read a page of a list: version 2 wraps it, version 1 gives the bare list."""
    if isinstance(answer, list):
        return Page(entries=answer, total=None)
    result = table(answer, "result")
    return Page(entries=entries(result, name), total=_count(result, "totalCount"))


def _count(raw: Raw, name: str) -> int:
    """Read a count, which is written as a string."""
    value = raw[name]
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is {value!r}, not a number") from error
