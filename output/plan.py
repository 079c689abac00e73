"""From a configuration to what one crawl is to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crawlers.municipalities import Registered
from crawlers.national import publishers
from crawlers.plan import CrawlPlan, Limits, Window
from crawlers.registry import Origin, System, systems
from output.config import Config, WebsiteTable
from output.following import followed, municipality_of, registry_of
from output.settings import ConfigError
from output.source_plans import SourceDesk
from pipeline.originals import Originals
from pipeline.store import Store


def crawl_plan(config: Config, store: Store, originals: Originals, today: date) -> CrawlPlan:
    """Make the plan of one crawl, and save the municipalities and sources it names."""
    rows = followed(config, today)
    known = systems_of(config)
    sites = _websites(config, rows, today)
    desk = SourceDesk(
        database=store.database,
        systems=known,
        window=Window(**config.window.model_dump()),
        today=today,
        second_route=frozenset(_second_route(config, rows, today)),
    )
    sources = [plan for row in rows for plan in desk.plans(row, sites.get(row.municipality.code, ()))]
    if not sources:
        raise ConfigError(f"{config.file}: municipalities: none of them has a source")
    above = publishers(row.municipality.province for row in rows)
    sources += [desk.plan(source) for _, source in above]
    places = (*(row.municipality for row in rows), *(place for place, _ in above))
    store.save_sources(places, (plan.source for plan in sources))
    return CrawlPlan(
        store=store,
        originals=originals,
        systems=known,
        sources=tuple(sources),
        today=today,
        contact=config.contact,
        window=desk.window,
        limits=Limits(
            max_bytes=config.limits.max_megabytes * 2**20,
            timeout_seconds=config.limits.timeout_seconds,
            vendor_seconds=config.limits.vendor_seconds,
            source_seconds=config.limits.source_seconds,
            source_bytes=config.limits.source_megabytes * 2**20,
            source_requests=config.limits.source_requests,
        ),
    )


def systems_of(config: Config) -> dict[str, System]:
    """Give the systems that are spoken, as far as the configuration changes where and how they are asked."""
    return {name: _system(config, system) for name, system in systems().items()}


def _system(config: Config, system: System) -> System:
    if system.name not in config.systems:
        return system
    table = config.systems[system.name]
    base_url = table.base_url or system.base_url
    hosts = frozenset(Origin.of(host) for host in (*table.hosts, base_url) if host and "{" not in host)
    file_delay = system.file_delay if table.file_delay is None else table.file_delay
    return replace(system, base_url=base_url, origins=hosts, delay=table.delay, file_delay=file_delay)


def _second_route(config: Config, rows: Iterable[Registered], today: date) -> set[str]:
    if "all" in config.second_route:
        return {row.municipality.code for row in rows}
    registry = registry_of(config)
    found = (municipality_of(config, registry, name, key="second_route", today=today) for name in config.second_route)
    return {row.municipality.code for row in found}


def _websites(config: Config, rows: Iterable[Registered], today: date) -> dict[str, tuple[WebsiteTable, ...]]:
    registry = registry_of(config)
    followed_codes = {row.municipality.code for row in rows}
    sites: dict[str, tuple[WebsiteTable, ...]] = {}
    for table in config.website:
        row = municipality_of(config, registry, table.municipality, key="website.municipality", today=today)
        code = row.municipality.code
        if code not in followed_codes:
            raise ConfigError(f"{config.file}: website.municipality: {table.municipality} is not followed")
        sites[code] = (*sites.get(code, ()), table)
    return sites
