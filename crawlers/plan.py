"""What one crawl is to do: sources, manners and limits. The composition root fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from crawlers.registry import Origin, System
from pipeline.originals import Originals
from pipeline.records import Source
from pipeline.store import Store

UNREAD_LISTING = """e.kind = 'listing' and (e.state in ('failed', 'retry_later', 'gone')
                    or (e.state = 'refused' and e.http_status is not 200))"""
"""Condition on ledger entries: a list that could not be read. Refused with status 200 is an answer: not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer, one request and one source may cost per night; what is left is tried the next night."""

    max_bytes: int = 100 * 2**20
    timeout_seconds: float = 60.0
    source_seconds: int = 6 * 3600
    """For a vendor with all its municipalities, or for one website."""
    source_requests: int = 20_000
    """For one municipality, so that an endless list of one cannot use up the night of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far a listing by date looks back and ahead, in days."""

    first_lookback: int = 90
    lookback: int = 14
    ahead: int = 60

    def dates(self, today: date, *, last_read: date | None) -> tuple[date, date]:
        """Give the first and last day to list; after a pause it looks back to the day that was last read."""
        back = self.first_lookback if last_read is None else max(self.lookback, (today - last_read).days + 1)
        return today - timedelta(days=back), today + timedelta(days=self.ahead)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlan:
    """One source and how to ask it."""

    source: Source
    base_url: str
    origins: frozenset[Origin]
    first: bool
    """True until a run that finished has listed this source."""
    pages: tuple[str, ...] = ()
    """Addresses to look at, for a website."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlPlan:
    """Everything a crawl needs to know."""

    store: Store
    originals: Originals
    systems: dict[str, System]
    sources: tuple[SourcePlan, ...]
    today: date
    contact: str
    """Who runs this, for the User-Agent: a mail address or web page."""
    window: Window = Window()
    limits: Limits = Limits()

    def of(self, system: str) -> tuple[SourcePlan, ...]:
        """Give the sources of one system."""
        return tuple(plan for plan in self.sources if plan.source.system == system)

    def dates(self, source: SourcePlan) -> tuple[date, date]:
        """Give the first and last day to list of a source."""
        last = None if source.first else last_read(self.store.database, source.source.id)
        return self.window.dates(self.today, last_read=last)


def last_read(database: Database, source_id: str) -> date | None:
    """Give the day of the last run that came to its end and read every listing of a source."""
    rows = database.query(
        f"""select max(r.now) as moment from runs r where r.exit_code in (0, 3)
              and exists (select 1 from listings l where l.run_id = r.id and l.source_id = ?1)
              and not exists (select 1 from ledger_entries e
                              where e.run_id = r.id and e.source_id = ?1 and {UNREAD_LISTING})""",  # noqa: S608  (a constant)
        [source_id],
    )
    moment = next(iter(rows))["moment"]
    return date.fromisoformat(moment[:10]) if moment else None
