"""What people did with an opportunity: a status, with a note and who gave it. Notes leave this database for no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from output.dutch import STATUSES, local_day, long_date, one_line
from output.queries import opportunity
from pipeline.database import utc

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A status that was given at a moment."""

    status: str
    at: datetime
    """With a time zone."""
    note: str = ""
    by: str = ""


def add_mark(db: Database, wanted: str, mark: Mark) -> str:
    """Mark an opportunity, and give its id; raises `UnknownOpportunity`."""
    found = opportunity(db, wanted).row.id
    with db.atomic():
        db.execute(
            "insert into marks (opportunity_id, status, note, by, at) values (?, ?, ?, ?, ?)",
            [found, mark.status, one_line(mark.note), one_line(mark.by), utc(mark.at)],
        )
    return found


def marks_of(db: Database, opportunity_id: str) -> tuple[Mark, ...]:
    """List what was done with an opportunity, the latest first."""
    rows = db.query(
        "select status, note, by, at from marks where opportunity_id = ? order by id desc", [opportunity_id]
    )
    return tuple(Mark(**row | {"at": datetime.fromisoformat(row["at"])}) for row in rows)


def told(mark: Mark) -> str:
    """Write `in gesprek sinds 23 november 2026, door Jos: gebeld`."""
    by = f", door {mark.by}" if mark.by else ""
    note = f": {mark.note}" if mark.note else ""
    return f"{STATUSES[mark.status]} sinds {long_date(local_day(mark.at))}{by}{note}"
