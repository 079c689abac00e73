"""Manners that Scrapy leaves to us: Retry-After and Crawl-delay.

Both act on the download slot of the vendor, which all municipalities of that vendor share.
"""

from __future__ import annotations

import asyncio
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

LONGEST_WAIT_SECONDS = 120


class ClosedForTonight(IgnoreRequest):
    """The vendor asked for a longer pause than a night should wait; the rest is tried the next night."""


class RetryAfter:
    """Downloader middleware that keeps to Retry-After; it runs before Scrapy's own retry sees the answer."""

    def __init__(self) -> None:
        self.closed = ""

    def process_request(self, request: Request) -> None:
        """Stop asking a vendor that closed its door."""
        if self.closed:
            raise ClosedForTonight(self.closed)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Wait as long as the answer asks, or close the vendor for this run."""
        header = response.headers.get("Retry-After")
        if response.status not in (429, 503) or header is None:
            return response
        seconds = _seconds(header.decode("latin-1"), response.headers.get("Date"))
        if seconds > LONGEST_WAIT_SECONDS:
            self.closed = f"asked to wait {seconds:.0f} seconds (Retry-After)"
            raise ClosedForTonight(self.closed)
        await asyncio.sleep(seconds)
        return response


class CrawlDelay:
    """Extension that raises the delay of a vendor to what its robots.txt asks."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Connect to the crawler."""
        return cls(crawler)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Apply Crawl-delay to the vendor's slot."""
        delay = robotparser.crawl_delay(self.crawler.settings["USER_AGENT"])
        if delay is None or self.crawler.engine is None:
            return
        for slot in self.crawler.engine.downloader.slots.values():
            slot.delay = max(slot.delay, float(delay))


def _seconds(header: str, date_header: bytes | None) -> float:
    """Read a Retry-After value: seconds, or a date relative to the answer's own Date."""
    if re.fullmatch(r"\d+", header.strip()):
        return float(header)
    if date_header is None:
        return float(LONGEST_WAIT_SECONDS + 1)
    wait = parsedate_to_datetime(header) - parsedate_to_datetime(date_header.decode("latin-1"))
    return max(0.0, wait.total_seconds())
