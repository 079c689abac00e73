"""Crawls of the sample municipalities' portals: all systems at once, faults, other nights, kills."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from loopback import Night

from crawlers.replica.access import Access
from crawlers.replica.faults import Fault
from crawlers.replica.library import Library
from crawlers.replica.portals import Portals

FAULTS: tuple[Literal["status", "truncate", "wrong_type"], ...] = ("status", "truncate", "wrong_type")


@dataclass(frozen=True)
class Quiet:
    """The portals on the first night, and an undisturbed crawl of them."""

    portals: Portals
    night: Night
    results: list[dict[str, Any]]
    entries: tuple[Access, ...]


@pytest.fixture(scope="module")
def quiet(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    with Portals(library, night=1) as portals:
        night = follow(portals, tmp_path_factory.mktemp("quiet"))
        results = night.run()
        yield Quiet(portals, night, results, portals.log.entries)


def follow(portals: Portals, folder: Path, *, delay: float = 0) -> Night:
    hosts = {
        "notubiz": portals.urls["notubiz"],
        "bekendmakingen": portals.urls["gemeenteblad"],
        "cvdr": portals.urls["cvdr"],
    }
    systems: dict[str, dict[str, Any]] = {
        name: {"base_url": url, "hosts": [url], "delay": delay} for name, url in hosts.items()
    }
    systems["website"] = {"hosts": [], "delay": delay}
    sources: list[tuple[str, str, dict[str, Any]]] = []
    for town in portals.library.country.of_system("notubiz"):
        code = f"GM{town.site}"
        sources.append((code, "notubiz", {"key": town.site}))
        sources += [(code, system, {"key": town.name}) for system in ("bekendmakingen", "cvdr")]
        sources.append((code, "website", {"pages": [portals.website_urls[town.key]]}))
    window = {"first_lookback": 210}
    return Night(
        folder=folder, systems=systems, sources=sources, others={"window": window}, limits={"timeout_seconds": 5.0}
    )


def is_file(target: str) -> bool:
    return target.startswith(("/document/", "/frbr/", "/cvdr/")) or "/documenten/" in target


def stored(night: Night) -> set[str]:
    return {row["document_key"] for row in night.rows("select document_key from versions")}


def test_every_source_is_read_and_every_url_ends(quiet: Quiet) -> None:
    assert [result["source_id"] for result in quiet.results if result["failed"] or result["listings_failed"]] == []
    assert quiet.night.issues() == []
    assert all(state and reason for state, reason in quiet.night.ends(1).values())
    assert {entry.status for entry in quiet.entries} <= {200, 400, 404}, "robots.txt is not everywhere"
    assert len(stored(quiet.night)) >= 24


def test_every_request_is_allowed_and_names_us(quiet: Quiet) -> None:
    assert not [entry.target for entry in quiet.entries if "/intern/" in entry.target]
    agents = {dict(entry.headers)["user-agent"] for entry in quiet.entries}
    assert agents == {"kansenradar/0.1.0 (+beheer@kansenradar.example)"}
    assert {entry.method for entry in quiet.entries} == {"GET"}


def test_the_same_night_again_stores_nothing_and_asks_no_known_revision(quiet: Quiet) -> None:
    before, asked = quiet.night.content(), len(quiet.portals.log.entries)
    quiet.night.run(first=False)
    assert quiet.night.content() == before
    assert quiet.night.issues() == []
    files = [entry for entry in quiet.portals.log.entries[asked:] if is_file(entry.target)]
    assert {entry.portal for entry in files} == {"website"}, "the others tell a revision, which is known"
    assert {entry.status for entry in files} == {304}
    assert all("if-none-match" in dict(entry.headers) for entry in files)


def test_each_vendor_keeps_its_own_pace(quiet: Quiet, tmp_path: Path) -> None:
    asked, delay = len(quiet.portals.log.entries), 0.03
    follow(quiet.portals, tmp_path, delay=delay).run()
    for portal in ("notubiz", "gemeenteblad", "cvdr", "website"):
        moments = sorted(entry.moment for entry in quiet.portals.log.entries[asked:] if entry.portal == portal)
        assert moments[-1] - moments[0] >= delay * (len(moments) - 2), portal


def test_the_three_nights_bring_what_changed(library: Library, tmp_path: Path) -> None:
    with Portals(library, night=1) as portals:
        night = follow(portals, tmp_path)
        night.run()
        first = stored(night)
        for number in (2, 3):
            portals.night = number
            night.run(first=False)
            assert night.rows("select * from ledger_entries where state is null") == []
    assert stored(night) > first
    assert night.rows("select 1 from versions where number = 2") != []


def test_what_fails_at_first_is_there_after_two_runs(quiet: Quiet, tmp_path: Path) -> None:
    targets = sorted({entry.target for entry in quiet.entries if not entry.target.endswith("robots.txt")})
    chance = random.Random(11)
    for target in chance.sample(targets, k=len(targets) * 3 // 10):
        pattern = target.replace("[", "[[]").replace("?", "[?]").replace("*", "[*]")
        # a strange page in the place of a page or of an agenda in HTML cannot be told from it
        kinds = ("status", "truncate") if is_file(target) or "version=" not in target else FAULTS
        quiet.portals.faults.put(pattern, Fault(kind=chance.choice(kinds), times=chance.choice((1, 2))))
    night = follow(quiet.portals, tmp_path)
    for _ in range(2):
        night.run()
    quiet.portals.faults.clear()
    assert night.content() == quiet.night.content()


@pytest.mark.parametrize("moment", [30, 85])
def test_a_killed_crawl_is_made_good_by_the_next(quiet: Quiet, tmp_path: Path, moment: int) -> None:
    asked = len(quiet.portals.log.entries)
    night = follow(quiet.portals, tmp_path)
    crawl = night.start()
    while len(quiet.portals.log.entries) < asked + moment and crawl.poll() is None:
        time.sleep(0.002)  # waits for a request, not for luck
    crawl.kill()
    crawl.communicate(timeout=20)
    night.run()
    assert night.content() == quiet.night.content()
    assert night.rows("select * from ledger_entries where state is null") == []
    assert night.rows("pragma integrity_check") == [{"integrity_check": "ok"}]
    assert night.rows("pragma foreign_key_check") == []
