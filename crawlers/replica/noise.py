"""What stands in the journals around the sample texts: permits, traffic signs, the journals of province and state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from crawlers.replica.journals import load_journals
from crawlers.replica.markup import parse_markup
from crawlers.replica.publications import Publication, Publisher, night_of
from crawlers.replica.towns import HOME

FIRST_NUMBER = 475_000
PER_DAY = 1_000
STEP = 7


def load_noise(
    nights: tuple[date, ...], taken: frozenset[str], path: Path = HOME / "noise.toml"
) -> tuple[Publication, ...]:
    """Give everyday announcements, with numbers that are not `taken` and the same ones every time."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    random = Random("announcements")
    days = _working_days(raw["first"], raw["last"])
    numbers = {day: _numbers(day, raw["first"], taken) for day in days}
    everyday = (
        _announcement(raw, publisher, random, (day := random.choice(days), next(numbers[day])), nights)
        for publisher in raw["publisher"]
        for _ in range(publisher["amount"])
    )
    return (*everyday, *load_journals())


def _working_days(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def _numbers(day: date, first: date, taken: frozenset[str]) -> Iterator[int]:
    start = FIRST_NUMBER + PER_DAY * (day - first).days
    return (number for number in range(start, start + PER_DAY, STEP) if f"gmb-{day.year}-{number}" not in taken)


def _announcement(
    raw: dict[str, Any], entry: dict[str, Any], random: Random, slot: tuple[date, int], nights: tuple[date, ...]
) -> Publication:
    day, number = slot
    publisher = Publisher(name=entry["name"], organisation=entry["organisation"], journal=entry.get("journal", ""))
    kind = random.choice([kind for kind in raw["kind"] if kind["organisation"] == publisher.organisation])
    words = {key: random.choice(values) for key, values in raw["words"].items()}
    words |= {"straat": random.choice(entry["streets"]), "nr": str(random.randint(1, 190)), "plaats": publisher.name}
    return Publication(
        identifier=f"{publisher.code}-{day.year}-{number}",
        publisher=publisher,
        title=kind["title"].format(**words),
        rubriek=kind["rubriek"],
        subject=kind["subject"],
        date=day,
        night=night_of(day, nights),
        blocks=parse_markup(kind["body"].format(**words)),
    )
