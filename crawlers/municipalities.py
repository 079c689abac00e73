"""The municipalities of the Netherlands through time: which there are on a day, and what their council uses then."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, cast

from crawlers.names import base_name, fold, look_alikes
from pipeline.records import Municipality

CouncilSystem: TypeAlias = Literal["notubiz", "ibabs", "go", "parlaeus", "unknown"]
"""What a council publishes its papers with."""


class UnknownMunicipality(ValueError):
    """No municipality, or more than one, goes by this code or name on this day; the message says which come near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A municipality during one period: a merger or another supplier begins a new row."""

    municipality: Municipality
    system: CouncilSystem
    system_key: str
    """Organisation id, site name or root of the API; empty when only the system is known."""
    base_url: str = ""
    """Where its council system answers, when not at the usual address."""
    meeting_filter: str = ""
    """Words that the type of a meeting must hold, where municipalities share a site."""
    valid_from: date | None = None
    """First day; None when it was so before the registry begins."""
    valid_until: date | None = None
    """Last day; None when no end is known."""
    successors: tuple[str, ...] = ()
    """Codes of the municipalities that it became part of."""
    aliases: tuple[str, ...] = ()

    def holds(self, day: date) -> bool:
        """Tell whether the row is about this day."""
        return not self.is_over(day) and (self.valid_from is None or self.valid_from <= day)

    def is_over(self, day: date) -> bool:
        """Tell whether the period has ended before this day."""
        return self.valid_until is not None and self.valid_until < day

    def __str__(self) -> str:
        return f"{self.municipality.name} ({self.municipality.code})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The municipality that goes by a name today."""

    row: Registered
    note: str = ""
    """What became of the one that was asked for, when it is no longer there by itself."""


class Registry:
    """Rows of municipalities, to be asked by day and by name."""

    def __init__(self, rows: Iterable[Registered]) -> None:
        self.rows = tuple(rows)
        self._by_code: defaultdict[str, list[Registered]] = defaultdict(list)
        self._called: tuple[defaultdict[str, list[Registered]], ...] = tuple(defaultdict(list) for _ in range(3))
        for row in self.rows:
            self._by_code[row.municipality.code].append(row)
            for names, index in zip(_names(row), self._called, strict=True):
                for name in dict.fromkeys(map(fold, names)):
                    index[name].append(row)

    def of(self, code: str) -> tuple[Registered, ...]:
        """Give the periods of one municipality, the last one last; empty when the code is not registered."""
        periods = self._by_code.get(code, ())
        return tuple(sorted(periods, key=lambda row: row.valid_from or date.min))

    def on(self, day: date) -> dict[str, Registered]:
        """Give every municipality of a day by code."""
        return {row.municipality.code: row for row in self.rows if row.holds(day)}

    def find(self, wanted: str, day: date) -> Found:
        """Find what goes by a code, a name or an alias on a day; what was merged away leads to its successor.

        Raises `UnknownMunicipality`, which names those that are meant perhaps.
        """
        called = [index[fold(wanted)] for index in self._called if fold(wanted) in index]
        for rows in called:
            present = {row.municipality.code: row for row in rows if row.holds(day)}
            if len(present) > 1:
                raise UnknownMunicipality(f"{wanted!r} is the name of {_enumerate(present.values())}: which one?")
            if present:
                return Found(row=next(iter(present.values())))
        ways = [row for rows in called for row in rows]
        if over := [row for row in ways if row.is_over(day)]:
            return self._heir(max(over, key=_end), day)
        if ways:
            raise UnknownMunicipality(f"{ways[0]} is not there before {ways[0].valid_from}")
        close = self._look_alikes(wanted, day)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        raise UnknownMunicipality(f"unknown municipality {wanted!r}{hint}")

    def _look_alikes(self, wanted: str, day: date) -> list[str]:
        """Give names that come near, one per municipality."""
        codes = {name: code for code, row in self.on(day).items() for name in (row.municipality.name, *row.aliases)}
        nearest: dict[str, str] = {}
        for name in look_alikes(wanted, codes):
            nearest.setdefault(codes[name], name)
        return list(nearest.values())

    def _heir(self, row: Registered, day: date) -> Found:
        heirs = {heir.municipality.code: heir for heir in self._heirs(row.municipality.code, day)}
        since = _end(row) + timedelta(days=1)
        if not heirs:
            raise UnknownMunicipality(f"{row} is no longer there since {since}")
        if len(heirs) > 1:
            raise UnknownMunicipality(f"{row} was divided on {since} among {_enumerate(heirs.values())}: which one?")
        (heir,) = heirs.values()
        became = "is called" if heir.municipality.code == row.municipality.code else "is part of"
        return Found(row=heir, note=f"{row} {became} {heir} since {since}")

    def _heirs(self, code: str, day: date) -> Iterator[Registered]:
        """Follow a code through mergers to what is there on the day."""
        periods = self.of(code)
        present = [row for row in periods if row.holds(day)]
        yield from present
        if not present and periods:
            for successor in periods[-1].successors:
                yield from self._heirs(successor, day)


@cache
def shipped() -> Registry:
    """Give the registry that comes with the program."""
    with files("crawlers").joinpath("municipalities.csv").open(encoding="utf-8") as rows:
        return Registry(_read(row) for row in csv.DictReader(rows))


def _read(row: Mapping[str, str]) -> Registered:
    return Registered(
        municipality=Municipality(code=row["code"], name=row["name"], province=row["province"]),
        system=cast("CouncilSystem", row["system"]),
        system_key=row["system_key"],
        meeting_filter=row["meeting_filter"],
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        successors=_several(row["successor"]),
        aliases=_several(row["aliases"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _names(row: Registered) -> tuple[tuple[str, ...], ...]:
    """Give what a row is called: officially, otherwise, and without what tells it apart from its namesakes."""
    official = (row.municipality.code, row.municipality.name)
    return official, row.aliases, (base_name(row.municipality.name),)


def _end(row: Registered) -> date:
    return row.valid_until or date.max


def _enumerate(rows: Iterable[Registered]) -> str:
    return " and ".join(sorted(map(str, rows)))
