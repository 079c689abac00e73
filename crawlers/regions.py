"""Regions: groups of municipalities of a kind, such as a labour-market region. Provinces follow from the registry."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, get_args

from crawlers.municipalities import Found, Registry, UnknownMunicipality
from crawlers.names import fold, look_alikes

Kind: TypeAlias = Literal["arbeidsmarktregio", "doorstroompunt", "veiligheidsregio", "regio"]
"""What a region is for; `doorstroompunt` was called RMC region, `regio` is any other."""
KINDS: tuple[str, ...] = (*get_args(Kind), "provincie")
ANY = "regio"
"""Before a name it means a region of whatever kind."""


class UnknownRegion(ValueError):
    """No region goes by this name, or regions of several kinds that differ; the message says which come near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A group of municipalities."""

    kind: str
    name: str
    members: tuple[str, ...]
    """Codes or names; one that was merged away stands for its successor."""
    year: int | None = None
    """The year of the division, when it may have changed since."""

    @property
    def reference(self) -> str:
        """How it is written where only this one can be meant."""
        return f"{self.kind}:{self.name}"


class Regions:
    """The regions of a registry; a later one with the same kind and name replaces an earlier one."""

    def __init__(self, registry: Registry, regions: Iterable[Region]) -> None:
        self.registry = registry
        self._known = {(region.kind, fold(region.name)): region for region in regions}

    def on(self, day: date) -> tuple[Region, ...]:
        """Give every region, with the provinces as they are on a day."""
        codes: dict[str, list[str]] = {}
        for code, row in self.registry.on(day).items():
            codes.setdefault(row.municipality.province, []).append(code)
        provinces = (
            Region(kind="provincie", name=name, members=tuple(members)) for name, members in sorted(codes.items())
        )
        return (*self._known.values(), *provinces)

    def named(self, wanted: str, day: date) -> tuple[Region, ...]:
        """Give the regions that go by a name, or by a kind and a name (`provincie:Utrecht`, `regio:Twente`)."""
        kind, colon, name = wanted.partition(":")
        kinds = (kind.strip().casefold(),) if colon and kind.strip().casefold() in KINDS else ()
        folded = fold(name if kinds else wanted)
        called = [region for region in self.on(day) if fold(region.name) == folded]
        return tuple(region for region in called if not kinds or kinds[0] in (ANY, region.kind))

    def members(self, wanted: str, day: date) -> tuple[Found, ...]:
        """Give the municipalities of a region on a day.

        Raises `UnknownRegion`, also when regions of several kinds have this name and differ, and
        `UnknownMunicipality` when one of its members is not in the registry.
        """
        regions = self.named(wanted, day)
        if not regions:
            close = look_alikes(wanted.rpartition(":")[2], (region.name for region in self.on(day)))
            hint = f"; did you mean {', '.join(close)}?" if close else ""
            raise UnknownRegion(f"unknown region {wanted!r}{hint}")
        found = [self._members(region, day) for region in regions]
        if len({frozenset(codes) for codes in found}) > 1:
            raise UnknownRegion(f"{wanted!r} is a region of several kinds: {_choices(regions)}; write one of these")
        return tuple(found[0].values())

    def _members(self, region: Region, day: date) -> dict[str, Found]:
        try:
            found = [self.registry.find(member, day) for member in region.members]
        except UnknownMunicipality as error:
            raise UnknownMunicipality(f"{region.reference}: {error}") from error
        return {one.row.municipality.code: one for one in found}


@cache
def shipped_regions() -> tuple[Region, ...]:
    """Give the regions that come with the program."""
    with files("crawlers").joinpath("regions.csv").open(encoding="utf-8") as rows:
        return tuple(
            Region(
                kind=row["kind"],
                name=row["name"],
                members=tuple(row["members"].split("|")),
                year=int(row["year"]) if row["year"] else None,
            )
            for row in csv.DictReader(rows)
        )


def _choices(regions: Sequence[Region]) -> str:
    return ", ".join(region.reference for region in regions)
