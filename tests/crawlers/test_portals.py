"""Crawls of the sample municipalities' portals: all systems at once, faults, other nights, kills."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from loopback import Night

from crawlers.replica.faults import Fault
from crawlers.replica.library import Library, build
from crawlers.replica.portals import Portals

pytestmark = pytest.mark.xdist_group("crawled_portals")

Make = Callable[..., Night]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def portals(library: Library) -> Iterator[Portals]:
    with Portals(library, night=1) as portals:
        yield portals


def follow(portals: Portals, folder: Path, *, delay: float = 0) -> Night:
    hosts = {"notubiz": portals.notubiz_url, "bekendmakingen": portals.gemeenteblad_url, "cvdr": portals.cvdr_url}
    systems: dict[str, dict[str, Any]] = {
        name: {"base_url": url, "hosts": [url], "delay": delay} for name, url in hosts.items()
    }
    systems["website"] = {"hosts": [], "delay": delay}
    sources: list[tuple[str, str, dict[str, Any]]] = []
    for town in portals.library.country.towns:
        code = f"GM{town.organisation}"
        sources.append((code, "notubiz", {"key": str(town.organisation)}))
        sources += [(code, system, {"key": town.name}) for system in ("bekendmakingen", "cvdr")]
        sources.append((code, "website", {"pages": [portals.website_urls[town.key]]}))
    window = {"first_lookback": 210}
    return Night(folder=folder, systems=systems, sources=sources, others={"window": window}, limits={"timeout_seconds": 5.0})


def stored(night: Night) -> set[str]:
    return {row["document_key"] for row in night.rows("select document_key from versions")}


def test_the_first_night_and_the_same_night_again(portals: Portals, tmp_path: Path) -> None:
    night = follow(portals, tmp_path)
    results = night.run()
    assert [result["source_id"] for result in results if result["failed"] or result["listings_failed"]] == []
    assert night.issues() == []
    assert all(state and reason for state, reason in night.ends().values())
    assert {entry.status for entry in portals.log.entries} <= {200, 400, 404}, "robots.txt is not everywhere"
    assert len(stored(night)) >= 24

    before, asked = night.content(), len(portals.log.entries)
    night.run(first=False)
    assert night.content() == before
    assert night.issues() == []
    again = portals.log.entries[asked:]
    files = [entry for entry in again if entry.target.startswith(("/document/", "/frbr/", "/cvdr/")) or "/documenten/" in entry.target]
    assert {entry.portal for entry in files} <= {"website"}, "the others tell a revision, which is known"
    assert {entry.status for entry in files} == {304}
    assert all("if-none-match" in dict(entry.headers) for entry in files)


def test_every_request_is_allowed_and_names_us(portals: Portals, tmp_path: Path) -> None:
    follow(portals, tmp_path).run()
    assert not [entry.target for entry in portals.log.entries if "/intern/" in entry.target]
    assert {dict(entry.headers)["user-agent"] for entry in portals.log.entries} == {
        "kansenradar/0.1.0 (+beheer@kansenradar.example)"
    }
    assert {entry.method for entry in portals.log.entries} == {"GET"}


def test_each_vendor_keeps_its_own_pace(portals: Portals, tmp_path: Path) -> None:
    follow(portals, tmp_path, delay=0.04).run()
    for portal in ("notubiz", "gemeenteblad", "cvdr", "website"):
        moments = sorted(entry.moment for entry in portals.log.of(portal))
        assert min(later - earlier for earlier, later in pairwise(moments)) >= 0.035, portal


def test_the_three_nights_bring_what_changed(portals: Portals, tmp_path: Path) -> None:
    night = follow(portals, tmp_path)
    night.run()
    first = stored(night)
    for number in (2, 3):
        portals.night = number
        night.run(first=False)
        assert night.rows("select * from ledger_entries where state is null") == []
    assert stored(night) > first
    assert night.rows("select 1 from versions where number = 2") != []


def test_what_fails_at_first_is_there_after_two_runs(portals: Portals, tmp_path: Path) -> None:
    undisturbed = follow(portals, tmp_path / "quiet")
    undisturbed.run()
    targets = sorted({entry.target for entry in portals.log.entries if not entry.target.endswith("robots.txt")})
    chance = random.Random(11)
    kinds = ("status", "truncate", "wrong_type")
    for target in chance.sample(targets, k=len(targets) * 3 // 10):
        pattern = target.replace("[", "[[]").replace("?", "[?]").replace("*", "[*]")
        portals.faults.put(pattern, Fault(kind=chance.choice(kinds), times=chance.choice((1, 2))))
    night = follow(portals, tmp_path / "faulty")
    night.run()
    night.run(first=True)
    assert night.content() == undisturbed.content()
    assert stored(night) == stored(undisturbed)


@pytest.mark.parametrize("moment", [1, 30, 70, 100])
def test_a_killed_crawl_is_made_good_by_the_next(library: Library, tmp_path: Path, moment: int) -> None:
    with Portals(library, night=1) as portals:
        undisturbed = follow(portals, tmp_path / "quiet")
        undisturbed.run()
        portals.log.clear()
        night = follow(portals, tmp_path / "killed")
        crawl = night.start()
        reached = threading.Event()
        while len(portals.log.entries) < moment and crawl.poll() is None:
            reached.wait(0.002)
        crawl.kill()
        crawl.communicate(timeout=20)
        night.run()
        assert night.content() == undisturbed.content()
        assert night.rows("select * from ledger_entries where state is null") == []
        assert night.rows("pragma integrity_check") == [{"integrity_check": "ok"}]
        assert night.rows("pragma foreign_key_check") == []
