"""From a configuration to what one crawl is to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from crawlers.plan import CrawlPlan, Limits, SourcePlan, Window
from crawlers.registry import (
    NATIONAL_SYSTEMS,
    Origin,
    Registered,
    System,
    UnknownMunicipality,
    find,
    registered,
    systems,
)
from output.config import Config, ConfigError
from pipeline.originals import Originals
from pipeline.records import Municipality, Source
from pipeline.store import Store


def registry_of(config: Config) -> dict[str, Registered]:
    """Give the registry with what the configuration adds or overrides."""
    added = {
        table.code: Registered(
            municipality=Municipality(code=table.code, name=table.name, province=table.province),
            system=table.system,
            system_key=table.key,
        )
        for table in config.municipality
    }
    return registered() | added


def followed(config: Config) -> list[Registered]:
    """Give the municipalities to crawl; `all` means every one in the registry."""
    registry = registry_of(config)
    if "all" in config.municipalities:
        return list(registry.values())
    return [_find(config, registry, name, "municipalities") for name in dict.fromkeys(config.municipalities)]


def find_municipality(config: Config, name: str) -> str:
    """Give the code of a municipality by name or code; raises `UnknownMunicipality`."""
    return find(registry_of(config), name).municipality.code


def gemeentecodes(config: Config, names: tuple[str, ...]) -> tuple[str, ...]:
    """Turn names of municipalities into codes; `all` means every one that is followed."""
    if "all" in names:
        return tuple(row.municipality.code for row in followed(config))
    registry = registry_of(config)
    return tuple(_find(config, registry, name, "subscriber.municipalities").municipality.code for name in names)


def crawl_plan(config: Config, store: Store, originals: Originals, today: date) -> CrawlPlan:
    """Make the plan of one crawl, and save the municipalities and sources it names."""
    rows = followed(config)
    known = {name: _system(config, system) for name, system in systems().items()}
    sources = [plan for row in rows for plan in _sources(config, row, known, store.database)]
    if not sources:
        raise ConfigError(f"{config.file}: municipalities: none of them has a source")
    store.save_sources((row.municipality for row in rows), (plan.source for plan in sources))
    return CrawlPlan(
        store=store,
        originals=originals,
        systems=known,
        sources=tuple(sources),
        today=today,
        contact=config.contact,
        window=Window(**config.window.model_dump()),
        limits=Limits(
            max_bytes=config.limits.max_megabytes * 2**20,
            timeout_seconds=config.limits.timeout_seconds,
            source_seconds=config.limits.source_seconds,
            source_requests=config.limits.source_requests,
        ),
    )


def _find(config: Config, registry: dict[str, Registered], name: str, key: str) -> Registered:
    try:
        return find(registry, name)
    except UnknownMunicipality as error:
        raise ConfigError(f"{config.file}: {key}: {error}") from error


def _system(config: Config, system: System) -> System:
    if system.name not in config.systems:
        return system
    table = config.systems[system.name]
    base_url = table.base_url or system.base_url
    hosts = frozenset(Origin.of(host) for host in (*table.hosts, base_url) if host)
    return replace(system, base_url=base_url, origins=hosts, delay=table.delay)


def _sources(config: Config, row: Registered, known: dict[str, System], database: Database) -> list[SourcePlan]:
    wanted = dict.fromkeys(NATIONAL_SYSTEMS, row.municipality.name)
    if row.system in known:
        wanted[row.system] = row.system_key
    pages = [
        page
        for table in config.website
        if table.municipality.casefold() in (row.municipality.name.casefold(), row.municipality.code.casefold())
        for page in table.pages
    ]
    if pages:
        wanted["website"] = pages[0]
    return [
        SourcePlan(
            source=Source(
                id=f"{row.municipality.code}:{system}",
                gemeentecode=row.municipality.code,
                gemeente=row.municipality.name,
                system=system,
                key=key,
            ),
            base_url=known[system].base_url,
            origins=frozenset(Origin.of(page) for page in pages) if system == "website" else known[system].origins,
            first=_first(database, f"{row.municipality.code}:{system}"),
            pages=tuple(pages) if system == "website" else (),
        )
        for system, key in wanted.items()
    ]


def _first(database: Database, source_id: str) -> bool:
    """Tell whether no run that came to its end has read every listing of this source."""
    rows = database.query(
        """select 1 from runs r where r.exit_code in (0, 3)
             and exists (select 1 from listings l where l.run_id = r.id and l.source_id = ?1)
             and not exists (select 1 from ledger_entries e where e.run_id = r.id and e.source_id = ?1
                             and e.kind = 'listing' and e.state in ('failed', 'retry_later', 'gone'))
           limit 1""",
        [source_id],
    )
    return next(iter(rows), None) is None
