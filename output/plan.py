"""From a configuration to what one crawl is to do."""

from __future__ import annotations

from collections.abc import Iterable
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
from pipeline.memory import last_read
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
    pages = _website_pages(config, rows)
    sources = [
        plan for row in rows for plan in _sources(row, known, pages.get(row.municipality.code, ()), store.database)
    ]
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


def _website_pages(config: Config, rows: Iterable[Registered]) -> dict[str, tuple[str, ...]]:
    registry = registry_of(config)
    followed_codes = {row.municipality.code for row in rows}
    pages: dict[str, tuple[str, ...]] = {}
    for table in config.website:
        code = _find(config, registry, table.municipality, "website.municipality").municipality.code
        if code not in followed_codes:
            raise ConfigError(f"{config.file}: website.municipality: {table.municipality} is not followed")
        pages[code] = pages.get(code, ()) + table.pages
    return pages


def _sources(row: Registered, known: dict[str, System], pages: tuple[str, ...], database: Database) -> list[SourcePlan]:
    wanted = dict.fromkeys(NATIONAL_SYSTEMS, row.municipality.name)
    if row.system in known:
        wanted[row.system] = row.system_key
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
            first=last_read(database, f"{row.municipality.code}:{system}") is None,
            pages=pages if system == "website" else (),
        )
        for system, key in wanted.items()
    ]
