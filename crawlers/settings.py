"""Scrapy's settings: every default that is unsafe or impolite is set here on purpose."""

from __future__ import annotations

from typing import Any

from crawlers.plan import CrawlPlan

PRODUCT = "kansenradar/0.1 (+{contact})"


def spider_settings(plan: CrawlPlan, system: str) -> dict[str, Any]:
    """Give the settings of the crawler of one system."""
    return {
        "USER_AGENT": PRODUCT.format(contact=plan.contact),
        "ROBOTSTXT_OBEY": True,
        # one vendor, one slot, one request at a time, whatever number of municipalities it serves
        "DOWNLOAD_SLOTS": {system: {"concurrency": 1, "delay": plan.systems[system].delay, "jitter": 0}},
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": plan.systems[system].delay,
        # records of one answer are saved in order: a document before its versions
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_MAXSIZE": plan.limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": plan.limits.timeout_seconds,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "CLOSESPIDER_TIMEOUT": plan.limits.source_seconds,
        "CLOSESPIDER_PAGECOUNT": plan.limits.source_requests,
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [429, 500, 502, 503, 504, 522, 524],
        "REDIRECT_MAX_TIMES": 5,
        "REFERER_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,  # the ledger sends validators itself: RFC2616Policy skips re-checks silently
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawlers.guard.PublicAddressResolver",
        "DOWNLOADER_MIDDLEWARES": {"crawlers.guard.AllowList": 50, "crawlers.politeness.RetryAfter": 560},
        "SPIDER_MIDDLEWARES": {"crawlers.checks.RecordFailures": 50},
        "EXTENSIONS": {"crawlers.politeness.CrawlDelay": 500},
        "ITEM_PIPELINES": {"crawlers.item_pipelines.StorePipeline": 100},
        "LOG_ENABLED": False,
    }
