"""What is checked at the end of a crawl: was every source listed, and is the result to be believed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawlers.completeness import is_quiet, mark_unseen, set_bands
from crawlers.doors import BLOCKED
from crawlers.plan import UNREAD_LISTING
from pipeline.memory import SourceRun
from pipeline.records import Issue

if TYPE_CHECKING:
    from crawlers.plan import CrawlPlan, SourcePlan

COUNCIL_SYSTEMS = ("notubiz", "ibabs", "go", "openbesluitvorming")
MANY_UNREAD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """How the crawl of one source went."""

    source_id: str
    listed: int
    listings_read: int
    listings_failed: int
    unanswered: int
    """URLs that were still open when the crawl ended."""
    blocked: str
    """How the vendor blocked us; empty when it did not."""
    unread: int
    """Entries of an unknown shape."""

    @property
    def failed(self) -> bool:
        """True when nothing of this source could be listed."""
        return self.listings_read == 0


def check(plan: CrawlPlan) -> tuple[SourceResult, ...]:
    """Judge each source after the crawl and end what is still open: an empty result is an alarm, never a success."""
    results = tuple(_result(plan, source.source.id) for source in plan.sources)
    plan.store.ledger.close("no answer before the crawl ended")
    for source, result in zip(plan.sources, results, strict=True):
        for kind, message in (*_alarms(plan, source, result), *_completeness(plan, source, result)):
            plan.store.save_issue(Issue(source_id=result.source_id, kind=kind, message=message))
    return results


def _completeness(plan: CrawlPlan, source: SourcePlan, result: SourceResult) -> Iterator[tuple[str, str]]:
    """Note how the source was listed, and compare with earlier nights what came of lists that were all read."""
    first_day, last_day = plan.dates(source)
    run = SourceRun(
        source_id=result.source_id,
        is_full=source.full,
        first_day=first_day,
        last_day=last_day,
        is_complete=not result.failed and not result.listings_failed and not result.unanswered,
    )
    store, lists_everything = plan.store, not plan.systems[source.source.system].changes_only
    store.memory.keep_source_run(run)
    if not run.is_complete:
        return
    if lists_everything:
        yield from set_bands(store.database, store.run_id, run, plan.today)
        if result.listed:
            mark_unseen(store.database, store.run_id, run, plan.today)


def _alarms(plan: CrawlPlan, source: SourcePlan, result: SourceResult) -> Iterator[tuple[str, str]]:
    if result.unanswered:
        yield "unanswered", f"{result.unanswered} requests got no answer before the crawl ended"
    if result.blocked:
        yield "blocked", result.blocked
    if result.unread >= MANY_UNREAD:
        yield "schema_suspected", f"{result.unread} entries of an unknown shape: the answers look changed"
    if result.failed:
        yield "source_failed", "no listing could be read"
        if source.source.system in COUNCIL_SYSTEMS and _once_listed(plan, result) and not result.blocked:
            yield "switch_suspected", "nothing answers where it used to: the council may have another system"
        return
    if result.listings_failed:
        total = result.listings_failed + result.listings_read
        yield "listing_failed", f"{result.listings_failed} of {total} listings failed"
    if result.listed == 0 and source.first and source.source.bestuurslaag == "gemeente":
        yield "empty_source", "the first run found no document at all"
    elif result.listed == 0 and _should_list(plan, source):
        yield "empty_source", "no document is listed any more, though there were before"


def _result(plan: CrawlPlan, source_id: str) -> SourceResult:
    """Count before the open entries are closed."""
    states = _row(
        plan,
        f"""select coalesce(sum(e.kind = 'listing' and e.state in ('stored', 'unchanged')), 0) as good,
                   coalesce(sum(({UNREAD_LISTING}) or (e.kind = 'listing' and e.state is null)), 0) as bad,
                   coalesce(sum(e.state is null), 0) as unanswered,
                   coalesce(max(iif(e.reason like '{BLOCKED}%', e.reason, '')), '') as blocked
            from ledger_entries e where e.run_id = ? and e.source_id = ?""",  # noqa: S608  (a constant)
        source_id,
    )
    unread = _row(
        plan,
        "select count(*) as n from issues where run_id = ? and source_id = ? and kind = 'unknown_shape'",
        source_id,
    )
    listed = _row(
        plan, "select coalesce(sum(listed), 0) as n from listings where run_id = ? and source_id = ?", source_id
    )
    return SourceResult(
        source_id=source_id,
        listed=listed["n"],
        listings_read=states["good"],
        listings_failed=states["bad"],
        unanswered=states["unanswered"],
        blocked=states["blocked"],
        unread=unread["n"],
    )


def _should_list(plan: CrawlPlan, source: SourcePlan) -> bool:
    """Tell whether lists without anything are strange: documents that we know belong to the days that were listed.

    Not where lists hold changes only, nor when councils rest.
    """
    if plan.systems[source.source.system].changes_only or is_quiet(plan.today):
        return False
    first_day, last_day = plan.dates(source)
    known = plan.store.database.query(
        """select exists (
               select 1 from documents d where d.source_id = ? and d.withdrawn = 0 and coalesce(
                   (select max(e.date) from appearances a join events e on e.key = a.event_key
                    where a.document_key = d.key), d.published) between ? and ?) as answer""",
        [source.source.id, first_day.isoformat(), last_day.isoformat()],
    )
    return bool(next(iter(known))["answer"])


def _once_listed(plan: CrawlPlan, result: SourceResult) -> bool:
    query = "select exists (select 1 from listings where run_id < ? and source_id = ? and listed > 0) as answer"
    return bool(_row(plan, query, result.source_id)["answer"])


def _row(plan: CrawlPlan, query: str, source_id: str) -> dict[str, Any]:
    return next(iter(plan.store.database.query(query, [plan.store.run_id, source_id])))
