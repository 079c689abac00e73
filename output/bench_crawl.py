"""What crawling costs: every municipality of the registry with two papers each, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.municipalities import shipped
from crawlers.replica.nation import NIGHT, nation
from crawlers.replica.portals import Portals
from crawlers.replica.towns import Town
from pipeline.database import open_readonly

PAPERS = 2
PLAIN = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Plain(scrapy.Spider):
    name = "plain"
    start_urls = open(sys.argv[1]).read().split()

    def parse(self, response):
        yield {"url": response.url, "size": len(response.body)}

process = CrawlerProcess({"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 1, "DOWNLOAD_DELAY": 0})
process.crawl(Plain)
process.start()
"""
"""Fetches the same addresses and keeps nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process used."""

    cpu_seconds: float
    peak_megabytes: float


def measure_crawl(folder: Path) -> list[str]:
    """Crawl the whole country twice and fetch the same addresses with plain Scrapy."""
    names = [row.municipality.name for row in shipped().on(NIGHT).values()]
    library = nation(folder / "papers", names, PAPERS)
    with Portals(library) as portals:
        config = folder / "kansenradar.toml"
        config.write_text(_configuration(portals, library.country.towns), encoding="utf-8")
        command = [sys.executable, "-m", "output", "--config", str(config), "--now", f"{NIGHT}T03:15", "crawl"]
        first = _cost(command)
        asked = len(portals.log.entries)
        addresses = _addresses(folder)
        portals.log.clear()
        again = _cost(command)
        unchanged = len(portals.log.entries)
        (folder / "addresses").write_text("\n".join(addresses), encoding="utf-8")
        plain = _cost([sys.executable, "-c", PLAIN, str(folder / "addresses")])
    documents = PAPERS * len(names)
    return [
        f"municipalities crawled         {len(names):6d} with {documents} documents",
        f"CPU of an unchanged night      {again.cpu_seconds:6.1f} s for {unchanged} requests (first: {asked})",
        f"most memory of a crawl         {max(first.peak_megabytes, again.peak_megabytes):6.0f} MB",
        f"CPU per stored document        {1000 * first.cpu_seconds / documents:6.1f} ms,"
        f" {first.cpu_seconds / plain.cpu_seconds:.1f} x plain Scrapy fetching the same {len(addresses)} addresses",
    ]


def _configuration(portals: Portals, towns: Sequence[Town]) -> str:
    codes = [row.municipality.code for row in shipped().on(NIGHT).values()]
    urls = portals.urls
    lines = [
        'data = "."',
        'contact = "beheer@kansenradar.example"',
        f"municipalities = {codes}",
        *(
            f'[systems.{system}]\nbase_url = "{urls[portal]}"\ndelay = 0'
            for system, portal in (("notubiz", "notubiz"), ("bekendmakingen", "gemeenteblad"), ("cvdr", "cvdr"))
        ),
    ]
    for town, row in zip(towns, shipped().on(NIGHT).values(), strict=True):
        place = row.municipality
        lines.append(
            f'[[municipality]]\ncode = "{place.code}"\nname = "{place.name}"\nprovince = "{place.province}"\n'
            f'system = "notubiz"\nkey = "{town.site}"'
        )
    return "\n".join(lines) + "\n"


def _addresses(folder: Path) -> list[str]:
    rows = open_readonly(folder / "radar.db").query(
        "select url from ledger_entries where run_id = 1 and state = 'stored' order by kind, url"
    )
    return [row["url"] for row in rows]


def _cost(command: Sequence[str]) -> Cost:
    """Run a command and tell what it used; it must do its work."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  (our own commands)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
