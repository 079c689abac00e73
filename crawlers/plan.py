"""What one crawl is to do: sources, manners and limits. The composition root fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawlers.registry import Origin, System
from pipeline.records import Source

if TYPE_CHECKING:
    from pipeline.originals import Originals
    from pipeline.store import Store

UNREAD_LISTING = """e.kind = 'listing' and (e.state in ('failed', 'retry_later', 'gone')
                    or (e.state = 'refused' and e.http_status is not 200))"""
"""Condition on ledger entries: a list that could not be read. Refused with status 200 is an answer: not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer, one request and one source may cost per night; what is left is tried the next night."""

    max_bytes: int = 100 * 2**20
    timeout_seconds: float = 60.0
    vendor_seconds: int = 6 * 3600
    """For a vendor with all its municipalities, or for one website."""
    source_seconds: int = 2 * 3600
    """For one source, waiting included: so long it may hold up the others of its vendor."""
    source_requests: int = 20_000
    source_bytes: int = 4 * 2**30
    """For one source, so that an endless list of one cannot use up the night of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far a listing by date looks back and ahead, in days."""

    first_lookback: int = 90
    lookback: int = 7
    ahead: int = 60
    full_pass: int = 28
    """After so many days everything of the long window is listed again."""

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
    overdue: bool = False
    """True when the last full pass is too long ago."""
    meeting_filter: str = ""
    """Words that the type of a meeting must hold, where municipalities share a site."""
    own_system: str = ""
    """For a second way to the same papers: the system of the municipality itself."""
    own_site: str = ""
    """What that system calls it."""
    pages: tuple[str, ...] = ()
    """Addresses to look at, for a website."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    depth: int = 1
    """How many links a document of a website may be away from a page that is listed."""
    most_pages: int = 200
    """Of a website, per night."""

    @property
    def full(self) -> bool:
        """True when everything of the long window is to be listed, whatever is remembered."""
        return self.first or self.overdue


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
        from pipeline.memory import last_read  # noqa: PLC0415  (the configuration needs the limits alone)

        last = None if source.full else last_read(self.store.database, source.source.id)
        return self.window.dates(self.today, last_read=last)
