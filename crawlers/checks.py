"""The one boundary that records a failure and lets the rest of the crawl go on, and the checks at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.records import Issue, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import CrawlPlan


class RecordFailures:
    """Spider middleware: an answer that a spider cannot read becomes an issue and a failed URL."""

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any]:
        """Record what went wrong with this answer."""
        message = f"{type(exception).__name__}: {exception}"
        source_id = response.meta["source_id"]
        return [
            Issue(source_id=source_id, kind="unknown_shape", message=message, url=response.url),
            Outcome(
                url=response.meta["ledger_url"],
                source_id=source_id,
                state="failed",
                reason=message,
                http_status=response.status,
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """How the crawl of one source went."""

    source_id: str
    listed: int
    listings_read: int
    listings_failed: int

    @property
    def failed(self) -> bool:
        """True when nothing of this source could be listed."""
        return self.listings_read == 0


def check(plan: CrawlPlan) -> tuple[SourceResult, ...]:
    """Judge each source after the crawl: zero documents on a first run is an alarm, never a success."""
    store = plan.store
    dropped = store.ledger.close("no answer came before the crawl ended")
    results = []
    for source in plan.sources:
        result = _result(plan, source.source.id)
        results.append(result)
        if result.failed:
            store.save_issue(_alarm(source.source.id, "source_failed", "no listing could be read"))
        elif result.listings_failed:
            message = f"{result.listings_failed} of {result.listings_failed + result.listings_read} listings failed"
            store.save_issue(_alarm(source.source.id, "listing_failed", message))
        if not result.failed and source.first and result.listed == 0:
            store.save_issue(_alarm(source.source.id, "empty_source", "the first run found no document at all"))
    if dropped:
        store.save_issue(_alarm(plan.sources[0].source.id, "dropped", f"{dropped} requests got no answer"))
    return tuple(results)


def _alarm(source_id: str, kind: str, message: str) -> Issue:
    return Issue(source_id=source_id, kind=kind, message=message)


def _result(plan: CrawlPlan, source_id: str) -> SourceResult:
    run = [plan.store.run_id, source_id]
    states = next(
        iter(
            plan.store.database.query(
                """select coalesce(sum(state = 'stored'), 0) as good,
                          coalesce(sum(state in ('failed', 'retry_later', 'gone')), 0) as bad
                   from ledger_entries where kind = 'listing' and run_id = ? and source_id = ?""",
                run,
            )
        )
    )
    listed = next(
        iter(
            plan.store.database.query(
                "select coalesce(sum(listed), 0) as n from listings where run_id = ? and source_id = ?", run
            )
        )
    )
    return SourceResult(
        source_id=source_id, listed=listed["n"], listings_read=states["good"], listings_failed=states["bad"]
    )
