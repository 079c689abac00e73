"""What the records of one town are made from, whatever council system writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from crawlers.replica.library import Library
from crawlers.replica.shelf import Paper, Shelf
from crawlers.replica.towns import AgendaPoint, Country, Meeting, Module, Promise, Town

PROMISES = "toezeggingen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the records of one town are made from."""

    country: Country
    town: Town
    shelf: Shelf
    base: str

    @property
    def host(self) -> str:
        """The base without its scheme, as `self` fields have it."""
        return self.base.partition("://")[2]

    def papers(self) -> list[Paper]:
        """Return the papers of the town."""
        return [paper for paper in self.shelf.papers if paper.first.town == self.town.key]

    def meetings(self) -> list[Meeting]:
        """Return the meetings that are on the calendar."""
        return [meeting for meeting in self.town.meetings if meeting.night <= self.shelf.night]

    def of_meeting(self, meeting: Meeting) -> list[Paper]:
        """Return the papers of a meeting."""
        return [paper for paper in self.papers() if paper.first.meeting == meeting.key]

    def of_module(self, module: Module) -> list[Paper | Promise]:
        """Return the entries of a register, newest first; some have no file."""
        found: list[Paper | Promise] = []
        found.extend(paper for paper in self.papers() if paper.first.register == module.register)
        if module.register == PROMISES:
            found.extend(promise for promise in self.town.promises if promise.night <= self.shelf.night)
        return sorted(found, key=register_date, reverse=True)


def register_date(source: Paper | Promise) -> date:
    """Return the date under which an entry stands in its register."""
    return source.first.date if isinstance(source, Paper) else source.date


def placed_papers(points: Iterable[AgendaPoint]) -> Iterator[str]:
    """Yield the titles of the papers that an agenda places under its points."""
    for point in points:
        yield from point.papers
        yield from placed_papers(point.items)


def desks(library: Library, night: int, base: str, *, system: str) -> list[Desk]:
    """Return the desks of all towns whose council uses a system, as they are in a night."""
    country, shelf = library.country, library.shelf(night)
    return [Desk(country=country, town=town, shelf=shelf, base=base) for town in country.of_system(system)]
