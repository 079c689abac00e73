"""The agenda: until when something can be done, and when bodies decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType

from output import phrases
from output.calendar_file import CalendarEvent, calendar_file, event_sequence, event_uid
from output.columns import Column, table
from output.dutch import excerpt, local_day, sentence, short_date
from output.queries import MatchRow
from output.timing import advice

_TABLE = (
    Column(heading="dag", width=13),
    Column(heading="wat", width=18),
    Column(heading="gemeente", width=12),
    Column(heading="waarvan", width=31),
)
_LEFT_OUT = "niet_passend"
_WORDS = {
    "application": "Sluit",
    "participation": "Inspraak sluit",
    "decision": "Besluit",
    "council_task": "College klaar",
    "validity": "Loopt af",
    "payment": "Betaling",
}
_GONE = {"deadline": "application", "decision_date": "decision"}
"""The kind of a day that a change took away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day on which something of an opportunity ends or is decided."""

    day: date
    kind: str
    """The kind of deadline, or `decision`."""
    id: str
    gemeente: str
    type: str
    title: str
    link: str


COLUMNS = tuple(Moment.__dataclass_fields__)


def agenda(rows: Sequence[MatchRow], today: date) -> list[Moment]:
    """List what comes, the first day first; what does not suit the reader is left out."""
    wanted = [row for row in rows if row.status != _LEFT_OUT]
    found = [_moment(row, kind, day) for row in wanted for _, kind, day in _days(row, today)]
    return sorted(found, key=lambda one: (one.day, one.gemeente, one.title, one.kind))


def records(moments: Sequence[Moment]) -> list[dict[str, object]]:
    """Give the days for JSON and CSV."""
    return [asdict(moment) for moment in moments]


def text(moments: Sequence[Moment]) -> str:
    """Write the days as a table."""
    if not moments:
        return "Er komen geen sluitdatums of besluiten aan."
    rows = (
        (short_date(one.day), phrases.MOMENTS[one.kind], one.gemeente, f"{excerpt(one.title, 120)} [{one.id}]")
        for one in moments
    )
    return table(_TABLE, rows)


def as_calendar(rows: Sequence[MatchRow], now: datetime) -> str:
    """Write the days as a calendar file; each has the id that it has in a mail."""
    today = local_day(now)
    wanted = (row for row in rows if row.status != _LEFT_OUT)
    return calendar_file((event for row in wanted for event in events(row, today)), now, name="MDT-scan")


def events(row: MatchRow, today: date, gone: Mapping[str, date] = MappingProxyType({})) -> Iterator[CalendarEvent]:
    """Give the days of an opportunity that come, and cancel those that a change took away (by field)."""
    stated = {part: (kind, day) for part, kind, day in _days(row, today)}
    for part, word in (("deadline", "sluiting"), ("decision_date", "besluit")):
        kind, day = stated.get(part, (_GONE[part], gone.get(part)))
        if day is not None and day >= today:
            yield CalendarEvent(
                uid=event_uid(row.id, word),
                sequence=event_sequence(row.first_seen, row.changed_at),
                day=day,
                summary=f"{_WORDS[kind]} ({row.gemeente}): {excerpt(row.title, 120)}",
                description=f"MDT-scan, nummer {row.id}. {sentence(advice(row, today))}",
                url=row.link,
                is_cancelled=part not in stated,
            )


def _days(row: MatchRow, today: date) -> Iterator[tuple[str, str, date]]:
    """Give each day that comes: the field, its kind and the day."""
    if row.decision_date and row.decision_date >= today:
        yield "decision_date", "decision", row.decision_date
    is_told = row.deadline_kind == "decision" and row.deadline == row.decision_date
    if row.deadline and row.deadline_kind and row.deadline >= today and not is_told:
        yield "deadline", row.deadline_kind, row.deadline


def _moment(row: MatchRow, kind: str, day: date) -> Moment:
    return Moment(
        day=day,
        kind=kind,
        id=row.id,
        gemeente=row.gemeente,
        type=row.type,
        title=row.title,
        link=row.link,
    )
