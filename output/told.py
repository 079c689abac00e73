"""What subscribers were told, and what there is to tell them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from output.dutch import one_line
from output.queries import Change, read_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An opportunity as far as telling it to one subscriber goes."""

    facts: str
    delivered: str | None
    """The facts in the last mail to this subscriber; None when it was never in one."""
    changes: tuple[Change, ...]
    changed_at: str
    marked_at: str | None
    """When somebody last gave it a status."""
    strength: float
    documents: int
    """How many documents the matter has."""


def tellings(db: Database, subscriber: str) -> dict[str, Telling]:
    """Say for every opportunity what this subscriber was told last."""
    rows = db.query(
        """select o.id, o.facts, o.changes, o.changed_at, f.strength,
               (select facts from deliveries d where d.subscriber = ? and d.opportunity_id = o.id
                order by outbox_id desc limit 1) as delivered,
               (select max(at) from marks where opportunity_id = o.id) as marked_at,
               (select count(*) from dossier_documents where dossier = o.id) as documents
           from opportunities o join findings f on f.document_key = o.document_key
           where o.closed is null""",
        [subscriber],
    )
    return {row.pop("id"): Telling(**row | {"changes": read_changes(row["changes"])}) for row in rows}


def last_period(db: Database, subscriber: str) -> date | None:
    """Give the day of the last mail to a subscriber."""
    rows = db.query("select max(period) as day from outbox where subscriber = ?", [subscriber])
    return next((date.fromisoformat(row["day"]) for row in rows if row["day"]), None)


def names(db: Database, gemeentecodes: tuple[str, ...]) -> tuple[str, ...]:
    """Name municipalities, in alphabetical order."""
    rows = db.query(
        "select name from municipalities where code in (select value from json_each(?)) order by name",
        [json.dumps(gemeentecodes)],
    )
    return tuple(one_line(row["name"]) for row in rows)


def last_turn(db: Database, subscriber: str) -> date | None:
    """Give the day on which it was last this subscriber's turn, with news or without."""
    rows = db.query("select day from digest_turns where subscriber = ?", [subscriber])
    return next((date.fromisoformat(row["day"]) for row in rows), None)


def take_turn(db: Database, subscriber: str, day: date) -> None:
    """Note that a subscriber had a turn; part of the caller's transaction. A clock that went back takes none away."""
    db.execute(
        """insert into digest_turns (subscriber, day) values (?, ?)
           on conflict do update set day = max(day, excluded.day)""",
        [subscriber, day.isoformat()],
    )
