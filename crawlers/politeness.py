"""Manners that Scrapy leaves to us: one slot per vendor, Crawl-delay, Retry-After, and when to stop asking.

A crawler asks one request at a time (see settings), so that a pause in here holds up all of its requests.
"""

from __future__ import annotations

import asyncio
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import signals
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, ResponseDataLossError

from crawlers.protocols.shapes import reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

LONGEST_WAIT_SECONDS = 120
MOST_SILENCES = 10
"""So many requests in a row without any answer mean that nobody is there tonight."""


class ClosedForTonight(IgnoreRequest):
    """The vendor cannot or does not want to be asked now; the rest is tried the next night."""


class VendorSlot:
    """Downloader middleware that puts every request, robots.txt included, in the one slot of the vendor.

    Scrapy's own key is the host name, which differs per municipality at some vendors and ignores the port.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.crawl_delay = 0.0
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self.slow_down, signal=signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> VendorSlot:
        """Connect to the crawler."""
        return cls(crawler)

    @property
    def name(self) -> str:
        """The slot, by the name of the system."""
        return self.crawler.spidercls.name

    def process_request(self, request: Request) -> None:
        """Set the slot."""
        request.meta["download_slot"] = self.name

    def robots_parsed(self, robotparser: RobotParser) -> None:
        """Take over the Crawl-delay of a host of this vendor."""
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0.0
        self.crawl_delay = max(self.crawl_delay, min(asked, LONGEST_WAIT_SECONDS))

    def slow_down(self) -> None:
        """Apply the Crawl-delay to the slot, which Scrapy makes anew after a minute without requests."""
        slot = self.crawler.engine.downloader.slots[self.name]
        slot.delay = max(slot.delay, self.crawl_delay)


class UnreadableRobots:
    """Downloader middleware, next to the one that obeys robots.txt: where it cannot be read nothing is asked.

    Scrapy takes an error for permission. RFC 9309 (2.3.1.4) takes it for a complete disallow.
    """

    def __init__(self) -> None:
        self.unreadable: dict[str, str] = {}

    def process_request(self, request: Request) -> None:
        """Refuse what would be asked without knowing the rules; runs after robots.txt was asked."""
        if not _is_robots(request) and (why := self.unreadable.get(_robots_url(request))):
            raise ClosedForTonight(f"robots.txt could not be read: {why}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Note that the rules are not to be had now."""
        if _is_robots(request) and (response.status >= 500 or response.status == 429):
            self.unreadable[_robots_url(request)] = f"HTTP {response.status}"
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that no answer came."""
        if _is_robots(request) and not isinstance(exception, IgnoreRequest):
            self.unreadable[_robots_url(request)] = reason(exception)


class RetryAfter:
    """Downloader middleware that waits before a retry; it runs before Scrapy's own retry sees the answer."""

    def __init__(self, crawler: Crawler) -> None:
        self.retried_codes = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self.retries = crawler.settings.getint("RETRY_TIMES")
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.silences = 0
        self.closed = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        """Take the retries from the settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Stop asking a vendor that closed its door."""
        if self.closed:
            raise ClosedForTonight(self.closed)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Wait as long as the answer asks, or close the vendor for this run."""
        self.silences = 0
        if response.status not in self.retried_codes:
            return response
        tries = request.meta.get("retry_times", 0) + 1
        asked = _seconds(response)
        if asked is not None and asked > LONGEST_WAIT_SECONDS:
            self.closed = f"asked to wait {asked:.0f} seconds (Retry-After)"
            raise ClosedForTonight(self.closed)
        if asked is not None:
            await asyncio.sleep(asked)
        elif tries <= self.retries:
            await asyncio.sleep(self.delay * 2**tries)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count requests that got no answer at all."""
        if isinstance(exception, IgnoreRequest | DownloadCancelledError | ResponseDataLossError):
            return
        self.silences += 1
        if self.silences >= MOST_SILENCES:
            self.closed = f"{self.silences} requests in a row got no answer: {reason(exception)}"


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt"))


def _robots_url(request: Request) -> str:
    asked: list[str] = request.meta.get("redirect_urls", []) if _is_robots(request) else []
    return urljoin((asked or [request.url])[0], "/robots.txt")


def _seconds(response: Response) -> float | None:
    """Read Retry-After: seconds, or a date relative to the answer's own Date; None when it says nothing readable."""
    header, date = (str(response.headers.get(name) or b"", "latin-1").strip() for name in ("Retry-After", "Date"))
    if re.fullmatch(r"\d+", header):
        return float(header)
    try:
        wait = parsedate_to_datetime(header) - parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())
