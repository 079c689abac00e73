"""Crawls inside the test process: real spiders, middlewares and store, answers from memory instead of the network.

Scrapy runs without a reactor, so that many crawls fit in one process; `VirtualLoop` lets their pauses cost no time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.checks import SourceResult, check
from crawlers.crawl import crawlers_of
from crawlers.plan import CrawlPlan


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered to a request."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Network = Callable[[Request], Reply]


class MemoryHandler(BaseDownloadHandler):
    """Answers from memory."""

    network: ClassVar[Network]

    async def download_request(self, request: Request) -> Response:
        """Answer after the time that a server takes."""
        await asyncio.sleep(0)
        reply = type(self).network(request)
        headers = Headers(reply.headers)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=reply.body)
        return kind(request.url, status=reply.status, headers=headers, body=reply.body, request=request)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which waiting takes no time: the clock jumps to the next moment something is due."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def jump(timeout: float | None) -> Any:
            events = select(0)
            if not events and timeout:
                self._now += timeout
            return events

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        """Give the virtual clock."""
        return self._now


def crawl_in_memory(plan: CrawlPlan, network: Network) -> tuple[SourceResult, ...]:
    """Crawl once, in virtual time, and judge the result."""
    handler = type("Handler", (MemoryHandler,), {"network": staticmethod(network)})
    others = dict.fromkeys(("data", "file", "ftp", "s3"))
    changed = {"DOWNLOAD_HANDLERS": {"http": handler, "https": handler, **others}}
    with asyncio.Runner(loop_factory=VirtualLoop) as runner, pytest.MonkeyPatch.context() as patch:
        # the one place where Scrapy asks the clock itself instead of the loop
        patch.setattr("scrapy.core.downloader.monotonic", runner.get_loop().time)
        runner.run(_crawl(plan, changed))
    return check(plan)


async def _crawl(plan: CrawlPlan, changed: dict[str, Any]) -> None:
    logging.disable(logging.CRITICAL)
    runner = AsyncCrawlerRunner({"TWISTED_REACTOR_ENABLED": False})
    tasks = [
        runner.crawl(crawler, plan=plan, sources=sources)
        for crawler, sources in crawlers_of(plan, TWISTED_REACTOR_ENABLED=False, TWISTED_DNS_RESOLVER="", **changed)
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        logging.disable(logging.NOTSET)
