"""The ledger: every URL from the moment it is discovered to exactly one final state with a reason.

Scrapy drops some requests without callback or errback (redirect loops, filtered hosts), so its own
statistics cannot show that nothing was lost. Resuming after a crash comes from here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from pipeline.records import LedgerState, Outcome

Kind = Literal["listing", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A document URL that earlier runs could not finish."""

    url: str
    source_id: str
    document_key: str
    revision: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of one run."""

    database: Database
    run_id: int
    now: str

    def discover(self, url: str, *, source_id: str, kind: Kind, document_key: str | None = None) -> bool:
        """Write the URL down before it is asked for; False when this run already knows it."""
        with self.database.atomic():
            cursor = self.database.execute(
                """insert into ledger_entries (run_id, url, source_id, kind, document_key, discovered_at)
                   values (?, ?, ?, ?, ?, ?) on conflict do nothing""",
                [self.run_id, url, source_id, kind, document_key, self.now],
            )
        return cursor.rowcount == 1

    def finish(self, outcome: Outcome) -> None:
        """End a discovered URL; the first end counts, a later one is refused by returning unchanged."""
        with self.database.atomic():
            self.database.execute(
                """update ledger_entries set state = ?, reason = ?, http_status = ?, ended_at = ?,
                       document_key = coalesce(document_key, ?)
                   where run_id = ? and url = ? and state is null""",
                [
                    outcome.state,
                    outcome.reason,
                    outcome.http_status,
                    self.now,
                    outcome.document_key,
                    self.run_id,
                    outcome.url,
                ],
            )

    def close(self, reason: str, *, state: LedgerState = "retry_later") -> int:
        """End what is still open, so that the sum of the states is the number of URLs; give the count."""
        with self.database.atomic():
            cursor = self.database.execute(
                """update ledger_entries set state = ?, reason = ?, ended_at = ?
                   where run_id = ? and state is null""",
                [state, reason, self.now, self.run_id],
            )
        return cursor.rowcount

    def sums(self) -> dict[str, int]:
        """Count the URLs per state."""
        rows = self.database.query(
            "select state, count(*) as n from ledger_entries where run_id = ? group by state order by state",
            [self.run_id],
        )
        return {row["state"]: row["n"] for row in rows}


def pending(database: Database, source_ids: Iterable[str]) -> list[Pending]:
    """List the documents of these sources whose latest fetch is to be tried again."""
    wanted = list(source_ids)
    marks = ",".join("?" for _ in wanted)
    rows = database.query(
        f"""select l.url, l.source_id, l.document_key, d.revision
            from ledger l join documents d on d.key = l.document_key and d.url = l.url
            where l.state = 'retry_later' and l.kind = 'document' and l.source_id in ({marks})
            order by l.url""",  # noqa: S608  (only question marks)
        wanted,
    )
    return [Pending(**row) for row in rows]


def close_interrupted(database: Database, *, before_run: int, now: str) -> int:
    """End the open entries of runs that were killed; give the count."""
    with database.atomic():
        cursor = database.execute(
            """update ledger_entries set state = 'retry_later', reason = 'the run was interrupted', ended_at = ?
               where state is null and run_id < ?""",
            [now, before_run],
        )
    return cursor.rowcount


def previous_state(database: Database, url: str) -> str | None:
    """Tell how this URL ended the last time it was discovered."""
    rows = database.query("select state from ledger where url = ?", [url])
    return next((row["state"] for row in rows), None)
