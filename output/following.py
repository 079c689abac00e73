"""Who is followed: from the names in a configuration to the municipalities of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from crawlers.inhabitants import inhabitants
from crawlers.municipalities import Found, Registered, Registry, UnknownMunicipality, shipped
from crawlers.national import publisher_codes
from crawlers.regions import Region, Regions, UnknownRegion, shipped_regions
from output.settings import ConfigError, Settings
from pipeline.records import Municipality

if TYPE_CHECKING:
    from output.config import Config, MunicipalityTable


def registry_of(config: Config | Settings) -> Registry:
    """Give the registry with what the configuration adds or overrides."""
    rows = list(shipped().rows)
    for code, number in Counter(table.code for table in config.municipality).items():
        if number > 1:
            raise ConfigError(f"{config.file}: municipality.code: {code} has more than one table")
    for table in config.municipality:
        periods = shipped().of(table.code)
        if periods:
            rows[rows.index(periods[-1])] = _overridden(config, table, periods[-1])
        else:
            rows.append(_added(config, table))
    return Registry(rows)


def regions_of(config: Config | Settings, registry: Registry) -> Regions:
    """Give the regions with what the configuration adds or replaces."""
    added = (Region(kind=table.kind, name=table.name, members=table.members) for table in config.region)
    return Regions(registry, (*shipped_regions(), *added))


def followed(config: Config, today: date) -> list[Registered]:
    """Give the municipalities to crawl; `all` means every one there is today."""
    return [found.row for found in followed_names(config, today)]


def followed_names(config: Config, today: date) -> list[Found]:
    """Give the municipalities to crawl, with what became of names that are no longer in use."""
    registry = registry_of(config)
    if "all" in config.municipalities:
        return [Found(row=row) for row in registry.on(today).values()]
    return _named(config, registry, config.municipalities, key="municipalities", today=today)


def find_municipality(config: Config | Settings, name: str, today: date) -> str:
    """Give the code of a municipality by code, name or alias; raises `UnknownMunicipality`."""
    return registry_of(config).find(name, today).row.municipality.code


def region_members(config: Config | Settings, name: str, today: date) -> tuple[str, ...]:
    """Give the codes of the municipalities of a region; raises `UnknownRegion` or `UnknownMunicipality`."""
    members = regions_of(config, registry_of(config)).members(name, today)
    return tuple(found.row.municipality.code for found in members)


def inhabitants_of(config: Config, code: str) -> int | None:
    """Give the inhabitants of a municipality, as configured or else roughly; None when that is not known."""
    configured = {table.code: table.inhabitants for table in config.municipality if table.inhabitants}
    return configured.get(code, inhabitants().get(code))


def chosen_codes(
    config: Config | Settings, names: Iterable[str], regions: Iterable[str], today: date
) -> tuple[str, ...]:
    """Give the codes of municipalities and of the members of regions, each once."""
    named = (find_municipality(config, name, today) for name in names)
    members = (code for region in regions for code in region_members(config, region, today))
    return tuple(dict.fromkeys((*named, *members)))


def neighbours(config: Config, codes: Sequence[str], today: date) -> tuple[str, ...]:
    """Add to municipalities those with which they share a region of whatever kind but the province."""
    regions = regions_of(config, registry_of(config))
    found = dict.fromkeys(codes)
    for region in regions.on(today):
        if region.kind != "provincie":
            members = [one.row.municipality.code for one in regions.members(region.reference, today)]
            if not set(codes).isdisjoint(members):
                found.update(dict.fromkeys(members))
    return tuple(found)


def gemeentecodes(config: Config, names: tuple[str, ...], today: date) -> tuple[str, ...]:
    """Turn names of municipalities and regions into codes, with those of their provinces and the state.

    `all` means every municipality that is followed.
    """
    if "all" in names:
        found = followed_names(config, today)
    else:
        found = _named(config, registry_of(config), names, key="subscriber.municipalities", today=today)
    places = [one.row.municipality for one in found]
    return (*(place.code for place in places), *publisher_codes(place.province for place in places))


def municipality_of(config: Config, registry: Registry, name: str, *, key: str, today: date) -> Registered:
    """Give the municipality that the configuration names under a key; raises `ConfigError`."""
    try:
        return registry.find(name, today).row
    except UnknownMunicipality as error:
        raise ConfigError(f"{config.file}: {key}: {error}") from error


def _named(config: Config, registry: Registry, names: Iterable[str], *, key: str, today: date) -> list[Found]:
    """Give each municipality once, in the order in which the names, or the regions that hold it, come."""
    regions = regions_of(config, registry)
    found: dict[str, Found] = {}
    for name in names:
        try:
            members = _one_or_region(registry, regions, name, today)
        except (UnknownMunicipality, UnknownRegion) as error:
            raise ConfigError(f"{config.file}: {key}: {error}") from error
        for one in members:
            found.setdefault(one.row.municipality.code, one)
    return list(found.values())


def _one_or_region(registry: Registry, regions: Regions, name: str, today: date) -> tuple[Found, ...]:
    """Take a name for a municipality when there is one, else for a region."""
    try:
        return (registry.find(name, today),)
    except UnknownMunicipality:
        if regions.named(name, today) or ":" in name:
            return regions.members(name, today)
        raise


def _overridden(config: Config | Settings, table: MunicipalityTable, row: Registered) -> Registered:
    """Change what the configuration says of the latest period of a municipality."""
    system = table.system or row.system
    place = Municipality(
        code=table.code,
        name=table.name or row.municipality.name,
        province=table.province or row.municipality.province,
    )
    key = table.key or (row.system_key if system == row.system else "")
    changed = replace(row, municipality=place, system=system, system_key=key, base_url=table.base_url)
    return _with_key(config, changed) if table.system else changed


def _added(config: Config | Settings, table: MunicipalityTable) -> Registered:
    if not (table.name and table.province):
        why = f"{table.code} is not in the registry, so it needs a name and a province"
        raise ConfigError(f"{config.file}: municipality.name: {why}")
    place = Municipality(code=table.code, name=table.name, province=table.province)
    row = Registered(
        municipality=place, system=table.system or "unknown", system_key=table.key, base_url=table.base_url
    )
    return _with_key(config, row)


def _with_key(config: Config | Settings, row: Registered) -> Registered:
    if row.system != "unknown" and not row.system_key:
        raise ConfigError(f"{config.file}: municipality.key: {row} needs the key by which {row.system} knows it")
    return row
