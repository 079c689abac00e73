"""What a public portal of iBabs knows: ids, entries of the calendar, rows of overviews.

The rows are constructed from what clients of the portal read; no recording of them exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crawlers.replica.desk import PROMISES, Desk, register_date
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import AgendaPoint, Meeting, Module, Promise, Town, stable_guid, stable_number

Record = dict[str, object]
MOMENT = "%Y-%m-%dT%H:%M:%S"
DAY = "%d-%m-%Y"
MOST_ROWS = 100
"""So many rows come at a time, whatever is asked and without a word."""
LONG_REGISTER = "schriftelijke_vragen"
OLD_ENTRIES, OLDEST, BETWEEN = 130, date(2018, 1, 9), timedelta(days=21)
OLD_SUBJECTS = ("lantaarnpalen", "een oversteekplaats", "zwerfvuil", "bomenkap", "openbare toiletten", "wachttijden")
TERM = timedelta(weeks=8)
HOLDERS = ("Wethouder Jeugd en Welzijn", "Wethouder Financiën")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of an overview; a promise and what is long ago have no file."""

    guid: str
    number: int
    title: str
    date: date
    source: Paper | Promise | None = None
    is_settled: bool = False

    @property
    def paper(self) -> Paper | None:
        """The paper whose file hangs under it."""
        return self.source if isinstance(self.source, Paper) else None


def meeting_guid(meeting: Meeting) -> str:
    """Return the id of a meeting."""
    return stable_guid("agenda", meeting.key)


def point_guid(meeting: Meeting, point: AgendaPoint) -> str:
    """Return the id of an agenda item."""
    return stable_guid("agenda item", meeting.key, point.number, point.title)


def paper_guid(paper: Paper) -> str:
    """Return the id of a document, which stays when its file is replaced."""
    return stable_guid("document", paper.first.town, paper.first.slug)


def report_guid(town: Town, module: Module) -> str:
    """Return the id of an overview."""
    return stable_guid("report", town.key, module.register)


def calendar_entry(meeting: Meeting) -> Record:
    """Write a meeting for the calendar."""
    end = meeting.end or meeting.start + timedelta(hours=2)
    return {
        "id": meeting_guid(meeting),
        "title": meeting.title,
        "start": meeting.start.strftime(MOMENT),
        "end": end.strftime(MOMENT),
        "location": meeting.location,
        "url": f"/Agenda/Index/{meeting_guid(meeting)}",
        "classNames": [f"agendatype-{meeting.body}"] if meeting.body else [],
    }


def shown(desk: Desk) -> list[Meeting]:
    """Return the meetings that the portal shows, in order."""
    meetings = (meeting for meeting in desk.meetings() if meeting.permission == "public")
    return sorted(meetings, key=lambda meeting: meeting.start)


def flat(points: tuple[AgendaPoint, ...]) -> Iterator[AgendaPoint]:
    """Yield the points of an agenda in one row, as the portal shows them."""
    for point in points:
        yield point
        yield from flat(point.items)


def entries(desk: Desk, module: Module) -> list[Entry]:
    """Return the entries of an overview, in the order of their numbers, which tells nothing of their age."""
    found = [_entry(desk, source) for source in desk.of_module(module)]
    if module.register == LONG_REGISTER:
        found += _old_entries(desk.town)
    return sorted(found, key=lambda entry: entry.number)


def _entry(desk: Desk, source: Paper | Promise) -> Entry:
    if isinstance(source, Paper):
        entry = _numbered(desk.town, source.first.slug, source.current.text.title, register_date(source))
        return replace(entry, source=source)
    tonight = desk.country.nights[desk.shelf.night - 1]
    entry = _numbered(desk.town, source.title, source.title, source.date)
    return replace(entry, source=source, is_settled=source.settled is not None and source.settled <= tonight)


def _old_entries(town: Town) -> Iterator[Entry]:
    for position in range(OLD_ENTRIES):
        title = f"Vragen over {OLD_SUBJECTS[position % len(OLD_SUBJECTS)]} (nummer {position + 1})"
        yield replace(_numbered(town, title, title, OLDEST + position * BETWEEN), is_settled=True)


def _numbered(town: Town, name: str, title: str, day: date) -> Entry:
    number = stable_number(1, 9000, "report item", town.key, name)
    return Entry(guid=stable_guid("report item", town.key, name), number=number, title=title, date=day)


def row(module: Module, entry: Entry) -> Record:
    """Write a row of an overview; each kind of overview has columns of its own."""
    day, holders = entry.date.strftime(DAY), "\r\n".join(HOLDERS)
    head: Record = {"DT_RowId": entry.guid, "identity": str(entry.number), "title": entry.title}
    if module.register in ("moties", "amendementen"):
        # registrationdate is the agenda item here, which is how some municipalities use it
        motion = {"datummotie": day, "fractieselectie": "Fractie A\r\nFractie B", "status": "Aangenomen"}
        return head | motion | {"registrationdate": f"Gemeenteraad {day}"}
    status = "Afgedaan" if entry.is_settled else None
    if module.register == PROMISES:
        until = (entry.date + TERM).strftime(DAY)
        term = {"status": status or "Open", "einddatum": until}
        return head | {"registrationdate": day, "portefeuillehouder": holders} | term
    return head | {"registrationdate": day, "portefeuillehouder": holders, "status": status}


def fields(entry: Entry) -> dict[str, str]:
    """Write the fields that the page of an entry shows; a field has a line per paragraph."""
    holders = "\n".join(HOLDERS)
    shown_fields = {"Onderwerp": entry.title, "Datum": entry.date.strftime(DAY), "Portefeuillehouder": holders}
    if not isinstance(entry.source, Promise):
        return shown_fields
    promise = {"Toezegging": entry.source.explanation, "Toegezegd door": entry.source.promised_by}
    status = {"Status": "Afgedaan" if entry.is_settled else "Open"}
    return shown_fields | {name: value for name, value in promise.items() if value} | status


def ordered(rows: list[Record], column: str, *, descending: bool) -> list[Record]:
    """Order rows by a column: dates by day, anything else by its words."""
    return sorted(rows, key=lambda record: _sort_key(record.get(column)), reverse=descending)


def _sort_key(value: object) -> tuple[str, ...]:
    words = str(value or "")
    return tuple(reversed(words.split("-"))) if words.count("-") == 2 else (words,)
