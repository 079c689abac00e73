"""Two boundaries: an answer that cannot be read is recorded and the crawl goes on; a store that cannot be
written to ends it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, cast

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawlers.item_pipelines import save
from crawlers.protocols.shapes import reason
from pipeline.records import Issue, Outcome

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawlers.spiders.base import SourceSpider


class RecordFailures:
    """Spider middleware: an answer that a spider cannot read becomes an issue and a failed URL."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordFailures:
        """Connect to the crawler."""
        return cls(crawler)

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> list[Request] | list[Issue | Outcome] | None:
        """Record what went wrong with this answer, in the place of what the spider did not come to give.

        A body that is no JSON or XML at all is mostly a page that asks for patience: it is asked for again first.
        """
        if _unwritable(exception):
            return None
        if isinstance(exception, ValueError) and (again := self._retry(response)) is not None:
            return [again]
        return _failed(response, exception)

    def _retry(self, response: Response) -> Request | None:
        spider = cast("SourceSpider", self.crawler.spider)
        return get_retry_request(cast("Request", response.request), spider=spider, reason="unreadable")


class StopOnError:
    """Extension that closes a spider at the first error that is not about an answer, such as a full disk.

    Scrapy would only log it and lose the record. What is open then is tried again by the next run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.error: BaseException | None = None
        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self.record_lost, signal=signals.item_error)
        crawler.signals.connect(self.stop, signal=signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StopOnError:
        """Connect to the crawler."""
        return cls(crawler)

    def record_lost(self, failure: Failure, response: object) -> None:
        """Fail the answer whose record the store refuses; stop when the store is to blame."""
        error = cast("BaseException", failure.value)
        if _unwritable(error) or not isinstance(response, Response):
            self.stop(failure)
            return
        for record in _failed(response, error):
            save(record, cast("SourceSpider", self.crawler.spider).plan.store)

    def stop(self, failure: Failure) -> None:
        """Keep the error for `crawl`, which raises it, and close the spider."""
        if self.error is None:
            self.error = failure.value
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="error"))


def _failed(response: Response, error: BaseException) -> list[Issue | Outcome]:
    message, source_id = reason(error), response.meta["source_id"]
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


def _unwritable(error: BaseException) -> bool:
    """Tell a full disk or a damaged file from a record that the store refuses (`IntegrityError` and its kin)."""
    full_or_locked = (sqlite3.OperationalError, sqlite3.InternalError, OSError)
    return isinstance(error, full_or_locked) or type(error) is sqlite3.DatabaseError
