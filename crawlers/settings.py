"""Scrapy's settings: every default that is unsafe or impolite is set here on purpose."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from crawlers.encoding import ASKED
from crawlers.plan import CrawlPlan
from crawlers.politeness import file_slot

PRODUCT = "kansenradar"

PROCESS: dict[str, Any] = {
    "LOG_INSTALL_ROOT_HANDLER": False,
    "TWISTED_DNS_RESOLVER": "crawlers.guard.PublicAddressResolver",
}
"""Settings of the process as a whole; a crawler cannot set these."""

CRAWLER: dict[str, Any] = PROCESS | {
    # politeness
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_USER_AGENT": PRODUCT,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,  # of one slot: see `spider_settings`
    "DOWNLOAD_DELAY_JITTER": 0,
    "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "nl", "Accept-Encoding": ASKED},
    "RETRY_TIMES": 2,
    "RETRY_HTTP_CODES": [408, 429, 500, 502, 503, 504, 522, 524],
    "REDIRECT_MAX_TIMES": 5,
    # safety
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOAD_WARNSIZE": 0,
    "METAREFRESH_ENABLED": False,
    "HTTPPROXY_ENABLED": False,  # a proxy would connect on our behalf, past the check of the address
    "REFERER_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    # nothing is lost without a word, and sources take turns
    "HTTPCACHE_ENABLED": False,  # the ledger sends validators itself: RFC2616Policy skips re-checks silently
    "URLLENGTH_LIMIT": 0,
    "CONCURRENT_ITEMS": 1,  # records of one answer are saved in order: a document before its versions
    "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",  # pages and files at the same time
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "DOWNLOADER_MIDDLEWARES": {
        "crawlers.guard.AllowList": 40,
        "crawlers.politeness.VendorSlot": 60,
        "crawlers.politeness.UnreadableRobots": 110,  # after RobotsTxtMiddleware
        "crawlers.doors.Doors": 560,  # sees an answer before RetryMiddleware
        "crawlers.doors.SourceBudget": 580,
        "crawlers.encoding.WholeGzip": 595,  # sees an answer before HttpCompressionMiddleware
    },
    "SPIDER_MIDDLEWARES": {"crawlers.failures.RecordFailures": 50},
    "EXTENSIONS": {"crawlers.failures.StopOnError": 500},
    "ITEM_PIPELINES": {"crawlers.item_pipelines.StorePipeline": 100},
}


def spider_settings(plan: CrawlPlan, system: str) -> dict[str, Any]:
    """Give the settings of one crawler: one request at a time, or two where files have a budget of their own."""
    vendor = plan.systems[system]
    slots = {system: vendor.delay}
    if vendor.file_delay is not None:
        slots[file_slot(system)] = vendor.file_delay
    return CRAWLER | {
        "CONCURRENT_REQUESTS": len(slots),
        "DOWNLOAD_SLOTS": {name: {"delay": delay} for name, delay in slots.items()},
        "USER_AGENT": f"{PRODUCT}/{version(PRODUCT)} (+{plan.contact})",
        "DOWNLOAD_DELAY": vendor.delay,
        "DOWNLOAD_MAXSIZE": plan.limits.max_bytes,
        "DOWNLOAD_TIMEOUT": plan.limits.timeout_seconds,
        "CLOSESPIDER_TIMEOUT": plan.limits.vendor_seconds,
    }
