"""From a row of the registry to the sources of a municipality and how to ask them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlite_utils import Database

from crawlers.municipalities import Registered
from crawlers.plan import SourcePlan, Window
from crawlers.registry import NATIONAL_SYSTEMS, Origin, System
from output.config import WebsiteTable
from pipeline.memory import last_read
from pipeline.records import Source

AGGREGATOR = "openbesluitvorming"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDesk:
    """Makes the source plans of one crawl."""

    database: Database
    systems: Mapping[str, System]
    window: Window
    today: date
    second_route: frozenset[str] = frozenset()
    """Codes of the municipalities whose papers are compared with those at the aggregator."""

    def plans(self, row: Registered, sites: Sequence[WebsiteTable]) -> list[SourcePlan]:
        """Give every source of a municipality: national services, council system, own website."""
        found = [self._of(row, system, key) for system, key in keys_of(row, self.systems).items()]
        return [*found, *self._second(row), *([self._website(row, sites)] if sites else [])]

    def _second(self, row: Registered) -> list[SourcePlan]:
        """Give the second way to the council papers, once the first one has been gone to its end."""
        own = f"{row.municipality.code}:{row.system}"
        if row.municipality.code not in self.second_route or row.system not in self.systems:
            return []
        if last_read(self.database, own) is None:
            return []
        plan = self.plan(_source(row, AGGREGATOR, row.municipality.name))
        return [replace(plan, own_system=row.system, own_site=_own_site(row))]

    def _of(self, row: Registered, system: str, key: str) -> SourcePlan:
        plan = self.plan(_source(row, system, key), base_url=row.base_url)
        return replace(plan, meeting_filter=row.meeting_filter) if system == row.system else plan

    def plan(self, source: Source, *, base_url: str = "") -> SourcePlan:
        """Say where a source answers; `base_url` is that of one municipality where it differs from its system's."""
        system = self.systems[source.system]
        usual = source.system not in NATIONAL_SYSTEMS and base_url
        address = base_url if usual else system.address(source.key)
        return SourcePlan(
            source=source,
            base_url=address,
            origins=frozenset({Origin.of(address)}) if system.own_hosts else system.origins,
            first=last_read(self.database, source.id) is None,
            overdue=self._is_overdue(source.id),
        )

    def _is_overdue(self, source_id: str) -> bool:
        last = last_read(self.database, source_id, full=True)
        return last is not None and self.today - last >= timedelta(days=self.window.full_pass)

    def _website(self, row: Registered, sites: Iterable[WebsiteTable]) -> SourcePlan:
        pages, feeds, maps = (
            tuple(address for site in sites for address in getattr(site, name))
            for name in ("pages", "feeds", "sitemaps")
        )
        first = (*pages, *feeds, *maps)[0]
        return replace(
            self.plan(_source(row, "website", first)),
            origins=frozenset(map(Origin.of, (*pages, *feeds, *maps))),
            pages=pages,
            feeds=feeds,
            sitemaps=maps,
            depth=max(site.depth for site in sites),
            most_pages=sum(site.most_pages for site in sites),
        )


def keys_of(row: Registered, systems: Mapping[str, System]) -> dict[str, str]:
    """Give the systems at which a municipality is read, with what each of them calls it; its website not counted."""
    keys = dict.fromkeys(NATIONAL_SYSTEMS, row.municipality.name)
    if row.system in systems and row.system_key:
        keys[row.system] = row.system_key
    if row.system == "parlaeus":
        # its own portals forbid robots
        keys[AGGREGATOR] = row.municipality.name
    return keys


def _own_site(row: Registered) -> str:
    """Give what stands between system and native id in the keys of a council system."""
    if row.system == "go":
        # what go calls a site is an address
        return row.municipality.code
    is_shared = row.system == "ibabs" and row.meeting_filter
    return f"{row.system_key}/{row.meeting_filter.casefold()}" if is_shared else row.system_key


def _source(row: Registered, system: str, key: str) -> Source:
    return Source(
        id=f"{row.municipality.code}:{system}",
        gemeentecode=row.municipality.code,
        gemeente=row.municipality.name,
        system=system,
        key=key,
    )
