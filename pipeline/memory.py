"""What the crawl remembers from night to night: lists that were read, cursors of feeds, days that were listed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedListing:
    """What a list held when it was last read, so that it need not be asked while the list above it says the same."""

    url: str
    source_id: str
    list_name: str
    fingerprint: str
    """What the list above it said of it."""
    document_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far the change feed of a source has been read."""

    source_id: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """How one source was listed in this run, and over which days."""

    source_id: str
    is_full: bool
    first_day: date
    last_day: date
    is_complete: bool
    """True when every list that was asked could be read."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Reads and writes it for one run."""

    database: Database
    run_id: int

    def listing(self, url: str, fingerprint: str) -> RememberedListing | None:
        """Give what a list held, when the list above it still says the same of it."""
        rows = self.database.query(
            "select * from remembered_listings where url = ? and fingerprint = ?", [url, fingerprint]
        )
        for row in rows:
            return RememberedListing(**row | {"document_keys": tuple(json.loads(row["document_keys"]))})
        return None

    def keep_listing(self, listing: RememberedListing) -> None:
        """Remember what a list held."""
        keys = json.dumps(listing.document_keys)
        with self.database.atomic():
            self.database.execute(
                """insert into remembered_listings (url, source_id, list_name, fingerprint, document_keys)
                   values (?, ?, ?, ?, ?)
                   on conflict do update set source_id = excluded.source_id, list_name = excluded.list_name,
                       fingerprint = excluded.fingerprint, document_keys = excluded.document_keys
                   where (fingerprint, document_keys) is not (excluded.fingerprint, excluded.document_keys)""",
                [listing.url, listing.source_id, listing.list_name, listing.fingerprint, keys],
            )

    def cursor(self, source_id: str) -> str | None:
        """Tell how far the change feed of a source has been read."""
        rows = self.database.query("select value from cursors where source_id = ?", [source_id])
        return next((row["value"] for row in rows), None)

    def keep_cursor(self, cursor: Cursor) -> None:
        """Remember how far a change feed has been read."""
        with self.database.atomic():
            self.database.execute(
                """insert into cursors (source_id, value) values (?, ?)
                   on conflict do update set value = excluded.value where value is not excluded.value""",
                [cursor.source_id, cursor.value],
            )

    def keep_source_run(self, source: SourceRun) -> None:
        """Note how a source was listed in this run."""
        row = [source.is_full, source.first_day.isoformat(), source.last_day.isoformat(), source.is_complete]
        with self.database.atomic():
            self.database.execute(
                "insert or replace into source_runs values (?, ?, ?, ?, ?, ?)",
                [self.run_id, source.source_id, *row],
            )


def last_read(database: Database, source_id: str, *, full: bool = False) -> date | None:
    """Give the day of the last run that came to its end and read every list of a source, over the long window."""
    rows = database.query(
        """select max(r.now) as moment from source_runs s join runs r on r.id = s.run_id
           where s.source_id = ? and s.is_complete and s.is_full >= ? and r.exit_code in (0, 3)""",
        [source_id, int(full)],
    )
    moment = next(iter(rows))["moment"]
    return date.fromisoformat(moment[:10]) if moment else None
