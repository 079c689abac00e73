"""The effective settings of a real crawler, against Scrapy's defaults that are unsafe or impolite."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, source
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawlers.crawl import SPIDERS
from crawlers.plan import CrawlPlan, Limits, SourcePlan
from crawlers.registry import systems
from crawlers.settings import PROCESS, spider_settings
from pipeline.database import open_database
from pipeline.originals import Originals
from pipeline.store import Store


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[CrawlPlan]:
    database = open_database(tmp_path / "radar.db")
    yield CrawlPlan(
        store=Store(database, 1, NOW),
        originals=Originals(tmp_path),
        systems=systems(),
        sources=(SourcePlan(source=source(), base_url="", origins=frozenset(), first=True),),
        today=date(2026, 11, 23),
        contact="beheer@kansenradar.example",
        limits=Limits(max_bytes=1234, timeout_seconds=5.5, vendor_seconds=77),
    )
    database.close()


@pytest.fixture(params=SPIDERS, ids=lambda spider: spider.name)
def effective(plan: CrawlPlan, request: pytest.FixtureRequest) -> Settings:
    return Crawler(request.param, spider_settings(plan, request.param.name)).settings


SAFE = {
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_USER_AGENT": "kansenradar",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_ITEMS": 1,
    "DOWNLOAD_DELAY_JITTER": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_TIMES": 2,
    "REDIRECT_MAX_TIMES": 5,
    "DOWNLOAD_MAXSIZE": 1234,
    "DOWNLOAD_TIMEOUT": 5.5,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "CLOSESPIDER_TIMEOUT": 77,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "METAREFRESH_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "REFERER_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": False,
    "URLLENGTH_LIMIT": 0,
    "DEPTH_LIMIT": 0,
    "JOBDIR": None,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "TWISTED_DNS_RESOLVER": "crawlers.guard.PublicAddressResolver",
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
}


@pytest.mark.parametrize(("name", "value"), SAFE.items())
def test_effective_value(effective: Settings, name: str, value: Any) -> None:
    assert effective[name] == value


def test_every_slot_has_one_request_at_a_time_and_its_delay(plan: CrawlPlan) -> None:
    for name, system in systems().items():
        settings = spider_settings(plan, name)
        assert settings["CONCURRENT_REQUESTS"] == len(settings["DOWNLOAD_SLOTS"])
        assert settings["DOWNLOAD_SLOTS"][name] == {"delay": system.delay}
        assert all(slot["delay"] >= 0.5 for slot in settings["DOWNLOAD_SLOTS"].values())


def test_only_the_web_is_spoken(effective: Settings) -> None:
    handlers = effective.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler is not None} == {"http", "https"}


def test_the_agent_names_itself_and_whom_to_ask(effective: Settings) -> None:
    assert effective["USER_AGENT"] == "kansenradar/0.1.0 (+beheer@kansenradar.example)"
    assert effective["DEFAULT_REQUEST_HEADERS"]["Accept-Encoding"] == "gzip"


def test_the_middlewares_stand_where_they_must(effective: Settings) -> None:
    places = effective.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")
    order = [str(component).rpartition(".")[2] for component, _ in sorted(places.items(), key=lambda item: item[1])]
    assert order[0] == "AllowList"
    for before, after in [
        ("VendorSlot", "RobotsTxtMiddleware"),
        ("RobotsTxtMiddleware", "UnreadableRobots"),
        ("RetryMiddleware", "Doors"),
        ("HttpCompressionMiddleware", "WholeGzip"),
        ("UserAgentMiddleware", "SourceBudget"),
    ]:
        assert order.index(before) < order.index(after)


def test_the_resolver_is_set_for_the_process_for_a_crawler_cannot() -> None:
    assert PROCESS["TWISTED_DNS_RESOLVER"] == "crawlers.guard.PublicAddressResolver"


def test_no_setting_is_one_that_scrapy_does_not_know(plan: CrawlPlan) -> None:
    assert set(spider_settings(plan, "notubiz")) <= set(Settings())
