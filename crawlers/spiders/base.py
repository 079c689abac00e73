"""What every spider does the same way: ask listings and documents through the ledger, end each URL once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlencode

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from crawlers.files import Expected, Fetched, judge, names_web_page
from crawlers.item_pipelines import save
from crawlers.spiders.asking import AskingSpider, Yield, ended
from pipeline.forgetting import FORGOTTEN, is_forgotten
from pipeline.ledger import pending, previous_state
from pipeline.memory import RememberedListing
from pipeline.records import Appearance, Document, Issue, Listing, Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.plan import SourcePlan
    from pipeline.store import KnownVersion

POSTED = {"Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "XMLHttpRequest"}
HEAD_START = 1000
"""A listing goes before documents, but not for ever: so many requests earlier than its turn."""


class SourceSpider(AskingSpider):
    """Base of the spiders: one per system, or per website, for all municipalities that are on the same servers."""

    also_readable: ClassVar[tuple[int, ...]] = ()
    """HTTP statuses other than success under which a listing comes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._given: set[str] = set()

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
            for found in self._fetch(by_id[left.source_id], expected, "retry_later", is_same=True):
                if isinstance(found, Request):
                    self.crawler.engine.crawl(found)
                    asked = True
                else:
                    save(found, self.plan.store)
        if asked:
            raise DontCloseSpider

    def listing(
        self,
        source: SourcePlan,
        url: str,
        callback: Callable[..., Any],
        *,
        form: Mapping[str, str] | None = None,
        fingerprint: str = "",
        **cb_kwargs: Any,
    ) -> Iterator[Yield]:
        """Ask a listing once per run; the callback gets `response`, `source` and the given arguments.

        A `form` is posted, as a script of the page does. `fingerprint` is what the list above this one says of it:
        while that stays the same, and between full passes, the listing is not asked and its documents are as they were.
        """
        ledger_url = f"{url}?{urlencode(form)}" if form else url
        if not self.plan.store.ledger.discover(ledger_url, source_id=source.source.id, kind="listing"):
            return
        before = self.plan.store.memory.listing(ledger_url, fingerprint) if fingerprint and not source.full else None
        if before is not None:
            yield from self._as_before(source, before)
            return
        asked = {"method": "POST", "body": urlencode(form)} if form else {}
        if fingerprint:
            cb_kwargs = {"callback": callback, "fingerprint": fingerprint, "arguments": cb_kwargs}
            callback = self._remember
        yield from self.ask(
            source,
            url,
            callback,
            ledger_url=ledger_url,
            priority=HEAD_START,
            headers=POSTED if form else {},
            meta={"document_key": None, "handle_httpstatus_list": self.also_readable},
            cb_kwargs={"source": source, **cb_kwargs},
            **asked,
        )

    def _remember(
        self,
        response: Response,
        source: SourcePlan,
        callback: Callable[..., Iterator[Yield]],
        fingerprint: str,
        arguments: dict[str, Any],
    ) -> Iterator[Yield]:
        """Read a listing and remember what it held, unless something in it could not be read or is asked further."""
        keys, list_name, complete = [], "", False
        for found in callback(response, source=source, **arguments):
            match found:
                case Appearance():
                    keys.append(found.document_key)
                case Listing():
                    list_name = found.list_name
                case Outcome() if found.document_key is not None:
                    keys.append(found.document_key)
                case Outcome():
                    complete = found.state == "stored"
                case Issue():
                    fingerprint = ""
                case Request() if found.meta["document_key"] is None:
                    fingerprint = ""
            yield found
        if complete and fingerprint:
            yield RememberedListing(
                url=response.meta["ledger_url"],
                source_id=source.source.id,
                list_name=list_name,
                fingerprint=fingerprint,
                document_keys=tuple(dict.fromkeys(keys)),
            )

    def _as_before(self, source: SourcePlan, listing: RememberedListing) -> Iterator[Yield]:
        """End a listing that did not change, and its documents with it."""
        why = "the list above it says the same as when it was read"
        yield Outcome(url=listing.url, source_id=source.source.id, state="unchanged", reason=why)
        yield self.listed(source, listing.list_name, listing.document_keys)
        for key in listing.document_keys:
            known = self.plan.store.known_document(key)
            if known is not None:
                expected = Expected(
                    source_id=source.source.id,
                    document_key=key,
                    url=known.url,
                    revision=known.revision,
                    web_page=names_web_page(known.url),
                )
                before = previous_state(self.plan.store.database, known.url)
                yield from self._fetch(source, expected, before, is_same=True)

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
        known = self.plan.store.known_document(document.key)
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
        is_same = known is not None and (known.url, known.revision) == (document.url, document.revision)
        returning = document if before == "gone" else None
        yield from self._fetch(source, expected, before, is_same=is_same, returning=returning)

    def parse_document(
        self, response: Response, expected: Expected, returning: Document | None = None
    ) -> Iterator[Yield]:
        """Keep the bytes of a document, or say why not; a document that comes back is no longer withdrawn."""
        held = self.plan.store.known_version(expected.document_key)
        judged = judge(response, expected, self.plan.originals, held=held)
        yield judged
        if returning is not None and isinstance(judged, Fetched):
            yield returning

    def _fetch(
        self,
        source: SourcePlan,
        expected: Expected,
        before: str | None,
        *,
        is_same: bool,
        returning: Document | None = None,
    ) -> Iterator[Yield]:
        """Ask a document once per run, unless it is known that nothing changed.

        `before` is how it ended last time; `is_same` when the source says of it what it said then. A document that
        was refused is asked again only when the source says something else of it, or on a full pass.
        """
        store = self.plan.store
        if not store.ledger.discover(
            expected.url, source_id=expected.source_id, kind="document", document_key=expected.document_key
        ):
            return
        if is_forgotten(store.database, expected.document_key):
            yield ended(expected, "refused", FORGOTTEN)
            return
        held = store.known_version(expected.document_key)
        if held is not None and expected.revision and held.revision == expected.revision and before != "gone":
            yield ended(expected, "unchanged", "the source gives the same revision as held")
            return
        if before == "refused" and is_same and not source.full:
            yield ended(expected, "refused", "refused before, and the source says the same of it")
            return
        # validators belong to an address; the same paper may be held from another one
        same_address = before in ("stored", "unchanged")
        conditional = held if held and same_address and self.plan.originals.path(held.sha256).exists() else None
        yield from self.ask(
            source,
            expected.url,
            self.parse_document,
            headers=_validators(conditional),
            meta={"document_key": expected.document_key, "handle_httpstatus_list": (304,)},
            cb_kwargs={"expected": expected, "returning": returning},
        )


def _validators(held: KnownVersion | None) -> dict[str, str]:
    if held is not None and held.etag:
        return {"If-None-Match": held.etag}
    return {"If-Modified-Since": held.last_modified} if held is not None and held.last_modified else {}
