"""Make requests that end once each in the ledger, within what one source may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from scrapy import Request, Spider

from crawlers.files import Expected, Fetched
from crawlers.outcomes import end_of
from crawlers.politeness import file_slot
from crawlers.protocols.shapes import Unread, read_each, reason
from pipeline.memory import Cursor, RememberedListing
from pipeline.records import AgendaItem, Appearance, Document, Event, Issue, LedgerState, Listing, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawlers.plan import CrawlPlan, SourcePlan

Yield: TypeAlias = (
    Request
    | Event
    | AgendaItem
    | Document
    | Appearance
    | Listing
    | RememberedListing
    | Cursor
    | Issue
    | Outcome
    | Fetched
)
Entry = TypeVar("Entry")
Parsed = TypeVar("Parsed")


class AskingSpider(Spider):
    """Base of the spiders, as far as one request and its end go."""

    def __init__(self, *, plan: CrawlPlan, sources: tuple[SourcePlan, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.sources = sources
        self._asked: Counter[str] = Counter()
        self._counted: set[tuple[str, str, str]] = set()

    def read(self, source: SourcePlan, response: Response, entries: int) -> Outcome:
        """End a listing that was read."""
        return _end(source, response, "stored", f"{entries} entries")

    def not_public(self, source: SourcePlan, response: Response, why: str) -> Outcome:
        """End a listing that was answered with no."""
        return _end(source, response, "refused", why)

    def listed(self, source: SourcePlan, list_name: str, keys: Iterable[str]) -> Listing:
        """Count what a list holds; what it holds twice counts once."""
        new = {(source.source.id, list_name, key) for key in keys} - self._counted
        self._counted |= new
        return Listing(source_id=source.source.id, list_name=list_name, listed=len(new))

    def each(
        self, source: SourcePlan, response: Response, entries: Iterable[Entry], parse: Callable[[Entry], Parsed]
    ) -> Iterator[Parsed | Issue]:
        """Parse entry by entry: one of an unknown shape becomes an issue, the others go on."""
        for found in read_each(entries, parse):
            yield self.unread(source, response, found) if isinstance(found, Unread) else found

    def unread(self, source: SourcePlan, response: Response, entry: Unread) -> Issue:
        """Note an entry of an unknown shape."""
        return self.issue(source, "unknown_shape", entry.message, response.url)

    def issue(self, source: SourcePlan, kind: str, message: str, url: str) -> Issue:
        """Note a problem that someone must look at."""
        return Issue(source_id=source.source.id, kind=kind, message=message, url=url)

    def failed(self, failure: Failure) -> Iterator[Yield]:
        """End a request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        end = end_of(cast("BaseException", failure.value))
        yield Outcome(
            url=request.meta["ledger_url"],
            source_id=request.meta["source_id"],
            state=end.state,
            reason=end.reason,
            http_status=end.http_status,
            document_key=request.meta["document_key"],
        )

    def ask(
        self,
        source: SourcePlan,
        url: str,
        callback: Callable[..., Any],
        *,
        ledger_url: str = "",
        priority: int = 0,
        **options: Any,
    ) -> Iterator[Yield]:
        """Make a request, within what one source may cost; sources take turns."""
        ledger_url = ledger_url or url
        source_id, limit = source.source.id, self.plan.limits.source_requests
        self._asked[source_id] += 1
        number = self._asked[source_id]
        if number > limit:
            why = f"more than {limit} requests in one night"
            if number == limit + 1:
                yield self.issue(source, "limit_reached", why, "")
            yield Outcome(url=ledger_url, source_id=source_id, state="retry_later", reason=why)
            return
        is_file = options["meta"]["document_key"] is not None
        slot = file_slot(self.name) if is_file and self.plan.systems[self.name].file_delay is not None else self.name
        options["meta"] |= {"ledger_url": ledger_url, "source_id": source_id, "download_slot": slot}
        try:
            # the ledger keeps URLs unique; Scrapy's filter would drop redirects without a word
            request = Request(
                url, callback, errback=self.failed, priority=priority - number, dont_filter=True, **options
            )
        except ValueError as error:
            yield Outcome(url=ledger_url, source_id=source_id, state="failed", reason=reason(error))
            return
        yield request


def _end(source: SourcePlan, response: Response, state: LedgerState, why: str) -> Outcome:
    return Outcome(
        url=response.meta["ledger_url"],
        source_id=source.source.id,
        state=state,
        reason=why,
        http_status=response.status,
    )


def ended(expected: Expected, state: LedgerState, why: str) -> Outcome:
    """End a document request."""
    return Outcome(
        url=expected.url,
        source_id=expected.source_id,
        state=state,
        reason=why,
        document_key=expected.document_key,
    )
