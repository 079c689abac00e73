"""What every spider does the same way: ask listings and documents through the ledger, end each URL once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar, cast

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from crawlers.files import Expected, Fetched, judge, names_web_page
from crawlers.item_pipelines import save
from crawlers.outcomes import end_of
from crawlers.protocols.shapes import Unread, read_each, reason
from pipeline.ledger import pending, previous_state
from pipeline.records import AgendaItem, Appearance, Document, Event, Issue, LedgerState, Listing, Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawlers.plan import CrawlPlan, SourcePlan
    from pipeline.store import KnownVersion

Yield: TypeAlias = Request | Event | AgendaItem | Document | Appearance | Listing | Issue | Outcome | Fetched
Entry = TypeVar("Entry")
Parsed = TypeVar("Parsed")

HEAD_START = 1000
"""A listing goes before documents, but not for ever: so many requests earlier than its turn."""


class SourceSpider(Spider):
    """Base of the spiders: one per system, or per website, for all municipalities that are on the same servers."""

    also_readable: ClassVar[tuple[int, ...]] = ()
    """HTTP statuses other than success under which a listing comes."""

    def __init__(self, *, plan: CrawlPlan, sources: tuple[SourcePlan, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.sources = sources
        self._asked: Counter[str] = Counter()
        self._given: set[str] = set()
        self._counted: set[tuple[str, str, str]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider and let it look for left-overs when it has nothing else to do."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.ask_left_over, signal=signals.spider_idle)
        return spider

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Give the first requests of one source."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Start every source."""
        for source in self.sources:
            for first in self.start_source(source):
                yield first

    def ask_left_over(self) -> None:
        """When all lists are done, ask the documents that earlier nights could not finish and that are on none of them.

        Not before: a list may give them under a newer address or revision.
        """
        by_id = {source.source.id: source for source in self.sources}
        asked = False
        for left in pending(self.plan.store.database, by_id):
            if left.document_key in self._given:
                continue
            expected = Expected(
                source_id=left.source_id,
                document_key=left.document_key,
                url=left.url,
                revision=left.revision,
                web_page=names_web_page(left.url),
            )
            for found in self._fetch(by_id[left.source_id], expected, "retry_later"):
                if isinstance(found, Request):
                    self.crawler.engine.crawl(found)
                    asked = True
                else:
                    save(found, self.plan.store)
        if asked:
            raise DontCloseSpider

    def listing(self, source: SourcePlan, url: str, callback: Callable[..., Any], **cb_kwargs: Any) -> Iterator[Yield]:
        """Ask a listing once per run; the callback gets `response`, `source` and the given arguments."""
        if self.plan.store.ledger.discover(url, source_id=source.source.id, kind="listing"):
            meta = {"document_key": None, "handle_httpstatus_list": self.also_readable}
            options = {"meta": meta, "cb_kwargs": {"source": source, **cb_kwargs}}
            yield from self._ask(source, url, callback, priority=HEAD_START, **options)

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

    def refuse(self, source: SourcePlan, document: Document, why: str) -> Iterator[Yield]:
        """Note a document that is listed but is not asked for."""
        self.plan.store.ledger.discover(
            document.url, source_id=source.source.id, kind="document", document_key=document.key
        )
        yield Outcome(
            url=document.url, source_id=source.source.id, state="refused", reason=why, document_key=document.key
        )

    def document(
        self, source: SourcePlan, document: Document, appearance: Appearance, *, web_page: bool = False
    ) -> Iterator[Yield]:
        """Save what is known of a document and fetch it when it may have changed.

        Where several lists give the same document, the first one says what it is.
        """
        before = previous_state(self.plan.store.database, document.url)
        if document.key not in self._given:
            self._given.add(document.key)
            yield replace(document, withdrawn=before == "gone")
        yield appearance
        expected = Expected(
            source_id=source.source.id,
            document_key=document.key,
            url=document.url,
            revision=document.revision,
            web_page=web_page,
        )
        yield from self._fetch(source, expected, before, returning=document if before == "gone" else None)

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

    def parse_document(
        self, response: Response, expected: Expected, returning: Document | None = None
    ) -> Iterator[Yield]:
        """Keep the bytes of a document, or say why not; a document that comes back is no longer withdrawn."""
        held = self.plan.store.known_version(expected.document_key)
        judged = judge(response, expected, self.plan.originals, held=held)
        yield judged
        if returning is not None and isinstance(judged, Fetched):
            yield returning

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

    def _fetch(
        self, source: SourcePlan, expected: Expected, before: str | None, *, returning: Document | None = None
    ) -> Iterator[Yield]:
        """Ask a document once per run, unless it is known that nothing changed; `before` is how it ended last time."""
        store = self.plan.store
        if not store.ledger.discover(
            expected.url, source_id=expected.source_id, kind="document", document_key=expected.document_key
        ):
            return
        held = store.known_version(expected.document_key)
        if held is not None and expected.revision and held.revision == expected.revision and before != "gone":
            yield Outcome(
                url=expected.url,
                source_id=expected.source_id,
                state="unchanged",
                reason="the source gives the same revision as held",
                document_key=expected.document_key,
            )
            return
        # validators belong to an address; the same paper may be held from another one
        same_address = before in ("stored", "unchanged")
        conditional = held if held and same_address and self.plan.originals.path(held.sha256).exists() else None
        yield from self._ask(
            source,
            expected.url,
            self.parse_document,
            headers=_validators(conditional),
            meta={"document_key": expected.document_key, "handle_httpstatus_list": (304,)},
            cb_kwargs={"expected": expected, "returning": returning},
        )

    def _ask(
        self, source: SourcePlan, url: str, callback: Callable[..., Any], *, priority: int = 0, **options: Any
    ) -> Iterator[Yield]:
        """Make a request, within what one source may cost; sources take turns."""
        source_id, limit = source.source.id, self.plan.limits.source_requests
        self._asked[source_id] += 1
        number = self._asked[source_id]
        if number > limit:
            why = f"more than {limit} requests in one night"
            if number == limit + 1:
                yield self.issue(source, "limit_reached", why, "")
            yield Outcome(url=url, source_id=source_id, state="retry_later", reason=why)
            return
        options["meta"] |= {"ledger_url": url, "source_id": source_id}
        try:
            # the ledger keeps URLs unique; Scrapy's filter would drop redirects without a word
            request = Request(
                url, callback, errback=self.failed, priority=priority - number, dont_filter=True, **options
            )
        except ValueError as error:
            yield Outcome(url=url, source_id=source_id, state="failed", reason=reason(error))
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


def _validators(held: KnownVersion | None) -> dict[str, str]:
    if held is not None and held.etag:
        return {"If-None-Match": held.etag}
    return {"If-Modified-Since": held.last_modified} if held is not None and held.last_modified else {}
