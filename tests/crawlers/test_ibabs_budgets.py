"""Many nights over all 149 portals of one vendor, in virtual time: its budgets are never exceeded and are used.

The vendor counts 180 requests and 30 files in any minute, over all its sites together; going over cost others twelve
days. KANSENRADAR_NIGHTS sets how many nights are simulated.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import scrapy
from memory import Reply, crawl_in_memory

from crawlers.plan import CrawlPlan, SourcePlan, Window
from crawlers.registry import Origin, systems
from crawlers.replica.towns import stable_guid
from pipeline.database import open_database
from pipeline.originals import Originals
from pipeline.records import Municipality, Source
from pipeline.runs import finish_run, start_run
from pipeline.store import Store

NIGHTS = int(os.environ.get("KANSENRADAR_NIGHTS", "3"))
SITES = 149
FIRST = date(2026, 11, 1)
HARD_PAGES, HARD_FILES = 180, 30
PAGES, FILES = 120, 24
"""What we ask per minute at most."""
MINUTE = 60.0


@dataclass(frozen=True)
class Vendor:
    """The portals as they are in one night: each has a meeting with a new paper, and a letter in an overview."""

    today: date
    pages: list[float]
    files: list[float]

    def __call__(self, request: scrapy.Request) -> Reply:
        path = request.url.split(".example", 1)[1]
        now = asyncio.get_running_loop().time()
        is_file = path.startswith(("/Document/", "/Script/"))
        (self.files if is_file else self.pages).append(now)
        site = request.url.removeprefix("http://").partition(".")[0]
        if is_file:
            return Reply(body=f"%PDF-1.4 {site} {path}".encode(), headers={"Content-Type": "application/pdf"})
        if path.startswith(("/Reports/GetReportData", "/Calendar/GetAgendas")):
            return Reply(body=json.dumps(self._json(site, path)).encode(), headers={"Content-Type": "application/json"})
        page = (
            f'<!DOCTYPE html><html><body data-site-name="x">{self._page(site, path)}</body></html>'
            if path != "/robots.txt"
            else ""
        )
        return Reply(body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def _json(self, site: str, path: str) -> object:
        if path.startswith("/Reports/"):
            rows = [self._row(site, self.today - timedelta(days=number)) for number in range(3)]
            return {"draw": 1, "recordsTotal": len(rows), "data": rows}
        month = re.search(r"start=(\d{4}-\d{2})", path)
        meeting = self.today + timedelta(days=3)
        if month is None or month[1] != f"{meeting:%Y-%m}":
            return []
        start = f"{meeting}T19:30:00"
        return [{"id": stable_guid(site, "meeting"), "title": "Raad", "start": start, "classNames": ["agendatype-1"]}]

    def _row(self, site: str, day: date) -> dict[str, str]:
        title = f"Brief van {day}"
        return {"DT_RowId": stable_guid(site, str(day)), "title": title, "registrationdate": f"{day:%d-%m-%Y}"}

    def _page(self, site: str, path: str) -> str:
        if path.startswith("/Calendar"):
            return '<a href="/Calendar/OpenCategory/1">Raad</a><a href="/Reports">Overzichten</a>'
        if path == "/Reports":
            return f'<a href="/Reports/Details/{stable_guid(site, "report")}">Raadsinformatiebrieven</a>'
        if path.startswith("/Agenda/"):
            papers = (self._link("Agenda", site, f"voorstel {number}") for number in range(self.today.day % 3))
            return f'<div id="maincontent"><h1>Raad</h1>{"".join(papers)}</div>'
        return f"<dl><dt>Onderwerp</dt><dd>Brief</dd><dt>Bijlage</dt><dd>{self._link('Reports', site, path)}</dd></dl>"

    def _link(self, place: str, site: str, name: str) -> str:
        owner, document = stable_guid(site, "owner"), stable_guid(site, name, str(self.today))
        return f'<a href="/{place}/Document/{owner}?documentId={document}">Stuk {name[-9:]}</a>'


def night(folder: Path, today: date, *, first: bool) -> Vendor:
    """Crawl all portals once."""
    database = open_database(folder / "radar.db")
    # what this test is about is not what survives a power cut
    database.execute("pragma synchronous = off")
    now = f"{today}T02:15:00Z"
    store = Store(database, start_run(database, started=now, now=now), now)
    places = [
        Municipality(code=f"GM{number:04}", name=f"Gemeente {number}", province="Zuid") for number in range(SITES)
    ]
    sources = [_source(place) for place in places]
    store.save_sources(places, (source.source for source in sources))
    plan = CrawlPlan(
        store=store,
        originals=Originals(folder / "originals"),
        systems=systems(),
        sources=tuple(_with_first(source, first=first) for source in sources),
        today=today,
        contact="beheer@kansenradar.example",
        window=Window(first_lookback=7, ahead=20),
    )
    vendor = Vendor(today, [], [])
    results = crawl_in_memory(plan, vendor)
    assert [result for result in results if result.failed or result.listings_failed or result.unanswered] == []
    finish_run(database, store.run_id, finished=now, exit_code=0, summary={})
    database.close()
    return vendor


def _source(place: Municipality) -> SourcePlan:
    base = f"http://site{place.code.lower()}.example"
    return SourcePlan(
        source=Source(
            id=f"{place.code}:ibabs", gemeentecode=place.code, gemeente=place.name, system="ibabs", key=place.code
        ),
        base_url=base,
        origins=frozenset({Origin.of(base)}),
        first=True,
    )


def _with_first(source: SourcePlan, *, first: bool) -> SourcePlan:
    return SourcePlan(source=source.source, base_url=source.base_url, origins=source.origins, first=first)


def most_in_a_minute(moments: Sequence[float]) -> int:
    """The most requests in any sixty seconds."""
    begin, most = 0, 0
    for end, moment in enumerate(moments):
        while moment - moments[begin] >= MINUTE:
            begin += 1
        most = max(most, end - begin + 1)
    return most


def rate(moments: Sequence[float]) -> float:
    """Requests per minute while there was work."""
    return MINUTE * (len(moments) - 1) / (moments[-1] - moments[0])


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> list[Vendor]:
    folder = tmp_path_factory.mktemp("vendor")
    return [night(folder, FIRST + timedelta(days=number), first=not number) for number in range(NIGHTS)]


def test_no_budget_is_exceeded_in_any_minute(nights: list[Vendor]) -> None:
    for vendor in nights:
        assert most_in_a_minute(vendor.pages) <= PAGES
        assert most_in_a_minute(vendor.files) <= FILES
        assert most_in_a_minute(sorted([*vendor.pages, *vendor.files])) <= HARD_PAGES
        assert PAGES < HARD_PAGES
        assert FILES < HARD_FILES


def test_the_budgets_are_used_while_there_is_work(nights: list[Vendor]) -> None:
    for vendor in nights:
        assert rate(vendor.pages) >= 0.9 * PAGES
        assert rate(vendor.files) >= 0.9 * FILES


def test_every_night_brings_new_papers(nights: list[Vendor]) -> None:
    assert all(len(vendor.files) >= SITES for vendor in nights)
