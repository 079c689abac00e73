"""What one crawl is to do: sources, manners and limits. The composition root fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crawlers.registry import Origin, System
from pipeline.originals import Originals
from pipeline.records import Source
from pipeline.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer, one request and one source may cost."""

    max_bytes: int = 100 * 2**20
    timeout_seconds: float = 60.0
    source_seconds: int = 6 * 3600
    """Per system and night; what is left then is tried the next night."""
    source_requests: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far a listing by date looks back and ahead, in days."""

    first_lookback: int = 90
    lookback: int = 14
    ahead: int = 60

    def dates(self, today: date, *, first: bool) -> tuple[date, date]:
        """Give the first and last day to list."""
        back = self.first_lookback if first else self.lookback
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
