"""A vendor that misbehaves, whichever it is: the others are complete, the cause is named, nobody else is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import Reply, crawl_in_memory
from memory_portals import Country, close
from scrapy.exceptions import DownloadTimeoutError

from crawlers.replica.exchange import Request
from crawlers.replica.library import Library

SYSTEMS = ("notubiz", "ibabs", "go", "openbesluitvorming", "bekendmakingen", "cvdr")
OTHER = "website"
PAGE = {"Content-Type": "text/html; charset=utf-8"}


def down(request: Request, reply: Reply) -> Reply:
    raise ConnectionRefusedError("nobody listens")


def slow(request: Request, reply: Reply) -> Reply:
    raise DownloadTimeoutError("took longer than 60 seconds")


def broken(request: Request, reply: Reply) -> Reply:
    return Reply(body=b"<h1>503</h1>", status=503, headers=PAGE)


def changed(request: Request, reply: Reply) -> Reply:
    kind = reply.headers.get("Content-Type", "")
    return Reply(body=b"{}" if "json" in kind else b"<vreemd/>", headers={"Content-Type": kind})


def elsewhere(request: Request, reply: Reply) -> Reply:
    return Reply(body=b"", status=302, headers={"Location": "http://elders.example/val"})


def waiting(request: Request, reply: Reply) -> Reply:
    return Reply(body=b"<html><body><p>Even geduld, wij controleren uw verbinding.</p></body></html>", headers=PAGE)


def busy(request: Request, reply: Reply) -> Reply:
    return Reply(body=b"", status=429, headers={"Retry-After": "86400"})


FAULTS: dict[str, Callable[[Request, Reply], Reply]] = {
    fault.__name__: fault for fault in (down, slow, broken, changed, elsewhere, waiting, busy)
}
CAUSES = {
    "down": "ConnectionRefusedError",
    "slow": "DownloadTimeoutError",
    "broken": "HTTP 503",
    "changed": "",
    "elsewhere": "allow-list",
    "waiting": "",
    "busy": "asked to wait 86400 seconds",
}
"""What the ledger says of the first list; empty where the system's own parser says it."""


def crawl(country: Country, system: str, *, first: bool = True) -> dict[str, Any]:
    plan = country.plan(system, OTHER, first=first)
    results = crawl_in_memory(plan, country.network)
    database = plan.store.database
    found = {
        "results": {result.source_id: result for result in results},
        "reasons": [
            row["reason"]
            for row in database.query(
                "select reason from ledger_entries where run_id = ? and kind = 'listing' and source_id like ?",
                [plan.store.run_id, f"%:{system}"],
            )
        ],
        "issues": list(database.query("select source_id, kind from issues where run_id = ?", [plan.store.run_id])),
        "others": database.execute(
            """select count(*) from ledger_entries
               where run_id = ? and source_id like ? and state in ('stored', 'unchanged')""",
            [plan.store.run_id, f"%:{OTHER}"],
        ).fetchone()[0],
    }
    close(plan)
    return found


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_faulty_vendor_harms_nobody_else(library: Library, tmp_path: Path, system: str, fault: str) -> None:
    country = Country(library, tmp_path)
    whole = crawl(country, system)
    quiet = Country(library, tmp_path / "faulty")
    (tmp_path / "faulty").mkdir()
    hosts = {host for host in quiet.portals if (f"{system}.example" in host or host == "gemeenteblad.example")}

    def misbehave(request: Request, reply: Reply) -> Reply:
        host = request.base.removeprefix("http://")
        return FAULTS[fault](request, reply) if host in hosts and request.path != "/robots.txt" else reply

    quiet.change = misbehave
    found = crawl(quiet, system)
    assert found["others"] == whole["others"] > 0
    faulty = {source: result for source, result in found["results"].items() if source.endswith(f":{system}")}
    assert all(result.failed for result in faulty.values())
    named = {row["source_id"] for row in found["issues"] if row["kind"] == "source_failed"}
    assert named == set(faulty)
    assert CAUSES[fault] in found["reasons"][0]
    quiet.change = lambda request, reply: reply
    again = crawl(quiet, system)
    assert {source: result.listed for source, result in again["results"].items()} == {
        source: result.listed for source, result in whole["results"].items()
    }, "the next night is unharmed"


def test_a_block_is_named_and_ends_the_night_for_the_whole_vendor(library: Library, tmp_path: Path) -> None:
    country = Country(library, tmp_path)
    seen: list[str] = []

    def block(request: Request, reply: Reply) -> Reply:
        if "ibabs.example" not in request.base or request.path == "/robots.txt":
            return reply
        seen.append(request.path)
        return Reply(body=b"<html><body>The request is blocked.</body></html>", status=403, headers=PAGE)

    country.change = block
    found = crawl(country, "ibabs")
    kinds = {row["kind"] for row in found["issues"] if row["source_id"].endswith(":ibabs")}
    assert {"blocked", "source_failed"} <= kinds
    assert len(seen) <= 2, "what was under way, and nothing more"
    country.change = lambda request, reply: reply
    assert not any(row["kind"] == "blocked" for row in crawl(country, "ibabs")["issues"])


def test_an_empty_answer_is_neither_a_block_nor_unchanged(library: Library, tmp_path: Path) -> None:
    country = Country(library, tmp_path)
    crawl(country, "notubiz")

    def empty(request: Request, reply: Reply) -> Reply:
        if request.path == "/events":
            body = b'{"pagination": {"has_more_pages": false, "total_pages": 0}, "events": []}'
            return replace(reply, body=body, headers={"Content-Type": "application/json"})
        if request.path.endswith("/items"):
            body = b'{"pagination": {"list_start": 0, "list_end": 0, "total_results": 0}, "items": []}'
            return replace(reply, body=body, headers={"Content-Type": "application/json"})
        return reply

    country.change = empty
    found = crawl(country, "notubiz", first=False)
    kinds = {row["kind"] for row in found["issues"] if row["source_id"].endswith(":notubiz")}
    assert kinds == {"empty_source"}
