"""When to wait and when to stop asking: Retry-After, silence, a block, and what one source may cost.

A door is what is closed together: a vendor with all its municipalities, or one server where every municipality has
its own.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, ResponseDataLossError
from scrapy.http import TextResponse

from crawlers.politeness import LONGEST_WAIT_SECONDS, ClosedForTonight
from crawlers.protocols.shapes import reason
from crawlers.registry import Origin

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.plan import Limits
    from crawlers.registry import System
    from crawlers.spiders.base import SourceSpider

MOST_SILENCES = 10
"""So many requests in a row without any answer mean that nobody is there tonight."""
EVERYWHERE = "*"
BLOCKED = "blocked: "
"""How the reason of a request begins that met a page of a firewall instead of an answer."""
_BEGINNING = 20_000
"""Characters in which a page shows that it is no answer."""


class Doors:
    """Downloader middleware that keeps doors closed and waits before a retry, before Scrapy's own retry sees it."""

    def __init__(self, crawler: Crawler, system: System) -> None:
        self.retried_codes = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self.retries = crawler.settings.getint("RETRY_TIMES")
        self.system = system
        self.silences: Counter[str] = Counter()
        self.closed: dict[str, str] = {}
        self.pause_until = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Doors:
        """Take the manners of the vendor."""
        spider = cast("SourceSpider", crawler.spider)
        return cls(crawler, spider.plan.systems[spider.name])

    async def process_request(self, request: Request) -> None:
        """Stop asking where a door was closed; while one request waits, the others wait as well."""
        if why := self.closed.get(EVERYWHERE) or self.closed.get(self._door(request)):
            raise ClosedForTonight(why)
        await asyncio.sleep(max(0.0, self.pause_until - asyncio.get_running_loop().time()))

    async def process_response(self, request: Request, response: Response) -> Response:
        """Recognise a block, and wait as long as the answer asks, or close the door for this run."""
        self.silences[self._door(request)] = 0
        if words := _blocked_by(response, self.system.blocked_by):
            why = f"{BLOCKED}{words!r} with HTTP {response.status}"
            if self.system.blocks_everywhere:
                self.closed[EVERYWHERE] = why
            self._close(request, why)
        if response.status not in self.retried_codes:
            await self._wait_for_allowance(response)
            return response
        tries = request.meta.get("retry_times", 0) + 1
        asked = _seconds(response)
        if asked is not None and asked > LONGEST_WAIT_SECONDS:
            self._close(request, f"asked to wait {asked:.0f} seconds (Retry-After)")
        if asked is not None:
            await self._pause(asked)
        elif tries <= self.retries:
            await self._pause(self.system.delay * 2**tries)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count requests that got no answer at all."""
        if isinstance(exception, IgnoreRequest | DownloadCancelledError | ResponseDataLossError):
            return
        door = self._door(request)
        self.silences[door] += 1
        if self.silences[door] >= MOST_SILENCES:
            self.closed[door] = f"{self.silences[door]} requests in a row got no answer: {reason(exception)}"

    def _door(self, request: Request) -> str:
        return str(Origin.of(request.url)) if self.system.own_hosts else self.system.name

    def _close(self, request: Request, why: str) -> None:
        self.closed[self._door(request)] = why
        raise ClosedForTonight(why)

    async def _wait_for_allowance(self, response: Response) -> None:
        """Wait for the next allowance of a service that counts for us (RateLimit headers)."""
        left, reset = (bytes(response.headers.get(f"RateLimit-{name}") or b"") for name in ("Remaining", "Reset"))
        if left == b"0" and reset.isdigit():
            await self._pause(min(float(reset), LONGEST_WAIT_SECONDS))

    async def _pause(self, seconds: float) -> None:
        self.pause_until = asyncio.get_running_loop().time() + seconds
        await asyncio.sleep(seconds)


class SourceBudget:
    """Downloader middleware that stops asking a source that used up its bytes or its time; the others go on."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.bytes: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SourceBudget:
        """Take the limits of the plan."""
        return cls(cast("SourceSpider", crawler.spider).plan.limits)

    def process_request(self, request: Request) -> None:
        """Refuse what is beyond the budget, and begin to count."""
        source_id = request.meta.get("source_id", "")
        if self.bytes[source_id] > self.limits.source_bytes:
            raise ClosedForTonight(f"more than {self.limits.source_bytes} bytes in one night")
        if self.seconds.get(source_id, 0.0) > self.limits.source_seconds:
            raise ClosedForTonight(f"more than {self.limits.source_seconds} seconds in one night")
        request.meta["began"] = asyncio.get_running_loop().time()

    def process_response(self, request: Request, response: Response) -> Response:
        """Count what came, and how long it took."""
        self.bytes[request.meta.get("source_id", "")] += len(response.body)
        self._count_time(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count the time of what did not come; a request that was refused before this had not begun."""
        if "began" in request.meta:
            self._count_time(request)

    def _count_time(self, request: Request) -> None:
        took = asyncio.get_running_loop().time() - request.meta.pop("began")
        source_id = request.meta.get("source_id", "")
        self.seconds[source_id] = self.seconds.get(source_id, 0.0) + took


def _blocked_by(response: Response, words: tuple[str, ...]) -> str:
    """Give the words by which a page shows that it is no answer but a block; documents are not looked into."""
    if not words or not isinstance(response, TextResponse) or response.body[:1] in (b"{", b"["):
        return ""
    beginning = response.text[:_BEGINNING].casefold()
    return next((word for word in words if word.casefold() in beginning), "")


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
