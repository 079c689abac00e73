"""Run the spiders of a plan, one per system, in one process."""

from __future__ import annotations

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.checks import SourceResult, check
from crawlers.plan import CrawlPlan
from crawlers.settings import spider_settings
from crawlers.spiders.base import SourceSpider
from crawlers.spiders.bekendmakingen import BekendmakingenSpider
from crawlers.spiders.cvdr import CvdrSpider
from crawlers.spiders.notubiz import NotubizSpider
from crawlers.spiders.website import WebsiteSpider

SPIDERS: dict[str, type[SourceSpider]] = {
    spider.name: spider for spider in (NotubizSpider, BekendmakingenSpider, CvdrSpider, WebsiteSpider)
}


def crawl(plan: CrawlPlan) -> tuple[SourceResult, ...]:
    """Crawl every source of the plan and judge the result; blocks until the last spider is done.

    Can be called once per process: the reactor below it cannot be started twice.
    """
    process = AsyncCrawlerProcess({"LOG_ENABLED": False}, install_root_handler=False)
    for system, spider in SPIDERS.items():
        if plan.of(system):
            process.crawl(_with_settings(spider, plan), plan=plan)
    process.start()
    return check(plan)


def _with_settings(spider: type[SourceSpider], plan: CrawlPlan) -> type[SourceSpider]:
    """Bind the settings of this plan to a spider class; Scrapy reads them from the class."""
    return type(spider.__name__, (spider,), {"custom_settings": spider_settings(plan, spider.name)})
