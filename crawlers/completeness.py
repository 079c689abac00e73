"""What a list should hold, judged by its own history, and what is not seen any more.

The council rests in summer and around Christmas and hardly meets in the weeks around a municipal election: an empty
list is normal then, and an alarm in any other week.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from pipeline.memory import SourceRun

ELECTIONS = (date(2022, 3, 16), date(2026, 3, 18), date(2030, 3, 20))
"""Days of municipal elections."""
AROUND_ELECTION = timedelta(weeks=3)
NIGHTS_REMEMBERED = 28
FEWEST_NIGHTS = 5
"""Fewer earlier nights say nothing of what is normal."""
TOLERANCE = 0.5
"""A list may hold this share of the least, or exceed the most by its inverse, before it is worth a look."""


REGISTER_MARGIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How many documents a list is expected to hold."""

    low: int
    high: int


def is_quiet(day: date) -> bool:
    """Tell whether councils hardly meet: mid July to the end of August, Christmas, elections."""
    summer = date(day.year, 7, 10) <= day <= date(day.year, 8, 31)
    christmas = (day.month, day.day) >= (12, 19) or (day.month, day.day) <= (1, 8)
    return summer or christmas or any(abs(day - election) <= AROUND_ELECTION for election in ELECTIONS)


def expected(history: Sequence[tuple[date, int]], today: date) -> Band | None:
    """Give what a list should hold today, from what it held in earlier nights, newest first; None when unknown.

    Quiet weeks are compared with nothing but themselves, and then nothing is too few.
    """
    alike = [count for day, count in history if is_quiet(day) == is_quiet(today)][:NIGHTS_REMEMBERED]
    if len(alike) < FEWEST_NIGHTS:
        return None
    low = 0 if is_quiet(today) else int(min(alike) * TOLERANCE)
    return Band(low=low, high=round(max(alike) / TOLERANCE) + 1)


def history_of(
    database: Database, source_id: str, *, before_run: int, is_full: bool
) -> dict[str, list[tuple[date, int]]]:
    """Give per list what it held in earlier nights of the same kind, newest first."""
    rows = database.query(
        """select l.list_name, r.now, l.listed from listings l
           join runs r on r.id = l.run_id join source_runs s on s.run_id = l.run_id and s.source_id = l.source_id
           where l.source_id = ? and l.run_id < ? and s.is_full = ? and s.is_complete
           order by l.run_id desc""",
        [source_id, before_run, int(is_full)],
    )
    history: dict[str, list[tuple[date, int]]] = {}
    for row in rows:
        history.setdefault(row["list_name"], []).append((date.fromisoformat(row["now"][:10]), row["listed"]))
    return history


def set_bands(database: Database, run_id: int, source: SourceRun, today: date) -> Iterator[tuple[str, str]]:
    """Write beside what each list holds what was expected; give an alarm for each that is outside.

    A list that is missing altogether counts as one that holds nothing.
    """
    history = history_of(database, source.source_id, before_run=run_id, is_full=source.is_full)
    held = dict(
        database.execute(
            "select list_name, listed from listings where run_id = ? and source_id = ?", [run_id, source.source_id]
        ).fetchall()
    )
    for list_name, earlier in sorted(history.items()):
        band = expected(earlier, today)
        if band is None:
            continue
        with database.atomic():
            database.execute(
                """update listings set expected_low = ?, expected_high = ?
                   where run_id = ? and source_id = ? and list_name = ?""",
                [band.low, band.high, run_id, source.source_id, list_name],
            )
        if alarm := _alarm(list_name, held.get(list_name, 0), band):
            yield alarm


def _alarm(list_name: str, listed: int, band: Band) -> tuple[str, str] | None:
    if listed == 0 and band.low > 0:
        return "gives_nothing", f"{list_name}: used to give at least {band.low} documents, now gives none"
    if listed < band.low:
        return "below_expected", f"{list_name}: {listed} documents, expected at least {band.low}"
    if listed > band.high:
        return "above_expected", f"{list_name}: {listed} documents, expected at most {band.high}"
    return None


def mark_unseen(database: Database, run_id: int, source: SourceRun, today: date) -> None:
    """Mark the documents that the lists of a source should have shown and did not.

    Nothing is deleted, and one that comes back loses its mark. A document of a meeting is judged by the day of the
    meeting. One of a register has no day by which it is listed for certain: it is judged on a full pass only, when it
    was published well within the days that were listed.
    """
    well_within = source.first_day + REGISTER_MARGIN if source.is_full else date.max
    seen = json.dumps(_seen(database, run_id, source.source_id))
    with database.atomic():
        database.execute(
            """update documents set not_seen_since = null
               where not_seen_since is not null and key in (select value from json_each(?))""",
            [seen],
        )
        database.execute(
            """with meetings as (
                   select a.document_key, max(e.date) as day from appearances a join events e on e.key = a.event_key
                   where a.source_id = ?1 group by a.document_key
               )
               update documents set not_seen_since = ?2
               where source_id = ?1 and not_seen_since is null and withdrawn = 0
                 and key not in (select value from json_each(?3))
                 and coalesce((select day between ?4 and ?6 from meetings m where m.document_key = documents.key),
                              published between ?5 and ?6)""",
            [
                source.source_id,
                today.isoformat(),
                seen,
                source.first_day.isoformat(),
                well_within.isoformat(),
                source.last_day.isoformat(),
            ],
        )


def _seen(database: Database, run_id: int, source_id: str) -> list[str]:
    rows = database.query(
        """select distinct document_key from ledger_entries
           where run_id = ? and source_id = ? and document_key is not null""",
        [run_id, source_id],
    )
    return [row["document_key"] for row in rows]
