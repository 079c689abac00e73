"""One night of crawling in a process of its own (the reactor starts once per process), described by JSON on stdin."""

from __future__ import annotations

import json
import logging
import signal
import sys
import warnings
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.crawl import crawl
from crawlers.plan import CrawlPlan, Limits, SourcePlan, Window
from crawlers.registry import Origin, System, systems
from pipeline.database import open_database
from pipeline.ledger import close_interrupted
from pipeline.originals import Originals
from pipeline.records import Municipality, Source
from pipeline.runs import finish_run, start_run
from pipeline.store import Store


def plan_of(night: dict[str, Any], store: Store) -> CrawlPlan:
    known = {
        name: System(
            name=name,
            base_url=table.get("base_url", ""),
            origins=frozenset(Origin.of(host) for host in table["hosts"]),
            delay=table.get("delay", 0),
            changes_only=systems()[name].changes_only,
            file_delay=table.get("file_delay"),
            own_hosts=systems()[name].own_hosts,
            blocked_by=systems()[name].blocked_by,
        )
        for name, table in night["systems"].items()
    }
    sources = tuple(
        SourcePlan(
            source=Source(
                id=f"{code}:{system}", gemeentecode=code, gemeente=code, system=system, key=table.get("key", code)
            ),
            base_url=table.get("base_url", known[system].base_url),
            origins=_origins(table, known[system]),
            first=table.get("first", True),
            overdue=table.get("overdue", False),
            **{name: tuple(table[name]) for name in ("pages", "feeds", "sitemaps") if name in table},
            **{name: table[name] for name in ("depth", "most_pages", "meeting_filter") if name in table},
        )
        for code, system, table in night["sources"]
    )
    store.save_sources(
        (Municipality(code=code, name=code, province="Zuid-Maren") for code, _, _ in night["sources"]),
        (plan.source for plan in sources),
    )
    return CrawlPlan(
        store=store,
        originals=Originals(Path(night["folder"]) / "originals"),
        systems=known,
        sources=sources,
        today=date.fromisoformat(night["now"][:10]),
        contact="beheer@kansenradar.example",
        window=Window(**night.get("window", {})),
        limits=Limits(**night.get("limits", {})),
    )


def _origins(table: dict[str, Any], system: System) -> frozenset[Origin]:
    """Of the addresses of a website, of the site of a municipality, or of the whole system."""
    own = [address for name in ("pages", "feeds", "sitemaps") for address in table.get(name, ())]
    own += [table["base_url"]] if "base_url" in table else []
    return frozenset(map(Origin.of, own)) or system.origins


def surroundings() -> tuple[object, ...]:
    """What a crawl must leave as it was, for the steps of the night after it."""
    handlers = (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))
    return (
        logging.root.level,
        tuple(logging.root.handlers),
        logging.root.manager.disable,
        warnings.showwarning,
        handlers,
    )


def main() -> None:
    night = json.load(sys.stdin)
    database = open_database(Path(night["folder"]) / "radar.db")
    if "spare_pages" in night:
        pages = database.execute("pragma page_count").fetchone()[0]
        database.execute(f"pragma max_page_count = {pages + night['spare_pages']}")
    run_id = start_run(database, started=night["now"], now=night["now"])
    close_interrupted(database, before_run=run_id, now=night["now"])
    before = surroundings()
    results = crawl(plan_of(night, Store(database, run_id, night["now"])))
    assert surroundings() == before
    exit_code = 4 if all(result.failed for result in results) else 0
    finish_run(database, run_id, finished=night["now"], exit_code=exit_code, summary={})
    json.dump([asdict(result) | {"failed": result.failed} for result in results], sys.stdout)


if __name__ == "__main__":
    main()
