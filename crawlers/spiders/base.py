"""What every spider does the same way: ask listings and documents through the ledger, end each URL once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from crawlers.files import Expected, Fetched, judge, status_outcome
from crawlers.politeness import ClosedForTonight
from pipeline.ledger import pending, previous_state
from pipeline.records import (
    AgendaItem,
    Appearance,
    Document,
    Event,
    Issue,
    LedgerState,
    Listing,
    Outcome,
)

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawlers.plan import CrawlPlan, SourcePlan

Yield: TypeAlias = Request | Event | AgendaItem | Document | Appearance | Listing | Issue | Outcome | Fetched
Entry = TypeVar("Entry")
Parsed = TypeVar("Parsed")

UNKNOWN_SHAPE = (KeyError, IndexError, TypeError, ValueError)
"""What a parse function raises when an entry is not as the protocol describes it."""


class SourceSpider(Spider):
    """Base of the spiders: one per system, for all municipalities that use it."""

    def __init__(self, *, plan: CrawlPlan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Give the first requests of one source."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Start every source, then what earlier nights could not finish."""
        sources = self.plan.of(self.name)
        for source in sources:
            for first in self.start_source(source):
                yield first
        by_id = {source.source.id: source for source in sources}
        for left in pending(self.plan.store.database, by_id):
            for request in self._fetch(by_id[left.source_id], left.document_key, left.url, left.revision):
                yield request

    def listing(
        self, source: SourcePlan, url: str, callback: Callable[..., Any], **cb_kwargs: Any
    ) -> Iterator[Request]:
        """Ask a listing once per run; the callback gets `response`, `source` and the given arguments."""
        if self.plan.store.ledger.discover(url, source_id=source.source.id, kind="listing"):
            yield self._request(url, callback, source=source, **cb_kwargs)

    def read(self, source: SourcePlan, response: Response, entries: int) -> Outcome:
        """End a listing that was read."""
        return Outcome(
            url=response.meta["ledger_url"],
            source_id=source.source.id,
            state="stored",
            reason=f"{entries} entries",
            http_status=response.status,
        )

    def refuse(self, source: SourcePlan, document: Document, reason: str) -> Iterator[Yield]:
        """Note a document that is listed but is not asked for."""
        self.plan.store.ledger.discover(
            document.url, source_id=source.source.id, kind="document", document_key=document.key
        )
        yield Outcome(
            url=document.url,
            source_id=source.source.id,
            state="refused",
            reason=reason,
            document_key=document.key,
        )

    def document(self, source: SourcePlan, document: Document, appearance: Appearance) -> Iterator[Yield]:
        """Save what is known of a document and fetch it when it may have changed."""
        yield document
        yield appearance
        yield from self._fetch(source, document.key, document.url, document.revision)

    def each(
        self, source: SourcePlan, response: Response, entries: Iterable[Entry], parse: Callable[[Entry], Parsed]
    ) -> Iterator[Parsed | Issue]:
        """Parse entry by entry: one of an unknown shape becomes an issue, the others go on."""
        for entry in entries:
            try:
                yield parse(entry)
            except UNKNOWN_SHAPE as error:
                yield self.issue(source, "unknown_shape", f"{type(error).__name__}: {error}", response.url)

    def issue(self, source: SourcePlan, kind: str, message: str, url: str) -> Issue:
        """Note a problem that someone must look at."""
        return Issue(source_id=source.source.id, kind=kind, message=message, url=url)

    def _fetch(self, source: SourcePlan, key: str, url: str, revision: str) -> Iterator[Yield]:
        store = self.plan.store
        expected = Expected(source_id=source.source.id, document_key=key, url=url, revision=revision)
        before = previous_state(store.database, url)
        if not store.ledger.discover(url, source_id=source.source.id, kind="document", document_key=key):
            return
        known = store.known_version(key)
        if known is not None and revision and known.revision == revision:
            yield self._end(expected, "unchanged", "the source gives the same revision as held")
        elif before == "refused":
            yield self._end(expected, "refused", "refused on an earlier night, not asked again")
        else:
            request = self._request(url, self.parse_document, expected=expected)
            if known is not None and known.etag:
                request.headers["If-None-Match"] = known.etag
            elif known is not None and known.last_modified:
                request.headers["If-Modified-Since"] = known.last_modified
            yield request

    def parse_document(self, response: Response, expected: Expected) -> Iterator[Yield]:
        """Keep the bytes of a document, or say why not."""
        known = self.plan.store.known_version(expected.document_key)
        yield judge(response, expected, self.plan.originals, held_sha256=known.sha256 if known else "")

    def failed(self, failure: Failure) -> Iterator[Yield]:
        """End a request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        state, reason = _end_of(failure.value)
        yield Outcome(url=request.meta["ledger_url"], source_id=request.meta["source_id"], state=state, reason=reason)

    def unreadable(self, response: Response) -> Outcome | None:
        """Give the end state of a listing that was not answered with success."""
        if response.status == 200:
            return None
        meta = response.meta
        return status_outcome(response, url=meta["ledger_url"], source_id=meta["source_id"], document_key=None)

    def _request(self, url: str, callback: Callable[..., Any], **cb_kwargs: Any) -> Request:
        meta: Mapping[str, Any] = {
            "ledger_url": url,
            "source_id": cb_kwargs["expected"].source_id if "expected" in cb_kwargs else cb_kwargs["source"].source.id,
            "download_slot": self.name,  # Scrapy's own key ignores the port and differs per municipality
            "handle_httpstatus_all": True,
        }
        # the ledger keeps URLs unique; Scrapy's filter would drop redirects without a word
        return Request(url, callback, errback=self.failed, meta=dict(meta), cb_kwargs=cb_kwargs, dont_filter=True)

    @staticmethod
    def _end(expected: Expected, state: LedgerState, reason: str) -> Outcome:
        return Outcome(
            url=expected.url,
            source_id=expected.source_id,
            state=state,
            reason=reason,
            document_key=expected.document_key,
        )


def _end_of(error: BaseException | None) -> tuple[LedgerState, str]:
    if isinstance(error, ClosedForTonight):
        return "retry_later", str(error)
    if isinstance(error, DownloadCancelledError):
        return "refused", f"larger than the limit ({error})"
    if isinstance(error, IgnoreRequest):
        return "refused", str(error) or type(error).__name__
    return "retry_later", f"{type(error).__name__}: {error}".strip(": ")
