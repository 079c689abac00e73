"""Run the spiders of a plan, one per vendor, in one process."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawlers.checks import SourceResult, check
from crawlers.failures import StopOnError
from crawlers.plan import CrawlPlan, SourcePlan
from crawlers.settings import PROCESS, spider_settings
from crawlers.spiders.base import SourceSpider
from crawlers.spiders.bekendmakingen import BekendmakingenSpider
from crawlers.spiders.cvdr import CvdrSpider
from crawlers.spiders.go import GoSpider
from crawlers.spiders.ibabs import IbabsSpider
from crawlers.spiders.notubiz import NotubizSpider
from crawlers.spiders.openbesluitvorming import OpenbesluitvormingSpider
from crawlers.spiders.website import WebsiteSpider

SPIDERS: tuple[type[SourceSpider], ...] = (
    NotubizSpider,
    IbabsSpider,
    GoSpider,
    OpenbesluitvormingSpider,
    BekendmakingenSpider,
    CvdrSpider,
    WebsiteSpider,
)
GRACE_SECONDS = 3.0
"""What an answer that is under way gets when the crawl has to stop."""


def crawl(plan: CrawlPlan) -> tuple[SourceResult, ...]:
    """Crawl every source of the plan and judge the result; blocks until the last spider is done.

    Can be called once per process: the reactor below it cannot be started twice. Raises the error that made a
    spider stop, such as a full disk, and SystemExit after SIGTERM or SIGINT, when the ledger has been closed.
    """
    with _quiet():
        process = AsyncCrawlerProcess(PROCESS)
        running = [
            (crawler, process.crawl(crawler, plan=plan, sources=sources)) for crawler, sources in crawlers_of(plan)
        ]
        with _stoppable(process) as stopped:
            process.start(install_signal_handlers=False)
    for crawler, task in running:
        _raise_error(crawler, task)
    results = check(plan)
    if stopped:
        raise SystemExit(128 + stopped[0])
    return results


def _raise_error(crawler: Crawler, task: asyncio.Task[None]) -> None:
    """Raise what kept a crawler from starting or made it stop; a task that was cut off by a signal is not done."""
    if task.done():
        task.result()
    watch = crawler.get_extension(StopOnError)
    if watch is not None and watch.error is not None:
        raise watch.error


def crawlers_of(plan: CrawlPlan, **changed: object) -> Iterator[tuple[Crawler, tuple[SourcePlan, ...]]]:
    """Give a crawler for each vendor with all its sources, which share one throttle; websites belong to many.

    `changed` are settings other than the usual ones.
    """
    for spider in SPIDERS:
        sources = plan.of(spider.name)
        groups = _neighbours(sources) if spider is WebsiteSpider else filter(None, [sources])
        yield from ((Crawler(spider, spider_settings(plan, spider.name) | changed), group) for group in groups)


def _neighbours(sources: tuple[SourcePlan, ...]) -> Iterator[tuple[SourcePlan, ...]]:
    """Group the sources that are on the same servers, so that those are asked by one spider only."""
    groups: list[tuple[SourcePlan, ...]] = []
    for source in sources:
        together = [group for group in groups if any(source.origins & other.origins for other in group)]
        groups = [group for group in groups if group not in together]
        groups.append((*(other for group in together for other in group), source))
    yield from groups


@contextmanager
def _quiet() -> Iterator[None]:
    """Log nothing, for the ledger and the issues tell it, and put back how warnings are shown."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        logging.captureWarnings(False)


@contextmanager
def _stoppable(process: AsyncCrawlerProcess) -> Iterator[list[int]]:
    """End the crawl at a signal, and put the handlers back: Scrapy's own would outlive the crawl."""
    reactor: Any = import_module("twisted.internet.reactor")  # the one that the process installed
    stopped: list[int] = []
    stopping: list[asyncio.Future[None]] = []

    def stop() -> None:
        stopping.append(asyncio.ensure_future(process.stop()))
        reactor.callLater(GRACE_SECONDS, reactor.stop)

    def handle(number: int, _: Any) -> None:
        stopped.append(number)
        if len(stopped) == 1:
            reactor.callFromThread(stop)

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
