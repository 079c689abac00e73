"""The sample portals without sockets: every request of a crawl in memory is answered by the portal of its host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from builders import NOW
from memory import Reply

from crawlers.plan import CrawlPlan, SourcePlan, Window
from crawlers.registry import Origin, System, systems
from crawlers.replica.exchange import Portal, Request, write_headers
from crawlers.replica.library import Library
from crawlers.replica.portals import COMMON, OWN
from crawlers.replica.towns import Town
from crawlers.replica.website import page_path
from pipeline.database import open_database
from pipeline.originals import Originals
from pipeline.records import Municipality, Source
from pipeline.runs import finish_run, start_run
from pipeline.store import Store

PORTAL_OF = {"bekendmakingen": "gemeenteblad"}
"""The portal of a system, where it has another name."""
ROOT_OF = {"go": "/api"}
"""Where on its portal a system answers."""
Change = Callable[[Request, Reply], Reply]


class Country:
    """All portals of a night at invented addresses, with a data folder that follows some of their systems."""

    def __init__(self, library: Library, folder: Path, *, night: int = 1) -> None:
        self.library = library
        self.night = night
        self.folder = folder
        self.portals: dict[str, Portal] = dict(self._portals())
        self.asked: list[Request] = []
        self.change: Change = lambda request, reply: reply

    def _portals(self) -> Any:
        for name, common in COMMON.items():
            yield f"{name}.example", common(self.library, lambda: self.night)
        for system, own in OWN.items():
            for town in self.library.country.of_system(system):
                yield f"{town.key}.{system}.example", own(self.library, lambda: self.night, town)

    def network(self, asked: scrapy.Request) -> Reply:
        """Answer a request of a spider."""
        parts = urlsplit(asked.url)
        request = Request(
            method=asked.method,
            path=parts.path,
            query=parts.query,
            base=f"http://{parts.hostname}",
            headers={name.decode().lower(): b",".join(values).decode() for name, values in asked.headers.items()},
            form=asked.body.decode(),
        )
        self.asked.append(request)
        response = self.portals[str(parts.hostname)](request)
        reply = Reply(body=response.body, status=response.status, headers=dict(write_headers(response)))
        return self.change(request, reply)

    def plan(self, *wanted: str, first: bool = True, overdue: bool = False) -> CrawlPlan:
        """Begin a run over the sources of these systems."""
        database = open_database(self.folder / "radar.db")
        store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
        known = {name: replace(system, delay=0.0, file_delay=None) for name, system in systems().items()}
        sources = tuple(
            replace(source, first=first, overdue=overdue)
            for town in self.library.country.towns
            for system in wanted
            for source in self._source(town, known[system])
        )
        store.save_sources(
            [
                Municipality(code=town.code, name=town.name, province="Zuid-Maren")
                for town in self.library.country.towns
            ],
            [source.source for source in sources],
        )
        return CrawlPlan(
            store=store,
            originals=Originals(self.folder / "originals"),
            systems=known,
            sources=sources,
            today=self.library.country.nights[self.night - 1],
            contact="beheer@kansenradar.example",
            window=Window(first_lookback=210),
        )

    def _source(self, town: Town, system: System) -> list[SourcePlan]:
        base = self._base(town, system.name)
        if base is None:
            return []
        keys = {"notubiz": town.site, "ibabs": town.site, "go": base, "openbesluitvorming": town.key}
        pages = (f"{base}{page_path(town)}",) if system.name == "website" else ()
        return [
            SourcePlan(
                source=Source(
                    id=f"{town.code}:{system.name}",
                    gemeentecode=town.code,
                    gemeente=town.name,
                    system=system.name,
                    key=keys.get(system.name, town.name),
                ),
                base_url=base,
                origins=frozenset({Origin.of(base)}),
                first=True,
                pages=pages,
            )
        ]

    def _base(self, town: Town, system: str) -> str | None:
        if system in OWN:
            return f"http://{town.key}.{system}.example{ROOT_OF.get(system, '')}" if town.system == system else None
        if system == "notubiz" and town.system != "notubiz":
            return None
        return f"http://{PORTAL_OF.get(system, system)}.example"


def close(plan: CrawlPlan) -> None:
    """End the run of a plan."""
    finish_run(plan.store.database, plan.store.run_id, finished=NOW, exit_code=0, summary={})
    plan.store.database.close()
