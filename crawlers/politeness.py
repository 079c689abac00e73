"""Manners that Scrapy leaves to us: the slots of a vendor, Crawl-delay, and robots.txt that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from crawlers.protocols.shapes import reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

LONGEST_WAIT_SECONDS = 120
"""A vendor that asks for more is left alone for the night."""


class ClosedForTonight(IgnoreRequest):
    """The vendor cannot or does not want to be asked now; the rest is tried the next night."""


def file_slot(system: str) -> str:
    """Name the slot of the files of a vendor that counts those apart from pages."""
    return f"{system} files"


class VendorSlot:
    """Downloader middleware that puts what has no slot yet, such as robots.txt, in the one slot of the vendor.

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
        request.meta.setdefault("download_slot", self.name)

    def robots_parsed(self, robotparser: RobotParser) -> None:
        """Take over the Crawl-delay of a host of this vendor."""
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0.0
        self.crawl_delay = max(self.crawl_delay, min(asked, LONGEST_WAIT_SECONDS))

    def slow_down(self, request: Request) -> None:
        """Apply the Crawl-delay to the slot, which Scrapy makes anew after a minute without requests."""
        slot = self.crawler.engine.downloader.slots[request.meta["download_slot"]]
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


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt"))


def _robots_url(request: Request) -> str:
    asked: list[str] = request.meta.get("redirect_urls", []) if _is_robots(request) else []
    return urljoin((asked or [request.url])[0], "/robots.txt")
