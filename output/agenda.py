"""The agenda: until when something can be done, and when bodies decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from output import phrases
from output.columns import Column, table
from output.dutch import TYPES, excerpt, short_date
from output.ics import Day, calendar
from output.queries import MatchRow

_TABLE = (
    Column(heading="dag", width=13),
    Column(heading="wat", width=18),
    Column(heading="gemeente", width=12),
    Column(heading="waarvan", width=31),
)
_LEFT_OUT = "niet_passend"


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
    found = [_moment(row, kind, day) for row in rows for _, kind, day in _days(row, today)]
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


def as_calendar(rows: Sequence[MatchRow], today: date, domain: str) -> str:
    """Write the days as a calendar file; `domain` is the right side of the ids."""
    events = [_event(row, *one, domain) for row in rows for one in _days(row, today)]
    return calendar(sorted(events, key=lambda event: (event.day, event.uid)), "Kansenradar")


def _days(row: MatchRow, today: date) -> Iterator[tuple[str, str, date]]:
    """Give each day that comes, with what it is of the opportunity and its kind."""
    if row.status == _LEFT_OUT:
        return
    if row.decision_date and row.decision_date >= today:
        yield "decision", "decision", row.decision_date
    is_told = row.deadline_kind == "decision" and row.deadline == row.decision_date
    if row.deadline and row.deadline_kind and row.deadline >= today and not is_told:
        yield "deadline", row.deadline_kind, row.deadline


def _moment(row: MatchRow, kind: str, day: date) -> Moment:
    return Moment(day=day, kind=kind, id=row.id, gemeente=row.gemeente, type=row.type, title=row.title, link=row.link)


def _event(row: MatchRow, part: str, kind: str, day: date, domain: str) -> Day:
    first, last = (datetime.fromisoformat(moment).astimezone(UTC) for moment in (row.first_seen, row.changed_at))
    said = [
        f"{TYPES[row.type]}; {phrases.money(row, full=True)}".strip("; "),
        f'"{excerpt(row.quote)}" (blz. {row.page})',
    ]
    return Day(
        uid=f"{row.id}.{part}@{domain}",
        sequence=max(0, round((last - first).total_seconds() / 60)),
        stamp=last,
        day=day,
        summary=f"{row.gemeente}: {phrases.MOMENTS[kind]} {excerpt(row.title, 120)}",
        description="\n".join([*said, f"kansenradar show {row.id}"]),
        url=row.link,
    )
